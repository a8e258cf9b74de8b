"""Search by meaning: FAISS, exact among few rows and by clusters among many.

Milliseconds of CPU of one search among a million rows of 384 dimensions on a 2.5 GHz core, and
how much of the exact top 10 the clusters find (30 queries, rows allowed evenly):

    rows allowed    exact    clusters   recall
          10,000      0.8
          20,000      1.6
         100,000     14           7      1.00
         500,000     59           5      1.00
         990,000    105           4      1.00
"""

from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from rcp_search.models.embedding import Vector, Vectors
from rcp_search.rows.growing import Column, Rows
from rcp_search.rows.scope import Bits, as_bytes, rows_of

Floats = npt.NDArray[np.float32]

#: The similarity of a row that was not compared; below any cosine.
NOT_COMPARED = np.float32(-2.0)
#: Up to so many allowed rows every one is compared; an index with no more is answered whole.
COMPARED = 20_000
#: Of more, so many are compared at least, and so many of the nearest are kept.
PROBED = 20_000
NEAREST = 2_000

CLUSTERS = "clusters.faiss"
#: Vectors that the middle of a cluster is learned from, and how often it is moved.
_LEARNED_FROM = 32
_MOVES = 8


class Dense:
    """Unit vectors by row, compared by inner product; rows are only ever appended."""

    def __init__(self, dimension: int) -> None:
        import faiss

        # Servers fork, and a pool of threads collapses when other processes want the cores.
        faiss.omp_set_num_threads(1)
        self._faiss: Any = faiss
        self._vectors = Column(np.empty((0, dimension), dtype=np.float32))
        self._clusters: Any = None
        self.dimension = dimension

    @classmethod
    def opened(cls, vectors: Vectors, folder: Path) -> Self:
        """Return the rows of a snapshot; memory is shared with whoever has opened it, too."""
        dense = cls(vectors.shape[1])
        dense._vectors = Column(vectors)
        if (folder / CLUSTERS).exists():
            flag = dense._faiss.IO_FLAG_MMAP_IFC
            dense._clusters = dense._faiss.read_index(str(folder / CLUSTERS), flag)
        return dense

    def __len__(self) -> int:
        return len(self._vectors)

    def add(self, vectors: Vectors) -> None:
        """Append rows, shape (rows, dimension)."""
        self._vectors.extend(vectors)

    def take(self, rows: Rows) -> Vectors:
        """Return a copy of the rows named."""
        return self._vectors.take(rows)

    def parts(self) -> list[Vectors]:
        """Return all rows in two parts that stay as they are."""
        return [self._vectors.base, self._vectors.later]

    def similarities(self, vector: Vector, allowed: Bits) -> Floats:
        """Return the cosine of the allowed rows, :data:`NOT_COMPARED` for the others.

        Of many allowed rows only the nearest have one.
        """
        similarities = np.full(len(self), NOT_COMPARED, dtype=np.float32)
        count = allowed.bit_count()
        if not count:
            return similarities
        if count <= COMPARED or self._clusters is None:
            rows = rows_of(allowed, len(self))
        else:
            rows = self._nearest(vector, allowed, count)
        similarities[rows] = self.compared(vector, rows)
        return similarities

    def compared(self, vector: Vector, rows: Rows) -> Floats:
        """Return the cosine of each of some rows, which are given in rising order."""
        base = int(np.searchsorted(rows, len(self._vectors.base)))
        cosines = np.empty(len(rows), dtype=np.float32)
        self._compare(vector, self._vectors.base, rows[:base], cosines[:base])
        later = rows[base:] - len(self._vectors.base)
        self._compare(vector, self._vectors.later, later, cosines[base:])
        return cosines

    def _compare(self, vector: Vector, vectors: Vectors, rows: Rows, cosines: Floats) -> None:
        if not len(rows):
            return
        pointer = self._faiss.swig_ptr
        query = np.ascontiguousarray(vector, dtype=np.float32)
        places = np.ascontiguousarray(rows, dtype=np.int64)
        if places[0] < 0 or places.max() >= len(vectors) or len(query) != self.dimension:
            raise IndexError("There is no vector for some of the rows.")
        self._faiss.fvec_inner_products_by_idx(
            pointer(cosines),
            pointer(query),
            pointer(vectors),
            pointer(places),
            self.dimension,
            1,
            len(places),
        )

    def _nearest(self, vector: Vector, allowed: Bits, count: int) -> Rows:
        """Return the allowed rows that are probably nearest, and all later ones."""
        base = len(self._vectors.base)
        bitmap = np.frombuffer(as_bytes(allowed, len(self)), dtype=np.uint8)
        selector = self._faiss.IDSelectorBitmap(bitmap)
        query = np.ascontiguousarray(vector[np.newaxis], dtype=np.float32)
        # The fewer rows are allowed, the further away the nearest of them may be.
        clusters = self._clusters.nlist
        for probed in (min(clusters, 1 + clusters * PROBED // count), clusters):
            parameters = self._faiss.SearchParametersIVF(sel=selector, nprobe=probed)
            _, (rows,) = self._clusters.search(query, NEAREST, params=parameters)
            if rows[-1] >= 0:
                break
        later = rows_of(allowed >> base, len(self) - base) + base
        return np.concatenate([np.sort(rows[rows >= 0]), later])


def write_clusters(vectors: Vectors, folder: Path) -> None:
    """Write what makes a search among many rows fast; few rows need nothing."""
    if len(vectors) <= COMPARED:
        return
    import faiss

    dimension = vectors.shape[1]
    count = int(2 * len(vectors) ** 0.5)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        count,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = _MOVES
    index.cp.min_points_per_centroid = 1
    enough = min(len(vectors), count * _LEARNED_FROM)
    chosen = np.random.default_rng(0).choice(len(vectors), enough, replace=False)
    index.train(vectors[np.sort(chosen)])
    index.add(vectors)
    faiss.write_index(index, str(folder / CLUSTERS))


def bits_of(mask: npt.NDArray[np.bool_]) -> Bits:
    """Return an array of truth values as a set of rows."""
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")
