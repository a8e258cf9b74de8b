"""Pages on how an RCP deals with observers."""

from flask import Blueprint

bp = Blueprint("observer_rules", __name__, url_prefix="/directory/<slug:slug>/observers")
