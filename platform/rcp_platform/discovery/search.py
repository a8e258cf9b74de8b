"""Search practices as a person may see them.

The index returns keys; the database decides once more, through ``visible_to``, what this
person sees of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.lenses import Lens, lenses_on
from rcp_platform.practices import queries
from rcp_platform.practices.reading import Card
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

    practice: Card
    hit: Hit
    lens: Lens


@dataclass(frozen=True)
class SearchAnswer:
    """One page of what was found: ``close`` of the ``total`` are good matches."""

    found: list[Found]
    total: int
    close: int
    facets: Mapping[str, Mapping[str, int]]
    #: The terms that the question names, by slug.
    terms: tuple[str, ...] = ()
    #: Words that were looked for instead of misspelt ones.
    corrections: tuple[str, ...] = ()

    @property
    def is_weak(self) -> bool:
        """Whether nothing close was found."""
        return self.close == 0


def query_of(request: SearchRequest, actor: Actor) -> Query | None:
    """Return a request as the index takes it; None where the actor has nowhere to look."""
    filters = dict(request.filters)
    exclude: dict[str, frozenset[str]] = {}
    match request.scope:
        case Scope.OTHER:
            exclude["seat"] = actor.rcps
        case Scope.OWN if not actor.rcps:
            return None
        case Scope.OWN:
            filters["seat"] = actor.rcps
    return Query(
        text=request.text[:MAX_QUERY],
        labels=labels_of(actor),
        filters=filters,
        exclude=exclude,
        limit=request.limit,
        offset=request.offset,
        spread="rcp",
    )


def search(
    session: Session, engine: SearchEngine, request: SearchRequest, *, actor: Actor
) -> SearchAnswer:
    """Return the practices nearest to the question that the actor may see."""
    query = query_of(request, actor)
    if query is None:
        return SearchAnswer([], 0, 0, {})
    results = engine.in_step(session).search(query)
    return SearchAnswer(
        found=with_practices(session, results.hits, actor),
        total=results.total,
        close=results.close,
        # Not the seat: it decides where a practice is looked for, and is told to nobody.
        facets={name: results.facets.get(name, {}) for name in FACETS},
        terms=tuple(dict.fromkeys(concept.id for concept in results.concepts)),
        corrections=tuple(word for words in results.corrections.values() for word in words),
    )


def related(
    session: Session, engine: SearchEngine, practice: Card, limit: int, *, actor: Actor
) -> list[Found]:
    """Return the practices of other RCPs nearest to this one that the actor may see.

    An anonymous practice is listed beside those of its own RCP, too: that it is missing there
    would tell whose it is. Members of the RCP know, and see it left out.
    """
    own = frozenset({practice.rcp_slug})
    hits = engine.in_step(session).similar(
        practice.id,
        labels=labels_of(actor),
        exclude={"rcp": own, "seat": own & actor.rcps},
        limit=limit,
    )
    return with_practices(session, [hit for hit in hits if not hit.weak], actor)


def with_practices(
    session: Session, hits: tuple[Hit, ...] | list[Hit], actor: Actor
) -> list[Found]:
    """Return the hits with their rows, without those the database does not let the actor see."""
    practices = queries.by_ids(session, [hit.key for hit in hits], actor)
    found = [practices[hit.key] for hit in hits if hit.key in practices]
    lenses = lenses_on(session, found, actor)
    return [Found(practices[hit.key], hit, lenses[hit.key]) for hit in hits if hit.key in practices]
