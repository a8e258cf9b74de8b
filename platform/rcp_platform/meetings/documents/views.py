"""Pages of the documents of meetings."""

from flask import Blueprint

bp = Blueprint("meeting_documents", __name__, url_prefix="/meetings/<id:meeting_id>/documents")
