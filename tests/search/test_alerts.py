"""Standing questions find among new documents what the same search finds there."""

from collections.abc import Mapping

import pytest

from rcp_search import (
    Document,
    HashingEmbedder,
    Index,
    Query,
    Searcher,
    Section,
    embedded_text,
    passages_of,
)
from rcp_search.alerts import EXPLAINED, Standing, Watch
from rcp_search.models.embedding import Vectors
from rcp_search.terms.thesaurus import Concept, Thesaurus

NETWORK = frozenset({"network"})
EMBEDDER = HashingEmbedder()
TEXTS = [
    ("Recruitment fees", "Employers pay the recruitment fees of workers.", "en"),
    ("Border patrols", "Joint patrols at sea save lives.", "en"),
    ("Frais de recrutement", "Les employeurs paient les frais de recrutement.", "fr"),
    ("Visas", "Workers without fees; a note on recruitment and on visas for workers.", "en"),
    ("Return", "Voluntary return with dignity, and reintegration.", "en"),
]
QUESTIONS = [
    "recruitment fees of workers",
    "joint patrols",
    "frais de recrutement",
    "“recruitment fees” of workers",
    "recruitmnet fees",
    "dignified return",
    "the",
    "",
    "something else entirely",
]


def document(key: int, labels: frozenset[str] = NETWORK, rcp: str = "sacm") -> Document:
    title, text, language = TEXTS[key % len(TEXTS)]
    body = Section("approach", f"{text} Costs are borne by members.", frozenset({"members"}))
    sections = (Section("summary", text), body)
    return Document(key, title, sections, language, labels, {"seat": frozenset({rcp})})


def filled(documents: list[Document]) -> tuple[Index, dict[int, Vectors]]:
    index, vectors = Index(EMBEDDER.name, EMBEDDER.dimension), {}
    for one in documents:
        passages = passages_of(one)
        vectors[one.key] = EMBEDDER.embed_passages(
            [embedded_text(one.title, passage.text) for passage in passages]
        )
        index.upsert(one, passages, vectors[one.key])
    return index, vectors


def asked(watch: Watch, queries: list[Query], new: Mapping[int, Vectors]) -> list[list[int]]:
    standing = [Standing(query, watch.vector(query.text)) for query in queries]
    return [[match.key for match in found] for found in watch.good_matches(standing, new)]


def searched(searcher: Searcher, query: Query, new: Mapping[int, Vectors]) -> list[int]:
    return [hit.key for hit in searcher.search(query).hits if not hit.weak and hit.key in new]


@pytest.mark.parametrize("labels", [NETWORK, frozenset({"members"}), frozenset({"others"})])
@pytest.mark.parametrize("exclude", [{}, {"seat": frozenset({"sacm"})}])
def test_good_matches_are_those_of_a_search_in_the_whole_index(
    labels: frozenset[str], exclude: Mapping[str, frozenset[str]]
) -> None:
    documents = [document(key, rcp="rcm" if key % 3 else "sacm") for key in range(40)]
    index, vectors = filled(documents)
    thesaurus = Thesaurus([Concept("fees", {"en": ("recruitment fees",), "fr": ("frais",)})])
    searcher = Searcher(EMBEDDER, index, thesaurus=thesaurus)
    new = {key: vectors[key] for key in range(5, 15)}
    queries = [Query(text, labels, exclude=exclude, limit=100) for text in QUESTIONS]
    found = asked(Watch.like(searcher), queries, new)
    assert found == [searched(searcher, query, new) for query in queries]
    assert any(found) == ("others" not in labels)


def test_a_match_says_what_a_search_says() -> None:
    index, vectors = filled([document(key) for key in range(5)])
    searcher = Searcher(EMBEDDER, index)
    query = Query("recruitment fees of workers", NETWORK)
    watch = Watch.like(searcher)
    ((match, *_others),) = watch.good_matches([Standing(query, watch.vector(query.text))], vectors)
    (hit, *_rest) = searcher.search(query).hits
    assert (match.key, match.words, match.near) == (hit.key, hit.words, hit.near)
    assert match.section == hit.passage.section


def test_only_the_best_of_many_matches_say_which_words_met() -> None:
    index, vectors = filled([document(5 * key) for key in range(30)])
    watch = Watch.like(Searcher(EMBEDDER, index))
    query = Query("recruitment fees", NETWORK)
    (matches,) = watch.good_matches([Standing(query, watch.vector(query.text))], vectors)
    assert [bool(match.words) for match in matches] == [True] * EXPLAINED + [False] * 20


def test_a_document_that_the_index_holds_otherwise_is_left_out() -> None:
    index, vectors = filled([document(0), document(3)])
    new = {0: vectors[0][:1], 3: vectors[3], 99: vectors[3]}
    watch = Watch.like(Searcher(EMBEDDER, index))
    assert asked(watch, [Query("recruitment of workers", NETWORK)], new) == [[3]]


def test_nothing_new_answers_nothing() -> None:
    index, _vectors = filled([document(0)])
    watch = Watch.like(Searcher(EMBEDDER, index))
    assert asked(watch, [Query("recruitment fees", NETWORK)], {}) == [[]]


def test_more_questions_than_are_compared_together_all_get_an_answer() -> None:
    index, vectors = filled([document(0)])
    watch = Watch.like(Searcher(EMBEDDER, index))
    queries = [Query("recruitment fees", NETWORK)] * 600
    assert asked(watch, queries, vectors) == [[0]] * 600
