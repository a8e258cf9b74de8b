"""Pages on what came of meetings."""

from flask import Blueprint

from rcp_platform.meetings.outcomes import models  # noqa: F401

bp = Blueprint("outcomes", __name__, url_prefix="/meetings/<id:meeting_id>/outcomes")
