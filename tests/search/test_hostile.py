"""Whatever is typed is a query: it never raises and is never read as syntax."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcp_search import (
    Document,
    HashingEmbedder,
    Index,
    Query,
    Results,
    Searcher,
    Section,
    passages_of,
)
from rcp_search.languages.words import LANGUAGES, analysed_language
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import LONGEST_QUERY, MOST_WORDS, query_words

NETWORK = frozenset({"network"})


@pytest.fixture
def visa(world, make):
    return world.put(
        make(1, "Visa", "Visa rules for workers.", facets={"rcp": ["apc"]}),
        make(2, "Secret", "Secret visa rules.", labels=["secret"], facets={"rcp": ["igc"]}),
    )


@pytest.mark.parametrize(
    "text",
    [
        "visa AND (secret OR *)",
        'label:secret "visa',
        "+label:secret -label:network visa",
        "visa^1000000",
        "visa~2 [a TO z] {x}",
        "stems:en:visa",
        "\\visa\\",
        "visa\x00secret",
        "\x00visa\x1f",
        "visa 🛂🛃 secret",
        "\u202evisa\u202c secret \u200f\u200e",
        "visa\ud800",
        "vi\u00adsa",
        "ＶＩＳＡ",
        "visa' OR 1=1 --",
        "<script>visa</script>",
        "visa " * 200_000,
        "visa " + "x" * 1_000_000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_syntax_and_odd_characters_are_only_words(visa, text):
    results = visa.searcher.search(Query(text, NETWORK))
    assert [hit.key for hit in results.hits] == [1]
    assert results.total == 1


@pytest.mark.parametrize("text", ["vis*", "/vis.*/", "vi?a", "v*", "vizas~2", "*:*"])
def test_patterns_are_not_read(visa, text):
    assert visa.searcher.search(Query(text, NETWORK)).total == 0


@pytest.mark.parametrize(
    "text", ["", " \n\t", "***", "\x00", "🛂", "\u202e\u200f", "\ud800", "'\"", "x" * 1_000_000]
)
def test_a_query_without_a_word_finds_nothing(visa, text):
    assert visa.searcher.search(Query(text, NETWORK)) == Results((), 0, 0, {})


@pytest.mark.parametrize("text", ["the of and", "с и на", "في من على", "de la les", "a"])
def test_a_query_of_function_words_does_not_raise(visa, text):
    assert visa.searcher.search(Query(text, NETWORK)).weak


def test_only_the_beginning_of_an_endless_query_is_read():
    words = query_words(" ".join(f"word{number}" for number in range(100_000)))
    assert len(words.text) == LONGEST_QUERY
    assert len(words.folded) == MOST_WORDS


def test_odd_labels_and_values_stay_apart(world, make):
    world.put(
        make(1, "Visa", labels=["\ud800"], facets={"a\nb": ["c"]}),
        make(2, "Visa", labels=["\\ud800"], facets={"a": ["b\nc"]}),
    )
    for key, label, facet, value in ((1, "\ud800", "a\nb", "c"), (2, "\\ud800", "a", "b\nc")):
        one, every = frozenset({label}), frozenset({"\ud800", "\\ud800"})
        filters = {facet: frozenset({value})}
        for query in (Query("visa", one), Query("visa", every, filters=filters)):
            assert [hit.key for hit in world.searcher.search(query).hits] == [key]
        scope = Scope(every, filters)
        coverage = world.index.coverage(query_words("visa"), scope)
        documents = world.index.documents(np.flatnonzero(coverage))
        assert set(world.index.keys_of(documents).tolist()) == {key}


@pytest.fixture(scope="module")
def shared():
    embedder = HashingEmbedder()
    index = Index(embedder.name, embedder.dimension)
    one = Document(1, "Visa", (Section("", "Visa rules."),), "en", NETWORK, {})
    index.upsert(one, passages_of(one), embedder.embed_passages(["visa rules"]))
    return Searcher(embedder, index)


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(), max_size=60), value=st.text(st.characters(), max_size=20))
def test_any_text_and_any_filter_value_is_answered(shared, text, value):
    results = shared.search(Query(f"{text} visa", NETWORK, exclude={value: frozenset({value})}))
    assert [hit.key for hit in results.hits] == [1]


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.characters(), max_size=80), language=st.sampled_from(sorted({*LANGUAGES, "xx"}))
)
def test_a_text_is_found_by_its_own_words(text, language):
    embedder = HashingEmbedder()
    index = Index(embedder.name, embedder.dimension)
    one = Document(1, "", (Section("", text),), language, NETWORK, {})
    passages = passages_of(one)
    index.upsert(one, passages, embedder.embed_passages([passage.text for passage in passages]))
    words = query_words(text)
    index.bring_up_to_date()
    coverage = index.coverage(words, Scope(NETWORK))
    assert bool(coverage.any()) == bool(words.stems(analysed_language(language)))


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(), max_size=200), language=st.text(max_size=5))
def test_any_text_can_be_a_document(text, language):
    embedder = HashingEmbedder()
    index = Index(embedder.name, embedder.dimension)
    one = Document(
        1,
        text,
        (Section(text, text), Section("", "visa")),
        language,
        frozenset({text, "network"}),
        {text: frozenset({text})},
    )
    passages = passages_of(one)
    index.upsert(one, passages, embedder.embed_passages([passage.text for passage in passages]))
    results = Searcher(embedder, index).search(Query("visa", NETWORK))
    assert results.total == 1
    for hit in results.hits:
        assert all(hit.passage.text[start:end] for start, end in hit.spans)
