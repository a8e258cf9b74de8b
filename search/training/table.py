"""Where the student's word pieces begin: among English pieces of the same meaning."""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from training.tokens import Ids

Floats = npt.NDArray[np.float32]

_ROUNDS = 8
_LAMBDA = 1.0
_NEIGHBOURS = 12
_SHARPNESS = 25.0
_CHUNK = 2_000


def meanings(ids: Ids, starts: npt.NDArray[np.int64], targets: Floats, pieces: int) -> Floats:
    """Return for each word piece the vector (384) that it adds to a text, by ridge regression.

    Texts are token counts over the square root of their length; targets are their vectors
    (texts, 384). Solved by conjugate gradients, as in the static students of Model2Vec.
    """
    lengths = np.diff(starts)
    weights = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    texts = sparse.csr_matrix((weights, ids, starts), shape=(len(lengths), pieces))
    texts.sum_duplicates()
    turned = texts.T.tocsr()
    right = np.asarray(turned @ targets)
    diagonal = np.asarray(texts.multiply(texts).sum(0)).ravel() + _LAMBDA
    found = np.zeros_like(right)
    rest = right.copy()
    scaled = rest / diagonal[:, None]
    direction = scaled.copy()
    size = (rest * scaled).sum(0)
    for _ in range(_ROUNDS):
        moved = turned @ (texts @ direction) + _LAMBDA * direction
        step = size / np.maximum((direction * moved).sum(0), 1e-12)
        found += step * direction
        rest -= step * moved
        scaled = rest / diagonal[:, None]
        new_size = (rest * scaled).sum(0)
        direction = scaled + (new_size / np.maximum(size, 1e-20)) * direction
        size = new_size
    return found.astype(np.float32)


def beginning(
    pieces: list[str],
    meaning: Floats,
    english_pieces: list[str],
    english_meaning: Floats,
    english_table: Floats,
) -> Floats:
    """Return a table (pieces, 384) of mixtures of the English pieces nearest in meaning.

    Signs and figures are taken over as they are. After WECHSEL (Minixhofer et al., 2022).
    """
    known = np.flatnonzero(np.linalg.norm(english_meaning, axis=1) > 1e-3)
    candidates = _unit(english_meaning[known])
    table = np.empty((len(pieces), english_table.shape[1]), dtype=np.float32)
    for first in range(0, len(pieces), _CHUNK):
        alike = _unit(meaning[first : first + _CHUNK]) @ candidates.T
        nearest = np.argpartition(-alike, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
        weights = np.exp(_SHARPNESS * (np.take_along_axis(alike, nearest, axis=1) - 1))
        weights /= weights.sum(1, keepdims=True)
        table[first : first + _CHUNK] = np.einsum(
            "nk,nkd->nd", weights, english_table[known[nearest]]
        )
    # A mixture is shorter than what it is mixed from; the transformer expects the usual length.
    usual = np.linalg.norm(english_table[known], axis=1).mean()
    table *= usual / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
    at = {piece: row for row, piece in enumerate(english_pieces)}
    for row, piece in enumerate(pieces):
        if piece in at and not piece.removeprefix("##").isalpha():
            table[row] = english_table[at[piece]]
    return table


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
