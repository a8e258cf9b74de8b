"""Take in what an archive holds, all of it or nothing.

Everything happens in the caller's transaction; whoever calls commits. Files are stored last: one
that no row names is cleared away by the next sweep.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_dirty

from rcp_platform.accounts.models import User
from rcp_platform.accounts.services import InvalidEmail, add_user
from rcp_platform.archives import record
from rcp_platform.archives.container import Archive, Damaged, Entry
from rcp_platform.archives.elsewhere import Elsewhere, NotARow
from rcp_platform.archives.exporting import BARE_RCP, OTHER_RCPS, PEOPLE, PERSON, Outgoing
from rcp_platform.archives.incoming import Incoming
from rcp_platform.archives.tables import NATURAL, OWNED, number_of, owned_tables
from rcp_platform.archives.values import NotOfTheColumn, from_json
from rcp_platform.audit.models import AuditEvent
from rcp_platform.audit.services import record as record_event
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import Base
from rcp_platform.core.progress import tracked
from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import REGIONS
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import CannotAdd, add_rcp
from rcp_platform.files import storage
from rcp_platform.practices.models import Practice

#: What the directory says of an RCP: an archive brings its own.
_DIRECTORY = ("rcps", "rcp_states", "rcp_parties", "priorities")
_NOT_ROWS = {PEOPLE, OTHER_RCPS, record.EVENTS}


class Refused(Exception):
    """The archive is sound, but it cannot be taken in here; the message says why."""


@dataclass
class TakenIn:
    """What came of an archive."""

    slug: str
    #: Rows by table; empty when everything was there already.
    rows: Counter[str] = field(default_factory=Counter)
    files: int = 0
    #: What somebody should know: sentences.
    remarks: list[str] = field(default_factory=list)


def check(archive: Archive) -> str:
    """Compare everything in an archive with its manifest; return the slug of its RCP.

    Raises :exc:`.container.Damaged`.
    """
    slug = archive.facts.get("rcp")
    if not isinstance(slug, str) or not is_slug(slug):
        raise Damaged("Its manifest does not say which RCP it is of.")
    if unknown := sorted(archive.tables.keys() - OWNED.keys() - _NOT_ROWS):
        raise Damaged(
            f"It has rows of “{unknown[0]}”, which this version of RCP Exchange does not know. "
            "Upgrade it and try again."
        )
    for entry in tracked(archive.entries, "Checking the archive"):
        archive.check(entry)
    return slug


def take_in(session: Session, archive: Archive, files: Path | None, *, called: str = "") -> TakenIn:
    """Take in an archive that was checked, under another slug if one is given.

    ``files`` is the folder of stored files; None leaves these out, for a trial.
    Raises :exc:`.container.Damaged` or :exc:`Refused`.
    """
    stated = str(archive.facts["rcp"])
    slug = called or stated
    taken = TakenIn(slug)
    _write_alone(session)
    held = _held(session, slug)
    if any(held[name] for name in held if name not in _DIRECTORY):
        if _is_here(session, archive, slug, stated):
            return taken
        raise Refused(
            f"“{slug}” holds something here already ({_told(held)}), and not the same. An "
            "archive is taken in where its RCP holds nothing yet, or under another slug (--as)."
        )
    try:
        _write_rows(session, archive, taken, stated)
        _require_all_owned(session, taken)
    except IntegrityError as error:
        raise Refused(f"It does not fit what is here: {_first_line(error)}.") from error
    except SQLAlchemyError as error:
        raise Damaged(f"Its rows cannot be stored: {_first_line(error)}.") from error
    session.expire_all()
    if files is not None:
        _store_files(archive, files)
    taken.files = len(archive.files)
    for practice in session.scalars(sa.select(Practice).where(Practice.rcp_slug == slug)):
        flag_dirty(practice)
    told = {"of": stated, "made_at": str(archive.facts.get("made_at", ""))}
    count = str(sum(taken.rows.values()))
    record_event(session, SYSTEM, "archive.import", f"rcp:{slug}", rows=count, **told)
    session.flush()
    return taken


def _write_alone(session: Session) -> None:
    """Keep others from writing until the end: no number that is given here is given twice."""
    if session.get_bind().dialect.name == "sqlite":
        connection = session.connection()
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _held(session: Session, slug: str) -> Counter[str]:
    """Count what an RCP holds here, by table."""
    counts: Counter[str] = Counter()
    for table in owned_tables():
        if table.name != "stored_files":
            rows = sa.select(sa.func.count()).select_from(table).where(OWNED[table.name](slug))
            counts[table.name] = session.scalar(rows) or 0
    return counts


def _told(held: Counter[str]) -> str:
    kinds = [f"{held[name]} rows of {name}" for name in held if name not in _DIRECTORY]
    return ", ".join(text for text in kinds if not text.startswith("0 "))


def _is_here(session: Session, archive: Archive, slug: str, stated: str) -> bool:
    """Whether every row of the archive is here already, and no other."""
    outgoing = Outgoing(session, slug, called=stated)
    elsewhere = Elsewhere(session)
    for table in owned_tables():
        named = [one for one in _rows(archive, table.name) if elsewhere.settled(table, one)]
        here = list(outgoing.rows(table))
        if len(here) != len(named) or not all(map(_is_same, here, named)):
            return False
    return True


def _is_same(here: dict[str, Any], named: dict[str, Any]) -> bool:
    """Whether two rows say the same of what the RCP owns.

    What others own may have been missing when the row came, and be here now.
    """
    aside = {name for name, value in named.items() if _is_of_others(value)}
    if "duplicate_of_id" in aside:
        aside |= {"state"}
    return here | dict.fromkeys(aside) == named | dict.fromkeys(aside)


def _is_of_others(value: Any) -> bool:
    """Whether a value is the name of a row that others own."""
    return isinstance(value, dict) and len(value) == 1 and value.keys() <= set(NATURAL.values())


def _rows(archive: Archive, name: str) -> Iterator[dict[str, Any]]:
    entry = archive.tables.get(name)
    return archive.rows(entry) if entry else iter(())


# --- rows -------------------------------------------------------------------


def _write_rows(session: Session, archive: Archive, taken: TakenIn, stated: str) -> None:
    _add_rcps(session, archive, taken)
    people = _add_people(session, archive, taken)
    counts = {name: entry.rows for name, entry in archive.tables.items() if name in OWNED}
    incoming = Incoming(session, {stated: taken.slug}, people, counts)
    for table in tracked(owned_tables(), "Taking in"):
        rows = _read(archive, table, incoming)
        taken.rows[table.name] = len(rows)
        if table.name == "rcps":
            _write_directory_entry(session, table, rows)
            continue
        if table.name == "stored_files":
            _require_files(archive, rows)
            rows = _new_files(session, rows)
        _require_new(session, table, rows)
        _insert(session, table, rows)
    _add_events(session, archive, incoming)
    taken.remarks += incoming.elsewhere.remarks()


def _read(archive: Archive, table: sa.Table, incoming: Incoming) -> list[dict[str, Any]]:
    rows = []
    first: set[str] | None = None
    for line, row in enumerate(_rows(archive, table.name), start=1):
        first = set(row) if first is None else first
        try:
            if row.keys() != first:
                raise NotARow("it has other columns than the rows before it")
            made = incoming.row(table, row)
        except NotARow as error:
            raise Damaged(f"{table.name}.jsonl, line {line}: {error}.") from error
        if made is not None:
            rows.append(made)
    return rows


def _require_new(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """What is named everywhere in the same way cannot be there twice."""
    if column := NATURAL.get(table.name):
        known = set(session.scalars(sa.select(table.c[column])))
        if taken := [row[column] for row in rows if row[column] in known]:
            raise Refused(
                f"{len(taken)} of its {table.name} are here already, of another RCP; the first "
                f"is “{taken[0]}”."
            )


def _insert(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, each after those of the same table that it refers to."""
    inward = [key.parent for key in table.foreign_keys if key.column.table is table]
    number = number_of(table)
    if number is None or not inward:
        return _insert_all(session, table, rows)
    waiting, missing = rows, {row[number.name] for row in rows}
    while waiting:
        ready = [row for row in waiting if missing.isdisjoint(row[c.name] for c in inward)]
        if not ready:
            break
        _insert_all(session, table, ready)
        missing -= {row[number.name] for row in ready}
        waiting = [row for row in waiting if row[number.name] in missing]
    # What is left refers to each other.
    without = [{**row, **{column.name: None for column in inward}} for row in waiting]
    _insert_all(session, table, without)
    for row in waiting:
        values = {column.name: row[column.name] for column in inward}
        session.execute(sa.update(table).where(number == row[number.name]).values(values))
    return None


