"""Small worlds to search in."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from rcp_search import (
    Document,
    HashingEmbedder,
    Index,
    OnnxEmbedder,
    Searcher,
    Section,
    embedded_text,
    passages_of,
)
from rcp_search.embedding import Embedder


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
        index.upsert(one, passages, embedder.embed_passages(texts))


class World:
    """An index with its searcher."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.index = Index(embedder.name, embedder.dimension)
        self.searcher = Searcher(embedder, self.index)

    def put(self, *documents: Document) -> "World":
        put(self.index, self.embedder, *documents)
        return self


@pytest.fixture
def make():
    return document


@pytest.fixture
def world() -> World:
    return World(HashingEmbedder())


@pytest.fixture(scope="session")
def onnx(model_folder: Path) -> OnnxEmbedder:
    return OnnxEmbedder(model_folder)


@pytest.fixture
def real_world(onnx: OnnxEmbedder) -> World:
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
