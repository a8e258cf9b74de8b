"""Practices of other RCPs that match what an RCP has set out to do."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of
from rcp_platform.directory.models import Priority
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.search import Found, with_practices
from rcp_search import Hit, Query, Searcher

MATCHES_PER_PRIORITY = 2
#: Common words put practices first that only share a word; the near ones stand among these.
_LOOKED_AT = 30


@dataclass(frozen=True)
class PriorityMatches:
    """A declared priority and the practices elsewhere that speak to it."""

    priority: Priority
    found: list[Found]


def matches(session: Session, engine: SearchEngine, *, actor: Actor) -> list[PriorityMatches]:
    """Return the actor's RCPs' priorities with what is near them in meaning, nearest first.

    Nobody asked for them, so a word in common is not enough. A practice is shown once, under
    the priority it is nearest to.
    """
    priorities = session.scalars(
        sa.select(Priority)
        .where(Priority.rcp_slug.in_(actor.rcps))
        .order_by(Priority.rcp_slug, Priority.position)
    ).all()
    searcher = engine.in_step(session)
    hits_of = {p.id: _hits(searcher, p, actor) for p in priorities}
    best: dict[int, tuple[float, int]] = {}
    for priority_id, hits in hits_of.items():
        for hit in hits:
            closeness = (hit.similarity, priority_id)
            best[hit.key] = max(best.get(hit.key, closeness), closeness)
    chosen = {
        priority_id: [h for h in hits if best[h.key][1] == priority_id][:MATCHES_PER_PRIORITY]
        for priority_id, hits in hits_of.items()
    }
    every = [hit for hits in chosen.values() for hit in hits]
    found = {item.practice.id: item for item in with_practices(session, every, actor)}
    return [
        PriorityMatches(p, [found[h.key] for h in chosen[p.id] if h.key in found])
        for p in priorities
    ]


def _hits(searcher: Searcher, priority: Priority, actor: Actor) -> list[Hit]:
    results = searcher.search(
        Query(
            text=priority.text,
            labels=labels_of(actor),
            exclude={"seat": actor.rcps},
            limit=_LOOKED_AT,
        )
    )
    near = [hit for hit in results.hits if hit.near]
    return sorted(near, key=lambda hit: -hit.similarity)
