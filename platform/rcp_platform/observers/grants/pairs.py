"""How two RCPs stand to each other: derived from both legs each time, never stored.

A leg is one direction: what an RCP, the observer, has in another one, the host. Status for
single meetings is shown in its leg and makes no two RCPs mutual observers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, lazyload, load_only

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.queries import by_short_name
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.policy import visible_to
from rcp_platform.observers.states import IN_FORCE, LIVE, OPEN, GrantState, ObserverKind, PairView

#: The kind that says most of a leg comes first.
_ORDER = list(ObserverKind)


def holds(grant: ObserverGrant, at: datetime) -> bool:
    """Whether its rights hold at a moment; :func:`.queries.holds_at` says the same in SQL."""
    return grant.state in IN_FORCE and grant.starts_at <= at and not grant.is_past(at)


def is_live(grant: ObserverGrant, at: datetime) -> bool:
    """Whether its rights hold or may yet come to hold."""
    return grant.state in LIVE and not grant.is_past(at)


@dataclass(frozen=True)
class Leg:
    """What one RCP has in another one at a moment, as far as somebody may know it."""

    observer: str
    host: str
    at: datetime
    #: All there have been, the newest first.
    grants: Sequence[ObserverGrant] = ()
    #: Open requests of which the reader may know.
    requests: Sequence[ObserverRequest] = ()

    @property
    def grant(self) -> ObserverGrant | None:
        """The status that counts: one that holds before one that does not, the widest first."""
        live = [grant for grant in self.grants if is_live(grant, self.at)]
        return min(
            live, key=lambda g: (not holds(g, self.at), _ORDER.index(g.kind), g.id), default=None
        )

    @property
    def holds(self) -> bool:
        """Whether rights hold now."""
        return self.grant is not None and holds(self.grant, self.at)

    @property
    def is_lasting(self) -> bool:
        """Whether rights hold now that are not for single meetings."""
        return any(holds(grant, self.at) for grant in _lasting(self.grants))

    @property
    def is_suspended(self) -> bool:
        """Whether the status that counts is suspended."""
        return self.grant is not None and self.grant.state == GrantState.SUSPENDED

    @property
    def is_asked_for(self) -> bool:
        """Whether there is a request that the reader may know of."""
        return bool(self.requests)


@dataclass(frozen=True)
class Pair:
    """Two RCPs, each as observer of the other."""

    there: Leg
    back: Leg
    view: PairView


@dataclass(frozen=True)
class Pairs:
    """Who observes whom among all RCPs at a moment, as far as somebody may know it."""

    #: By short name.
    rcps: Sequence[Rcp]
    at: datetime
    _legs: Mapping[tuple[str, str], Leg] = field(repr=False)

    @property
    def by_slug(self) -> Mapping[str, Rcp]:
        """The RCPs by slug."""
        return {rcp.slug: rcp for rcp in self.rcps}

    def leg(self, observer: str, host: str) -> Leg:
        """Return what an RCP has in another one."""
        return self._legs.get((observer, host)) or Leg(observer, host, self.at)

    def pair(self, one: str, other: str) -> Pair:
        """Return how two RCPs stand to each other."""
        there, back = self.leg(one, other), self.leg(other, one)
        return Pair(there, back, view_of(there, back))

    def legs_in_force(self) -> list[Leg]:
        """Return the legs in which rights hold, by the names of observer and host."""
        return [
            leg
            for observer in self.rcps
            for host in self.rcps
            if (leg := self._legs.get((observer.slug, host.slug))) and leg.holds
        ]


def pairs(session: Session, actor: Actor, *, among: Sequence[str] | None = None) -> Pairs:
    """Return who observes whom, among all RCPs or between these, in three queries."""
    at = now()
    rcps = session.scalars(_rcps(among)).all()
    grants = session.scalars(_grants(among)).all()
    requests = session.scalars(_open_requests(actor, among)).all()
    by_leg: dict[tuple[str, str], list[ObserverGrant]] = {}
    for grant in grants:
        by_leg.setdefault((grant.observer_slug, grant.host_slug), []).append(grant)
    asked: dict[tuple[str, str], list[ObserverRequest]] = {}
    for request in requests:
        asked.setdefault((request.applicant_slug, request.host_slug), []).append(request)
    legs = {
        key: Leg(*key, at, by_leg.get(key, ()), asked.get(key, ()))
        for key in by_leg.keys() | asked.keys()
    }
    return Pairs(by_short_name(rcps), at, legs)


def view_of(there: Leg, back: Leg) -> PairView:
    """Return how the two stand to each other."""
    if there.is_lasting and back.is_lasting:
        return PairView.MUTUAL
    if there.is_lasting or back.is_lasting:
        missing = back if there.is_lasting else there
        if missing.is_asked_for:
            return PairView.RECIPROCITY_PENDING
        return PairView.DEGRADED if _were_mutual(there, back) else PairView.ONE_WAY
    if there.is_asked_for or back.is_asked_for:
        return PairView.REQUESTED
    return PairView.DEGRADED if _were_mutual(there, back) else PairView.NONE


def _were_mutual(there: Leg, back: Leg) -> bool:
    """Whether a status that is still live stood beside one in the other direction."""
    at = there.at
    return any(
        max(one.starts_at, other.starts_at) < min(_open_until(one, at), _open_until(other, at))
        for one in _lasting(there.grants)
        for other in _lasting(back.grants)
        if is_live(one, at) or is_live(other, at)
    )


def _open_until(grant: ObserverGrant, at: datetime) -> datetime:
    return min(moment for moment in (grant.over_since, grant.valid_until, at) if moment)


def _lasting(grants: Iterable[ObserverGrant]) -> list[ObserverGrant]:
    return [grant for grant in grants if grant.kind != ObserverKind.AD_HOC]


def _rcps(among: Sequence[str] | None) -> sa.Select[Rcp]:
    statement = sa.select(Rcp).options(load_only(Rcp.name, Rcp.short_name, Rcp.regions))
    return statement if among is None else statement.where(Rcp.slug.in_(among))


def _grants(among: Sequence[str] | None) -> sa.Select[ObserverGrant]:
    # Which rights there are is for the page of the grant.
    statement = sa.select(ObserverGrant).options(lazyload(ObserverGrant.right_rows))
    if among is not None:
        statement = statement.where(
            ObserverGrant.observer_slug.in_(among), ObserverGrant.host_slug.in_(among)
        )
    return statement.order_by(ObserverGrant.id.desc())


def _open_requests(actor: Actor, among: Sequence[str] | None) -> sa.Select[ObserverRequest]:
    """A draft is no request yet, and of the others only the two sides know."""
    statement = sa.select(ObserverRequest).where(
        ObserverRequest.state.in_(OPEN),
        ObserverRequest.submitted_at.is_not(None),
        visible_to(actor),
    )
    if among is None:
        return statement
    return statement.where(
        ObserverRequest.applicant_slug.in_(among), ObserverRequest.host_slug.in_(among)
    )
