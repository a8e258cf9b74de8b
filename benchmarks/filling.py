"""Fill an instance quickly, a process of its own: the product's own import, borrowed vectors.

A passage gets the mean of the vectors of its sentences, scaled to length 1, and each sentence
is embedded once: minutes less than embedding thousands of passages. Search compares as many
numbers either way.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rcp_platform import config
from rcp_platform.app import create_app
from rcp_platform.discovery import models_at_hand
from rcp_platform.extensions import db
from rcp_platform.practices.cli import import_file
from rcp_search import Embedder
from rcp_search.embedding import Vector, Vectors, unit_rows
from rcp_search.sentences import sentences_of


class SentencewiseEmbedder:
    """Passes for the embedder it is given, and asks it for each sentence only once."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self.dimension = embedder.dimension
        self._embedder = embedder
        self._known: dict[str, Vector] = {}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        split = [[text[start:end] for start, end in sentences_of(text)] for text in texts]
        new = sorted({one for sentences in split for one in sentences} - self._known.keys())
        if new:
            self._known |= zip(new, self._embedder.embed_passages(new), strict=True)
        means = [np.mean([self._known[one] for one in sentences], axis=0) for sentences in split]
        return unit_rows(np.stack(means))

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a query."""
        return self._embedder.embed_query(text)


def _fill(file: Path) -> None:
    settings = config.load()
    embedder = SentencewiseEmbedder(models_at_hand.embedder_for(settings))
    with create_app(settings, embedder=embedder).app_context():
        _outcomes, problems = import_file(db.session, file, publish=True, create_rcps=False)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    _fill(Path(sys.argv[1]))
