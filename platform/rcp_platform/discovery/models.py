"""Search tables: derived from the practices, written in the same transaction as they are."""

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.core.db import Base
from rcp_platform.practices.models import Practice


class SearchPassage(Base):
    """A passage of a published practice and its vector."""

    __tablename__ = "search_passages"
    __table_args__ = (sa.UniqueConstraint("practice_id", "model", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"))
    #: The embedder's name: vectors of different models never mix.
    model: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[int]
    section: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    #: SHA-256 of what was embedded, so that unchanged passages keep their vector.
    digest: Mapped[str] = mapped_column(sa.String(64))
    #: Little-endian float32.
    vector: Mapped[bytes] = mapped_column(sa.LargeBinary)


class IndexChange(Base):
    """The last change of a practice that concerns search. Outlives a deleted practice."""

    __tablename__ = "index_changes"

    practice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(index=True)


class IndexCounter(Base):
    """One row: the newest change number, and the model that searches use.

    Raising it locks the row until the transaction ends, so numbers become visible in order:
    a reader that has seen one has seen all before it.
    """

    __tablename__ = "index_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    #: Names this database's history; a snapshot of another one is never used.
    history: Mapped[str] = mapped_column(sa.String(32), default=lambda: secrets.token_hex(16))
    #: The embedder's name; none before the first practice is published.
    model: Mapped[str | None] = mapped_column(sa.String(200))


@event.listens_for(IndexCounter.__table__, "after_create")
def _begin_history(_table: Any, connection: sa.Connection, **_options: Any) -> None:
    """Give a database made without migrations its one row; the first migration does the same."""
    connection.execute(sa.insert(IndexCounter).values(id=1))
