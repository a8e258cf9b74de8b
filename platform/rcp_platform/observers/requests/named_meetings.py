"""Meetings that a request or a status is limited to.

By name: meetings sit above observers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.db import UTCDateTime, now

_MEETINGS = sa.table(
    "meetings",
    sa.column("id", sa.Integer),
    sa.column("title", sa.String),
    sa.column("language", sa.String),
    sa.column("state", sa.String),
    sa.column("audience", sa.String),
    sa.column("starts_at", UTCDateTime),
    sa.column("ends_at", UTCDateTime),
    sa.column("zone", sa.String),
)
_HOLDERS = sa.table(
    "meeting_rcps", sa.column("meeting_id", sa.Integer), sa.column("rcp_slug", sa.String)
)
#: Meetings that every Process may know of.
KNOWN_TO_ALL = frozenset({"network", "public"})
#: And those that a host may open to an observer.
OPEN_TO_OBSERVERS = KNOWN_TO_ALL | {"observers"}
_MOST_OFFERED = 50


@dataclass(frozen=True)
class NamedMeeting:
    """A meeting as a request names it."""

    id: int
    title: str
    language: str
    starts_at: datetime
    ends_at: datetime
    zone: str

    @property
    def local_start(self) -> datetime:
        """The start on the clocks of the place."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))


def upcoming(session: Session, host: str, audiences: Collection[str]) -> list[NamedMeeting]:
    """Return the announced meetings of an RCP that are not over, for these audiences, in order."""
    statement = _of(host, audiences).where(
        _MEETINGS.c.state == "announced", _MEETINGS.c.ends_at > now()
    )
    return _read(session, statement.limit(_MOST_OFFERED))


def named(
    session: Session, host: str, ids: Collection[int], audiences: Collection[str]
) -> list[NamedMeeting]:
    """Return those of the meetings that the host holds and whoever reads of them may know of."""
    if not ids:
        return []
    statement = _of(host, audiences).where(
        _MEETINGS.c.id.in_(sorted(ids)), _MEETINGS.c.state.in_(["announced", "held"])
    )
    return _read(session, statement)


def held_by(session: Session, host: str, among: Collection[int]) -> set[int]:
    """Return which of these meetings an RCP holds, alone or with others."""
    if not among:
        return set()
    held = sa.select(_HOLDERS.c.meeting_id).where(
        _HOLDERS.c.rcp_slug == host, _HOLDERS.c.meeting_id.in_(sorted(among))
    )
    return set(session.scalars(held))


def _of(host: str, audiences: Collection[str]) -> sa.Select[tuple[object, ...]]:
    shown = [_MEETINGS.c[name] for name in ("id", "title", "language", "starts_at", "ends_at")]
    return (
        sa.select(*shown, _MEETINGS.c.zone)
        .join(_HOLDERS, _HOLDERS.c.meeting_id == _MEETINGS.c.id)
        .where(_HOLDERS.c.rcp_slug == host, _MEETINGS.c.audience.in_(sorted(audiences)))
        .order_by(_MEETINGS.c.starts_at, _MEETINGS.c.id)
    )


def _read(session: Session, statement: sa.Select[tuple[object, ...]]) -> list[NamedMeeting]:
    return [NamedMeeting(**row) for row in session.execute(statement).mappings()]
