"""Rows of an archive as rows of this database: numbers given anew, references rewritten."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.archives import record
from rcp_platform.archives.elsewhere import Elsewhere, NotARow
from rcp_platform.archives.tables import columns_of, number_of, owned_tables
from rcp_platform.archives.values import NotOfTheColumn, from_json
from rcp_platform.files.kinds import LABELS

_EVENT = {"at", "actor", "action", "subject", "details"}


class Incoming:
    """Make rows, given the slugs and people of the archive by what they are called in it."""

    def __init__(
        self,
        session: Session,
        slugs: Mapping[str, str],
        people: Mapping[str, int],
        counts: Mapping[str, int],
    ) -> None:
        self._slugs = slugs
        self._people = people
        self._ids = {
            table.name: reserved(session, table, counts.get(table.name, 0))
            for table in owned_tables()
        }
        self._seen: Counter[str] = Counter()
        self.elsewhere = Elsewhere(session)

    def row(self, table: sa.Table, stated: dict[str, Any]) -> dict[str, Any] | None:
        """Return a row to be inserted; None where it only ties to something that is not here.

        Raises :exc:`NotARow`.
        """
        columns = {column.name: column for column in columns_of(table)}
        if unknown := sorted(stated.keys() - columns.keys()):
            raise NotARow(f"this version does not know the column “{unknown[0]}”")
        self._seen[table.name] += 1
        settled = self.elsewhere.settled(table, stated)
        if settled is None:
            return None
        made = {}
        for name, column in columns.items():
            if name in settled:
                made[name] = self._value(column, settled[name])
            elif not column.nullable and column.default is None:
                raise NotARow(f"the column “{name}” is missing")
        if table.name == "stored_files" and made.get("media_type") not in LABELS:
            raise NotARow("files of this kind are not taken")
        return made

    def _value(self, column: sa.Column[Any], value: Any) -> Any:
        table: sa.Table = column.table
        if column is number_of(table):
            if value != self._seen[table.name]:
                raise NotARow("the rows are not numbered in their order")
            return self._new_id(table.name, value)
        key = next(iter(column.foreign_keys), None)
        if key is not None and value is not None:
            return self._reference(key, value)
        if table.name == "rcps" and column.name == "slug":
            return self._slug_of_own(value)
        try:
            return from_json(column, value)
        except NotOfTheColumn as error:
            raise NotARow(f"the column “{column.name}” {error}") from error

    def _slug_of_own(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self._slugs:
            raise NotARow("it is not the RCP of the manifest")
        return self._slugs[value]

    def _reference(self, key: sa.ForeignKey, value: Any) -> Any:
        table = key.column.table
        if isinstance(value, dict):
            return self.elsewhere.id_of(table, value)
        match table.name:
            case "users":
                return self._person(value)
            case "rcps":
                return self._slugs.get(value, value) if isinstance(value, str) else _wrong(value)
            case name if number_of(table) is not None:
                return self._new_id(name, value)
        return value if isinstance(value, str) else _wrong(value)

    def _person(self, email: Any) -> int:
        if not isinstance(email, str) or email not in self._people:
            raise NotARow("it names a person who is not in the archive")
        return self._people[email]

    def _new_id(self, table: str, number: Any) -> int:
        ids = self._ids[table]
        if type(number) is not int or not 1 <= number <= len(ids):
            raise NotARow(f"it names a row of {table} that is not in the archive")
        return ids[number - 1]

    def event(self, stated: dict[str, Any]) -> dict[str, Any]:
        """Return an event of the audit record to be inserted. Raises :exc:`NotARow`."""
        details = stated.get("details")
        if stated.keys() != _EVENT or not isinstance(details, dict):
            raise NotARow("it is no event")
        if not all(isinstance(stated[name], str) for name in ("at", "action", "subject")):
            raise NotARow("it is no event")
        subject = record.subject_as(stated["subject"], self._renamed)
        if subject.endswith(f":{record.ELSEWHERE}") or ":" not in subject:
            raise NotARow("its event is of nothing in the archive")
        action, actor = stated["action"], stated["actor"]
        told = {
            name: record.detail_as(action, name, value, self._renamed)
            for name, value in details.items()
        }
        return {
            "at": _moment(stated["at"]),
            "actor_id": None if actor is None else self._person(actor),
            "action": action,
            "subject": subject,
            "details": told | {record.TAKEN_OVER: "yes"},
        }

    def _renamed(self, table: str, key: str) -> str | None:
        if table == "rcps":
            return self._slugs.get(key, key)
        if table == "users":
            return str(self._people[key]) if key in self._people else None
        if not key.isascii() or not key.isdigit() or len(key) > 9:
            return None
        ids = self._ids[table]
        return str(ids[int(key) - 1]) if 1 <= int(key) <= len(ids) else None


def reserved(session: Session, table: sa.Table, count: int) -> list[int]:
    """Return ids for so many new rows, rising."""
    number = number_of(table)
    if number is None or not count:
        return []
    if session.get_bind().dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(table.name, number.name)
        places = sa.func.generate_series(1, count).table_valued("place")
        given = sa.select(sa.func.nextval(sequence)).select_from(places)
        return sorted(session.scalars(given))
    last = session.scalar(sa.select(sa.func.max(number))) or 0
    return list(range(last + 1, last + 1 + count))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotARow("its time cannot be read") from error
    if moment.tzinfo is None:
        raise NotARow("its time has no zone")
    return moment


def _wrong(value: Any) -> Any:
    raise NotARow(f"it cannot name {value!r:.60}")
