"""The ways to rank that can be compared; each is the product's searcher, set up differently."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rcp_search import fusion
from rcp_search.fusion import STRONG_COVERAGE, Readings
from rcp_search.index import Index
from rcp_search.models.embedding import Embedder
from rcp_search.searcher import Searcher
from rcp_search.terms.thesaurus import Thesaurus
from rcp_search.vectors.dense import NOT_COMPARED, Floats

#: How little the first ranks stand out; Cormack, Clarke and Büttcher (2009).
RRF_K = 60

Booleans = npt.NDArray[np.bool_]


class WordsOnly:
    """Ranks by the words in common."""

    def found(self, similarity: Floats, coverage: Floats, readings: Readings) -> Booleans:
        """Say which rows have a word in common."""
        return coverage > 0

    def fused(self, similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
        """Return the coverage."""
        return coverage

    def strong(self, similarity: Floats, coverage: Floats, readings: Readings) -> Booleans:
        """Say which rows the words alone make good matches."""
        return coverage >= STRONG_COVERAGE


class SimilarityOnly:
    """Ranks by the bare cosine, however small."""

    def found(self, similarity: Floats, coverage: Floats, readings: Readings) -> Booleans:
        """Say which rows may be found."""
        return similarity > NOT_COMPARED

    def fused(self, similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
        """Return the cosine."""
        return similarity

    def strong(self, similarity: Floats, coverage: Floats, readings: Readings) -> Booleans:
        """Say which rows the similarity alone makes good matches."""
        return similarity >= readings.strong


class ReciprocalRanks(SimilarityOnly):
    """Adds 1 / (k + rank) of both orders with equal weight; the scores themselves are forgotten."""

    def fused(self, similarity: Floats, coverage: Floats, readings: Readings) -> Floats:
        """Return the sum of both reciprocal ranks."""
        by_words = np.where(coverage > 0, 1 / (RRF_K + _ranks(coverage)), 0)
        fused: Floats = (by_words + 1 / (RRF_K + _ranks(similarity))).astype(np.float32)
        return fused

    def strong(self, similarity: Floats, coverage: Floats, readings: Readings) -> Booleans:
        """Say what the product says."""
        return fusion.strong(similarity, coverage, readings)


def _ranks(scores: Floats) -> npt.NDArray[np.int64]:
    """Return the rank of each row, from 1."""
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


@dataclass(frozen=True)
class Configuration:
    """A name for the reader of the table, and the searcher it stands for."""

    name: str
    searcher: Callable[[Embedder, Index], Searcher]


CONFIGURATIONS = (
    Configuration("lexical", lambda e, i: Searcher(e, i, WordsOnly(), Thesaurus.packaged())),
    Configuration("dense", lambda e, i: Searcher(e, i, SimilarityOnly())),
    Configuration("rrf", lambda e, i: Searcher(e, i, ReciprocalRanks(), Thesaurus.packaged())),
    Configuration("fusion-without-bridge", Searcher),
    Configuration("fusion", lambda e, i: Searcher(e, i, thesaurus=Thesaurus.packaged())),
)
