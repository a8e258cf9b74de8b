"""Fill an instance quickly, a process of its own: the product's own import, borrowed vectors.

A passage gets the mean of the vectors of its sentences, scaled to length 1, and each sentence
is embedded once: minutes less than embedding thousands of passages. Search compares as many
numbers either way.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.world import World
from rcp_platform import config
from rcp_platform.app import create_app
from rcp_platform.discovery import models_at_hand
from rcp_platform.extensions import db
from rcp_platform.practices.cli import import_file
from rcp_search import Embedder
from rcp_search.languages.sentences import sentences_of
from rcp_search.models.embedding import Vector, Vectors, unit_rows


class SentencewiseEmbedder:
    """Passes for the embedder it is given, and asks it for the sentences only once."""

    def __init__(self, embedder: Embedder, sentences: Sequence[str]) -> None:
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.calibration = embedder.calibration
        self._embedder = embedder
        self._known = dict(zip(sentences, embedder.embed_passages(sentences), strict=True))

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        """Return one unit row for each text."""
        return unit_rows(np.stack([self._mean(text) for text in texts]))

    def embed_query(self, text: str, language: str | None = None) -> Vector:
        """Return the unit vector of a query."""
        return self._embedder.embed_query(text, language)

    def _mean(self, text: str) -> Vector:
        sentences = [text[start:end] for start, end in sentences_of(text)]
        for unknown in (one for one in sentences if one not in self._known):
            self._known[unknown] = self._embedder.embed_query(unknown)
        mean: Vector = np.mean([self._known[one] for one in sentences], axis=0)
        return mean


def _fill(file: Path) -> None:
    settings = config.load()
    model = models_at_hand.embedder_for(settings)
    embedder = SentencewiseEmbedder(model, World(seed=0).sentences())
    with create_app(settings, embedder=embedder).app_context():
        _outcomes, problems = import_file(db.session, file, publish=True, create_rcps=False)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    _fill(Path(sys.argv[1]))
