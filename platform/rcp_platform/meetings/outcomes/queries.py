"""Read what came of meetings."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings import queries as meetings
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.policy import lets_in
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingRcp
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.states import (
    LIVE_INVITATION,
    MeetingAudience,
    MeetingState,
    OutcomeState,
)
from rcp_platform.observers.policy import LEADS

#: What :class:`.reading.Item` reads of an outcome, in a few queries for any number of them.
_FOR_READING = (
    joinedload(Outcome.owner),
    joinedload(Outcome.agenda_item),
    joinedload(Outcome.meeting).options(
        selectinload(Meeting.holders).joinedload(MeetingRcp.rcp),
        selectinload(Meeting.invitations),
    ),
)
_MOST_LATER = 100
#: Still to be followed.
OPEN = frozenset({OutcomeState.PLANNED, OutcomeState.UNDER_WAY})


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may know of an outcome.

    Statements that use it select from :class:`Outcome`.
    """
    if actor.is_system:
        return sa.true()
    held = sa.select(MeetingRcp.meeting_id).where(MeetingRcp.rcp_slug.in_(actor.rcps))
    guest = sa.select(Invitation.meeting_id).where(
        Invitation.state.in_(LIVE_INVITATION), lets_in(actor)
    )
    readable = [
        Outcome.audience == MeetingAudience.PUBLIC,
        sa.and_(
            Outcome.audience == MeetingAudience.OBSERVERS,
            Outcome.meeting.has(meetings.observed_by(actor)),
        ),
        sa.and_(Outcome.audience != MeetingAudience.MEMBERS, Outcome.meeting_id.in_(guest)),
    ]
    if actor.rcps:
        readable.append(Outcome.audience == MeetingAudience.NETWORK)
    return sa.or_(
        Outcome.meeting_id.in_(held),
        Outcome.owner_slug.in_(led_by(actor)),
        sa.and_(
            Outcome.meeting.has(meetings.visible_to(actor)),
            ~Outcome.agenda_item.has(AgendaItem.is_closed),
            sa.or_(*readable),
        ),
    )


def led_by(actor: Actor) -> frozenset[str]:
    """Return the slugs of the RCPs for which the actor speaks."""
    return frozenset(seat.rcp for seat in actor.seats if seat.role in LEADS)


def get_visible(session: Session, meeting_id: int, outcome_id: int, actor: Actor) -> Outcome:
    """Return an outcome, or raise NoResultFound where there is none that the actor may know of."""
    statement = (
        sa.select(Outcome)
        .where(Outcome.id == outcome_id, Outcome.meeting_id == meeting_id, visible_to(actor))
        .options(*_FOR_READING)
    )
    return session.scalars(statement).one()


def of_meeting(session: Session, meeting_id: int, actor: Actor) -> Sequence[Outcome]:
    """Return what the actor may know of what came of a meeting, in agenda order.

    Items that belong to no point come last.
    """
    statement = (
        sa.select(Outcome)
        .outerjoin(Outcome.agenda_item)
        .where(Outcome.meeting_id == meeting_id, visible_to(actor))
        .options(*_FOR_READING)
        .order_by(
            AgendaItem.id.is_(None),
            AgendaItem.position,
            AgendaItem.id,
            Outcome.position,
            Outcome.id,
        )
    )
    return session.scalars(statement).all()


def followed(actor: Actor, *, is_open: bool) -> sa.Select[Outcome]:
    """Return what RCPs that the actor leads took on or recorded, what is due first.

    Open ones, or those that are done or rest.
    """
    led = led_by(actor)
    held = sa.select(MeetingRcp.meeting_id).where(MeetingRcp.rcp_slug.in_(led))
    states = OPEN if is_open else frozenset(OutcomeState) - OPEN
    return (
        sa.select(Outcome)
        .where(
            sa.or_(Outcome.owner_slug.in_(led), Outcome.meeting_id.in_(held)),
            Outcome.state.in_(states),
        )
        .options(*_FOR_READING)
        .order_by(Outcome.due_on.is_(None), Outcome.due_on, Outcome.id)
    )


def later_meetings(session: Session, meeting: Meeting, actor: Actor) -> Sequence[Meeting]:
    """Return the announced meetings after this one that the actor may see, the next first."""
    statement = (
        sa.select(Meeting)
        .where(
            meetings.visible_to(actor),
            Meeting.state == MeetingState.ANNOUNCED,
            Meeting.starts_at > meeting.starts_at,
            Meeting.id != meeting.id,
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(_MOST_LATER)
    )
    return session.scalars(statement).all()


def may_take_on(session: Session, meeting: Meeting) -> Sequence[Rcp]:
    """Return the RCPs that can be named with an item: those that hold it or are invited."""
    invited = {
        invitation.invited_slug
        for invitation in meeting.invitations
        if invitation.invited_slug and invitation.state in LIVE_INVITATION
    }
    statement = sa.select(Rcp).where(Rcp.slug.in_(meeting.rcp_slugs | invited)).order_by(Rcp.name)
    return session.scalars(statement).all()
