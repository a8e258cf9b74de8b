"""What the engines are measured on."""

import sys
from pathlib import Path

import numpy as np
import pytest
from benchmarks import synthetic
from benchmarks.conversation import talking
from benchmarks.corpus import DIMENSION, NEAREST, SHARES, Corpus
from benchmarks.peers.ours import Ours
from benchmarks.processes import Failed


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return synthetic.write(tmp_path_factory.mktemp("corpora") / "one", 1_000, 30, seed=7)


def test_the_same_seed_gives_the_same_files(corpus: Corpus, tmp_path: Path) -> None:
    again = synthetic.write(tmp_path / "again", 1_000, 30, seed=7)
    other = synthetic.write(tmp_path / "other", 1_000, 30, seed=8)
    for file in corpus.folder.iterdir():
        assert (again.folder / file.name).read_bytes() == file.read_bytes()
        assert (other.folder / file.name).read_bytes() != file.read_bytes()


def test_vectors_have_length_one_and_neighbours(corpus: Corpus) -> None:
    for vectors in (corpus.vectors, corpus.question_vectors):
        assert vectors.dtype == np.float32
        assert vectors.shape[1] == DIMENSION
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    closest = (corpus.question_vectors @ corpus.vectors.T).max(axis=1)
    assert closest.min() > 0.7


def test_a_label_is_carried_by_its_share_of_the_passages(corpus: Corpus) -> None:
    for label, share in SHARES.items():
        assert corpus.labelled[label].sum() == round(1_000 * share)


def test_questions_are_different_words_of_passages(corpus: Corpus) -> None:
    assert len(set(corpus.questions)) == len(corpus.question_vectors) == 30
    words_of_passages = {frozenset(text.split()) for text in corpus.texts}
    for question in corpus.questions:
        words = question.split()
        assert 2 <= len(set(words)) == len(words) <= 7
        assert any(passage.issuperset(words) for passage in words_of_passages)


def test_recall_counts_only_what_the_label_shows(corpus: Corpus) -> None:
    similarity = corpus.vectors @ corpus.question_vectors[0]
    similarity[~corpus.labelled["tenth"]] = -2
    assert corpus.nearest("tenth")[0] == set(np.argsort(-similarity)[:NEAREST].tolist())
    right = [sorted(rows) for rows in corpus.nearest("tenth")[:5]]
    assert corpus.recall(right, "tenth") == 1
    assert corpus.recall([rows[:5] for rows in right], "tenth") == 0.5
    hidden = np.flatnonzero(~corpus.labelled["tenth"])[:NEAREST].tolist()
    assert corpus.recall([hidden], "tenth") == 0


def test_the_engine_is_asked_as_everybody_else(corpus: Corpus) -> None:
    engine = Ours(corpus)
    engine.use("answer")
    found = []
    for text, vector in zip(corpus.questions[:5], corpus.question_vectors[:5], strict=True):
        results = engine.search(text, vector, "half")
        assert corpus.labelled["half"][[hit.key for hit in results.hits]].all()
        assert results.facets.keys() == {"process", "country", "theme", "year"}
        engine.use("found")
        alone = engine.search(text, vector, "half")
        assert [hit.passage for hit in alone.hits] == [hit.passage for hit in results.hits]
        assert not alone.facets
        engine.use("answer")
        found.append(list(engine.nearest(text, vector, "half")))
    assert corpus.recall(found, "half") == 1


def test_a_process_that_ends_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such engine')"]
    with pytest.raises(Failed, match="no such engine"), talking(command, {}, tmp_path / "log"):
        pass
