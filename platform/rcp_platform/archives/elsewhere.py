"""What rows of an archive name and others own: it may be here, or not."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.archives.tables import NATURAL
from rcp_platform.practices.states import PracticeState


class NotARow(ValueError):
    """A line of an archive is no row of its table; the message says why."""


class Elsewhere:
    """Find what others own by what it is called everywhere."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._left_empty: Counter[str] = Counter()
        self._declined: list[str] = []

    def id_of(self, table: sa.Table, named: dict[str, Any]) -> Any:
        """Return the id of a row that others own; None if it is not here. Raises NotARow."""
        column = NATURAL.get(table.name)
        if column is None or named.keys() != {column} or not isinstance(named[column], str):
            raise NotARow(f"it does not say which row of {table.name} it names")
        statement = sa.select(table.c.id).where(table.c[column] == named[column])
        return self._session.scalar(statement)

    def settled(self, table: sa.Table, stated: dict[str, Any]) -> dict[str, Any] | None:
        """Return a row without what it names and is not here; None where nothing is left of it.

        Raises :exc:`NotARow`.
        """
        missing: dict[str, Any] = {}
        for key in table.foreign_keys:
            name = key.parent.name
            named = stated.get(name)
            if isinstance(named, dict) and self.id_of(key.column.table, named) is None:
                self._left_empty[f"{table.name}.{name}"] += 1
                if not key.parent.nullable:
                    return None
                missing[name] = None
        if table.name == "practices" and "duplicate_of_id" in missing:
            return stated | missing | self._closed(stated)
        return stated | missing

    def _closed(self, practice: dict[str, Any]) -> dict[str, Any]:
        """A duplicate of what is not here cannot point to it: it stays closed all the same."""
        if practice.get("state") != PracticeState.DUPLICATE:
            return {}
        self._declined.append(str(practice.get("title")))
        return {"state": PracticeState.DECLINED.value}

    def remarks(self) -> list[str]:
        """Return what could not be kept as it was, in sentences."""
        told = [
            f"{count} times {name} named something that others own and that is not here."
            for name, count in sorted(self._left_empty.items())
        ]
        return told + [
            f"“{title}” was closed as a duplicate of what is not here; it counts as declined."
            for title in self._declined
        ]
