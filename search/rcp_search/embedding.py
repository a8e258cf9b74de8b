"""Turn texts into unit vectors."""

import threading
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rcp_search.words import folded_words

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

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, shape (texts, dimension)."""
        ...

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a query, shape (dimension,)."""
        ...


class HashingEmbedder:
    """A bag of folded words hashed into a small vector: instant and deterministic, for tests."""

    name = "hashing-256"
    dimension = 256

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text; a row of zeros for a text without words."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in folded_words(text):
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return unit_rows(vectors)

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a query."""
        vector: Vector = self.embed_passages([text])[0]
        return vector


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded on first use: importing torch takes seconds."""

    def __init__(self, name_or_folder: str | Path, name: str | None = None) -> None:
        self.name = name or str(name_or_folder)
        self._source = str(name_or_folder)
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Say how long a vector is; loads the model."""
        return int(self._loaded().get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        model = self._loaded()
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: Vectors = model.encode(
            list(texts), batch_size=8, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors.astype(np.float32)

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a query."""
        vector: Vector = self.embed_passages([text])[0]
        return vector

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                from sentence_transformers import SentenceTransformer

                self._model = SentenceTransformer(self._source, device="cpu")
            return self._model


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length 1; rows of zeros stay as they are."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32)
