"""Who may not see a document does not learn of it: not by hit, count, facet or likeness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcp_search import Document, HashingEmbedder, Index, Query, Searcher, Section, passages_of
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import query_words

MEMBERS = frozenset({"rcp:bali-process:members"})
NETWORK = frozenset({"network"})


@pytest.fixture
def world(either_world):
    return either_world


@pytest.fixture
def two_audiences(world, make):
    return world.put(
        make(1, "Recruitment", "Ethical recruitment of workers.", facets={"rcp": ["apc"]}),
        make(
            2,
            "Recruitment",
            "Ethical recruitment of workers.",
            labels=MEMBERS,
            facets={"rcp": ["bali-process"]},
        ),
    )


def test_a_document_of_other_labels_is_not_found_counted_or_in_the_facets(two_audiences):
    results = two_audiences.searcher.search(Query("ethical recruitment", NETWORK))
    assert [hit.key for hit in results.hits] == [1]
    assert results.total == 1
    assert results.facets == {"rcp": {"apc": 1}}


def test_a_document_of_other_labels_is_not_counted_when_a_facet_could_be_widened(two_audiences):
    query = Query("ethical recruitment", NETWORK, filters={"rcp": frozenset({"apc"})})
    assert two_audiences.searcher.search(query).facets == {"rcp": {"apc": 1}}


def test_a_document_of_other_labels_is_not_similar(two_audiences):
    assert two_audiences.searcher.similar(1, NETWORK) == ()
    assert [hit.key for hit in two_audiences.searcher.similar(1, NETWORK | MEMBERS)] == [2]


def test_nothing_is_similar_to_a_document_that_the_labels_do_not_show(two_audiences):
    assert two_audiences.searcher.similar(2, NETWORK) == ()


def test_one_label_in_common_is_enough(two_audiences):
    results = two_audiences.searcher.search(Query("recruitment", NETWORK | MEMBERS | {"x"}))
    assert {hit.key for hit in results.hits} == {1, 2}


def test_without_labels_nothing_is_found(two_audiences):
    assert two_audiences.searcher.search(Query("recruitment", frozenset())).total == 0


def test_labels_and_facets_are_compared_whole_and_exactly(world, make):
    world.put(make(1, "Visa", "Visa.", labels=["rcp:a b:members"], facets={"rcp": ["A B", "c"]}))
    for labels in ({"rcp:a"}, {"members"}, {"rcp:A B:members"}, {"rcp:a b:members\x00"}):
        assert world.searcher.search(Query("visa", frozenset(labels))).total == 0
    own = frozenset({"rcp:a b:members"})
    for value in ("a b", "A", "C", ""):
        query = Query("visa", own, filters={"rcp": frozenset({value})})
        assert world.searcher.search(query).total == 0
    assert world.searcher.search(Query("visa", own, filters={"rcp": frozenset({"c"})})).total == 1


def test_new_labels_count_from_the_next_search(two_audiences, make):
    two_audiences.put(make(1, "Recruitment", "Ethical recruitment.", labels=MEMBERS))
    assert two_audiences.searcher.search(Query("recruitment", NETWORK)).total == 0


# --- the filter is inside the search --------------------------------------


def test_the_only_allowed_document_is_found_behind_five_thousand_better_ones(world, make):
    world.put(
        *(make(key, "Visa", "Visa visa visa.", labels=MEMBERS) for key in range(5000)),
        make(5000, "Border", "A long text on borders that names a visa once."),
    )
    results = world.searcher.search(Query("visa", NETWORK))
    assert [hit.key for hit in results.hits] == [5000]
    results = world.searcher.search(Query("visa", NETWORK | MEMBERS))
    assert (results.total, len(results.hits)) == (5001, 10)
    assert 5000 not in {hit.key for hit in results.hits}


LABELS = st.frozensets(st.sampled_from(["public", "network", "rcp:a:members", "rcp:b:members"]))
VALUES = st.frozensets(st.sampled_from(["x", "y", "z"]), max_size=3)
FACETS = st.dictionaries(st.sampled_from(["rcp", "theme"]), VALUES)


@settings(max_examples=60, deadline=None)
@given(
    documents=st.lists(st.tuples(LABELS, FACETS), min_size=1, max_size=12),
    removed=st.sets(st.integers(0, 11)),
    labels=LABELS,
    filters=FACETS,
    exclude=FACETS,
)
def test_both_engines_find_exactly_the_allowed_documents(
    documents, removed, labels, filters, exclude
):
    embedder = HashingEmbedder()
    index = Index(embedder.name, embedder.dimension)
    for key, (own_labels, facets) in enumerate(documents):
        document = Document(key, "Return", (Section("", "Return visa"),), "en", own_labels, facets)
        index.upsert(document, passages_of(document), embedder.embed_passages(["return visa"]))
    for key in removed:
        index.remove(key)
    allowed = {
        key
        for key, (own_labels, facets) in enumerate(documents)
        if key not in removed
        and own_labels & labels
        and all(facets.get(facet, frozenset()) & values for facet, values in filters.items())
        and not any(facets.get(facet, frozenset()) & values for facet, values in exclude.items())
    }
    scope = Scope(labels, filters, exclude)
    with index.lock:
        index.bring_up_to_date()
        similarities = index.similarities(embedder.embed_query("visa"), scope)
        coverage = index.coverage(query_words("visa"), scope)
        by_meaning, by_words = (
            set(index.keys_of(index.documents(np.flatnonzero(found))).tolist())
            for found in (similarities > -1, coverage > 0)
        )
    assert by_meaning == by_words == allowed
    results = Searcher(embedder, index).search(Query("visa", labels, filters, exclude, limit=50))
    assert {hit.key for hit in results.hits} == allowed
    assert results.total == len(allowed)
