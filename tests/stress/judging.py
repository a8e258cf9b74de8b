"""Whether an answer is what the database held while it was made.

Judged is by what was the same before and after: what changed in between may be either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import visible_to
from rcp_platform.practices.states import PracticeState
from rcp_search import Hit, Query, Results


@dataclass(frozen=True)
class Seen:
    """A practice as the database has it; changes of it or of its Process change the identity."""

    identity: tuple[str, int, int]
    is_readable: bool
    texts: frozenset[str]
    facets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Moment:
    """What one person may read, by what was the same before and after a search."""

    settled: dict[int, Seen]
    changing: frozenset[int]


def look(session: Session, actor: Actor) -> dict[int, Seen]:
    """Return all practices in one statement, so that they are of one moment."""
    is_readable = sa.and_(Practice.state == PracticeState.PUBLISHED, visible_to(actor))
    statement = sa.select(
        Practice.id,
        Practice.external_id,
        Practice.version,
        Practice.language,
        Practice.rcp_slug,
        Practice.summary,
        Practice.approach,
        Rcp.version.label("rcp_version"),
        Rcp.regions,
        is_readable.label("is_readable"),
    ).join(Practice.rcp)
    return {
        row.id: Seen(
            (row.external_id, row.version, row.rcp_version),
            bool(row.is_readable),
            frozenset({row.summary, row.approach}),
            (
                ("rcp", row.rcp_slug),
                ("language", row.language),
                *(("region", region) for region in row.regions),
            ),
        )
        for row in session.execute(statement)
    }


def between(before: dict[int, Seen], after: dict[int, Seen]) -> Moment:
    """Return what can be judged of an answer that was made between two looks."""
    settled = {key: seen for key, seen in before.items() if after.get(key) == seen}
    return Moment(settled, frozenset((before.keys() | after.keys()) - settled.keys()))


def faults_of_results(moment: Moment, query: Query, results: Results) -> Iterator[str]:
    """Say what is wrong with an answer to a query that every practice matches."""
    yield from faults_of_hits(moment, results.hits)
    if results.total != len(results.hits):
        yield f"{results.total} were counted, {len(results.hits)} given"
    expected = {
        key for key, seen in moment.settled.items() if seen.is_readable and _is_within(seen, query)
    }
    found = {hit.key for hit in results.hits}
    for key in sorted(expected - found):
        yield f"lost: {_named(moment, key)}"
    for key in sorted((found & moment.settled.keys()) - expected):
        yield f"outside of what was asked for: {_named(moment, key)}"
    if not query.filters:
        yield from _faults_of_counts(moment, expected, results)


def faults_of_hits(moment: Moment, hits: tuple[Hit, ...]) -> Iterator[str]:
    """Say which hits nobody should have been given, or with a text that is no more."""
    for hit in hits:
        if hit.key not in moment.settled:
            if hit.key not in moment.changing:
                yield f"given although there is no practice {hit.key}"
        elif not moment.settled[hit.key].is_readable:
            yield f"given to who may not read it: {_named(moment, hit.key)}"
        elif hit.passage.text not in moment.settled[hit.key].texts:
            yield f"with a text that is no more: {_named(moment, hit.key)}: {hit.passage.text}"


def _faults_of_counts(moment: Moment, expected: set[int], results: Results) -> Iterator[str]:
    sure: dict[tuple[str, str], int] = {}
    for key in expected:
        for facet in moment.settled[key].facets:
            sure[facet] = sure.get(facet, 0) + 1
    counted = {
        (name, value): count
        for name in ("rcp", "language", "region")
        for value, count in results.facets.get(name, {}).items()
    }
    for facet in sorted(sure.keys() | counted.keys()):
        least, count = sure.get(facet, 0), counted.get(facet, 0)
        if not least <= count <= least + len(moment.changing):
            yield f"{facet} counts {count}, not {least} (and {len(moment.changing)} changing)"


def _is_within(seen: Seen, query: Query) -> bool:
    named = {name: {v for n, v in seen.facets if n == name} for name, _ in seen.facets}
    return all(named[name] & values for name, values in query.filters.items()) and not any(
        named[name] & values for name, values in query.exclude.items()
    )


def _named(moment: Moment, key: int) -> str:
    return f"practice {key} {moment.settled[key]}"
