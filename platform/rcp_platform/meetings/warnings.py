"""What organisers should know of other meetings before they announce theirs. Nothing is refused.

Only meetings that the reader may see anyway are looked at.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import RcpState
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.queries import on_any, visible_to
from rcp_platform.meetings.reading import Card
from rcp_platform.meetings.states import MeetingState

_NEAR = timedelta(days=90)
#: More than these would not be read.
_MOST = 5
_MOST_STATES = 5


@dataclass(frozen=True)
class Clash:
    """A meeting at the same time, in which some of the same States take part."""

    card: Card
    #: ISO 3166-1 alpha-2, the first ones.
    states: Sequence[str]
    #: How many more States the two have in common.
    more: int


@dataclass(frozen=True)
class Near:
    """A meeting of another RCP on the same topic within three months: a chance to join forces."""

    card: Card
    themes: Sequence[str]


@dataclass(frozen=True)
class Warnings:
    """What other meetings say about one that is being prepared."""

    clashes: Sequence[Clash]
    near: Sequence[Near]

    def __bool__(self) -> bool:
        return bool(self.clashes or self.near)


def warnings_for(session: Session, meeting: Meeting, *, actor: Actor) -> Warnings:
    """Return what the actor, who prepares a meeting, should know of others."""
    return Warnings(_clashes(session, meeting, actor), _near(session, meeting, actor))


def _clashes(session: Session, meeting: Meeting, actor: Actor) -> list[Clash]:
    at_the_same_time = _others(meeting, actor).where(
        Meeting.state.in_([MeetingState.DRAFT, MeetingState.ANNOUNCED]),
        Meeting.starts_at < meeting.ends_at,
        Meeting.ends_at > meeting.starts_at,
    )
    others = session.scalars(at_the_same_time.order_by(Meeting.starts_at, Meeting.id)).all()
    slugs = meeting.rcp_slugs.union(*(other.rcp_slugs for other in others))
    states = _states_of(session, slugs)
    here = _together(states, meeting.rcp_slugs)
    found = []
    for other in others:
        common = sorted(here & _together(states, other.rcp_slugs))
        if common or meeting.rcp_slugs & other.rcp_slugs:
            more = max(0, len(common) - _MOST_STATES)
            found.append(Clash(Card.of(other, actor), common[:_MOST_STATES], more))
    return found[:_MOST]


def _near(session: Session, meeting: Meeting, actor: Actor) -> list[Near]:
    themes = sorted({*meeting.themes, *(t for item in meeting.agenda for t in item.themes)})
    held_here = sa.select(MeetingRcp.meeting_id).where(MeetingRcp.rcp_slug.in_(meeting.rcp_slugs))
    statement = _others(meeting, actor).where(
        Meeting.state.in_([MeetingState.ANNOUNCED, MeetingState.HELD]),
        Meeting.starts_at < meeting.ends_at + _NEAR,
        Meeting.ends_at > meeting.starts_at - _NEAR,
        Meeting.id.not_in(held_here),
        on_any(themes),
    )
    others = session.scalars(statement.order_by(Meeting.starts_at, Meeting.id)).all()
    by_distance = sorted(others, key=lambda other: abs(other.starts_at - meeting.starts_at))
    return [
        Near(Card.of(other, actor), [theme for theme in themes if theme in other.themes])
        for other in by_distance[:_MOST]
    ]


def _others(meeting: Meeting, actor: Actor) -> sa.Select[Meeting]:
    return (
        sa.select(Meeting)
        .where(visible_to(actor), Meeting.id != meeting.id)
        .options(selectinload(Meeting.holders).joinedload(MeetingRcp.rcp))
    )


def _states_of(session: Session, slugs: Collection[str]) -> dict[str, set[str]]:
    statement = sa.select(RcpState.rcp_slug, RcpState.code).where(RcpState.rcp_slug.in_(slugs))
    states: dict[str, set[str]] = {}
    for slug, code in session.execute(statement):
        states.setdefault(slug, set()).add(code)
    return states


def _together(states: dict[str, set[str]], slugs: Collection[str]) -> set[str]:
    return {code for slug in slugs for code in states.get(slug, ())}
