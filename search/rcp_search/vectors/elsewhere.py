"""Vectors kept outside this process, for more of them than each process has room for.

Words, labels, facets and the table of rows stay in the process. It still decides alone which
rows a search may see; what is kept elsewhere only says how near they are.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rcp_search.models.embedding import Vector, Vectors
from rcp_search.rows.growing import Rows
from rcp_search.rows.scope import Bits, Scope, rows_of
from rcp_search.rows.table import Numbers, Table
from rcp_search.vectors.dense import COMPARED, NEAREST, NOT_COMPARED, Floats

#: Of a smaller share of all rows a graph of neighbours misses most, so every one is compared.
FEW = 0.05


@dataclass(frozen=True)
class Near:
    """Passages in any order: for each the key of its document, its number and its cosine."""

    keys: Numbers
    passages: Numbers
    cosines: Floats


class VectorStore(Protocol):
    """Where the vectors of one model are kept; asked anew for every search, from any thread."""

    def nearest(
        self, vector: Vector, scope: Scope, most: int, among: Numbers | None = None
    ) -> Near:
        """Return the passages that a scope allows and that are nearest, no more than asked for.

        Exactly these among the documents of some keys; probably these among all.
        """
        ...

    def of_document(self, key: int, labels: frozenset[str]) -> Vectors:
        """Return the vectors of those passages of a document that the labels show."""
        ...


class Elsewhere:
    """Cosines by row, as ``Dense`` gives them, of vectors in a store.

    A row that the store does not return is not compared: both must allow what is found.
    """

    def __init__(self, store: VectorStore) -> None:
        self._store = store

    def similarities(self, vector: Vector, scope: Scope, allowed: Bits, table: Table) -> Floats:
        """Return the cosine of the allowed rows, :data:`NOT_COMPARED` for the others.

        Of many allowed rows only the nearest have one.
        """
        count = allowed.bit_count()
        rows = rows_of(allowed, table.rows)
        if count <= max(COMPARED, FEW * table.rows):
            most = count if count <= COMPARED else NEAREST
            return self._among(vector, scope, rows, table, most)
        return _placed(self._store.nearest(vector, scope, NEAREST), rows, table)

    def compared(self, vector: Vector, scope: Scope, rows: Rows, table: Table) -> Floats:
        """Return the cosine of each of some rows that a scope allows."""
        return self._among(vector, scope, rows, table, table.rows)[rows]

    def rows(self, key: int, labels: frozenset[str]) -> Vectors:
        """Return the vectors of what the labels show of a document; none if it has gone."""
        return self._store.of_document(key, labels)

    def _among(self, vector: Vector, scope: Scope, rows: Rows, table: Table, most: int) -> Floats:
        if not len(rows):
            return np.full(table.rows, NOT_COMPARED, dtype=np.float32)
        keys = table.keys(np.unique(table.documents(rows)))
        return _placed(self._store.nearest(vector, scope, most, keys), rows, table)


def _placed(near: Near, allowed: Rows, table: Table) -> Floats:
    """Return the cosines by row; what a store says of other rows than the allowed is dropped."""
    similarities = np.full(table.rows, NOT_COMPARED, dtype=np.float32)
    rows = table.rows_at(near.keys, near.passages)
    is_allowed = np.zeros(table.rows, dtype=np.bool_)
    is_allowed[allowed] = True
    known = (rows >= 0) & is_allowed[rows]
    similarities[rows[known]] = near.cosines[known]
    return similarities
