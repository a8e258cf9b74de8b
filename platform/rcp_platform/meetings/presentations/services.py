"""The way of a presentation, from the topic that is agreed to a practice drafted from it.

Services check access, change rows, write the steps and the mail, all in the caller's
transaction. They flush; the view commits.
"""

from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.orm import Session

from rcp_platform.core import countries
from rcp_platform.core.access import SYSTEM, AccessDenied, Actor
from rcp_platform.core.db import now
from rcp_platform.core.languages import locale_of
from rcp_platform.core.text import one_line
from rcp_platform.core.workflow import NotPossible
from rcp_platform.files.services import Kept
from rcp_platform.meetings.documents.services import audiences_within
from rcp_platform.meetings.events import happened
from rcp_platform.meetings.invitations.addressing import addressee_name
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingDocument
from rcp_platform.meetings.presentations import notices, policy, queries
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.workflow import AHEAD, PRESENTATION
from rcp_platform.meetings.states import (
    COMING,
    InvitationKind,
    MeetingAudience,
    MeetingState,
    PresentationState,
)
from rcp_platform.practices import services as practices
from rcp_platform.practices.models import Practice

_LONGEST_TITLE = 300
_LONGEST_SPEAKER = 400


def begin(session: Session, invitation: Invitation, *, actor: Actor) -> Presentation:
    """Return the presentation of an accepted invitation to present, begun if it was not yet.

    Called again it takes over who comes and what was agreed since; one that was called off goes
    on. Who may accept is for the invitation to say. Raises
    :exc:`~rcp_platform.core.workflow.NotPossible` for any other invitation.
    """
    if invitation.kind != InvitationKind.PRESENT or invitation.state not in COMING:
        raise NotPossible(f"nothing is to be presented by an invitation that is {invitation.state}")
    presentation = queries.of_invitation(session, invitation)
    if presentation is None:
        presentation = Presentation(invitation=invitation, state=PresentationState.TOPIC_AGREED)
        presentation.meeting = invitation.meeting
        _agree(presentation)
        session.add(presentation)
        _moved(session, presentation, "begin", "", actor)
    elif presentation.state in AHEAD:
        _agree(presentation)
        session.flush()
    elif presentation.state == PresentationState.NOT_HELD:
        _agree(presentation)
        PRESENTATION.take("resume", presentation, SYSTEM)
        _moved(session, presentation, "resume", PresentationState.NOT_HELD, actor)
    return presentation


def _agree(presentation: Presentation) -> None:
    invitation = presentation.invitation
    practice = invitation.practice
    title = invitation.topic or (practice.title if practice else invitation.meeting.title)
    presentation.title = one_line(title)[:_LONGEST_TITLE]
    named = (invitation.nominee_name or invitation.name, invitation.nominee_function)
    presentation.speaker = ", ".join(filter(None, named))[:_LONGEST_SPEAKER]
    presentation.practice_id = invitation.practice_id
    presentation.agenda_item_id = invitation.agenda_item_id


def call_off(session: Session, invitation: Invitation, note: str = "", *, actor: Actor) -> None:
    """Note that what an invitation led to is not held, because the invitation no longer stands.

    Its material leaves the documents of the meeting. Nothing happens where nothing was agreed, or
    where it has been held.
    """
    presentation = queries.of_invitation(session, invitation)
    if presentation is not None and presentation.state in AHEAD:
        before = presentation.state
        _withdraw_document(session, presentation)
        PRESENTATION.take("not_held", presentation, SYSTEM)
        _moved(session, presentation, "call_off", before, actor, note)


def ask_material(session: Session, presentation: Presentation, due: date, *, actor: Actor) -> None:
    """Ask the presenting side for its material by a day; ask again for another version.

    Raises ValueError for a day that is past or after the meeting has begun.
    """
    PRESENTATION.check("ask_material", presentation, actor)
    if not is_in_time(due, presentation.meeting):
        raise ValueError("the day is past, or after the meeting has begun")
    presentation.material_due = due
    _take(session, presentation, "ask_material", actor, due.isoformat())


def is_in_time(due: date, meeting: Meeting) -> bool:
    """Whether a day lies between today and the day on which the meeting begins, where it is."""
    today = now().astimezone(ZoneInfo(meeting.zone)).date()
    return today <= due <= meeting.local_start.date()


def submit(
    session: Session, presentation: Presentation, kept: Kept, language: str, *, actor: Actor
) -> None:
    """Give the host the material; only both sides read it until it is cleared.

    It takes the place of what was given before, among the documents of the meeting too.
    """
    PRESENTATION.check("submit", presentation, actor)
    _withdraw_document(session, presentation)
    presentation.material = kept.file
    presentation.material_name = kept.name
    presentation.material_language = language
    _take(session, presentation, "submit", actor, kept.name)


