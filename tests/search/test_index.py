"""The index follows its documents."""

import numpy as np
import pytest
from tests.search.asking import NETWORK, answers, found

from rcp_search import Index, Query, Searcher, passages_of


def test_what_is_put_is_found_by_the_next_search(world, make):
    assert found(world, "visa") == []
    world.put(make(1, "Visa"))
    assert found(world, "visa") == [1]
    world.put(make(2, "Visa fees"))
    assert sorted(found(world, "visa")) == [1, 2]


def test_a_removed_document_is_gone(filled):
    filled.index.remove(1)
    filled.index.remove(1)
    assert found(filled, "visa") == []
    assert len(filled.index) == 2
    assert filled.index.keys() == {2, -3}


def test_a_document_put_again_replaces_the_earlier_one(filled, make):
    filled.put(make(1, "Border", "Border posts", facets={"rcp": ["igc"]}))
    assert found(filled, "visa") == []
    results = filled.searcher.search(Query("border", NETWORK))
    assert [hit.key for hit in results.hits] == [1]
    assert results.facets["rcp"] == {"igc": 1}
    assert len(filled.index) == 3


def test_a_document_put_and_removed_between_two_searches_is_not_found(filled, make):
    filled.put(make(5, "Visa"))
    filled.index.remove(5)
    assert found(filled, "visa") == [1]


def test_a_large_index_with_a_few_removals_keeps_its_rows_until_many_are_dead(world, make):
    world.put(*(make(key, f"Visa {key}") for key in range(2100)))
    world.index.remove(0)
    results = world.searcher.search(Query("visa 0", NETWORK, limit=3000))
    assert results.total == world.index.passages == 2099
    assert 0 not in {hit.key for hit in results.hits}
    for key in range(1, 1500):
        world.index.remove(key)
    assert world.index.passages == 600
    results = world.searcher.search(Query("visa 1999", NETWORK, limit=1000))
    assert results.total == 600
    assert results.hits[0].key == 1999
    assert world.index.passages == 600
    assert sorted(hit.key for hit in results.hits) == list(range(1500, 2100))


def test_an_index_after_many_changes_answers_like_one_built_anew(world, make):
    words = ["visa", "border", "worker", "return", "asylum", "fees"]
    kept = {}
    for turn in range(200):
        key = turn % 40
        text = " ".join(words[(turn * step) % 6] for step in range(1, 2 + turn % 5))
        kept[key] = make(key, text, text * 2, facets={"rcp": [str(turn % 3)]})
        world.put(kept[key])
        if turn % 30 == 0:
            found(world, "visa")
    fresh = type(world)(world.embedder).put(*kept.values())
    texts = ("visa worker", "border", "return of workers asylum")
    assert answers(world.index, *texts) == answers(fresh.index, *texts)


def test_passages_and_vectors_must_match(world, make):
    one = make(1, "Visa")
    with pytest.raises(ValueError, match="one row of 256 for each passage"):
        world.index.upsert(one, passages_of(one), np.zeros((2, 256), dtype=np.float32))
    with pytest.raises(ValueError, match="0 passages"):
        world.index.upsert(one, [], np.zeros((0, 256), dtype=np.float32))
    assert len(world.index) == 0


def test_an_index_is_not_searched_with_another_model(world):
    with pytest.raises(ValueError, match="of the model other"):
        Searcher(world.embedder, Index("other", 256))
