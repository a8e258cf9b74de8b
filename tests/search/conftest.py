"""Small worlds to search in."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest

from rcp_search import (
    Document,
    HashingEmbedder,
    Index,
    Passage,
    Searcher,
    Section,
    embedded_text,
    passages_of,
)
from rcp_search.elsewhere import Near
from rcp_search.embedding import Embedder, Vector, Vectors
from rcp_search.prepared import embedder_in
from rcp_search.scope import RowSets, Scope, rows_of
from rcp_search.table import Numbers


def document(
    key: int,
    title: str = "",
    text: str = "",
    *,
    language: str = "en",
    labels: Iterable[str] = ("network",),
    facets: Mapping[str, Iterable[str]] | None = None,
) -> Document:
    return Document(
        key,
        title,
        (Section("approach", text),),
        language,
        frozenset(labels),
        {facet: frozenset(values) for facet, values in (facets or {}).items()},
    )


def put(index: Index, embedder: Embedder, *documents: Document) -> None:
    for one in documents:
        passages = passages_of(one)
        texts = [embedded_text(one.title, passage.text) for passage in passages]
        index.upsert(one, passages, embedder.embed_passages(texts, [one.language] * len(texts)))


class World:
    """An index with its searcher."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.index = Index(embedder.name, embedder.dimension)
        self.searcher = Searcher(embedder, self.index)

    def put(self, *documents: Document) -> "World":
        put(self.index, self.embedder, *documents)
        return self


class Shelf:
    """Vectors outside the index, compared one and all; labels and filters as it was told them."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.documents: dict[int, Document] = {}
        self.vectors: dict[int, Vectors] = {}
        self.asked: list[Numbers | None] = []

    def put(self, document: Document) -> list[Passage]:
        passages = passages_of(document)
        texts = [embedded_text(document.title, passage.text) for passage in passages]
        self.documents[document.key] = document
        self.vectors[document.key] = self.embedder.embed_passages(texts)
        return passages

    def nearest(
        self, vector: Vector, scope: Scope, most: int, among: Numbers | None = None
    ) -> Near:
        self.asked.append(among)
        allowed = RowSets()
        rows = []
        for key, document in self.documents.items():
            count = len(self.vectors[key])
            allowed.add(len(rows), count, document.labels, document.facets)
            rows += [(key, passage) for passage in range(count)]
        chosen = [rows[row] for row in rows_of(allowed.allowed(scope), len(rows))]
        if among is not None:
            chosen = [(key, passage) for key, passage in chosen if key in among]
        cosines = np.array([self.vectors[key][passage] @ vector for key, passage in chosen])
        best = np.argsort(-cosines)[:most]
        keys, passages = np.array(chosen, dtype=np.int64).reshape(-1, 2)[best].T
        return Near(keys, passages, cosines[best].astype(np.float32))

    def of_document(self, key: int) -> Vectors:
        return self.vectors.get(key, np.empty((0, self.embedder.dimension), dtype=np.float32))


class ShelfWorld(World):
    """An index whose vectors are elsewhere."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.shelf = Shelf(embedder)
        self.index = Index(embedder.name, embedder.dimension, self.shelf)
        self.searcher = Searcher(embedder, self.index)

    def put(self, *documents: Document) -> "ShelfWorld":
        for one in documents:
            passages = self.shelf.put(one)
            self.index.upsert(one, passages, np.empty((len(passages), 0), dtype=np.float32))
        return self


@pytest.fixture
def make():
    return document


@pytest.fixture
def world() -> World:
    return World(HashingEmbedder())


@pytest.fixture
def shelf_world() -> ShelfWorld:
    return ShelfWorld(HashingEmbedder())


@pytest.fixture(params=[World, ShelfWorld])
def either_world(request: pytest.FixtureRequest) -> World:
    """Worlds whose vectors are in the index, and elsewhere: the rules are the same."""
    return request.param(HashingEmbedder())


@pytest.fixture(scope="session")
def onnx(model_folder: Path) -> Embedder:
    return embedder_in(model_folder)


@pytest.fixture
def real_world(onnx: Embedder) -> World:
    return World(onnx)


@pytest.fixture
def run_python():
    """Run code in a fresh interpreter that knows only the search package."""
    import subprocess
    import sys

    source = Path(__file__).parents[2] / "search"

    def run(code: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={"PYTHONPATH": str(source), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run
