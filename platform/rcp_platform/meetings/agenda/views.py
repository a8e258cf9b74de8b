"""Pages of agendas."""

from flask import Blueprint

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<id:meeting_id>/agenda")
