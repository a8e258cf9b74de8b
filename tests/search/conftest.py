"""Small worlds to search in."""

import os
from collections.abc import Callable, Iterable, Mapping
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
from rcp_search.models.embedding import Embedder, Vector, Vectors
from rcp_search.models.prepared import embedder_in
from rcp_search.rows.scope import RowSets, Scope, rows_of
from rcp_search.rows.table import Numbers
from rcp_search.vectors.elsewhere import Near, VectorStore


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


def embedded(embedder: Embedder, document: Document, passages: list[Passage]) -> Vectors:
    texts = [embedded_text(one.title or document.title, one.text) for one in passages]
    languages = [one.language or document.language for one in passages]
    return embedder.embed_passages(texts, languages)


class World:
    """An index with its searcher."""

    store: VectorStore | None = None

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.index = Index(embedder.name, embedder.dimension)
        self.searcher = Searcher(embedder, self.index)

    def put(self, *documents: Document) -> "World":
        for one in documents:
            self.hold(one, passages_of(one))
        return self

    def hold(self, document: Document, passages: list[Passage]) -> None:
        self.index.upsert(document, passages, embedded(self.embedder, document, passages))

    def reopen(self, folder: Path) -> None:
        """Go on with what a snapshot kept."""
        self.index.save(folder, 1)
        self.index, _ = Index.load(folder, store=self.store)
        self.searcher = Searcher(self.embedder, self.index)


class Shelf:
    """Vectors outside the index, compared one and all; labels and filters as it was told them."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.documents: dict[int, Document] = {}
        self.passages: dict[int, list[Passage]] = {}
        self.vectors: dict[int, Vectors] = {}
        self.asked: list[Numbers | None] = []

    def hold(self, document: Document, passages: list[Passage]) -> None:
        self.documents[document.key] = document
        self.passages[document.key] = passages
        self.vectors[document.key] = embedded(self.embedder, document, passages)

    def nearest(
        self, vector: Vector, scope: Scope, most: int, among: Numbers | None = None
    ) -> Near:
        self.asked.append(among)
        allowed = RowSets()
        rows = []
        for key, document in self.documents.items():
            labels = self.labels(key)
            allowed.add(len(rows), labels, document.facets)
            rows += [(key, passage) for passage in range(len(labels))]
        chosen = [rows[row] for row in rows_of(allowed.allowed(scope), len(rows))]
        if among is not None:
            chosen = [(key, passage) for key, passage in chosen if key in among]
        cosines = np.array([self.vectors[key][passage] @ vector for key, passage in chosen])
        best = np.argsort(-cosines)[:most]
        keys, passages = np.array(chosen, dtype=np.int64).reshape(-1, 2)[best].T
        return Near(keys, passages, cosines[best].astype(np.float32))

    def of_document(self, key: int, labels: frozenset[str]) -> Vectors:
        shown = [place for place, own in enumerate(self.labels(key)) if own & labels]
        return self.vectors[key][shown] if shown else np.empty((0, 1), dtype=np.float32)

    def labels(self, key: int) -> list[frozenset[str]]:
        if key not in self.documents:
            return []
        return list(map(self.documents[key].labels_of, self.passages[key]))


class ShelfWorld(World):
    """An index whose vectors are elsewhere."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.store = self.shelf = Shelf(embedder)
        self.index = Index(embedder.name, embedder.dimension, self.shelf)
        self.searcher = Searcher(embedder, self.index)

    def hold(self, document: Document, passages: list[Passage]) -> None:
        self.shelf.hold(document, passages)
        self.index.upsert(document, passages, np.empty((len(passages), 0), dtype=np.float32))


@pytest.fixture(scope="session")
def make():
    return document


@pytest.fixture
def world() -> World:
    return World(HashingEmbedder())


@pytest.fixture
def shelf_world() -> ShelfWorld:
    return ShelfWorld(HashingEmbedder())


@pytest.fixture(params=[World, ShelfWorld], scope="session")
def new_world(request: pytest.FixtureRequest) -> Callable[[], World]:
    """Worlds whose vectors are in the index, and elsewhere: the rules are the same."""
    return lambda: request.param(HashingEmbedder())


@pytest.fixture
def either_world(new_world: Callable[[], World]) -> World:
    return new_world()


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


@pytest.fixture
def filled(world, make):
    return world.put(
        make(1, "Visa", "Visa rules for workers.", facets={"rcp": ["apc"]}),
        make(2, "Retour", "Le retour des travailleurs.", language="fr", facets={"rcp": ["mtm"]}),
        make(-3, "عودة", "العودة الطوعية للعمال المهاجرين.", language="ar", labels=["secret"]),
    )
