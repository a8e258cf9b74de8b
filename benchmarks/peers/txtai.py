"""txtai, hybrid with content: ``python -m benchmarks.peers.txtai CORPUS MODEL``.

It filters what its indexes found, so it can be used in two ways: with as many ``candidates``
as it takes itself, or with ``more``, as many as make twenty with the label likely.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.corpus import NEAREST, SHARES, Corpus, Floats
from benchmarks.peers.serving import sentence_transformer, serve

_MORE = 20


class Txtai:
    """An embeddings database, saved and opened again as a service does."""

    def __init__(self, corpus: Corpus, model: Path) -> None:
        from txtai import Embeddings

        self._kind = Embeddings
        self._corpus = corpus
        self._model = model
        self._vectors: dict[str, Floats] = {}
        self._embeddings: Any = None
        self._way = ""

    def use(self, way: str) -> None:
        """Open what is saved; build and save it first if nothing is."""
        self._way = way
        if self._embeddings is None:
            folder = self._corpus.folder / "txtai"
            if not folder.exists():
                self._build(folder)
            self._embeddings = self._new()
            self._embeddings.load(str(folder), config={"transform": self._transform})

    def load_model(self) -> None:
        """Load the model."""
        self._embed = sentence_transformer(self._model)

    def search(self, text: str, vector: Floats | None, label: str) -> object:
        """Search by SQL, and fetch the texts found."""
        self._vectors = {text: self._embed(text) if vector is None else vector}
        return self._found("id, text, score", text, label, "")

    def nearest(self, text: str, vector: Floats, label: str) -> Iterable[int]:
        """Search with all the weight on the vector."""
        self._vectors = {text: vector}
        return [int(one["id"]) for one in self._found("id", text, label, ", 1.0")]

    def elsewhere(self) -> list[psutil.Process]:
        """Nothing works outside this process."""
        return []

    def _found(self, fields: str, text: str, label: str, weight: str) -> list[dict[str, Any]]:
        wanted = "" if label == "all" else f" AND in_{label} = 1"
        more = f", {round(_MORE / SHARES[label])}" if self._way == "more" else ""
        found: list[dict[str, Any]] = self._embeddings.search(
            f"SELECT {fields} FROM txtai"  # noqa: S608  nothing in it comes from outside
            f" WHERE similar(:text{more}{weight}){wanted} LIMIT {NEAREST}",
            parameters={"text": text},
        )
        return found

    def _build(self, folder: Path) -> None:
        corpus = self._corpus
        self._vectors = dict(zip(corpus.texts, corpus.vectors, strict=True))
        carried = {f"in_{label}": rows.tolist() for label, rows in corpus.labelled.items()}
        embeddings = self._new()
        embeddings.index(
            (row, {"text": text, **{name: rows[row] for name, rows in carried.items()}}, None)
            for row, text in enumerate(corpus.texts)
        )
        embeddings.save(str(folder))
        embeddings.close()

    def _new(self) -> Any:
        return self._kind(method="external", transform=self._transform, hybrid=True, content=True)

    @property
    def _transform(self) -> Any:
        """What gives vectors for texts; txtai asks for a plain function."""

        def vectors_of(texts: Sequence[str]) -> Floats:
            return np.stack([self._vectors[text] for text in texts])

        return vectors_of


if __name__ == "__main__":
    corpus = Corpus(Path(sys.argv[1]))
    serve(Txtai(corpus, Path(sys.argv[2])), corpus)
