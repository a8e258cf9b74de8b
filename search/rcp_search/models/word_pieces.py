"""Texts as word pieces, and the vectors with which pieces enter a transformer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rcp_search.models.embedding import Vectors

TOKENIZER = "tokenizer.json"
TABLE = "pieces.npy"
SCALES = "scales.npy"


class WordPieces:
    """A tokenizer and its table, read from a folder.

    The table (pieces, dimension) is float32, or int8 with one scale for each piece. It stays
    on disk and is mapped into memory: processes share it.
    """

    def __init__(self, folder: Path, longest: int) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)
        self._table: npt.NDArray[Any] = np.load(folder / TABLE, mmap_mode="r")
        scales = folder / SCALES
        self._scales: Vectors | None = (
            np.load(scales).astype(np.float32) if scales.is_file() else None
        )

    def entering(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text the vectors of its pieces, shape (pieces, dimension)."""
        return [
            self._vectors(encoding.ids)
            for encoding in self._tokenizer.encode_batch_fast(list(texts))
        ]

    def _vectors(self, ids: list[int]) -> Vectors:
        rows: Vectors = self._table[ids].astype(np.float32)
        return rows if self._scales is None else rows * self._scales[ids]
