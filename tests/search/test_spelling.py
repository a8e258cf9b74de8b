"""A word that nobody wrote is taken as the closest ones that somebody did, for less."""

from dataclasses import replace

import pytest

from rcp_search import Query
from rcp_search.lexical import word_index
from rcp_search.lexical.spelling import COMMON, MOST_CORRECTED, MOST_TAKEN, mistakes_forgiven
from rcp_search.rows.scope import Scope
from rcp_search.terms.glossary import Concept
from rcp_search.terms.query_words import query_words
from rcp_search.terms.thesaurus import EMPTY, Thesaurus

NETWORK = frozenset({"network"})
MEMBERS = frozenset({"members"})


def search(world, text, labels=NETWORK):
    return world.searcher.search(Query(text, labels))


def corrections(world, text, labels=NETWORK):
    return dict(search(world, text, labels).corrections)


@pytest.mark.parametrize(
    ("language", "written", "typed", "taken"),
    [
        ("en", "Fair recruitment.", "recruitmnet", "recruitment"),
        ("en", "Fair recruitment.", "recrutmnet", "recruitment"),
        ("en", "Our workers.", "the wokers", "workers"),
        ("fr", "De l’argent pour eux.", "l'arjent des autres", "argent"),
        ("es", "Un contrato para todos.", "el contrto y la visa", "contrato"),
        ("pt", "O conselho dos emigrantes.", "conselo", "conselho"),
        ("ru", "Приграничное движение.", "пригроничное", "приграничное"),
        ("ar", "القاصرون المصحوبون.", "المصحوبن في", "المصحوبون"),
    ],
)
def test_a_misspelt_word_is_found_and_said_to_be_taken_as_another(
    world, make, language, written, typed, taken
):
    world.put(make(1, "", written, language=language))
    results = search(world, typed)
    assert [hit.key for hit in results.hits] == [1]
    assert next(iter(results.corrections.values())) == (taken,)
    (hit,) = results.hits
    assert hit.words


@pytest.mark.parametrize(
    ("word", "mistakes"),
    [
        ("vis", 0), ("visa", 1), ("workers", 1), ("recruits", 2), ("covid19", 0), ("2026", 0),
        ("виза", 1), ("تأشي", 1),
    ],
)  # fmt: skip
def test_longer_words_may_have_more_mistakes(word, mistakes):
    assert mistakes_forgiven(word) == mistakes


@pytest.mark.parametrize(
    "typed",
    ["wxrkxrs", "recxuxtmxnt", "WOKERS", '"wokers"', "vi", "worker", "visas", "and"],
)
def test_other_words_are_left_as_they_are(world, make, typed):
    world.put(make(1, "", "Recruitment of workers with a visa."))
    assert corrections(world, typed) == {}


def test_two_neighbouring_letters_swapped_are_one_mistake(world, make):
    world.put(make(1, "", "Workers."))
    assert corrections(world, "wrokers") == {"wrokers": ("workers",)}


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("fr", "Intégration des réfugiés.", "integration refugies"),
        ("es", "Protección.", "proteccion"),
        ("pt", "Proteção.", "protecao"),
        ("ru", "Ребёнок.", "ребенок"),
        ("ar", "إدماج الأطفال والأسرة.", "ادماج الاطفال والاسره"),
    ],
)
def test_missing_accents_and_variants_of_letters_are_no_mistakes(
    world, make, language, written, typed
):
    world.put(make(1, "", written, language=language))
    results = search(world, typed)
    assert results.corrections == {}
    assert not results.weak


def test_only_the_closest_words_are_taken_each_stem_once_and_few(world, make):
    world.put(make(1, "", "Forced, forged, formed, forded, force. Forge, for certain, forty."))
    assert corrections(world, "forxed visa") == {"forxed": ("forced", "forded", "forged")}
    assert MOST_TAKEN == 3


def test_forms_of_one_word_are_taken_once(world, make):
    world.put(make(1, "", "Contracts. A contract."))
    assert corrections(world, "contracs") == {"contracs": ("contract",)}


