"""The product's search engine: ``python -m benchmarks.peers.ours CORPUS``.

It can be used in two ways: ``found`` finds and fetches the ten best and no more, as the others
do; ``answer`` is what the product does, which also marks what met in each passage, finds its best
sentence, and counts all that was found by four facets.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.corpus import DIMENSION, NEAREST, Corpus, Floats
from benchmarks.peers.serving import serve
from rcp_platform import config
from rcp_platform.discovery import models_at_hand
from rcp_search import Document, Embedder, Hit, Index, Passage, Query, Searcher
from rcp_search.models.calibration import Calibration, Reading
from rcp_search.rows.scope import Scope

_SNAPSHOT = "snapshot"
_VALUES = {"process": 30, "country": 120, "theme": 12, "year": 15}


class _VectorAtHand:
    """Passes for an embedder; gives the vector that is at hand, or asks a model."""

    name = "at-hand"
    dimension = DIMENSION
    calibration = Calibration(Reading(unrelated=0.1, floor=0.25, strong=0.45, trust=1.0))

    def __init__(self) -> None:
        self.vector: Floats | None = None
        self.model: Embedder | None = None

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Floats:
        """Refuse: passages come with their vectors."""
        raise NotImplementedError

    def embed_query(self, text: str, language: str | None = None) -> Floats:
        """Return the vector of a query."""
        if self.vector is not None:
            return self.vector
        assert self.model
        return self.model.embed_query(text, language)


class _OnlyFinds(Searcher):
    """Finds what every search finds, without marks and counts."""

    def _hit(self, found: Any, place: int, *_others: object) -> Hit:
        entry, passage = self._index.passage_at(int(found.rows[place]))
        score = float(found.scores[place])
        return Hit(entry.key, score, passage, (), (), (0, 0), 0.0, near=False, weak=False)

    def _facets(self, *_others: object) -> dict[str, dict[str, int]]:
        return {}


class Ours:
    """An index of one document for each passage, saved and opened as a server does."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._embedder = _VectorAtHand()
        self._searchers: dict[str, Searcher] = {}
        self._models: dict[str, Embedder] = {}
        self._way = ""

    def use(self, way: str) -> None:
        """Open what is saved; build and save it first if nothing is."""
        self._way = way
        if not self._searchers:
            folder = self._corpus.folder / _SNAPSHOT
            if not folder.exists():
                self._build(folder)
            self._index, _ = Index.load(folder)
            self._searchers = {
                "found": _OnlyFinds(self._embedder, self._index),
                "answer": Searcher(self._embedder, self._index),
            }

    def load_model(self) -> None:
        """Load the model of the instance, for each way anew: a model remembers questions."""
        self._models[self._way] = models_at_hand.embedder_for(config.load())

    def search(self, text: str, vector: Floats | None, label: str) -> object:
        """Search in the way that is used."""
        self._embedder.vector = vector
        self._embedder.model = self._models.get(self._way)
        return self._searchers[self._way].search(Query(text, frozenset({label}), limit=NEAREST))

    def nearest(self, text: str, vector: Floats, label: str) -> Iterable[int]:
        """Compare vectors as every search does."""
        with self._index.lock:
            self._index.bring_up_to_date()
            similarity = self._index.similarities(vector, Scope(frozenset({label})))
            rows = np.argsort(-similarity)[:NEAREST]
            found = rows[similarity[rows] >= -1]
            return [self._index.passage_at(int(row))[0].key for row in found]

    def elsewhere(self) -> list[psutil.Process]:
        """Nothing works outside this process."""
        return []

    def _build(self, folder: Path) -> None:
        index = Index(self._embedder.name, DIMENSION)
        corpus = self._corpus
        for row, text in enumerate(corpus.texts):
            labels = frozenset(label for label, rows in corpus.labelled.items() if rows[row])
            passage = Passage(0, "approach", text)
            document = Document(row, "", (), "en", labels, self._facets_of(row))
            index.upsert(document, [passage], corpus.vectors[row : row + 1])
        index.save(folder, number=1)

    def _facets_of(self, row: int) -> dict[str, frozenset[str]]:
        return {
            facet: frozenset({f"{facet} {row * 7919 % count}"}) for facet, count in _VALUES.items()
        }


if __name__ == "__main__":
    corpus = Corpus(Path(sys.argv[1]))
    serve(Ours(corpus), corpus)
