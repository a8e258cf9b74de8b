"""A sentence-transformers model served by onnxruntime: the same vectors without torch."""

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.embedding import Vector, Vectors, unit_rows
from rcp_search.model_files import MANIFEST, ONNX, TOKENIZER

#: More gains nothing on a CPU; sorted by length, eight texts need little padding.
BATCH = 8
#: Query vectors kept: 1.5 kB each with 384 dimensions.
RECENT_QUERIES = 1_000


class OnnxEmbedder:
    """The model that :func:`rcp_search.model_files.prepare` wrote into a folder.

    The manifest is read at once, the model on first use. One thread by default: a pool
    collapses when other processes want the cores. May be shared by threads.
    """

    def __init__(self, folder: str | Path, threads: int = 1) -> None:
        self._folder = Path(folder)
        self._threads = threads
        manifest = json.loads((self._folder / MANIFEST).read_text(encoding="utf-8"))
        self.name: str = manifest["name"]
        self.dimension: int = manifest["dimension"]
        self._max_tokens: int = manifest["max_tokens"]
        self._recent = RecentVectors(RECENT_QUERIES)
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, shape (texts, dimension), in the order given."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokenizer, session = self._model()
        encodings = tokenizer.encode_batch_fast(list(texts))
        by_length = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = _embed(session, [encodings[row].ids for row in rows])
        return vectors

    def embed_query(self, text: str) -> Vector:
        """Return the unit vector of a query."""
        text = " ".join(text.split())
        vector = self._recent.get(text)
        if vector is None:
            vector = self.embed_passages([text])[0]
            vector.flags.writeable = False
            self._recent.put(text, vector)
        return vector

    def _model(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (
                    _tokenizer(self._folder / TOKENIZER, self._max_tokens),
                    _session(self._folder / ONNX, self._threads),
                )
            return self._loaded


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _embed(session: Any, ids: list[list[int]]) -> Vectors:
    length = max(map(len, ids))
    tokens = np.zeros((len(ids), length), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, own in enumerate(ids):
        tokens[row, : len(own)] = own
        mask[row, : len(own)] = 1
    (states,) = session.run(
        None,
        {
            "input_ids": tokens,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(tokens),
        },
    )
    # The mean over the tokens: padding counts nothing, the length does not matter to a unit row.
    return unit_rows(np.einsum("nld,nl->nd", states, mask.astype(np.float32)))


class RecentVectors:
    """The vectors of the latest queries; a repeated query costs nothing."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Vector | None:
        """Return the vector kept for a text."""
        with self._lock:
            vector = self._vectors.get(text)
            if vector is not None:
                self._vectors.move_to_end(text)
            return vector

    def put(self, text: str, vector: Vector) -> None:
        """Keep a vector; the one unused for longest goes."""
        with self._lock:
            self._vectors[text] = vector
            self._vectors.move_to_end(text)
            if len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
