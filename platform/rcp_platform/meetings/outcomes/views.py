"""Pages on what came of meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import require
from rcp_platform.core.db import now
from rcp_platform.core.languages import reader_language
from rcp_platform.core.web import current_actor, public, signed_in
from rcp_platform.extensions import db
from rcp_platform.meetings import queries as meetings
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes import policy, queries, report, services
from rcp_platform.meetings.outcomes.forms import outcome_form, progress_form
from rcp_platform.meetings.outcomes.reading import Item
from rcp_platform.outputs.views import paper_file

bp = Blueprint("outcomes", __name__, url_prefix="/meetings/<id:meeting_id>/outcomes")

_MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Afterwards:
    """What came of a meeting, for its page."""

    topics: tuple[report.Topic, ...]
    #: Whether the reader is asked to note something: not before the meeting has begun.
    is_to_be_noted: bool

    def __bool__(self) -> bool:
        """Whether there is anything to read or to do."""
        return bool(self.topics) or self.is_to_be_noted


def outcomes_of(meeting: Any) -> Afterwards:
    """Return what the reader may know of what came of a meeting, which is given by its ``id``."""
    actor = current_actor()
    row = db.session.get_one(Meeting, meeting.id)
    topics = report.topics_of(report.items_of(db.session, row, actor))
    has_begun = row.starts_at <= now()
    return Afterwards(topics, has_begun and policy.may_record(actor, row))


@bp.route("/", methods=["GET", "POST"])
@signed_in
def edit(meeting_id: int) -> str | Response | tuple[str, int]:
    """List what came of a meeting for its organisers, and take down more."""
    actor = current_actor()
    meeting = meetings.get_visible(db.session, meeting_id, actor)
    require(policy.may_record, actor, meeting)
    form = outcome_form(meeting, queries.may_take_on(db.session, meeting), None)
    if form.validate_on_submit():
        services.add(db.session, meeting, form.values(), actor=actor)
        return _done(_("Noted."), url_for(".edit", meeting_id=meeting_id))
    items = report.items_of(db.session, meeting, actor)
    page = render_template(
        "meetings/outcomes/edit.html",
        meeting=meeting,
        topics=report.topics_of(items),
        form=form,
        outcome=None,
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<id:outcome_id>", methods=["GET", "POST"])
@signed_in
def change(meeting_id: int, outcome_id: int) -> str | Response | tuple[str, int]:
    """Word an item anew."""
    actor = current_actor()
    outcome = queries.get_visible(db.session, meeting_id, outcome_id, actor)
    require(policy.is_organiser, actor, outcome)
    meeting = outcome.meeting
    form = outcome_form(meeting, queries.may_take_on(db.session, meeting), outcome)
    if form.validate_on_submit():
        services.change(
            db.session, outcome, form.values(), version=_seen(form.version.data), actor=actor
        )
        return _done(_("Saved."), url_for(".edit", meeting_id=meeting_id))
    page = render_template(
        "meetings/outcomes/edit.html", meeting=meeting, topics=(), form=form, outcome=outcome
    )
    return page, 422 if request.method == "POST" else 200


@bp.post("/<id:outcome_id>/move")
@signed_in
def move(meeting_id: int, outcome_id: int) -> Response:
    """Move an item up or down."""
    actor = current_actor()
    outcome = queries.get_visible(db.session, meeting_id, outcome_id, actor)
    steps = _MOVES.get(request.form.get("direction", ""))
    if steps is None:
        raise NotFound
    services.move(db.session, outcome, steps, actor=actor)
    db.session.commit()
    return redirect(url_for(".edit", meeting_id=meeting_id) + f"#outcome-{outcome_id}")


@bp.post("/<id:outcome_id>/remove")
@signed_in
def remove(meeting_id: int, outcome_id: int) -> Response:
    """Take an item out."""
    actor = current_actor()
    outcome = queries.get_visible(db.session, meeting_id, outcome_id, actor)
    services.remove(db.session, outcome, actor=actor)
    return _done(_("It is taken out."), url_for(".edit", meeting_id=meeting_id))


@bp.route("/<id:outcome_id>/progress", methods=["GET", "POST"])
@signed_in
def progress(meeting_id: int, outcome_id: int) -> str | Response | tuple[str, int]:
    """Say how an item stands."""
    actor = current_actor()
    outcome = queries.get_visible(db.session, meeting_id, outcome_id, actor)
    require(policy.is_follower, actor, outcome)
    item = Item.of(outcome, actor)
    form = progress_form(item)
    if form.validate_on_submit():
        services.tell_progress(
            db.session,
            outcome,
            form.step.data or "",
            form.progress.data or "",
            version=_seen(form.version.data),
            actor=actor,
        )
        return _done(_("Saved."), url_for("followed_outcomes.mine"))
    page = render_template("meetings/outcomes/progress.html", item=item, form=form)
    return page, 422 if request.method == "POST" else 200


@bp.get("/report")
@public
def show_report(meeting_id: int) -> str:
    """Show what came of a meeting, for the next one."""
    prepared = _prepared(meeting_id)
    return render_template(
        "meetings/outcomes/report.html",
        topics=report.topics_of(prepared.items),
        **vars(prepared),
    )


@bp.get("/report.<any(docx, pdf):kind>")
@public
def report_file(meeting_id: int, kind: str) -> Response:
    """Return the report as a Word document or a PDF."""
    prepared = _prepared(meeting_id)
    address = url_for("meetings.show", meeting_id=meeting_id, _external=True)
    bundle = report.report_of(
        prepared.meeting,
        prepared.items,
        prepared.following,
        address,
        reader_language(),
        now(),
    )
    return paper_file(bundle, kind, f"meeting-{meeting_id}-outcomes.{kind}")


@dataclass(frozen=True)
class _Prepared:
    """A report, and the meetings for which it may be made."""

    meeting: Meeting
    items: tuple[Item, ...]
    following: Meeting | None
    later: Sequence[Meeting]


def _prepared(meeting_id: int) -> _Prepared:
    """Return what the reader may know; for the meeting asked for, else the next of the series."""
    actor = current_actor()
    meeting = meetings.get_visible(db.session, meeting_id, actor)
    later = queries.later_meetings(db.session, meeting, actor)
    asked_for = request.args.get("for", type=int)
    if asked_for is not None:
        following: Meeting | None = meetings.get_visible(db.session, asked_for, actor)
    else:
        of_series = [
            one for one in later if meeting.series_id and one.series_id == meeting.series_id
        ]
        following = of_series[0] if of_series else None
    return _Prepared(meeting, report.items_of(db.session, meeting, actor), following, later)


def _seen(version: str | None) -> int:
    """Return the version that the reader saw; one that is none matches no row's."""
    return int(version) if version and version.isdecimal() else 0


def _done(said: str, url: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return redirect(url)
