"""Read presentations."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.presentations import policy
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.workflow import AHEAD
from rcp_platform.meetings.states import MeetingState
from rcp_platform.meetings.states import PresentationState as S

_SIDES = joinedload(Presentation.invitation).options(
    joinedload(Invitation.host), joinedload(Invitation.invited)
)
#: Fewer than anybody works through at a time.
_MOST_OPEN = 20


def get_visible(session: Session, presentation_id: int, actor: Actor) -> Presentation:
    """Return a presentation, or raise NoResultFound where there is none that the actor may see."""
    statement = (
        sa.select(Presentation)
        .where(Presentation.id == presentation_id, policy.visible_to(actor))
        .options(
            _SIDES,
            joinedload(Presentation.agenda_item),
            joinedload(Presentation.material),
            joinedload(Presentation.meeting)
            .selectinload(Meeting.holders)
            .joinedload(MeetingRcp.rcp),
        )
    )
    return session.scalars(statement).one()


def of_invitation(session: Session, invitation: Invitation) -> Presentation | None:
    """Return the presentation that an invitation led to."""
    statement = sa.select(Presentation).where(Presentation.invitation_id == invitation.id)
    return session.scalars(statement).one_or_none()


def of_meeting(session: Session, meeting: Meeting, actor: Actor) -> Sequence[Presentation]:
    """Return the presentations of a meeting that the actor may see, as they were agreed."""
    statement = (
        sa.select(Presentation)
        .where(Presentation.meeting_id == meeting.id, policy.visible_to(actor))
        .options(_SIDES)
        .order_by(Presentation.id)
    )
    return session.scalars(statement).all()


class ToDo(StrEnum):
    """What a presentation waits for."""

    ASK = "ask"
    SEND = "send"
    LOOK = "look"
    CLEAR = "clear"
    SAY_WHETHER_HELD = "say_whether_held"
    SAY_WHAT_CAME = "say_what_came"


@dataclass(frozen=True)
class Open:
    """A presentation and what it waits for from the actor."""

    presentation: Presentation
    to_do: ToDo


_AHEAD_OF_HOST = {S.TOPIC_AGREED: ToDo.ASK, S.SUBMITTED: ToDo.LOOK}
_AHEAD_OF_GUEST = {S.MATERIAL_ASKED: ToDo.SEND, S.SUBMITTED: ToDo.CLEAR}


def waiting_for(session: Session, actor: Actor) -> list[Open]:
    """Return the presentations that wait for the actor, those of the next meetings first."""
    statement = (
        sa.select(Presentation)
        .join(Presentation.meeting)
        .where(
            Presentation.state.in_([*AHEAD, S.DELIVERED]),
            Meeting.state != MeetingState.CANCELLED,
            policy.visible_to(actor),
        )
        .options(contains_eager(Presentation.meeting), _SIDES)
        .order_by(Meeting.starts_at, Presentation.id)
    )
    found = [(one, _to_do(one, actor)) for one in session.scalars(statement)]
    return [Open(one, to_do) for one, to_do in found if to_do is not None][:_MOST_OPEN]


def _to_do(presentation: Presentation, actor: Actor) -> ToDo | None:
    state = presentation.state
    is_host = policy.is_host(actor, presentation)
    if state == S.DELIVERED:
        return ToDo.SAY_WHAT_CAME if is_host else None
    if presentation.meeting.ends_at <= now():
        return ToDo.SAY_WHETHER_HELD if is_host else None
    if policy.is_presenting(actor, presentation) and state in _AHEAD_OF_GUEST:
        return _AHEAD_OF_GUEST[state]
    return _AHEAD_OF_HOST.get(state) if is_host else None
