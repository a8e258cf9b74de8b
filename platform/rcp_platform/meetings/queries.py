"""Read meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.core.paging import Page, page_of
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.policy import lets_in
from rcp_platform.meetings.models import Meeting, MeetingDocument, MeetingRcp, MeetingSeries
from rcp_platform.meetings.reading import Card, Shown
from rcp_platform.meetings.states import LIVE_INVITATION, MeetingAudience, MeetingState
from rcp_platform.observers.states import ATTENDING

_HOLDERS = selectinload(Meeting.holders).joinedload(MeetingRcp.rcp)
_FOR_LISTS = (_HOLDERS, defer(Meeting.description))
_FOR_PAGES = (
    _HOLDERS,
    joinedload(Meeting.series),
    selectinload(Meeting.agenda),
    selectinload(Meeting.documents).joinedload(MeetingDocument.file),
    selectinload(Meeting.invitations),
)
#: Zones are at most so far from UTC.
_A_DAY = timedelta(days=1)
#: What subscriptions keep of the past.
_LOOK_BACK = timedelta(days=400)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may see a meeting."""
    if actor.is_system:
        return sa.true()
    readable = [
        _held_by(actor.rcps),
        _has_guest(actor),
        Meeting.audience == MeetingAudience.PUBLIC,
        sa.and_(Meeting.audience == MeetingAudience.OBSERVERS, observed_by(actor)),
    ]
    if actor.rcps:
        readable.append(Meeting.audience == MeetingAudience.NETWORK)
    return sa.or_(
        sa.and_(Meeting.state != MeetingState.DRAFT, sa.or_(*readable)),
        sa.and_(Meeting.state == MeetingState.DRAFT, _held_by(actor.edited_rcps)),
    )


def _held_by(rcps: frozenset[str]) -> sa.ColumnElement[bool]:
    return Meeting.id.in_(sa.select(MeetingRcp.meeting_id).where(MeetingRcp.rcp_slug.in_(rcps)))


def _has_guest(actor: Actor) -> sa.ColumnElement[bool]:
    return Meeting.id.in_(
        sa.select(Invitation.meeting_id).where(
            Invitation.state.in_(LIVE_INVITATION), lets_in(actor)
        )
    )


def observed_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may attend a meeting as an observer."""
    at_levels = []
    for level, right in ATTENDING.items():
        conditions = [
            sa.and_(_held_by(frozenset({rcp})), _is_on(theme))
            for rcp, theme in sorted(actor.observed_themes(right))
        ]
        if rcps := actor.observed(right):
            conditions.append(_held_by(rcps))
        if ids := actor.observed_meetings(right):
            conditions.append(Meeting.id.in_(ids))
        if conditions:
            at_levels.append(sa.and_(Meeting.level == level, sa.or_(*conditions)))
    return sa.or_(sa.false(), *at_levels)


def _is_on(theme: str) -> sa.ColumnElement[bool]:
    return sa.cast(Meeting.themes, sa.String).contains(f'"{theme}"', autoescape=True)


def on_any(themes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a meeting is on one of the themes."""
    return sa.or_(sa.false(), *(_is_on(theme) for theme in themes))


def get_visible(session: Session, meeting_id: int, actor: Actor) -> Meeting:
    """Return a meeting, or raise NoResultFound if there is none that the actor may see.

    Not seeing and not existing look the same, so that an id gives nothing away.
    """
    statement = (
        sa.select(Meeting).where(Meeting.id == meeting_id, visible_to(actor)).options(*_FOR_PAGES)
    )
    return session.scalars(statement).one()


@dataclass(frozen=True)
class Filters:
    """Which meetings a list shows; empty means any."""

    is_past: bool = False
    rcp: str = ""
    level: str = ""
    theme: str = ""
    #: Those of one's own RCPs, and those that one is invited to.
    is_mine: bool = False


def listed(actor: Actor, filters: Filters) -> sa.Select[Meeting]:
    """Return the meetings that the actor may see: the next first, or of past ones the last.

    Rows become cards (:class:`.reading.Card`) before anybody sees them.
    """
    statement = sa.select(Meeting).where(visible_to(actor)).options(*_FOR_LISTS)
    if filters.is_past:
        statement = statement.where(Meeting.ends_at <= now())
        statement = statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    else:
        statement = statement.where(Meeting.ends_at > now())
        statement = statement.order_by(Meeting.starts_at, Meeting.id)
    if filters.rcp:
        statement = statement.where(_held_by(frozenset({filters.rcp})))
    if filters.level:
        statement = statement.where(Meeting.level == filters.level)
    if filters.theme:
        statement = statement.where(_is_on(filters.theme))
    return statement.where(_is_of(actor)) if filters.is_mine else statement


def _is_of(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.or_(_held_by(actor.rcps), _has_guest(actor))


def page_of_meetings(
    session: Session, actor: Actor, filters: Filters, arguments: Mapping[str, str]
) -> Page:
    """Return the page asked for of the meetings that the actor may see."""
    page = page_of(session, listed(actor, filters), arguments)
    return replace(page, items=[Card.of(meeting, actor) for meeting in page.items])


def upcoming(session: Session, actor: Actor, count: int) -> list[Card]:
    """Return the next meetings that the actor may see; none that is a draft or cancelled."""
    statement = listed(actor, Filters()).where(Meeting.state == MeetingState.ANNOUNCED).limit(count)
    return [Card.of(meeting, actor) for meeting in session.scalars(statement)]


def between(session: Session, actor: Actor, first: date, last: date, most: int) -> list[Card]:
    """Return the meetings on these days, by the calendars of their places, at most so many."""
    begin = datetime.combine(first, datetime.min.time(), now().tzinfo) - _A_DAY
    end = datetime.combine(last, datetime.min.time(), now().tzinfo) + 2 * _A_DAY
    statement = (
        sa.select(Meeting)
        .where(visible_to(actor), Meeting.starts_at < end, Meeting.ends_at > begin)
        .options(*_FOR_LISTS)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(most)
    )
    cards = [Card.of(meeting, actor) for meeting in session.scalars(statement)]
    return [card for card in cards if card.days[0] <= last and card.days[1] >= first]


def in_calendar(session: Session, actor: Actor, *, is_mine: bool = False) -> list[Shown]:
    """Return what a subscription of the actor holds: what lies ahead, and about a year back.

    Drafts are in no calendar yet.
    """
    statement = (
        sa.select(Meeting)
        .where(
            visible_to(actor),
            Meeting.state != MeetingState.DRAFT,
            Meeting.ends_at > now() - _LOOK_BACK,
        )
        .options(*_FOR_PAGES)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if is_mine:
        statement = statement.where(_is_of(actor))
    return [Shown.of(meeting, actor) for meeting in session.scalars(statement)]


def series_names(session: Session, rcps: frozenset[str]) -> list[str]:
    """Return the names of the series of RCPs."""
    statement = sa.select(MeetingSeries.name).where(MeetingSeries.rcp_slug.in_(rcps)).distinct()
    return list(session.scalars(statement.order_by(MeetingSeries.name)))
