"""Pages of invitations for those who invite, and for addressees who are signed in."""

from flask import Blueprint

bp = Blueprint("invitations", __name__, url_prefix="/invitations")
