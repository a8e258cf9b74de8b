"""Pages of meetings."""

from flask import Blueprint

from rcp_platform.meetings import models  # noqa: F401

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
