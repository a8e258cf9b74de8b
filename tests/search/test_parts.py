"""Each part of a document is found under its own labels and in its own language, or not at all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rcp_search import Document, Query, Searcher, Section, passages_of
from rcp_search.models.calibration import Calibration
from rcp_search.passages import kept_passage
from rcp_search.rows.entry import Entry, WrittenEntries, joined, written

PUBLIC, MEMBERS = frozenset({"public"}), frozenset({"members"})


def practice(key, *sections, labels=PUBLIC | MEMBERS):
    facets = {"rcp": frozenset({"apc"})}
    return Document(key, "Consular help", sections, "en", labels, facets)


def summary(text):
    return Section("summary", text)


def body(text, labels=MEMBERS, language=None, title=None):
    return Section("impact", text, labels, language, title)


def french(text):
    return body(text, None, "fr", "Aide consulaire")


@pytest.fixture
def world(either_world):
    return either_world


# --- whoever may read less finds less ------------------------------------------


def test_a_part_is_found_under_its_own_labels_only(world):
    world.put(practice(1, summary("Workers abroad are registered."), body("Bribes were paid.")))
    assert world.searcher.search(Query("bribes", PUBLIC)).total == 0
    (hit,) = world.searcher.search(Query("bribes", MEMBERS)).hits
    assert hit.passage.section == "impact"
    for text in ("workers registered", "consular"):
        (hit,) = world.searcher.search(Query(text, PUBLIC)).hits
        assert hit.passage.section == "summary"


def test_a_part_may_be_open_to_those_who_do_not_find_the_rest(world):
    world.put(practice(1, summary("Workers."), body("Bribes.", PUBLIC), labels=MEMBERS))
    assert world.searcher.search(Query("bribes", PUBLIC)).total == 1
    assert world.searcher.search(Query("workers", PUBLIC)).total == 0


def test_a_part_open_to_nobody_is_found_by_nobody(world):
    world.put(practice(1, summary("Workers."), body("Bribes.", frozenset())))
    assert world.searcher.search(Query("bribes", PUBLIC | MEMBERS)).total == 0


def test_the_title_is_found_by_those_who_find_no_part(world):
    world.put(practice(1, summary(""), body("Bribes were paid.")))
    (hit,) = world.searcher.search(Query("consular", PUBLIC)).hits
    assert (hit.passage.section, hit.passage.text) == ("", "Consular help")
    assert world.searcher.search(Query("bribes", PUBLIC)).total == 0


def test_likeness_is_that_of_the_parts_that_the_labels_show(world):
    world.put(
        practice(1, summary("Workers abroad registered."), body("Bribes paid to kidnappers.")),
        practice(2, summary("Bribes kidnappers paid.")),
        practice(3, summary("Registered workers abroad.")),
    )
    public, members = (
        {hit.key: hit.similarity for hit in world.searcher.similar(1, labels)}
        for labels in (PUBLIC, MEMBERS)
    )
    assert public[3] == pytest.approx(1)
    assert public[2] < members[2] < 1
    assert members[3] < 1
    world.put(practice(1, summary("Workers abroad."), labels=MEMBERS))
    assert world.searcher.similar(1, PUBLIC) == ()


def test_a_word_that_stands_in_hidden_parts_only_is_unknown_and_never_suggested(world):
    world.put(
        practice(1, summary("The border is long."), body("The bolder ones crossed. A bonder.")),
        *(practice(key, summary("Workers."), body("Bolder.")) for key in range(2, 6)),
    )
    assert world.searcher.search(Query("bonder", MEMBERS)).corrections == {}
    assert world.searcher.search(Query("bonder", PUBLIC)).corrections == {"bonder": ("border",)}


def test_changed_labels_of_a_part_count_from_the_next_search(world):
    world.put(practice(1, summary("Workers."), body("Bribes.", None)))
    assert world.searcher.search(Query("bribes", PUBLIC)).total == 1
    world.put(practice(1, summary("Workers."), body("Bribes.")))
    assert world.searcher.search(Query("bribes", PUBLIC)).total == 0


# --- each part in its own language ---------------------------------------------


def test_the_words_of_a_part_are_those_of_its_language(world):
    world.put(practice(1, summary("Workers."), french("Le cheval.")))
    (hit,) = world.searcher.search(Query("des chevaux", PUBLIC)).hits
    assert hit.passage.language == "fr"
    assert hit.words == ("cheval",)


def test_a_part_is_found_by_its_own_title_in_its_own_language(world):
    world.put(practice(1, summary("Workers."), french("Les travailleuses.")))
    (hit,) = world.searcher.search(Query("aides consulaires", PUBLIC)).hits
    assert hit.passage.section == "impact"
    (hit,) = world.searcher.search(Query("consular", PUBLIC)).hits
    assert hit.passage.section == "summary"


def test_a_part_without_its_own_title_is_found_by_that_of_the_document(world):
    world.put(practice(1, summary(""), body("Les travailleuses.", PUBLIC, "fr"), labels=MEMBERS))
    (hit,) = world.searcher.search(Query("consular", PUBLIC)).hits
    assert hit.passage.section == "impact"


def test_a_cosine_is_read_for_the_language_of_the_part(world):
    near = world.embedder.calibration.usual
    far = replace(near, strong=1.1)
    world.embedder.calibration = Calibration(near, {(None, "fr"): far, ("en", "fr"): far})
    world.put(practice(1, summary("Registration abroad."), french("Bribes paid.")))
    searcher = Searcher(world.embedder, world.index)
    hits = {q: searcher.search(Query(q, PUBLIC)).hits[0] for q in ("registration", "bribes")}
    assert hits["registration"].near
    assert not hits["bribes"].near


@pytest.mark.parametrize("language", ["pt-BR", "de"])
def test_a_part_in_any_language_is_found_and_says_which(world, language, tmp_path):
    world.put(practice(1, summary("Workers."), body("Arbeit trabalho.", MEMBERS, language)))
    world.reopen(tmp_path)
    (hit,) = world.searcher.search(Query("arbeit", MEMBERS)).hits
    assert hit.passage.language == language
    assert hit.words == ("Arbeit",)


# --- what is kept ---------------------------------------------------------------


def test_passages_have_what_their_section_has_of_its_own():
    document = practice(
        1, summary("Workers. " * 200), body("Ouvriers. " * 400, MEMBERS, "fr", "Aide")
    )
    passages = passages_of(document)
    assert {p.section: (p.labels, p.language, p.title) for p in passages} == {
        "summary": (None, None, None),
        "impact": (MEMBERS, "fr", "Aide"),
    }
    assert [kept_passage(document, p.number, p.section, p.text) for p in passages] == passages


def test_nobody_finds_a_kept_passage_of_a_section_that_has_gone():
    document = practice(1, summary("Workers."))
    gone = kept_passage(document, 1, "annex", "Bribes.")
    assert document.labels_of(gone) == frozenset()
    title = kept_passage(document, 0, "", document.title)
    assert document.labels_of(title) == document.labels


def test_an_entry_is_written_with_what_its_passages_have_of_their_own_and_no_more():
    document = practice(1, summary("Workers."), body("Ouvriers.", MEMBERS, "fr", "Aide"))
    passages = (*passages_of(document), *passages_of(practice(1)))
    entry = Entry(1, "Title", "en", PUBLIC, document.facets, passages, 5)
    read = WrittenEntries(*joined([written(entry)])).entry(0, 5)
    numbered = [replace(one, number=place) for place, one in enumerate(passages)]
    assert read == replace(entry, passages=tuple(numbered))
    assert b"null" not in written(entry)


# --- nothing that is hidden shows -----------------------------------------------


class WordsInCommon:
    """Looks at whether there is a word in common, not how rare it is.

    How rare words are is counted in all passages, and may move a score a little.
    """

    @staticmethod
    def found(similarity, coverage, readings):
        return (coverage > 0) | (similarity >= readings.floor)

    @staticmethod
    def fused(similarity, coverage, readings):
        return (similarity + (coverage > 0)).astype(np.float32)

    @staticmethod
    def strong(similarity, coverage, readings):
        return (coverage > 0) | (similarity >= readings.strong)


LABELS = st.frozensets(st.sampled_from("abc"), max_size=3)
WORDS = st.sampled_from(
    [
        "border",
        "bolder",
        "binder",
        "bonder",
        "visas",
        "visa",
        "worker",
        "workers",
        "asylum",
        "asile",
        "ouvriers",
        "WHO",
    ]
)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
LANGUAGES = st.sampled_from([None, "fr", "de"])
SECTIONS = st.builds(
    Section,
    st.sampled_from(["summary", "impact", "fr:impact"]),
    TEXTS,
    st.none() | LABELS,
    LANGUAGES,
    st.none() | TEXTS,
)
VALUES = st.frozensets(st.sampled_from("xyz"), max_size=2)
FACETS = st.fixed_dictionaries({}, optional={"rcp": VALUES, "theme": VALUES})
DOCUMENTS = st.lists(
    st.builds(
        Document,
        st.integers(0, 5),
        TEXTS,
        st.lists(SECTIONS, max_size=4).map(tuple),
        st.sampled_from(["en", "fr"]),
        LABELS,
        FACETS,
    ),
    max_size=7,
    unique_by=lambda document: document.key,
)
MISSPELT = st.sampled_from(["bander", "bordre", "visaz", "wrokers", "asylun", "xxxxx"])
QUERIES = st.builds(
    Query,
    st.lists(WORDS | MISSPELT | TEXTS.map('"{}"'.format), min_size=1, max_size=3).map(" ".join),
    LABELS,
    FACETS,
    FACETS,
    st.integers(1, 10),
    st.integers(0, 2),
    st.sampled_from(["", "rcp"]),
)


def shown_only(documents, labels):
    """Return the documents with those of their passages that the labels show."""
    for document in documents:
        shown = [one for one in passages_of(document) if document.labels_of(one) & labels]
        if shown:
            yield document, [replace(one, number=place) for place, one in enumerate(shown)]


def told(hits):
    """Return hits without the number of the passage, which nobody is shown."""
    return [replace(hit, passage=replace(hit.passage, number=0)) for hit in hits]


def answers(world, query):
    searcher = Searcher(world.embedder, world.index, WordsInCommon())
    results = searcher.search(query)
    facets = {facet: counts for facet, counts in results.facets.items() if counts}
    likenesses = [
        told(searcher.similar(key, query.labels, query.filters, query.exclude)) for key in range(6)
    ]
    return replace(results, hits=tuple(told(results.hits)), facets=facets), likenesses


@settings(max_examples=40, deadline=None)
@given(earlier=DOCUMENTS, documents=DOCUMENTS, queries=st.lists(QUERIES, min_size=1, max_size=4))
def test_answers_are_those_of_an_index_of_what_the_labels_show(
    new_world, tmp_path_factory, earlier, documents, queries
):
    world = new_world().put(*earlier)
    answers(world, queries[0])
    for document in earlier:
        world.index.remove(document.key)
    world.put(*documents)
    for turn in ("changed", "kept"):
        for query in queries:
            expected = new_world()
            for document, passages in shown_only(documents, query.labels):
                expected.hold(document, passages)
            assert answers(world, query) == answers(expected, query), turn
        world.reopen(tmp_path_factory.mktemp("snapshot"))