def _insert_all(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(sa.insert(table), rows)


def _add_rcps(session: Session, archive: Archive, taken: TakenIn) -> None:
    """Add other RCPs that rows name, with no more than their names."""
    for row in _rows(archive, OTHER_RCPS):
        made = _plain(Rcp, BARE_RCP, row, OTHER_RCPS)
        if session.get(Rcp, made["slug"]) is not None:
            continue
        try:
            add_rcp(
                session,
                made["slug"],
                made["name"],
                actor=SYSTEM,
                short_name=made["short_name"],
                rcp_type=made["type"],
                regions=[region for region in made["regions"] if region in REGIONS],
            )
        except CannotAdd as error:
            raise Damaged(f"{OTHER_RCPS}.jsonl: {error}") from error
        taken.remarks.append(f"The RCP “{made['slug']}” is in the directory now.")


def _add_people(session: Session, archive: Archive, taken: TakenIn) -> dict[str, int]:
    """Return the ids of people by e-mail address; who is unknown gets an account without rights.

    It has no password, and nobody is written to: what they did keeps its author, no more.
    """
    known: dict[str, int] = dict(session.execute(sa.select(User.email, User.id)).all())
    added = 0
    people = {}
    for row in _rows(archive, PEOPLE):
        made = _plain(User, PERSON, row, PEOPLE)
        email = made["email"]
        if email not in known:
            try:
                user = add_user(session, email, made["display_name"], actor=SYSTEM)
            except InvalidEmail as error:
                raise Damaged(f"{PEOPLE}.jsonl names nobody by “{email[:80]}”.") from error
            user.language = made["language"]
            known[email] = user.id
            added += 1
        people[email] = known[email]
    if added:
        taken.remarks.append(f"{added} people were added without a password or a seat.")
    return people


def _plain(model: type[Base], names: Sequence[str], row: dict[str, Any], entry: str) -> Any:
    """Return a row that refers to nothing, of columns with these names."""
    columns = Base.metadata.tables[model.__tablename__].c
    if row.keys() != set(names):
        raise Damaged(f"{entry}.jsonl has a row with other columns.")
    try:
        return {name: from_json(columns[name], row[name]) for name in names}
    except NotOfTheColumn as error:
        raise Damaged(f"{entry}.jsonl has a row that cannot be: one value {error}.") from error


def _write_directory_entry(session: Session, rcps: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Let the archive's entry take the place of what the directory says here."""
    if len(rows) != 1:
        raise Damaged("It does not hold the one RCP that it is of.")
    (row,) = rows
    for name in _DIRECTORY[1:]:
        parts = Base.metadata.tables[name]
        session.execute(sa.delete(parts).where(parts.c.rcp_slug == row["slug"]))
    is_here = session.scalar(sa.select(rcps.c.slug).where(rcps.c.slug == row["slug"]))
    if is_here is None:
        session.execute(sa.insert(rcps), row)
    else:
        session.execute(sa.update(rcps).where(rcps.c.slug == row["slug"]).values(row))


def _add_events(session: Session, archive: Archive, incoming: Incoming) -> None:
    rows = []
    for line, row in enumerate(_rows(archive, record.EVENTS), start=1):
        try:
            rows.append(incoming.event(row))
        except NotARow as error:
            raise Damaged(f"{record.EVENTS}.jsonl, line {line}: {error}.") from error
    _insert_all(session, AuditEvent.__table__, rows)  # type: ignore[arg-type]


def _require_all_owned(session: Session, taken: TakenIn) -> None:
    """An archive brings rows of its own RCP and of no other."""
    held = _held(session, taken.slug)
    for name, count in held.items():
        if count != taken.rows[name]:
            raise Damaged(f"It has rows of {name} that are not of “{taken.slug}”.")


# --- files ------------------------------------------------------------------


def _require_files(archive: Archive, rows: list[dict[str, Any]]) -> None:
    sizes = {entry.sha256: entry.size for entry in archive.files}
    if {row["sha256"]: row["size"] for row in rows} != sizes:
        raise Damaged("Its files are not those that its rows tell of.")


def _new_files(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    table = Base.metadata.tables["stored_files"]
    digests = [row["sha256"] for row in rows]
    known = set(session.scalars(sa.select(table.c.sha256).where(table.c.sha256.in_(digests))))
    return [row for row in rows if row["sha256"] not in known]


def _store_files(archive: Archive, folder: Path) -> None:
    for entry in tracked(archive.files, "Storing files"):
        _store(archive, entry, folder)


def _store(archive: Archive, entry: Entry, folder: Path) -> None:
    with (
        archive.opened(entry) as stream,
        storage.received(folder, stream, entry.size) as received,
    ):
        if received.sha256 != entry.sha256:
            raise Damaged(f"The entry {entry.name} is not what it was.")
        storage.keep(folder, received)


def _first_line(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0].rstrip(".")
