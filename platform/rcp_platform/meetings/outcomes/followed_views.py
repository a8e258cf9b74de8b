"""What one follows up, of all meetings."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from rcp_platform.core.access import AccessDenied
from rcp_platform.core.paging import page_of
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.meetings.outcomes import queries
from rcp_platform.meetings.outcomes.reading import Item

bp = Blueprint("followed_outcomes", __name__, url_prefix="/outcomes")


@bp.get("/")
@signed_in
def mine() -> str:
    """List what the RCPs that the reader leads took on, and what their meetings concluded."""
    actor = current_actor()
    if not queries.led_by(actor):
        raise AccessDenied("following up needs the chair or the secretariat")
    is_open = request.args.get("view") != "over"
    page = page_of(db.session, queries.followed(actor, is_open=is_open), request.args)
    page = replace(page, items=[Item.of(outcome, actor) for outcome in page.items])
    return render_template("meetings/outcomes/mine.html", page=page, is_open=is_open)
