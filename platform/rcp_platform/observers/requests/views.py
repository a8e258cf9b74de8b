"""Pages of requests for observer status."""

from flask import Blueprint

from rcp_platform.observers import models  # noqa: F401

bp = Blueprint("observer_requests", __name__, url_prefix="/observers/requests")