def clear(
    session: Session, presentation: Presentation, audience: MeetingAudience, *, actor: Actor
) -> None:
    """Put the material among the documents of the meeting, for an audience and nobody else.

    Raises ValueError for an audience that is wider than the meeting's.
    """
    PRESENTATION.check("clear", presentation, actor)
    meeting = presentation.meeting
    if audience not in audiences_within(meeting):
        raise ValueError(f"wider than the meeting: {audience}")
    last = session.scalar(
        sa.select(sa.func.max(MeetingDocument.position)).filter_by(meeting_id=meeting.id)
    )
    document = MeetingDocument(
        meeting_id=meeting.id,
        agenda_item_id=presentation.agenda_item_id,
        position=0 if last is None else last + 1,
        title=presentation.title,
        language=presentation.material_language,
        sha256=presentation.material_sha256,
        name=presentation.material_name,
        audience=audience,
        cleared_for=audience,
        added_by_id=actor.user_id,
    )
    session.add(document)
    presentation.audience = audience
    presentation.document = document
    _take(session, presentation, "clear", actor, audience.value)


def has_begun(meeting: Meeting) -> bool:
    """Whether it can be said yet what was held of a meeting."""
    return meeting.state == MeetingState.HELD or (
        meeting.state == MeetingState.ANNOUNCED and meeting.has_begun
    )


def deliver(session: Session, presentation: Presentation, *, actor: Actor) -> None:
    """Note that it was held. Refused before the meeting has begun."""
    _require_begun("deliver", presentation, actor)
    _take(session, presentation, "deliver", actor)


def not_held(session: Session, presentation: Presentation, note: str = "", *, actor: Actor) -> None:
    """Note that it was not held. Before the meeting begins the invitation is cancelled instead."""
    if presentation.meeting.state != MeetingState.CANCELLED:
        _require_begun("not_held", presentation, actor)
    _take(session, presentation, "not_held", actor, note)


def _require_begun(name: str, presentation: Presentation, actor: Actor) -> None:
    PRESENTATION.check(name, presentation, actor)
    if not has_begun(presentation.meeting):
        raise NotPossible(f"cannot {name}: the meeting has not begun")


def record_outcome(
    session: Session, presentation: Presentation, outcome: str, *, actor: Actor
) -> None:
    """Keep what came of it, in words that both sides read."""
    PRESENTATION.check("record_outcome", presentation, actor)
    presentation.outcome = outcome
    _take(session, presentation, "record_outcome", actor)


def draft_practice(
    session: Session, presentation: Presentation, rcp: str, *, actor: Actor
) -> Practice:
    """Start a draft from a presentation that belongs to an RCP that presented."""
    PRESENTATION.check("draft_practice", presentation, actor)
    if rcp not in policy.rcps_to_draft_for(actor, presentation):
        raise AccessDenied("a practice is drafted for the presenting side")
    if presentation.drafted_id is not None:
        raise NotPossible("a practice has been drafted already")
    practice = practices.create(session, rcp, _first_words(presentation), actor=actor)
    presentation.drafted = practice
    _take(session, presentation, "draft_practice", actor)
    return practice


def _first_words(presentation: Presentation) -> dict[str, object]:
    meeting = presentation.meeting
    language = presentation.material_language if presentation.material_name else meeting.language
    return {
        "title": presentation.title,
        "summary": presentation.outcome,
        "language": language,
        "themes": list(meeting.themes),
        "source": source_of(meeting, language),
    }


def source_of(meeting: Meeting, language: str) -> str:
    """Return a meeting as a citation: who held it, its name, where and when."""
    holders = ", ".join(rcp.name for rcp in meeting.rcps)
    country = countries.name_of(meeting.country) if meeting.country else ""
    day = format_date(meeting.local_start.date(), format="long", locale=locale_of(language))
    where = filter(None, (meeting.title, meeting.city, country, day))
    return f"{holders}: {', '.join(where)}"


def _withdraw_document(session: Session, presentation: Presentation) -> None:
    if presentation.document is not None:
        session.delete(presentation.document)
        presentation.document = None
    presentation.audience = None


def _take(
    session: Session, presentation: Presentation, name: str, actor: Actor, note: str = ""
) -> None:
    before = presentation.state
    PRESENTATION.take(name, presentation, actor)
    _moved(session, presentation, name, before, actor, note)
    notices.tell(session, presentation, name)


def _moved(
    session: Session,
    presentation: Presentation,
    name: str,
    before: str,
    actor: Actor,
    note: str = "",
) -> None:
    presentation.state_since = now()
    session.flush()
    happened(
        session,
        presentation.meeting_id,
        presentation,
        name,
        actor=actor,
        on_behalf_of=_side(presentation, name),
        before=before,
        after=presentation.state,
        note=note,
    )


def _side(presentation: Presentation, name: str) -> str:
    """Return in whose name a step is taken; empty where an invitation brought it about."""
    invitation = presentation.invitation
    if name in {"ask_material", "deliver", "not_held", "record_outcome"}:
        return invitation.host.short_name
    if name in {"submit", "clear", "draft_practice"}:
        return addressee_name(invitation)
    return ""
