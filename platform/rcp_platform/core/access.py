"""Who may do what.

A rule is a function ``(actor, subject) -> bool``. Each domain keeps its rules in
``policy.py``. Services call :func:`require` before they change anything; templates
get the answers, to decide which buttons to draw.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """As what a person acts for an RCP."""

    FOCAL_POINT = "focal_point"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"
    MEMBER = "member"


#: Who works on an RCP's unpublished entries.
EDITORS = frozenset({Role.FOCAL_POINT, Role.CHAIR, Role.SECRETARIAT})


@dataclass(frozen=True)
class Seat:
    """One person's place in one RCP."""

    rcp: str
    role: Role


class Right(StrEnum):
    """What an RCP that observes another one may do there."""

    ATTEND_MINISTERIAL = "attend_ministerial"
    ATTEND_SENIOR_OFFICIALS = "attend_senior_officials"
    ATTEND_TECHNICAL = "attend_technical"
    SPEAK = "speak"
    SUBMIT_PAPERS = "submit_papers"
    RECEIVE_DOCUMENTS = "receive_documents"
    SEE_PRACTICES = "see_practices"


@dataclass(frozen=True)
class Observation:
    """One right in an RCP that one of the actor's own observes.

    On one theme or on all; at one meeting or at all.
    """

    rcp: str
    right: Right
    theme: str | None = None
    meeting_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever asks: what the rules may know about them, and nothing else."""

    user_id: int | None = None
    #: Lower case; empty for a visitor.
    email: str = ""
    is_administrator: bool = False
    is_system: bool = False
    #: Only the seats held today.
    seats: frozenset[Seat] = frozenset()
    #: Only the rights that hold at this moment.
    observations: frozenset[Observation] = frozenset()

    def is_user(self, user_id: int | None) -> bool:
        """Whether this is that user. A visitor is nobody, not even an empty column."""
        return self.user_id is not None and self.user_id == user_id

    def sits_in(self, rcp: str, *roles: Role) -> bool:
        """Whether the actor holds a seat in the RCP, in one of the roles if any are given."""
        return any(s.rcp == rcp and (not roles or s.role in roles) for s in self.seats)

    def observed(self, right: Right) -> frozenset[str]:
        """Return the slugs of the RCPs in which the actor has a right everywhere."""
        return frozenset(
            o.rcp
            for o in self.observations
            if o.right == right and o.theme is None and o.meeting_id is None
        )

    def observed_themes(self, right: Right) -> frozenset[tuple[str, str]]:
        """Return RCP and theme of each right that the actor has on single themes."""
        return frozenset(
            (o.rcp, o.theme)
            for o in self.observations
            if o.right == right and o.theme is not None and o.meeting_id is None
        )

    def observed_meetings(self, right: Right) -> frozenset[int]:
        """Return the ids of the meetings at which the actor has a right and at no other."""
        return frozenset(
            o.meeting_id for o in self.observations if o.right == right and o.meeting_id is not None
        )

    @property
    def rcps(self) -> frozenset[str]:
        """The slugs of the RCPs the actor sits in."""
        return frozenset(seat.rcp for seat in self.seats)

    @property
    def edited_rcps(self) -> frozenset[str]:
        """The slugs of the RCPs whose unpublished entries the actor works on."""
        return frozenset(seat.rcp for seat in self.seats if seat.role in EDITORS)


VISITOR = Actor()
#: Scheduled jobs, imports and the terminal. No request can obtain it.
SYSTEM = Actor(is_system=True)

Rule = Callable[[Actor, Any], bool]


class AccessDenied(Exception):
    """The actor may not do this. Shown as 403."""


def is_system(actor: Actor, subject: object) -> bool:
    """Only the platform itself."""
    return actor.is_system


def require(rule: Rule, actor: Actor, subject: object) -> None:
    """Raise :exc:`AccessDenied` unless the rule allows the actor."""
    if not rule(actor, subject):
        raise AccessDenied(f"{rule.__name__} refused user {actor.user_id}")
