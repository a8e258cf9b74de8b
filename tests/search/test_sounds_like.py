"""A name is found in texts that are written in other letters."""

from types import SimpleNamespace

import pytest

from rcp_search import Query
from rcp_search.lexical import sounds_like
from rcp_search.lexical.sounds_like import SoundsLike, terms_of
from rcp_search.terms.query_words import query_words

NETWORK = frozenset({"network"})
MEMBERS = frozenset({"members"})


def search(world, text, labels=NETWORK):
    return world.searcher.search(Query(text, labels))


def keys(results):
    return [hit.key for hit in results.hits]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("en", "The ministers met in Colombo last year.", "Коломбо"),
        ("en", "The ministers met in Colombo last year.", "كولومبو"),
        ("es", "El taller de Puebla trató de los contratos.", "встреча в Пуэбле"),
        ("ru", "Министры встретились в Коломбо.", "Colombo"),
        ("ar", "اجتمع الوزراء في كولومبو", "Colombo"),
        ("ar", "اجتمع الوزراء في كولومبو", "Коломбо"),
        ("en", "Nurses from the Philippines.", "las enfermeras de Filipinas"),
    ],
)
def test_a_name_is_found_and_marked_in_other_letters(world, make, language, written, typed):
    world.put(make(1, "", written, language=language), make(2, "", "Lorem ipsum.", language="en"))
    (hit,) = search(world, typed).hits
    assert hit.key == 1
    assert hit.words


def test_a_name_is_found_in_a_title(world, make):
    world.put(make(1, "Workshop of Colombo", "Lorem ipsum."))
    assert keys(search(world, "Коломбо")) == [1]


def test_a_word_that_is_there_as_typed_is_not_looked_for_by_its_sound(world, make):
    world.put(
        make(1, "", "Министры встретились в Коломбо.", language="ru"),
        make(2, "", "The ministers met in Colombo."),
    )
    first, second = search(world, "Коломбо").hits
    assert (first.key, second.key) == (1, 2)
    assert first.score > second.score


def test_words_that_are_no_names_are_not_found_by_their_sound(world, make):
    world.put(make(1, "", "Pay by columbo and card."))
    assert not search(world, "Коломбо").hits


def test_where_the_language_is_not_known_names_in_the_same_letters_are_not_looked_for(world, make):
    world.put(make(1, "", "The ministers met in Colombo."))
    assert not search(world, "Kolombo").hits
    assert not search(world, "Kolombo").corrections


def test_a_name_only_in_a_closed_text_is_not_found_and_changes_nothing(world, make):
    world.put(make(1, "", "Public: Recruitment in Manila."))
    before = search(world, "Коломбо и Манила")
    world.put(make(2, "", "Closed: Ministers in Colombo.", labels=["members"]))
    after = search(world, "Коломбо и Манила")
    assert keys(after) == keys(before) == [1]
    assert after.hits[0].words == before.hits[0].words
    assert (after.total, after.facets, after.corrections) == (
        before.total,
        before.facets,
        before.corrections,
    )
    assert set(keys(search(world, "Коломбо и Манила", NETWORK | MEMBERS))) == {1, 2}


def test_each_way_to_read_a_name_is_a_term_of_its_own():
    assert set(terms_of("They met in Jakarta.", "en")) == {
        "en skrt jakarta",
        "en krt jakarta",
    }


def test_nothing_is_looked_up_where_all_texts_are_in_the_language_of_the_query():
    class Untouched:
        def __getattr__(self, name):
            raise AssertionError(name)

    assert SoundsLike(Untouched(), ["en"]).names(query_words("the talks of Colombo")) == {}
    assert SoundsLike(Untouched(), ["en", "fr"]).names(query_words("Colombo")) == {}


def test_acronyms_are_not_compared_by_their_sound(world, make):
    world.put(make(1, "", "اجتمع الوزراء في كولومبو", language="ar"))
    assert not search(world, "the talks of the COLOMBO").hits


def test_what_is_not_written_as_a_name_is_not_compared_with_arabic_words(world, make):
    world.put(make(1, "", "اجتمع الوزراء في كولومبو", language="ar"))
    assert not search(world, "colombo").hits


def test_of_a_great_many_names_with_one_sound_only_some_are_looked_at(monkeypatch):
    monkeypatch.setattr(sounds_like, "_MOST_LOOKED_AT", 10)
    seen = []

    def terms_with_prefix(field, prefix):
        for number in range(1_000):
            seen.append(number)
            yield f"{prefix}colombo{'o' * number}", 1

    searcher = SimpleNamespace(terms_with_prefix=terms_with_prefix)
    found = SoundsLike(searcher, ["en"]).names(query_words("Коломбо"))
    assert len(seen) <= 20
    assert found["коломбо"]["en"][0] == "colombo"
    assert len(found["коломбо"]["en"]) <= 4
