"""Scores as arrays over all rows, made of what single words and phrases score, which is kept.

A query of a few words among 10,000 rows takes .13 ms, and .6 while its words are new, where
tantivy, asked for every row, takes 2: handing over thousands of hits is slow. The commonest words
are the dearest, and asked for again and again.
"""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np

from rcp_search.lexical.tantivy_scoring import TantivyScoring
from rcp_search.rows.growing import Rows
from rcp_search.rows.scope import Mask
from rcp_search.vectors.dense import Floats

#: So many bytes are kept, and so many are counted for each find beside its arrays.
_MOST_KEPT = 8_000_000
_BESIDES = 500

Words = tuple[str, ...]


class _Found(NamedTuple):
    """The rows that something stands in, and its BM25 in each.

    If it is in many, they are all rows up to one, and it scores 0 where it is not.
    """

    rows: Rows | slice
    scores: Floats

    @property
    def size(self) -> int:
        """Return the bytes it takes."""
        rows = self.rows.nbytes if isinstance(self.rows, np.ndarray) else 0
        return rows + self.scores.nbytes + _BESIDES


class KeptScores:
    """What words and phrases score in all passages, whoever may see these.

    The caller lets only the rows out that a reader may see, and begins anew when the passages
    change. The least lately used go first.
    """

    def __init__(self, scoring: TantivyScoring) -> None:
        self.scoring = scoring
        self._kept: dict[tuple[str, Words], _Found] = {}
        self._size = 0

    def found(self, field: str, terms: Words) -> _Found:
        """Return what a term, or terms in sequence, score in a field."""
        found = self._kept.pop((field, terms), None)
        if found is None:
            found = self._looked_up(field, terms)
            self._size += found.size
            while self._kept and self._size > _MOST_KEPT:
                self._size -= self._kept.pop(next(iter(self._kept))).size
        self._kept[field, terms] = found
        return found

    def _looked_up(self, field: str, terms: Words) -> _Found:
        most = max(1, min(self.scoring.frequency(field, term) for term in terms))
        rows, scores = self.scoring.best_rows(self.scoring.unboosted(field, terms), most)
        end = int(rows.max(initial=-1)) + 1
        if rows.nbytes + scores.nbytes < end * scores.itemsize:
            return _Found(rows, scores)
        in_all = np.zeros(end, dtype=np.float32)
        in_all[rows] = scores
        return _Found(slice(end), in_all)


class RowScoring:
    """Scores so many rows (see :class:`Scoring`); rows that nothing is found in have 0."""

    def __init__(self, kept: KeptScores, total: int) -> None:
        self.passages = kept.scoring.passages
        self.frequency = kept.scoring.frequency
        self._kept = kept
        self._total = total

    def term(self, field: str, term: str, boost: float) -> Floats:
        """Return the BM25 of a term in a field, times a boost."""
        return self.phrase(field, (term,), boost)

    def phrase(self, field: str, terms: Words, boost: float) -> Floats:
        """Return the BM25 of terms in sequence in a field, times a boost."""
        found = self._kept.found(field, terms)
        scores = np.zeros(self._total, dtype=np.float32)
        scores[found.rows] = found.scores * np.float32(boost)
        return scores

    def best(self, scores: Sequence[Floats]) -> Floats:
        """Return the highest of some scores."""
        return reduce(np.maximum, scores)

    def sum(self, scores: Sequence[Floats]) -> Floats:
        """Return the sum of some scores."""
        return reduce(np.add, scores)

    def boosted(self, score: Floats, boost: float) -> Floats:
        """Return a score times a boost."""
        return score * np.float32(boost)

    def required(self, score: Floats, conditions: Sequence[Floats]) -> Floats:
        """Return a score for the passages that each of the conditions scores, none for others."""
        is_met: Mask = np.logical_and.reduce([condition > 0 for condition in conditions])
        return score * is_met
