"""Pages on who observes whom."""

from flask import Blueprint

bp = Blueprint("observers", __name__, url_prefix="/observers")
