"""Pages of agendas."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.extensions import db
from rcp_platform.meetings.agenda import services
from rcp_platform.meetings.agenda.forms import ItemForm
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.queries import get_visible
from rcp_platform.meetings.reading import Shown
from rcp_platform.meetings.services import require_open

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<id:meeting_id>/agenda")

_DIRECTIONS = {"up": -1, "down": 1}


@bp.route("/", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int) -> str | Response | tuple[str, int]:
    """Show the agenda to those who write it, and add a point."""
    meeting, actor = _to_edit(meeting_id)
    form = ItemForm(meeting)
    if not form.validate_on_submit():
        return _page(meeting, actor, form)
    services.add(db.session, meeting, form.values(), actor=actor)
    return _done(meeting_id, _("The point is on the agenda."))


@bp.route("/<id:item_id>", methods=["GET", "POST"])
@signed_in
def change(meeting_id: int, item_id: int) -> str | Response | tuple[str, int]:
    """Change a point."""
    meeting, actor = _to_edit(meeting_id)
    item = services.item_of(meeting, item_id)
    form = ItemForm(meeting, item)
    if not form.validate_on_submit():
        return _page(meeting, actor, form, item)
    services.change(db.session, item, form.values(), actor=actor)
    return _done(meeting_id, _("Saved."))


@bp.post("/<id:item_id>/move")
@signed_in
def move(meeting_id: int, item_id: int) -> Response:
    """Move a point up or down."""
    meeting, actor = _to_edit(meeting_id)
    steps = _DIRECTIONS.get(request.form.get("direction", ""), 0)
    services.move(db.session, services.item_of(meeting, item_id), steps, actor=actor)
    db.session.commit()
    return redirect(url_for(".edit", meeting_id=meeting_id) + f"#item-{item_id}")


@bp.post("/<id:item_id>/remove")
@signed_in
def remove(meeting_id: int, item_id: int) -> Response:
    """Take a point off the agenda."""
    meeting, actor = _to_edit(meeting_id)
    services.remove(db.session, services.item_of(meeting, item_id), actor=actor)
    return _done(meeting_id, _("The point is off the agenda."))


def _to_edit(meeting_id: int) -> tuple[Meeting, Actor]:
    actor = current_actor()
    meeting = get_visible(db.session, meeting_id, actor)
    require_open(meeting, actor)
    return meeting, actor


def _done(meeting_id: int, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".edit", meeting_id=meeting_id))


def _page(
    meeting: Meeting, actor: Actor, form: ItemForm, item: AgendaItem | None = None
) -> str | tuple[str, int]:
    page = render_template(
        "meetings/agenda/edit.html", shown=Shown.of(meeting, actor), form=form, item=item
    )
    return (page, 422) if request.method == "POST" else page
