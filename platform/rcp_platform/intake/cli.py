"""Documents in from the terminal."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from rcp_ingest import Ingested, Names, NotRead, Unreadable
from rcp_ingest.document import Document, Remark, RemarkKind, block_from
from rcp_ingest.published import published
from rcp_ingest.records import reading_from
from rcp_ingest.safety import Refusal, Refused, media_type_of
from rcp_platform.config import Settings, SettingsError
from rcp_platform.core.access import SYSTEM, VISITOR, Actor, Role, Seat
from rcp_platform.core.progress import tracked
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db
from rcp_platform.files import services as files
from rcp_platform.files import storage
from rcp_platform.files.kinds import DOCUMENTS
from rcp_platform.files.refusals import Refused as NotTaken
from rcp_platform.intake import reading, services
from rcp_platform.intake.columns.services import mappings_of
from rcp_platform.intake.meaning import near_duplicates
from rcp_platform.intake.models import DocumentState, IntakeBatch, IntakeDocument
from rcp_platform.intake.names import names
from rcp_platform.intake.workflow import move
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

_INTERRUPTED = 130
#: What a run that was ended left is read by the next.
_TO_READ = frozenset({DocumentState.WAITING, DocumentState.READING})
_MB = 2**20
#: Where each fact came from, and all of them put together.
_NOT_SUMMED_UP = frozenset({"from", "citation"})


@dataclass
class Told:
    """What is printed of one document."""

    name: str
    found: Ingested | None = None
    #: Why it was not read.
    problem: str = ""
    #: The name of a document sent before that tells the same.
    same_as: str = ""


@click.command("ingest")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(exists=True, path_type=Path)
)
@click.option("--rcp", help="The RCP whose drafts they become. Without it nothing is kept.")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience if one != Audience.NAMED]),
    default=Audience.NETWORK.value,
    help="Who may read what is made of them, once it is published.",
)
@click.option("--dry-run", is_flag=True, help="Read and print only; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print an object of JSON a line.")
@with_appcontext
def ingest_documents(
    paths: tuple[Path, ...], rcp: str | None, audience: str, dry_run: bool, as_json: bool
) -> None:
    """Read documents (files, or folders of them) into drafts that somebody looks through.

    Interrupted, it keeps what is done; run again it goes on with the rest.
    """
    if rcp and not dry_run and db.session.get(Rcp, rcp) is None:
        raise click.ClickException(f"There is no RCP “{rcp}”. “rcp-exchange rcp list” shows all.")
    documents = list(_files_in(paths))
    if not documents:
        raise click.ClickException("There are no files there.")
    kept = rcp if rcp and not dry_run else None
    if kept is None and not dry_run:
        click.echo("Without --rcp nothing is kept: this only prints what is found.", err=True)
    read = _kept(documents, kept, Audience(audience)) if kept else _only_read(documents, rcp)
    problems = 0
    try:
        for told in tracked(read, "Reading documents", len(documents)):
            for one in told:
                problems += bool(one.problem)
                _print(one, rcp or "", audience, as_json)
    except KeyboardInterrupt:
        db.session.rollback()
        click.echo("Stopped. What was read is kept; run it again to go on.", err=True)
        sys.exit(_INTERRUPTED)
    if problems:
        click.echo(f"{problems} of the documents could not be read.", err=True)
        sys.exit(1)


def _files_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and not any(part.startswith(".") for part in file.parts)
            )
        else:
            yield path


def _only_read(documents: Sequence[Path], rcp: str | None) -> Iterator[list[Told]]:
    """Read files without keeping anything; the directory is asked for names if there is one."""
    known = Names()
    mapped: dict[str, tuple[str, ...]] = {}
    try:
        known = names(db.session)
        mapped = mappings_of(db.session, rcp) if rcp else {}
    except (OperationalError, ProgrammingError):
        db.session.rollback()
        click.echo(
            "There is no database yet (“rcp-exchange init”): names are not recognised.", err=True
        )
    for path in documents:
        yield _read_one(path, known, mapped)


def _read_one(path: Path, known: Names, mapped: dict[str, tuple[str, ...]]) -> list[Told]:
    try:
        with path.open("rb") as stream:
            media_type = media_type_of(stream, path.name)
        found = reading.found_in(reading.Asked(path, path.name, media_type, known, mapped))
    except Refused as refused:
        return [Told(path.name, problem=refused.refusal.value)]
    except Unreadable as reason:
        return [Told(path.name, problem=str(reason))]
    return [
        Told(one.name, problem=one.refusal)
        if isinstance(one, NotRead)
        else Told(one.document.name, one)
        for one in found
    ]


def _kept(documents: Sequence[Path], rcp: str, audience: Audience) -> Iterator[list[Told]]:
    """Read files into drafts of an RCP, committing each; what it has already is not read again."""
    settings: Settings = current_app.extensions["settings"]
    batch = services.begin(db.session, rcp, audience=audience, actor=SYSTEM)
    for path in documents:
        document, is_new = _taken(batch, path, settings)
        if document.state in _TO_READ:
            move("start", document, SYSTEM)
            asked = reading.asked_of(db.session, settings.files_folder, document)
            db.session.commit()
            try:
                reading.read(db.session, document, asked)
            except KeyboardInterrupt:
                db.session.rollback()
                move("stop", document, SYSTEM)
                db.session.commit()
                raise
        db.session.commit()
        same_as = "" if is_new else document.name
        yield [_told(one, same_as) for one in _with_parts(document)]
    if not batch.documents:
        services.remove(db.session, batch, actor=SYSTEM)
        db.session.commit()


def _taken(batch: IntakeBatch, path: Path, settings: Settings) -> tuple[IntakeDocument, bool]:
    """Return the document of a file, and whether it was not there before."""
    folder, most = settings.files_folder, settings.max_upload_mb * _MB
    try:
        with path.open("rb") as stream, db.session.begin_nested():
            kept = files.keep(db.session, folder, stream, path.name, most, DOCUMENTS)
            if earlier := services.sent_before(db.session, batch.rcp_slug, kept.file.sha256):
                return earlier, False
            return services.add(db.session, batch, kept, actor=SYSTEM), True
    except NotTaken as refused:
        code = refused.code
    except storage.TooLarge:
        code = Refusal.TOO_LARGE
    return services.add_refused(db.session, batch, path.name, code, actor=SYSTEM), True


def _with_parts(document: IntakeDocument) -> list[IntakeDocument]:
    parts = sa.select(IntakeDocument).filter_by(container_id=document.id)
    return [document, *db.session.scalars(parts.order_by(IntakeDocument.id))]


def _told(document: IntakeDocument, same_as: str) -> Told:
    if document.state == DocumentState.FAILED:
        return Told(document.name, problem=document.refusal)
    remarks = tuple(Remark(RemarkKind(one["kind"]), one["detail"]) for one in document.remarks)
    blocks = tuple(block_from(values) for values in document.blocks)
    return Told(
        document.name,
        Ingested(
            Document(document.name, document.media_type, blocks, document.pages, remarks),
            reading_from(document.reading) if document.reading else None,
        ),
        same_as=document.same_as.name if document.same_as else same_as,
    )


def _print(told: Told, rcp: str, audience: str, as_json: bool) -> None:
    if told.problem:
        click.echo(f"{told.name}: not read ({told.problem.replace('_', ' ')})", err=True)
        return
    assert told.found is not None  # noqa: S101  what was read was found
    record = published(told.found, rcp=rcp, audience=audience)
    if told.same_as:
        record["same_as"] = told.same_as
    if not as_json:
        click.echo(_summary(record))
        return
    for practice in record["practices"]:
        practice["near_duplicates"] = _near_duplicates(practice, rcp)
    click.echo(json.dumps(record, ensure_ascii=False))


def _near_duplicates(practice: dict[str, Any], rcp: str) -> list[dict[str, Any]]:
    """Return the entries that tell much the same, as the secretariat of the RCP may see them."""
    actor = Actor(seats=frozenset({Seat(rcp, Role.SECRETARIAT)})) if rcp else VISITOR
    texts = [practice["title"], practice.get("summary", ""), practice.get("text", "")]
    try:
        found = near_duplicates(db.session, "\n".join(texts), practice["language"], actor)
    except (SettingsError, OperationalError, ProgrammingError):
        # Without a model or a database there is nothing to compare with.
        db.session.rollback()
        return []
    known = dict(found)
    rows = db.session.execute(
        sa.select(Practice.id, Practice.external_id).where(Practice.id.in_(known))
    )
    return [{"id": external_id, "likeness": known[key]} for key, external_id in rows]


def _summary(record: dict[str, Any]) -> str:
    """Return what a person at a terminal wants to know of a document."""
    session = ", ".join(
        f"{name}: {_one_line(told)}"
        for name, told in record["session"].items()
        if name not in _NOT_SUMMED_UP
    )
    lines = [f"{record['document']} ({record['shape'].replace('_', ' ')}, {record['language']})"]
    if record.get("same_as"):
        lines.append(f"  tells the same as {record['same_as']}")
    if session:
        lines.append(f"  {session}")
    lines += [f"  practice: {one['title']}" for one in record["practices"]]
    lines += [f"  profile: {one['name']}" for one in record["profiles"]]
    lines += [f"  quotation ({one['attribution']}): {one['text']}" for one in record["quotations"]]
    for kind in ("challenges", "recommendations"):
        lines += [f"  {kind[:-1]}: {one['text']}" for one in record[kind]]
    lines += [f"  note: {one['kind']} {one['detail']}".rstrip() for one in record["remarks"]]
    return "\n".join(lines)


def _one_line(told: Any) -> str:
    return "; ".join(told) if isinstance(told, list) else str(told)


COMMANDS: list[click.Command] = [ingest_documents]
