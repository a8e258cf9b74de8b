"""Terms to and from files, by the file's suffix."""

from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.thesaurus import csv_file, queries, services, skos
from rcp_platform.thesaurus.checks import Refused
from rcp_platform.thesaurus.models import Term, TermState
from rcp_platform.thesaurus.records import (
    MOST_BYTES,
    FileRefused,
    Record,
    merged,
    require_distinct,
)

SUFFIXES = (*skos.FORMATS, ".csv")


def written(session: Session, suffix: str, address: str) -> bytes:
    """Return all terms in the format of a suffix; URIs begin with the address of this site."""
    retired = frozenset(
        session.scalars(sa.select(Term.slug).where(Term.state == TermState.RETIRED))
    )
    stated = queries.stated(session)
    if suffix == ".csv":
        return csv_file.written(stated, retired)
    return skos.written(stated, retired, suffix, address)


def read(file: Path, address: str) -> tuple[list[Record], list[str]]:
    """Return what a file says of terms, and remarks on what was left out.

    Nothing is fetched, whatever the file names. Raises
    :exc:`~rcp_platform.thesaurus.records.FileRefused`.
    """
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise FileRefused(
            [f"The file has {size:,} bytes; at most {MOST_BYTES:,} are read. Divide it."]
        )
    content = file.read_bytes()
    if file.suffix == ".csv":
        records, remarks = csv_file.read(content)
    else:
        records, remarks = skos.read(content, file.suffix, address)
    require_distinct(records)
    return records, remarks


def load(session: Session, records: Collection[Record], *, actor: Actor) -> services.Outcome:
    """Make the terms be as the records say, all or none.

    Raises :exc:`~rcp_platform.thesaurus.records.FileRefused` with all that is wrong.
    """
    stated = merged(records, queries.stated(session), queries.graph(session))
    try:
        outcome = services.state(session, stated, actor=actor)
    except Refused as error:
        places = {record.slug: record.place for record in records}
        raise FileRefused(
            [
                f"{places.get(problem.slug, problem.slug)} ({problem.fact}): {problem.sentence}"
                for problem in error.problems
            ]
        ) from error
    _move(session, records, outcome, actor)
    return outcome


def _move(
    session: Session, records: Collection[Record], outcome: services.Outcome, actor: Actor
) -> None:
    """Retire and restore terms as the records say."""
    said = {r.slug: r.is_retired for r in records if r.is_retired is not None}
    for term in session.scalars(sa.select(Term).where(Term.slug.in_(said))):
        is_retired = term.state == TermState.RETIRED
        if said[term.slug] == is_retired:
            continue
        (services.restore if is_retired else services.retire)(session, term, actor=actor)
        if term.slug not in outcome.added:
            if term.slug not in outcome.changed:
                outcome.unchanged -= 1
            outcome.changed.setdefault(term.slug, []).append("state")
