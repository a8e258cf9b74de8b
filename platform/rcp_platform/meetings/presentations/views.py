"""Pages of presentations."""

from flask import Blueprint

from rcp_platform.meetings.presentations import models  # noqa: F401

bp = Blueprint("presentations", __name__, url_prefix="/presentations")