def test_commoner_words_are_taken_first(world, make):
    world.put(make(1, "", "Forged."), make(2, "", "Forced."), make(3, "", "Forced."))
    assert corrections(world, "forxed") == {"forxed": ("forced", "forged")}


def test_only_words_of_the_language_of_the_query_are_taken(world, make):
    world.put(make(1, "", "Un contrat.", language="fr"), make(2, "", "Um contrato.", language="pt"))
    assert corrections(world, "contrap para os trabalhadores dos outros") == {}
    assert corrections(world, "contrsto para os trabalhadores dos outros") == {
        "contrsto": ("contrato",)
    }


def test_a_word_of_another_language_is_no_mistake(world, make):
    world.put(make(1, "", "The contract."), make(2, "", "Le contrat.", language="fr"))
    assert corrections(world, "the contrat") == {}


def test_a_word_of_the_thesaurus_is_no_mistake_and_may_be_taken(world, make):
    world.put(make(1, "", "Detention of workers."))
    assert corrections(world, "detection") == {"detection": ("detention",)}
    world.searcher.use(Thesaurus([Concept("detection", {"en": ("detection",)})]))
    assert corrections(world, "detection") == {}
    assert corrections(world, "detecxion") == {"detecxion": ("detection",)}


def test_only_some_words_of_a_query_are_corrected(world, make):
    world.put(make(1, "", "Alpha bravo charlie delta foxtrot golfer."))
    assert len(corrections(world, "alpho bravu charlia delto foxtrat golfar")) == MOST_CORRECTED


def test_a_word_taken_is_worth_less_than_the_word_itself(world, make):
    world.put(make(1, "", "Fair workers."), *(make(key, "", "Fair play.") for key in range(2, 9)))
    world.index.bring_up_to_date()
    words = query_words("wokers")
    taken = world.index.corrections(words, NETWORK, EMPTY)
    assert taken == {"wokers": ("workers",)}

    def coverage(text):
        return float(world.index.coverage(text, Scope(NETWORK)).max())

    right = coverage(query_words("workers"))
    wrong = coverage(replace(words, corrections=taken))
    assert 0 < wrong < 0.75 * right


def test_only_words_that_the_reader_may_see_are_taken(world, make):
    world.put(make(1, "", "Border."), make(2, "", "Workers.", labels=MEMBERS))
    assert corrections(world, "wokers", MEMBERS) == {"wokers": ("workers",)}
    assert corrections(world, "wokers", NETWORK) == {}


def test_a_word_that_the_reader_may_not_see_is_as_unknown_as_any(world, make):
    world.put(make(1, "", "Workers."), make(2, "Wokers", "Wokers.", labels=MEMBERS))
    assert corrections(world, "wokers", NETWORK) == {"wokers": ("workers",)}
    assert corrections(world, "wokers", NETWORK | MEMBERS) == {}


def test_a_hidden_word_that_is_closer_does_not_keep_another_from_being_taken(world, make):
    world.put(make(1, "", "Recruitment."), make(2, "", "Recruitmnets recruitmnut.", labels=MEMBERS))
    assert corrections(world, "recruitmnet") == {"recruitmnet": ("recruitment",)}


def test_without_labels_nothing_is_said(world, make):
    world.put(make(1, "", "Visas."))
    assert corrections(world, "visxas", frozenset()) == {}


def test_common_words_are_known_without_looking_closer(world, make):
    text = "Common. " * 3
    world.put(*(make(key, "", text, labels=MEMBERS) for key in range(COMMON)))
    world.put(make(COMMON, "", "Comron.", labels=NETWORK))
    assert corrections(world, "common") == {}


def test_a_word_written_later_is_taken_too(world, make):
    world.put(make(1, "", "Workshop."))
    assert corrections(world, "wokers") == {}
    world.put(make(2, "", "Workers."))
    assert corrections(world, "wokers") == {"wokers": ("workers",)}


def test_words_that_are_not_kept_are_looked_up_again(world, make, monkeypatch):
    monkeypatch.setattr(word_index, "_MOST_KEPT", 0)
    world.put(make(1, "", "Workers and visas."))
    for _ in range(2):
        assert corrections(world, "wokers visxas") == {"wokers": ("workers",), "visxas": ("visas",)}
