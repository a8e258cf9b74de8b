"""Pages of presentations."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from rcp_platform.core.access import Actor
from rcp_platform.core.queue import soon
from rcp_platform.core.waiting import Waiting
from rcp_platform.core.web import current_actor, signed_in
from rcp_platform.core.workflow import NotPossible
from rcp_platform.extensions import db
from rcp_platform.files.downloads import file_answer
from rcp_platform.files.refusals import Refused
from rcp_platform.files.uploads import keep_sent, most_mb, take_files, too_large_sentence
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.events import steps_of
from rcp_platform.meetings.fields import DOCUMENT_AUDIENCES
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.presentations import fields, moves, queries, services
from rcp_platform.meetings.presentations.forms import FORMS, MaterialForm, StepForm
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.workflow import PRESENTATION
from rcp_platform.practices import queries as practices
from rcp_platform.practices.attachments import jobs
from rcp_platform.practices.policy import may_see as may_see_practice
from rcp_platform.practices.reading import Card

bp = Blueprint("presentations", __name__, url_prefix="/presentations")

_WAY = (
    "topic_agreed",
    "material_asked",
    "submitted",
    "cleared",
    "delivered",
    "outcome_recorded",
    "practice_drafted",
)
take_files(bp, {"submit"}, back="show", by="presentation_id")


@bp.get("/<id:presentation_id>")
@signed_in
def show(presentation_id: int) -> str:
    """Show where a presentation stands, to both sides."""
    return _page(*_presentation(presentation_id))


@bp.post(f"/<id:presentation_id>/<any({', '.join(moves.MOVES)}):name>")
@signed_in
def move(presentation_id: int, name: str) -> Response | tuple[str, int]:
    """Take a step."""
    presentation, actor = _presentation(presentation_id)
    form = _form_sent(name, presentation, actor)
    if not form.validate():
        return _page(presentation, actor, form), 422
    moves.take(db.session, presentation, form, actor=actor)
    return _done(presentation, name)


@bp.post("/<id:presentation_id>/material")
@signed_in
def submit(presentation_id: int) -> Response | tuple[str, int]:
    """Take the material."""
    presentation, actor = _presentation(presentation_id)
    form = _form_sent("submit", presentation, actor)
    assert isinstance(form, MaterialForm)  # noqa: S101  by its name
    if not form.validate():
        return _page(presentation, actor, form), 422
    try:
        kept = keep_sent(form.file.data)
    except Refused as refusal:
        form.file.errors = [str(refusal)]
    else:
        services.submit(db.session, presentation, kept, form.language.data, actor=actor)
        answer = _done(presentation, "submit")
        soon(jobs.READ)
        return answer
    db.session.rollback()
    return _page(presentation, actor, form), 422


@bp.get("/<id:presentation_id>/material/<name>")
@signed_in
def material(presentation_id: int, name: str) -> Response:
    """Give the material to both sides."""
    presentation, _actor = _presentation(presentation_id)
    if presentation.material is None or presentation.material_name != name:
        raise NotFound
    return file_answer(presentation.material, presentation.material_name)


def presentations_of(meeting: Meeting) -> Sequence[Presentation]:
    """Return the presentations of a meeting that the reader may see, for its page."""
    actor = current_actor()
    return queries.of_meeting(db.session, meeting, actor) if actor.user_id is not None else []


def presentations_waiting() -> list[Waiting]:
    """Return the presentations that wait for the reader, for the home page."""
    return [_waiting(one) for one in queries.waiting_for(db.session, current_actor())]


def presentation_state(presentation: Presentation) -> str:
    """Return how far a presentation has come, in words."""
    return str(fields.STATES[presentation.state.value])


def _waiting(one: queries.Open) -> Waiting:
    presentation = one.presentation
    due = presentation.material_due if one.to_do == queries.ToDo.SEND else None
    by_when = _("by %(date)s", date=format_date(due, format="long")) if due else ""
    return Waiting(
        title=f"{fields.TO_DO[one.to_do]}: {presentation.title}",
        url=url_for("presentations.show", presentation_id=presentation.id),
        note=by_when or presentation.meeting.title,
    )


def _presentation(presentation_id: int) -> tuple[Presentation, Actor]:
    actor = current_actor()
    return queries.get_visible(db.session, presentation_id, actor), actor


def _form_sent(name: str, presentation: Presentation, actor: Actor) -> StepForm:
    """Return the form of a step that may be taken, sent from a page that shows it as it is."""
    PRESENTATION.check(name, presentation, actor)
    form = FORMS[name](name, presentation, actor, is_sent=True)
    if not form.is_of_this_version:
        raise NotPossible(f"{presentation} has changed")
    return form


def _done(presentation: Presentation, name: str) -> Response:
    db.session.commit()
    flash(str(fields.DONE[name]), "success")
    if name == "draft_practice":
        url = url_for("practices.preview", practice_id=presentation.drafted_id)
    else:
        url = url_for(".show", presentation_id=presentation.id)
    return redirect(url)


def _page(presentation: Presentation, actor: Actor, tried: StepForm | None = None) -> str:
    meeting, item = presentation.meeting, presentation.agenda_item
    sees_meeting = meetings.may_see(actor, meeting)
    return render_template(
        "meetings/presentations/show.html",
        presentation=presentation,
        meeting=meeting,
        sees_meeting=sees_meeting,
        item=item if item and sees_meeting and meetings.may_read_item(actor, item) else None,
        practice=_practice(presentation, actor),
        drafted=_drafted(presentation, actor),
        way=[(state, fields.STATES[state]) for state in _WAY],
        fields=fields,
        audiences=DOCUMENT_AUDIENCES,
        moves=moves.moves_of(presentation, actor, tried),
        most_mb=most_mb(),
        too_large=too_large_sentence(),
        steps=steps_of(db.session, presentation),
    )


def _practice(presentation: Presentation, actor: Actor) -> Card | None:
    """Return the practice that is presented, as far as the reader may find it."""
    if presentation.practice_id is None:
        return None
    found = practices.by_ids(db.session, [presentation.practice_id], actor)
    return found.get(presentation.practice_id)


def _drafted(presentation: Presentation, actor: Actor) -> Card | None:
    """Return the practice drafted from it, for those who may open it."""
    practice = presentation.drafted
    if practice is None or not may_see_practice(actor, practice):
        return None
    return Card.of(practice, actor)
