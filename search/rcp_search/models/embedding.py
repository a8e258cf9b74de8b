"""Turn texts into unit vectors."""

import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rcp_search.languages.words import folded_words
from rcp_search.models.calibration import Calibration, Reading

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into unit vectors of one fixed length."""

    @property
    def name(self) -> str:
        """Identify model and version: vectors of two names are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """Say how long a vector is."""
        ...

    @property
    def calibration(self) -> Calibration:
        """Say what its cosines mean."""
        ...

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        """Return one unit row for each text, shape (texts, dimension).

        Languages are ISO 639-1 codes, one for each text; None where it is not known.
        """
        ...

    def embed_query(self, text: str, language: str | None = None) -> Vector:
        """Return the unit vector of a query, shape (dimension,)."""
        ...


class HashingEmbedder:
    """A bag of folded words hashed into a small vector: instant and deterministic, for tests."""

    name = "hashing-256"
    dimension = 256
    calibration = Calibration(Reading(unrelated=0.0, floor=0.2, strong=0.35, trust=1.0))

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        """Return one unit row for each text; a row of zeros for a text without words."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in folded_words(text):
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return unit_rows(vectors)

    def embed_query(self, text: str, language: str | None = None) -> Vector:
        """Return the unit vector of a query."""
        vector: Vector = self.embed_passages([text])[0]
        return vector


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length 1; rows of zeros stay as they are."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32)
