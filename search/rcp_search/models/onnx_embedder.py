"""A sentence-transformers model served by onnxruntime: the same vectors without torch."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rcp_search.models.calibration import Calibration, calibration_in
from rcp_search.models.embedding import Vector, Vectors, unit_rows
from rcp_search.models.manifest import ONNX, Manifest, student_name
from rcp_search.models.word_pieces import WordPieces

#: More gains nothing on a CPU; sorted by length, eight texts need little padding.
BATCH = 8
#: Query vectors kept: 1.5 kB each with 384 dimensions.
RECENT_QUERIES = 1_000


_Asked = tuple[str, str | None]


class OnnxEmbedder:
    """The model that :func:`rcp_search.models.preparing.prepare` wrote into a folder.

    A student's folder adds word pieces of other languages and, if it changes something in it, a
    transformer that reads them; without it, every text is read as English is. The manifests are
    read at once, the model on first use. One thread by default: a pool collapses when other
    processes want the cores. May be shared by threads.
    """

    def __init__(self, folder: Path, student: Path | None = None, threads: int = 1) -> None:
        self._manifest = Manifest.read(folder)
        self._english = _Reader(folder, folder / ONNX, self._manifest, threads)
        self._others = self._english
        if student:
            own = student / ONNX
            transformer = own if own.exists() else folder / ONNX
            self._others = _Reader(student, transformer, self._manifest, threads)
        self.name: str = self._manifest.name + (f"+{student_name(student)}" if student else "")
        self.dimension: int = self._manifest.dimension
        self.calibration: Calibration = calibration_in(folder, self.name)
        self._recent = RecentVectors(RECENT_QUERIES)

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        """Return one unit row for each text, shape (texts, dimension), in the order given."""
        prefix = self._manifest.passage_prefix
        return self._embed([prefix + text for text in texts], languages)

    def _embed(self, texts: Sequence[str], languages: Sequence[str | None] | None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        english = [one == "en" for one in languages or [None] * len(texts)]
        for is_english, reader in ((True, self._english), (False, self._others)):
            rows = [row for row, one in enumerate(english) if one == is_english]
            if rows:
                vectors[rows] = reader.embed([texts[row] for row in rows])
        return vectors

    def embed_query(self, text: str, language: str | None = None) -> Vector:
        """Return the unit vector of a query."""
        text = " ".join(text.split())
        vector = self._recent.get((text, language))
        if vector is None:
            vector = self._embed([self._manifest.query_prefix + text], [language])[0]
            vector.flags.writeable = False
            self._recent.put((text, language), vector)
        return vector


class _Reader:
    """Word pieces and the transformer that reads them; both are opened on first use."""

    def __init__(self, pieces: Path, transformer: Path, manifest: Manifest, threads: int) -> None:
        self._pieces = pieces
        self._transformer = transformer
        self._manifest = manifest
        self._threads = threads
        self._lock = threading.Lock()
        self._opened: tuple[WordPieces, Any] | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text, in the order given."""
        pieces, session = self._open()
        entering = pieces.entering(texts)
        vectors = np.zeros((len(texts), self._manifest.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(entering[row]))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._read(session, [entering[row] for row in rows])
        return vectors

    def _open(self) -> tuple[WordPieces, Any]:
        with self._lock:
            if self._opened is None:
                session = _session(self._transformer, self._threads)
                self._opened = WordPieces(self._pieces, self._manifest.max_tokens), session
            return self._opened

    def _read(self, session: Any, entering: list[Vectors]) -> Vectors:
        longest = max(map(len, entering))
        inputs = np.zeros((len(entering), longest, entering[0].shape[1]), dtype=np.float32)
        mask = np.zeros((len(entering), longest), dtype=np.int64)
        for row, own in enumerate(entering):
            inputs[row, : len(own)] = own
            mask[row, : len(own)] = 1
        (states,) = session.run(None, {"inputs_embeds": inputs, "attention_mask": mask})
        if self._manifest.pooling == "cls":
            return unit_rows(states[:, 0])
        # The mean over the pieces: padding counts nothing, length does not matter to a unit row.
        return unit_rows(np.einsum("nld,nl->nd", states, mask.astype(np.float32)))


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class RecentVectors:
    """The vectors of the latest queries; a repeated query costs nothing."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._vectors: OrderedDict[_Asked, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: _Asked) -> Vector | None:
        """Return the vector kept for a text and its language."""
        with self._lock:
            vector = self._vectors.get(asked)
            if vector is not None:
                self._vectors.move_to_end(asked)
            return vector

    def put(self, asked: _Asked, vector: Vector) -> None:
        """Keep a vector; the one unused for longest goes."""
        with self._lock:
            self._vectors[asked] = vector
            self._vectors.move_to_end(asked)
            if len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
