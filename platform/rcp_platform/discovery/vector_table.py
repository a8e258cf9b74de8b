"""Vectors in PostgreSQL, with pgvector: a copy of those in the passages that can be searched there.

The table is there where :mod:`~rcp_platform.discovery.vector_upkeep` made it. It is no part of
the common tables: other databases cannot hold it, and it can be dropped and filled again.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from rcp_platform.discovery.models import SearchPassage
from rcp_search import Document, kept_passage
from rcp_search.models.embedding import Vector


class VectorType(sa.types.UserDefinedType[bytes]):
    """pgvector's ``vector`` of any length; given as little-endian float32."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Name the type."""
        return "vector"

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Write a vector as pgvector reads it."""
        return _as_text


class HalfVectorType(sa.types.UserDefinedType[bytes]):
    """pgvector's ``halfvec``, which a graph of neighbours is made of."""

    cache_ok = True

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def get_col_spec(self, **_options: Any) -> str:
        """Name the type."""
        return f"halfvec({self.dimension})"


_NOT_HELD = re.compile("[\x00\ud800-\udfff]")
_TEXTS = postgresql.ARRAY(sa.Text)

TABLE = sa.Table(
    "search_vectors",
    sa.MetaData(),
    sa.Column(
        "passage_id",
        sa.ForeignKey(SearchPassage.__table__.c.id, ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("practice_id", sa.BigInteger, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("embedding", VectorType, nullable=False),
    sa.Column("labels", _TEXTS, nullable=False),
    sa.Column("facets", _TEXTS, nullable=False),
    sa.Index("ix_search_vectors_practice_id", "practice_id"),
)


def is_kept(session: Session) -> bool:
    """Whether this database has the table.

    Asked after the passages are written: the table cannot be made between the two.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return False
    return connection.scalar(sa.select(sa.func.to_regclass(TABLE.name))) is not None


def write(
    session: Session, passages: Iterable[SearchPassage], documents: Mapping[int, Document]
) -> None:
    """Add the vectors of passages; those of deleted passages go by themselves."""
    written = [_row(passage, documents[passage.practice_id]) for passage in passages]
    if written:
        session.execute(sa.insert(TABLE), written)


def pairs(facet: str, values: Iterable[str]) -> list[str]:
    """Return the values of a facet as the table has them."""
    return [f"{facet}\n{value}" for value in sorted(values)]


def texts(values: Sequence[str]) -> sa.ColumnElement[Sequence[str]]:
    """Return an array of those texts that PostgreSQL can hold: no row has any of the others."""
    held = [value for value in values if not _NOT_HELD.search(value)]
    return sa.cast(held, _TEXTS)


def as_vector(vector: Vector) -> sa.ColumnElement[bytes]:
    """Return a vector to compare with."""
    return sa.cast(vector.astype("<f4").tobytes(), VectorType())


def halved(vector: sa.ColumnElement[bytes], dimension: int) -> sa.ColumnElement[bytes]:
    """Return a vector as the graph of neighbours has it."""
    return sa.cast(vector, HalfVectorType(dimension))


def _row(passage: SearchPassage, document: Document) -> dict[str, Any]:
    kept = kept_passage(document, passage.number, passage.section, passage.text)
    facets = (pairs(facet, values) for facet, values in document.facets.items())
    return {
        "passage_id": passage.id,
        "practice_id": passage.practice_id,
        "number": passage.number,
        "model": passage.model,
        "embedding": passage.vector,
        "labels": sorted(document.labels_of(kept)),
        "facets": [pair for of_facet in facets for pair in of_facet],
    }


def _as_text(vector: bytes) -> str:
    return "[" + ",".join(map(str, np.frombuffer(vector, dtype="<f4").tolist())) + "]"
