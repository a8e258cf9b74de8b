"""Practices from and to files."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.core.progress import tracked
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import add_rcp
from rcp_platform.extensions import db
from rcp_platform.practices import interchange
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import IN_WORK, SEARCHABLE

#: Lines kept together: an interruption loses at most these, and running again completes them.
_BATCH = 10
_MAX_LINE = 2 * 1024 * 1024


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publish", is_flag=True, help="Publish what is imported.")
@click.option("--create-rcps", is_flag=True, help="Add RCPs that the directory does not know.")
@with_appcontext
def import_practices(file: Path, publish: bool, create_rcps: bool) -> None:
    """Take over practices from FILE, one JSON object a line.

    Good lines are kept, bad lines are named; running it again changes nothing.
    """
    outcomes, problems = import_file(db.session, file, publish=publish, create_rcps=create_rcps)
    click.echo(
        f"{outcomes['created']} created, {outcomes['updated']} updated, "
        f"{outcomes['unchanged']} unchanged, {problems} refused."
    )
    if problems:
        sys.exit(1)


def import_file(
    session: Session, file: Path, *, publish: bool, create_rcps: bool, is_sample: bool = False
) -> tuple[Counter[str], int]:
    """Import a file and commit batch by batch.

    Returns how many practices were ``created``, ``updated`` and ``unchanged``, and how many
    lines were refused; each refusal is printed to standard error with its line number.
    """
    with file.open("rb") as stream:
        total = sum(1 for _line in stream)
    outcomes: Counter[str] = Counter()
    problems = 0
    numbered = enumerate(_lines(file), start=1)
    for number, line in tracked(numbered, f"Importing {file.name}", total):
        if number % _BATCH == 0:
            session.commit()
        if not line.strip():
            continue
        try:
            with session.begin_nested():
                outcome, remarks = _import_line(session, line, publish, create_rcps, is_sample)
            outcomes[outcome] += 1
        except interchange.RecordError as error:
            problems += 1
            remarks = [str(error)]
        for remark in remarks:
            click.echo(f"{file.name}, line {number}: {remark}", err=True)
    session.commit()
    return outcomes, problems


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from stream


def _import_line(
    session: Session, line: bytes, publish: bool, create_rcps: bool, is_sample: bool
) -> tuple[str, list[str]]:
    """Return what became of the practice, and what the importer should know of it."""
    record = _parsed(line)
    values = interchange.values_of(record)
    for slug in [values["rcp_slug"], *values["audience_rcps"]]:
        if session.get(Rcp, slug) is None:
            _add_unknown(session, slug, create_rcps)
    existing = session.scalars(
        sa.select(Practice).where(Practice.external_id == values["external_id"])
    ).one_or_none()
    if is_sample and existing:
        # Somebody may have changed or withdrawn it since: that stays.
        return "unchanged", []
    practice, outcome = interchange.store(session, existing, values, actor=SYSTEM, publish=publish)
    practice.is_sample = practice.is_sample or is_sample
    return outcome, interchange.remarks_on(record)


def _parsed(line: bytes) -> Any:
    if len(line) > _MAX_LINE:
        raise interchange.RecordError(f"the line is longer than {_MAX_LINE:,} bytes")
    try:
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise interchange.RecordError("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise interchange.RecordError(f"the line is not JSON: {error}") from error


def _add_unknown(session: Session, slug: str, create_rcps: bool) -> None:
    if not create_rcps:
        raise interchange.RecordError(
            f"the RCP “{slug}” is not in the directory (--create-rcps would add it)"
        )
    try:
        add_rcp(session, slug, slug, actor=SYSTEM)
    except ValueError as error:
        raise interchange.RecordError(str(error)) from error


@click.command("export")
@click.option("--rcp", help="Only this RCP's practices.")
@click.option("--drafts", is_flag=True, help="What is not published yet, instead of what is.")
@click.option("--output", type=click.File("w", encoding="utf-8", atomic=True), default="-")
@with_appcontext
def export_practices(rcp: str | None, drafts: bool, output: TextIO) -> None:
    """Write the published practices of every audience, one JSON object a line."""
    if rcp and db.session.get(Rcp, rcp) is None:
        raise click.ClickException(f"There is no RCP “{rcp}”. “rcp-exchange rcp list” shows all.")
    states = IN_WORK if drafts else SEARCHABLE
    chosen = sa.select(Practice).where(Practice.state.in_(states))
    statement = chosen.order_by(Practice.id).execution_options(yield_per=200)
    if rcp:
        statement = statement.where(Practice.rcp_slug == rcp)
    for practice in db.session.scalars(statement):
        record = interchange.record_of(practice)
        output.write(json.dumps(record, ensure_ascii=False) + "\n")


COMMANDS: list[click.Command] = [import_practices, export_practices]
