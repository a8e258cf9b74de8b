"""Exact search by meaning: FAISS, with the filter inside the search."""

from typing import Any

import numpy as np
import numpy.typing as npt

from rcp_search.embedding import Vector, Vectors
from rcp_search.scope import Bits

Floats = npt.NDArray[np.float32]

#: The similarity of a row that was not compared; below any cosine.
NOT_COMPARED = np.float32(-2.0)


class Dense:
    """Unit vectors by row, compared by inner product; rows are only ever appended."""

    def __init__(self, dimension: int) -> None:
        import faiss

        self._faiss: Any = faiss
        self._index: Any = faiss.IndexFlatIP(dimension)
        self.dimension = dimension

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Append rows, shape (rows, dimension)."""
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def rows(self, start: int, count: int) -> Vectors:
        """Return a copy of some rows."""
        vectors: Vectors = self._index.reconstruct_n(start, count)
        return vectors

    def similarities(self, vector: Vector, allowed: Bits) -> Floats:
        """Return the cosine of each allowed row, :data:`NOT_COMPARED` for the others."""
        similarities = np.full(len(self), NOT_COMPARED, dtype=np.float32)
        if not allowed:
            return similarities
        bitmap = np.frombuffer(allowed.to_bytes(len(self) // 8 + 1, "little"), dtype=np.uint8)
        parameters = self._faiss.SearchParameters(sel=self._faiss.IDSelectorBitmap(bitmap))
        query = np.ascontiguousarray(vector[np.newaxis], dtype=np.float32)
        _, found, rows = self._index.range_search(query, float(NOT_COMPARED), params=parameters)
        similarities[rows] = found
        return similarities


def bits_of(mask: npt.NDArray[np.bool_]) -> Bits:
    """Return an array of truth values as a set of rows."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")
