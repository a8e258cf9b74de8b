"""What a writer says it committed, told before and after, and whether the database agrees."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, pairwise
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.practices.models import Practice


@dataclass(frozen=True)
class Step:
    """One change of a practice: from which version to which, and what it says then.

    Nothing (None) is said by one that was deleted.
    """

    practice: str
    before: int
    after: int
    content: str | None


@dataclass(frozen=True)
class Told:
    """The steps of all transactions that were committed, and of those in doubt at a kill."""

    committed: list[Step]
    in_doubt: list[Step]


class Journal:
    """The private file of one writer; a line is on the disk before the writer goes on."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)

    def intend(self, steps: Sequence[Step]) -> None:
        """Note what is about to be committed."""
        self._write(json.dumps([asdict(step) for step in steps]))

    def done(self) -> None:
        """Note that it has been committed."""
        self._write("committed")

    def _write(self, line: str) -> None:
        os.write(self._file, line.encode() + b"\n")
        os.fsync(self._file)


def content_of(practice: Practice) -> str:
    """Return what readers and their access depend on."""
    return json.dumps(
        [
            practice.state.value,
            practice.audience.value,
            practice.audience_rcps,
            practice.title,
            practice.summary,
            practice.approach,
        ]
    )


def told(files: Iterable[Path]) -> Told:
    """Read the journals of all writers."""
    committed: list[Step] = []
    in_doubt: list[Step] = []
    for file in files:
        *lines, _unfinished = file.read_text(encoding="utf-8").split("\n")
        for line, following in pairwise([*lines, ""]):
            if line != "committed":
                steps = [Step(**step) for step in json.loads(line)]
                (committed if following == "committed" else in_doubt).extend(steps)
    return Told(committed, in_doubt)


def disagreements(session: Session, journals: Told) -> list[str]:
    """Say where the database is not what the writers were told that it is."""
    rows = {practice.external_id: practice for practice in session.scalars(sa.select(Practice))}
    committed, in_doubt = _by_practice(journals.committed), _by_practice(journals.in_doubt)
    if unknown := sorted(rows.keys() - committed.keys() - in_doubt.keys()):
        return [f"{unknown} are in the database, but nobody created them"]
    every = sorted(committed.keys() | in_doubt.keys())
    return list(
        chain.from_iterable(
            _disagreements(key, rows.get(key), committed.get(key, []), in_doubt.get(key, []))
            for key in every
        )
    )


def _by_practice(steps: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.practice, []).append(step)
    return found


def _disagreements(
    key: str, row: Practice | None, committed: list[Step], in_doubt: list[Step]
) -> Iterable[str]:
    versions = list(chain.from_iterable(range(s.before + 1, s.after + 1) for s in committed))
    if len(set(versions)) < len(versions):
        yield f"{key}: two writers committed the same version: {sorted(versions)}"
    if row is None:
        deleted = any(step.content is None for step in committed + in_doubt)
        if committed and not deleted:
            yield f"{key} was committed and is lost"
        return
    if any(step.content is None for step in committed):
        yield f"{key} was deleted and is there"
    if max(versions, default=0) > row.version:
        yield f"{key}: version {max(versions)} was committed, {row.version} is there"
    possible = set(versions).union(*(range(s.before + 1, s.after + 1) for s in in_doubt))
    if unknown := set(range(1, row.version + 1)) - possible:
        yield f"{key}: nobody wrote versions {sorted(unknown)}"
    last = {step.content for step in committed + in_doubt if step.after == row.version}
    if content_of(row) not in last:
        yield f"{key}: {content_of(row)} is there, {sorted(map(str, last))} was written"
