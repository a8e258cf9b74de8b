"""Nearest passages, asked of PostgreSQL."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.config import SettingsError
from rcp_platform.discovery.models import SearchPassage
from rcp_platform.discovery.vector_table import TABLE, as_vector, halved, is_kept, pairs, texts
from rcp_search.models.embedding import Vector, Vectors
from rcp_search.rows.scope import Scope
from rcp_search.rows.table import Numbers
from rcp_search.vectors.elsewhere import Near

_PACKED = np.dtype([("key", ">i8"), ("passage", ">i4"), ("product", ">f8")])

#: For the transaction of a search. The graph is followed until enough rows pass the filters;
#: a plan made once for all would not see for which model a graph was made.
_SETTINGS = {
    "transaction_read_only": "on",
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.max_scan_tuples": "100000",
}


_KEYS = sa.ARRAY(sa.BigInteger)


def opened(session: Session, model: str, dimension: int) -> "PostgresqlVectors":
    """Return the vectors of a model in a session's database.

    Raises :exc:`~rcp_platform.config.SettingsError` when it has none that can be searched.
    """
    if not is_kept(session):
        raise SettingsError(
            "RCP_VECTORS is “postgresql”, but the database has no table of vectors. "
            "Run “rcp-exchange init”."
        )
    return PostgresqlVectors(session.get_bind(SearchPassage).engine, model, dimension)


class PostgresqlVectors:
    """The vectors of one model in PostgreSQL.

    Each question has a connection and a short transaction of its own: the caller's is neither
    read-only nor to be changed in its settings, and may have failed.
    """

    def __init__(self, engine: sa.Engine, model: str, dimension: int) -> None:
        self._engine = engine
        self._model = model
        self._dimension = dimension

    def nearest(
        self, vector: Vector, scope: Scope, most: int, among: Numbers | None = None
    ) -> Near:
        """Return the passages that a scope allows and that are nearest."""
        statement = self.statement(vector, scope, most, among)
        with self._engine.connect() as connection:
            _set(connection, _SETTINGS)
            packed: bytes | None = connection.scalar(statement)
        rows = np.frombuffer(packed or b"", dtype=_PACKED)
        return Near(
            rows["key"].astype(np.int64),
            rows["passage"].astype(np.int64),
            -rows["product"].astype(np.float32),
        )

    def statement(
        self, vector: Vector, scope: Scope, most: int, among: Numbers | None
    ) -> sa.Select[Any]:
        """Return what is asked; the rows come as one value, which takes a tenth of the time.

        The graph is one of halved vectors. What is ordered by the whole ones compares every
        row that is allowed, whatever the planner thinks.
        """
        query = as_vector(vector)
        product: sa.ColumnElement[float] = TABLE.c.embedding.op("<#>", return_type=sa.Double())(
            query
        )
        near = sa.select(TABLE.c.practice_id, TABLE.c.number, product.label("product"))
        near = near.where(TABLE.c.model == self._model, *_conditions(scope)).limit(most)
        if among is None:
            rough = halved(TABLE.c.embedding, self._dimension)
            near = near.order_by(rough.op("<#>")(halved(query, self._dimension)))
        else:
            # An array itself would be estimated element by element: 40 ms for 6,000.
            keys = sa.func.unnest(sa.cast(among.tolist(), _KEYS))
            near = near.where(TABLE.c.practice_id.in_(sa.select(keys)))
            near = near.order_by(product)
        rows = near.subquery()
        packed = (
            sa.func.int8send(rows.c.practice_id)
            .op("||")(sa.func.int4send(rows.c.number))
            .op("||")(sa.func.float8send(rows.c.product))
        )
        return sa.select(
            sa.func.string_agg(packed, sa.cast(b"", sa.LargeBinary), type_=sa.LargeBinary)
        )

    def of_document(self, key: int, labels: frozenset[str]) -> Vectors:
        """Return the vectors of those passages of a practice that the labels show."""
        statement = (
            sa.select(SearchPassage.vector)
            .join(TABLE, TABLE.c.passage_id == SearchPassage.id)
            .where(
                TABLE.c.practice_id == key,
                TABLE.c.model == self._model,
                *_conditions(Scope(labels)),
            )
            .order_by(TABLE.c.number)
        )
        with self._engine.connect() as connection:
            vectors = connection.scalars(statement).all()
        return np.frombuffer(b"".join(vectors), dtype="<f4").reshape(-1, self._dimension)


def _conditions(scope: Scope) -> list[sa.ColumnElement[bool]]:
    labels, facets = TABLE.c.labels, TABLE.c.facets
    return [
        labels.overlap(texts(sorted(scope.labels))),
        *(facets.overlap(texts(pairs(*each))) for each in scope.filters.items()),
        *(~facets.overlap(texts(pairs(*each))) for each in scope.exclude.items()),
    ]


def _set(connection: sa.Connection, settings: Mapping[str, str]) -> None:
    """Change settings until the transaction ends."""
    connection.execute(
        sa.select(*(sa.func.set_config(name, value, True) for name, value in settings.items()))
    )
