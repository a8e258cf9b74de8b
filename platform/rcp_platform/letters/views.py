"""Pages on the texts of letters."""

from flask import Blueprint

from rcp_platform.letters import models  # noqa: F401

bp = Blueprint("letters", __name__, url_prefix="/directory/<slug:slug>/letters")
