"""Write everything that an RCP owns into an archive.

Rows are numbered from 1 in each table: an archive holds no number of this database, so that the
same content gives the same bytes wherever it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.archives import record
from rcp_platform.archives.container import Damaged, Entry, Writer
from rcp_platform.archives.tables import (
    NATURAL,
    OWNED,
    columns_of,
    number_of,
    owned,
    owned_tables,
)
from rcp_platform.archives.values import as_json
from rcp_platform.core.db import Base, now
from rcp_platform.core.progress import tracked
from rcp_platform.directory.models import Rcp
from rcp_platform.files import storage

#: The entries for people and RCPs that rows only name.
PEOPLE = "people"
OTHER_RCPS = "other_rcps"
PERSON = ("email", "display_name", "language")
BARE_RCP = ("slug", "name", "short_name", "type", "regions")


class NoFile(Damaged):
    """A stored file is not where it belongs."""


def see_one_moment(session: Session) -> None:
    """Let the session see the database as it is now until its transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    else:
        session.connection().exec_driver_sql("BEGIN")


def write(
    session: Session, slug: str, files: Path, target: IO[bytes], program: dict[str, Any]
) -> list[Entry]:
    """Write an archive of an RCP, and return what is in it. Raises :exc:`NoFile`.

    ``program`` is said in the manifest besides: version, migration and who makes it.
    """
    outgoing = Outgoing(session, slug)
    with Writer(target) as writer:
        for table in tracked(owned_tables(), f"Rows of {slug}"):
            writer.add_rows(table.name, outgoing.rows(table))
        writer.add_rows(record.EVENTS, outgoing.events())
        writer.add_rows(PEOPLE, outgoing.people())
        writer.add_rows(OTHER_RCPS, outgoing.other_rcps())
        for sha256 in tracked(outgoing.digests(), f"Files of {slug}"):
            writer.add_file(sha256, _stored(files, sha256))
        facts = {"rcp": slug, "made_at": now().isoformat(timespec="seconds"), **program}
        writer.add_manifest({**facts, "left_empty": outgoing.left_empty})
        return writer.entries


def _stored(files: Path, sha256: str) -> Path:
    path = storage.path_of(files, sha256)
    if path.is_file():
        return path
    raise NoFile(f"The stored file {sha256} is missing. Put it back from a backup and try again.")


class Outgoing:
    """The rows of an RCP as an archive holds them; ``called`` gives the RCP another slug there."""

    def __init__(self, session: Session, slug: str, called: str = "") -> None:
        self._session = session
        self._slug = slug
        self._called = called or slug
        self._numbers = {table.name: self._numbered(table) for table in owned_tables()}
        self._emails = dict(session.execute(sa.select(User.id, User.email)).all())
        self._people: set[str] = set()
        self._rcps: set[str] = set()
        #: References to what others own and cannot be named, by table and column.
        self.left_empty: dict[str, int] = {}

    def _numbered(self, table: sa.Table) -> dict[Any, int]:
        column = number_of(table)
        if column is None:
            return {}
        statement = sa.select(column).where(owned(column, self._slug)).order_by(column)
        return {key: place for place, key in enumerate(self._session.scalars(statement), start=1)}

    def rows(self, table: sa.Table) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table, in an order that is the same everywhere."""
        columns = columns_of(table)
        number = number_of(table)
        statement = sa.select(*columns).where(OWNED[table.name](self._slug))
        if number is not None:
            found = self._session.execute(
                statement.order_by(number).execution_options(yield_per=100)
            )
            return (self._row(columns, row) for row in found)
        keys = [column.name for column in table.primary_key]
        rows = [self._row(columns, row) for row in self._session.execute(statement)]
        return iter(sorted(rows, key=lambda row: [str(row[key]).zfill(12) for key in keys]))

    def _row(self, columns: list[sa.Column[Any]], row: sa.Row[Any]) -> dict[str, Any]:
        pairs = zip(columns, row, strict=True)
        return {column.name: self._value(column, value) for column, value in pairs}

    def _value(self, column: sa.Column[Any], value: Any) -> Any:
        if column is number_of(column.table):
            return self._numbers[column.table.name][value]
        key = next(iter(column.foreign_keys), None)
        if key is None or value is None:
            return self._own_slug(column, value)
        table = key.column.table.name
        if table in self._numbers and number_of(key.column.table) is not None:
            return self._reference(column, table, value)
        return self._named(table, value)

    def _own_slug(self, column: sa.Column[Any], value: Any) -> Any:
        is_slug = column.table.name == "rcps" and column.name == "slug"
        return self._called if is_slug else as_json(value)

    def _named(self, table: str, key: Any) -> Any:
        """Return what names a person, an RCP or a file everywhere."""
        if table == "users":
            self._people.add(self._emails[key])
            return self._emails[key]
        if table == "rcps":
            if key == self._slug:
                return self._called
            self._rcps.add(key)
        return key

    def _reference(self, column: sa.Column[Any], table: str, key: Any) -> Any:
        if number := self._numbers[table].get(key):
            return number
        if table in NATURAL:
            return {NATURAL[table]: self._natural(table, key)}
        name = f"{column.table.name}.{column.name}"
        self.left_empty[name] = self.left_empty.get(name, 0) + 1
        return None

    def _natural(self, table: str, key: Any) -> Any:
        columns = Base.metadata.tables[table].c
        return self._session.scalar(sa.select(columns[NATURAL[table]]).where(columns.id == key))

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what the audit record says of the RCP and its rows."""
        return record.events(self._session, self._slug, self._renamed)

    def _renamed(self, table: str, key: str) -> str | None:
        if table == "rcps":
            return self._called if key == self._slug else key
        if not key.isascii() or not key.isdigit():
            return None
        if table == "users":
            return self._named(table, int(key)) if int(key) in self._emails else None
        number = self._numbers[table].get(int(key))
        return None if number is None else str(number)

    def people(self) -> Iterator[dict[str, Any]]:
        """Yield the people whom rows name, by e-mail address."""
        columns = [getattr(User, name) for name in PERSON]
        statement = sa.select(*columns).where(User.email.in_(self._people))
        found = (dict(zip(PERSON, row, strict=True)) for row in self._session.execute(statement))
        return iter(sorted(found, key=lambda person: str(person["email"])))

    def other_rcps(self) -> Iterator[dict[str, Any]]:
        """Yield the other RCPs that rows name, with the least that the directory says."""
        columns = [getattr(Rcp, name) for name in BARE_RCP]
        statement = sa.select(*columns).where(Rcp.slug.in_(self._rcps))
        for row in sorted(self._session.execute(statement), key=lambda row: str(row.slug)):
            yield {name: as_json(value) for name, value in zip(BARE_RCP, row, strict=True)}

    def digests(self) -> list[str]:
        """Return the digests of the files that rows refer to."""
        column = Base.metadata.tables["stored_files"].c.sha256
        return sorted(self._session.scalars(sa.select(column).where(owned(column, self._slug))))
