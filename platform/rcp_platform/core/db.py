"""The declarative base, shared column types, SQLite's settings and the clock."""

import sqlite3
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of all tables. Constraint names are fixed so that migrations can drop them."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """A timestamp that is refused without a time zone and always read back in UTC."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Read back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def state_type(states: type[StrEnum], name: str = "") -> sa.Enum:
    """Return a column type that stores the values of an enum and checks them in the database.

    A table that has it twice gives the second check a name.
    """
    return sa.Enum(
        states,
        native_enum=False,
        create_constraint=True,
        name=name or states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def render_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our column types into migrations as the types the database has.

    A migration must keep working after the code it was written for has changed.
    """
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    return False


@event.listens_for(sa.Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Let readers and one writer work side by side, wait for locks, and check foreign keys."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("journal_mode = WAL", "busy_timeout = 30000", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(sa.Engine, "savepoint")
def _begin_before_savepoint(connection: sa.Connection, _name: str) -> None:
    """Give SQLite the transaction that its driver does not begin for a savepoint.

    Without one the savepoint's end would commit, and its first change could not wait for
    another writer.
    """
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection) and not raw.in_transaction:
        raw.execute("BEGIN IMMEDIATE")


def now() -> datetime:
    """Return the current time in UTC. The only clock the platform reads."""
    return datetime.now(UTC)
