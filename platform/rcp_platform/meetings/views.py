"""Pages of meetings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.meetings import fields, jobs, policy, queries, services  # noqa: F401
from rcp_platform.meetings.calendar.events import event_of
from rcp_platform.meetings.calendar.ics import calendar_of
from rcp_platform.meetings.events import steps_of
from rcp_platform.meetings.forms import MeetingForm, MoveForm, new_form, notes_on_times
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.reading import Shown
from rcp_platform.meetings.warnings import warnings_for
from rcp_platform.meetings.workflow import MEETING
from rcp_platform.practices.queries import rcps_of

bp = Blueprint("meetings", __name__, url_prefix="/meetings")

CALENDAR = "text/calendar; charset=utf-8"


@bp.get("/")
@public
def index() -> Response:
    """Lead to the list of meetings."""
    return redirect(url_for("calendar.listing"))


@bp.get("/<id:meeting_id>")
@public
def show(meeting_id: int) -> str:
    """Show one meeting."""
    actor = current_actor()
    return _page(queries.get_visible(db.session, meeting_id, actor), actor)


@bp.get("/<id:meeting_id>.ics")
@public
def ics(meeting_id: int) -> Response:
    """Give a meeting to the reader's calendar, with the place for whoever takes part."""
    actor = current_actor()
    shown = Shown.of(queries.get_visible(db.session, meeting_id, actor), actor)
    answer = Response(calendar_of([event_of(shown)], shown.title), content_type=CALENDAR)
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{shown.id}.ics"'
    return answer


@bp.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> str | Response | tuple[str, int]:
    """Begin a meeting of one's own Process."""
    actor = current_actor()
    led = _led(actor)
    if not led:
        raise AccessDenied("meetings are entered by those who lead a Process")
    form = new_form(led, request.args.get("rcp", ""))
    if not form.validate_on_submit():
        return _form_page(form, None, actor), 422 if request.method == "POST" else 200
    meeting = services.create(db.session, form.chosen_holders, form.values(), actor=actor)
    db.session.commit()
    flash(_("The meeting is saved as a draft. Check it here, then announce it."), "success")
    _tell_of_times(form)
    return redirect(url_for(".show", meeting_id=meeting.id))


@bp.route("/<id:meeting_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int) -> str | Response | tuple[str, int]:
    """Change a meeting that is still to come."""
    actor = current_actor()
    meeting = queries.get_visible(db.session, meeting_id, actor)
    services.require_open(meeting, actor)
    form = MeetingForm(meeting, _led(actor))
    if request.method != "POST":
        return _form_page(form, meeting, actor)
    if not form.validate():
        return _form_page(form, meeting, actor), 422
    if form.version.data != str(meeting.version):
        flash(
            _(
                "Someone else changed this meeting while you were writing. Your text is still "
                "here and is not saved. Compare it with the meeting, then save again."
            ),
            "error",
        )
        form.version.raw_data = [str(meeting.version)]
        form.version.data = str(meeting.version)
        return _form_page(form, meeting, actor), 409
    try:
        services.set_holders(db.session, meeting, form.chosen_holders, actor=actor)
    except services.StillNeeded:
        db.session.rollback()
        form.holders.errors = [
            _("A Process that has invited to the meeting, or holds it alone, cannot leave it.")
        ]
        return _form_page(form, queries.get_visible(db.session, meeting_id, actor), actor), 422
    services.change(db.session, meeting, form.values(), actor=actor)
    db.session.commit()
    flash(_("Saved."), "success")
    _tell_of_times(form)
    return redirect(url_for(".show", meeting_id=meeting_id))


@bp.post("/<id:meeting_id>/move/<name>")
@signed_in
def move(meeting_id: int, name: str) -> Response | tuple[str, int]:
    """Announce, cancel or close a meeting."""
    actor = current_actor()
    meeting = queries.get_visible(db.session, meeting_id, actor)
    if name not in fields.TRANSITIONS:
        raise NotFound
    require(policy.is_organiser, actor, meeting)
    form = MoveForm()
    if form.version.data != str(meeting.version):
        raise NotPossible("it has changed since")
    if not form.validate():
        return _page(meeting, actor, form), 422
    if name == "cancel" and not form.reason.data:
        form.reason.errors = [_("Say in a sentence why the meeting will not be held.")]
        return _page(meeting, actor, form), 422
    match name:
        case "announce":
            services.announce(db.session, meeting, actor=actor)
        case "cancel":
            services.cancel(db.session, meeting, form.reason.data or "", actor=actor)
        case _:
            services.close(db.session, meeting, actor=actor)
    db.session.commit()
    flash(_DONE[name](), "success")
    return redirect(url_for(".show", meeting_id=meeting_id))


_DONE = {
    "announce": lambda: _("The meeting is announced: its readers see it in the calendar."),
    "cancel": lambda: _("The meeting is cancelled. It stays in calendars, marked as cancelled."),
    "close": lambda: _("The meeting is marked as held."),
}


@bp.post("/<id:meeting_id>/delete")
@signed_in
def delete(meeting_id: int) -> Response:
    """Delete a draft."""
    actor = current_actor()
    services.delete_draft(
        db.session, queries.get_visible(db.session, meeting_id, actor), actor=actor
    )
    db.session.commit()
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("calendar.listing"))


@bp.post("/<id:meeting_id>/hold-together/<slug:rcp>")
@signed_in
def hold_together(meeting_id: int, rcp: str) -> Response:
    """Hold a meeting together with those that hold it already."""
    actor = current_actor()
    meeting = queries.get_visible(db.session, meeting_id, actor)
    services.hold_together(db.session, meeting, rcp, actor=actor)
    db.session.commit()
    flash(_("Your Process holds this meeting together with the others now."), "success")
    return redirect(url_for(".show", meeting_id=meeting_id))


def _led(actor: Actor) -> list[Rcp]:
    return [rcp for rcp in rcps_of(db.session, actor) if policy.may_hold(actor, rcp.slug)]


def _tell_of_times(form: MeetingForm) -> None:
    for note in notes_on_times(form):
        flash(note, "info")


def _page(meeting: Meeting, actor: Actor, form: MoveForm | None = None) -> str:
    is_organiser = policy.is_organiser(actor, meeting)
    is_preparing = policy.is_preparing(actor, meeting)
    is_open = services.is_open(meeting)
    return render_template(
        "meetings/show.html",
        shown=Shown.of(meeting, actor),
        # Only for the parts of other pages that ask for what the reader may know themselves.
        meeting=meeting,
        fields=fields,
        is_organiser=is_organiser,
        is_open=is_open,
        moves=_moves(meeting, actor),
        form=form or MoveForm(formdata=None, data={"version": str(meeting.version)}),
        may_join_as=[
            rcp for rcp in _led(actor) if services.may_hold_together(actor, meeting, rcp.slug)
        ],
        warnings=warnings_for(db.session, meeting, actor=actor)
        if is_organiser and is_open
        else None,
        steps=steps_of(db.session, meeting) if is_preparing else [],
    )


def _moves(meeting: Meeting, actor: Actor) -> list[str]:
    available = MEETING.available(meeting, actor)
    too_early = set() if meeting.has_begun else {"close"}
    return [name for name in fields.TRANSITIONS if name in available and name not in too_early]


def _form_page(form: MeetingForm, meeting: Meeting | None, actor: Actor) -> str:
    return render_template(
        "meetings/edit.html",
        form=form,
        meeting=Shown.of(meeting, actor) if meeting else None,
        series=queries.series_names(db.session, actor.rcps),
    )
