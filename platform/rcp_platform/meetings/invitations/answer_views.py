"""Answer an invitation from a mail, without signing in."""

from flask import Blueprint

bp = Blueprint("invitation_answers", __name__, url_prefix="/invitations/answer")
