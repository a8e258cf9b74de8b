"""Search practices as a person may see them.

The index returns keys; the database decides once more, through ``visible_to``, what this
person sees of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of
from rcp_platform.directory.models import RcpState
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.practices import queries
from rcp_platform.practices.models import Practice
from rcp_search import Hit, Query

MAX_QUERY = 1000
FACETS = ("rcp", "region", "country", "theme", "gcm_objective", "language", "year")


class Scope(StrEnum):
    """Where to look."""

    OTHER = "other"
    ALL = "all"
    OWN = "own"


def default_scope(actor: Actor) -> Scope:
    """Return where a person looks unless they say otherwise: beyond their own RCP."""
    return Scope.OTHER if actor.rcps else Scope.ALL


@dataclass(frozen=True)
class SearchRequest:
    """What a person asks for. Filters are alternatives inside a facet."""

    text: str
    scope: Scope
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class Found:
    """A practice that was found, and how it relates to who asked."""

    practice: Practice
    hit: Hit
    #: States that take part both in the practice's RCP and in the reader's.
    shared_states: int


@dataclass(frozen=True)
class SearchAnswer:
    """One page of what was found: ``close`` of the ``total`` are good matches."""

    found: list[Found]
    total: int
    close: int
    facets: Mapping[str, Mapping[str, int]]

    @property
    def is_weak(self) -> bool:
        """Whether nothing close was found."""
        return self.close == 0


def search(
    session: Session, engine: SearchEngine, request: SearchRequest, *, actor: Actor
) -> SearchAnswer:
    """Return the practices nearest to the question that the actor may see."""
    if request.scope == Scope.OWN and not actor.rcps:
        return SearchAnswer([], 0, 0, {})
    filters = dict(request.filters)
    exclude: dict[str, frozenset[str]] = {}
    if request.scope == Scope.OTHER:
        exclude["rcp"] = actor.rcps
    if request.scope == Scope.OWN:
        filters["rcp"] = filters.get("rcp", actor.rcps) & actor.rcps
    results = engine.in_step(session).search(
        Query(
            text=request.text[:MAX_QUERY],
            labels=labels_of(actor),
            filters=filters,
            exclude=exclude,
            limit=request.limit,
            offset=request.offset,
        )
    )
    return SearchAnswer(
        found=with_practices(session, results.hits, actor),
        total=results.total,
        close=results.close,
        facets=results.facets,
    )


def related(
    session: Session, engine: SearchEngine, practice: Practice, limit: int, *, actor: Actor
) -> list[Found]:
    """Return the practices of other RCPs nearest to this one that the actor may see."""
    hits = engine.in_step(session).similar(
        practice.id,
        labels=labels_of(actor),
        exclude={"rcp": frozenset({practice.rcp_slug})},
        limit=limit,
    )
    return with_practices(session, [hit for hit in hits if not hit.weak], actor)


def with_practices(
    session: Session, hits: tuple[Hit, ...] | list[Hit], actor: Actor
) -> list[Found]:
    """Return the hits with their rows, without those the database does not let the actor see."""
    practices = queries.by_ids(session, [hit.key for hit in hits], actor)
    shared = _shared_states(session, {p.rcp_slug for p in practices.values()}, actor)
    return [
        Found(practices[hit.key], hit, shared.get(practices[hit.key].rcp_slug, 0))
        for hit in hits
        if hit.key in practices
    ]


def _shared_states(session: Session, rcps: set[str], actor: Actor) -> dict[str, int]:
    others = rcps - actor.rcps
    if not others or not actor.rcps:
        return {}
    own = sa.select(RcpState.code).where(RcpState.rcp_slug.in_(actor.rcps))
    statement = (
        sa.select(RcpState.rcp_slug, sa.func.count())
        .where(RcpState.rcp_slug.in_(others), RcpState.code.in_(own))
        .group_by(RcpState.rcp_slug)
    )
    return dict(session.execute(statement).all())
