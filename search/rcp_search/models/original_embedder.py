"""A prepared model that onnxruntime cannot serve, served by sentence-transformers."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.models.calibration import Calibration, calibration_in
from rcp_search.models.embedding import Vector, Vectors
from rcp_search.models.manifest import ORIGINAL, Manifest

#: Texts at a time: more gains nothing on a CPU.
BATCH = 8


class OriginalEmbedder:
    """The model in a prepared folder, loaded on first use: importing torch takes seconds."""

    def __init__(self, folder: Path) -> None:
        manifest = Manifest.read(folder)
        self.name: str = manifest.name
        self.dimension: int = manifest.dimension
        self.calibration: Calibration = calibration_in(folder, self.name)
        self._prefixes = manifest.prefixes
        self._folder = folder / ORIGINAL
        self._model: Any = None
        self._lock = threading.Lock()

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        """Return one unit row for each text."""
        return self._encoded(self._loaded().encode_document, texts, self._prefixes.passage)

    def embed_query(self, text: str, language: str | None = None) -> Vector:
        """Return the unit vector of a query."""
        vector: Vector = self._encoded(self._loaded().encode_query, [text], self._prefixes.query)[0]
        return vector

    def _encoded(self, encode: Any, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors: Vectors = encode(
            list(texts),
            prompt=prefix,
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors.astype(np.float32)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                from rcp_search.models.originals import load

                self._model = load(str(self._folder))
            return self._model
