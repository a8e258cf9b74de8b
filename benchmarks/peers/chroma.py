"""chromadb in the process: ``python -m benchmarks.peers.chroma CORPUS MODEL``.

It ranks by vectors only. It can be used ``with words``: then a second query is for passages
that contain any of the words, and both are joined by reciprocal rank.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.corpus import NEAREST, Corpus, Floats
from benchmarks.peers.serving import sentence_transformer, serve

_JOINED = 20
_RANK = 60
#: Shorter words are in nearly every passage.
_SHORTEST = 4


class Chroma:
    """A collection on disk, with the settings a collection has by itself."""

    def __init__(self, corpus: Corpus, model: Path) -> None:
        import chromadb

        self._corpus = corpus
        self._model = model
        self._client = chromadb.PersistentClient(
            corpus.folder / "chroma", chromadb.Settings(anonymized_telemetry=False)
        )
        self._collection: Any = None
        self._way = ""

    def use(self, way: str) -> None:
        """Open the collection; fill it first if it is empty."""
        self._way = way
        if self._collection is None:
            self._collection = self._client.get_or_create_collection(
                "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            if not self._collection.count():
                self._fill()

    def load_model(self) -> None:
        """Load the model."""
        self._embed = sentence_transformer(self._model)

    def search(self, text: str, vector: Floats | None, label: str) -> object:
        """Search, and fetch the texts found."""
        vector = self._embed(text) if vector is None else vector
        if self._way != "with words":
            return self._query(vector, label, NEAREST)
        scores: defaultdict[tuple[str, str], float] = defaultdict(float)
        for found in (
            self._query(vector, label, _JOINED),
            self._query(vector, label, _JOINED, _any_of(text)),
        ):
            for rank, hit in enumerate(found, 1):
                scores[hit] += 1 / (_RANK + rank)
        return sorted(scores, key=lambda hit: -scores[hit])[:NEAREST]

    def nearest(self, text: str, vector: Floats, label: str) -> Iterable[str]:
        """Search by the vector."""
        return [row for row, _text in self._query(vector, label, NEAREST)]

    def elsewhere(self) -> list[psutil.Process]:
        """Nothing works outside this process."""
        return []

    def _query(
        self, vector: Floats, label: str, count: int, words: dict[str, Any] | None = None
    ) -> list[tuple[str, str]]:
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=count,
            where=None if label == "all" else {f"in_{label}": True},
            where_document=words,
            include=["documents", "distances"],
        )
        return list(zip(found["ids"][0], found["documents"][0], strict=True))

    def _fill(self) -> None:
        corpus, most = self._corpus, self._client.get_max_batch_size()
        carried = {f"in_{label}": rows.tolist() for label, rows in corpus.labelled.items()}
        for start in range(0, len(corpus.texts), most):
            rows = range(start, min(start + most, len(corpus.texts)))
            self._collection.add(
                ids=[str(row) for row in rows],
                embeddings=corpus.vectors[start : start + most],
                documents=corpus.texts[start : start + most],
                metadatas=[{name: flags[row] for name, flags in carried.items()} for row in rows],
            )


def _any_of(text: str) -> dict[str, Any]:
    words = text.split()
    clauses = [{"$contains": word} for word in words if len(word) >= _SHORTEST]
    clauses = clauses or [{"$contains": word} for word in words]
    return {"$or": clauses} if len(clauses) > 1 else clauses[0]


if __name__ == "__main__":
    corpus = Corpus(Path(sys.argv[1]))
    serve(Chroma(corpus, Path(sys.argv[2])), corpus)
