"""Vectors outside the index: the same answers, and never a row that only one of both allows."""

from dataclasses import replace

import numpy as np
import pytest

from rcp_search import HashingEmbedder, Index, Query, Searcher, SnapshotUnusable
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import query_words
from rcp_search.vectors import dense, elsewhere
from rcp_search.vectors.elsewhere import Near

NETWORK = frozenset({"network"})
NOT_COMPARED = dense.NOT_COMPARED


@pytest.fixture
def filled(shelf_world, make):
    return shelf_world.put(
        make(7, "Visa", "Visa rules for workers.", facets={"rcp": ["apc"]}),
        make(-2, "Border", "Border posts.", labels=["secret"]),
        make(5, "Retour", "Le retour des travailleurs.", language="fr", facets={"rcp": ["mtm"]}),
    )


def shown(hit):
    return hit.key, hit.passage, hit.spans, hit.weak, round(hit.score, 4)


def found(world, text):
    results = Searcher(HashingEmbedder(), world.index).search(Query(text, NETWORK, limit=100))
    return [hit.key for hit in results.hits]


def test_answers_are_those_of_an_index_that_holds_its_vectors(world, shelf_world, make):
    words = ["visa", "border", "worker", "return", "asylum", "fees"]
    for turn in range(120):
        text = " ".join(words[(turn * step) % 6] for step in range(1, 2 + turn % 5))
        one = make(turn % 50, text, f"{text}. " * (turn % 90), facets={"rcp": [str(turn % 3)]})
        world.put(one)
        shelf_world.put(one)
    for text in ("visa worker", "border", "return of workers asylum"):
        for filters in ({}, {"rcp": frozenset({"1"})}):
            query = Query(text, NETWORK, filters, limit=100)
            here, there = (one.searcher.search(query) for one in (world, shelf_world))
            assert list(map(shown, there.hits)) == list(map(shown, here.hits))
            assert replace(there, hits=()) == replace(here, hits=())
    similar = [one.searcher.similar(7, NETWORK) for one in (world, shelf_world)]
    assert len({tuple(map(shown, hits)) for hits in similar}) == 1


def test_a_document_that_has_gone_from_the_store_is_not_found_by_its_words_either(filled):
    assert found(filled, "visa") == [7]
    del filled.shelf.documents[7]
    assert found(filled, "visa") == []


def test_nothing_is_similar_to_a_document_that_has_gone_from_the_store(filled, make):
    filled.put(make(9, "Visa", "Visa rules for workers."))
    assert [hit.key for hit in filled.searcher.similar(7, NETWORK)] == [9]
    del filled.shelf.documents[7], filled.shelf.vectors[7]
    assert filled.searcher.similar(7, NETWORK) == ()


def test_a_document_that_the_store_no_longer_shows_is_not_found(filled):
    document = filled.shelf.documents[7]
    filled.shelf.documents[7] = replace(document, labels=frozenset({"secret"}))
    assert found(filled, "visa") == []


def test_what_the_store_says_of_rows_that_are_not_allowed_or_not_there_is_dropped(filled):
    answer = Near(
        np.array([7, -2, 5, 7, 7, 99, -99]),
        np.array([0, 0, 0, 1, -1, 0, 0]),
        np.full(7, 0.9, dtype=np.float32),
    )
    filled.shelf.nearest = lambda *_: answer
    similarities = filled.index.similarities(np.zeros(256), Scope(NETWORK))
    assert similarities.tolist() == pytest.approx([0.9, NOT_COMPARED, 0.9])
    filled.index.remove(5)
    similarities = filled.index.similarities(np.zeros(256), Scope(NETWORK))
    assert similarities.tolist() == pytest.approx([0.9, NOT_COMPARED, NOT_COMPARED])


def test_nothing_is_asked_of_the_store_when_no_row_is_allowed(filled):
    filled.index.similarities(np.zeros(256), Scope(frozenset({"nobody"})))
    assert filled.shelf.asked == []


def test_among_few_every_one_is_asked_for_and_among_many_the_nearest(filled, monkeypatch):
    scope = Scope(NETWORK)
    filled.index.similarities(np.zeros(256), scope)
    assert [sorted(asked) for asked in filled.shelf.asked] == [[5, 7]]
    monkeypatch.setattr(elsewhere, "COMPARED", 1)
    filled.index.similarities(np.zeros(256), scope)
    assert filled.shelf.asked[-1] is None
    filled.index.similarities(np.zeros(256), Scope(NETWORK, {"rcp": frozenset({"mtm"})}))
    assert filled.shelf.asked[-1].tolist() == [5]


def test_of_many_those_found_by_words_alone_are_compared_too(filled, make, monkeypatch):
    for module in (elsewhere, dense):
        monkeypatch.setattr(module, "COMPARED", 1)
        monkeypatch.setattr(module, "NEAREST", 1)
    monkeypatch.setattr("rcp_search.index.COMPARED", 1)
    vector = filled.embedder.embed_query("retour travailleurs")
    with filled.index.lock:
        filled.index.bring_up_to_date()
        candidates = filled.index.candidates(query_words("visa"), vector, Scope(NETWORK))
    assert candidates.rows.tolist() == [0, 2]
    expected = [filled.shelf.vectors[key][0] @ vector for key in (7, 5)]
    assert candidates.similarity.tolist() == pytest.approx(expected)


def test_a_snapshot_holds_no_vectors_and_answers_the_same(filled, tmp_path, make):
    filled.index.remove(5)
    before = found(filled, "visa")
    filled.index.save(tmp_path, 3)
    (vectors,) = tmp_path.rglob("vectors.npy")
    assert vectors.stat().st_size < 256 * 4
    loaded, number = Index.load(tmp_path, "hashing-256", 256, filled.shelf)
    filled.index = loaded
    assert (number, found(filled, "visa")) == (3, before)
    filled.put(make(9, "Visa"), make(7, "Border", "Border posts."))
    assert found(filled, "visa") == [9]
    assert found(filled, "border") == [7]


def test_a_snapshot_is_refused_where_vectors_are_kept_in_another_place(
    filled, world, make, tmp_path
):
    filled.index.save(tmp_path / "elsewhere", 1)
    world.put(make(1, "Visa")).index.save(tmp_path / "process", 1)
    with pytest.raises(SnapshotUnusable, match="without vectors"):
        Index.load(tmp_path / "elsewhere")
    with pytest.raises(SnapshotUnusable, match="without vectors"):
        Index.load(tmp_path / "process", store=filled.shelf)
