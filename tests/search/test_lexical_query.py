"""What is asked for by words: phrases as written, names as typed, plain words otherwise."""

import pytest

from rcp_search import Query
from rcp_search.rows.scope import Scope
from rcp_search.terms.query_words import MOST_WORDS_WITH_PHRASES, query_words

NETWORK = frozenset({"network"})


def search(world, text):
    return world.searcher.search(Query(text, NETWORK))


def by_words(world, text):
    """Return the keys that words find, best first."""
    world.index.bring_up_to_date()
    coverage = world.index.coverage(query_words(text), Scope(NETWORK))
    rows = [int(row) for row in (-coverage).argsort(kind="stable") if coverage[row] > 0]
    return [world.index.passage_at(row)[0].key for row in rows]


def coverage(world, text):
    world.index.bring_up_to_date()
    return float(world.index.coverage(query_words(text), Scope(NETWORK)).max())


# --- words in quotation marks -----------------------------------------------------


@pytest.fixture
def neighbours(world, make):
    return world.put(
        make(1, "", "They meet once a week at the neighbours' hour in town."),
        make(2, "", "An hour with a neighbour; the neighbours met for an hour."),
        make(3, "The neighbours’ hour", "They meet once a week in town, all of them."),
    )


@pytest.mark.parametrize("quotes", ['""', "“”", "«»", "„“", "””"])
def test_a_phrase_in_quotation_marks_must_stand_as_written(neighbours, quotes):
    phrase = f"{quotes[0]}Neighbours' Hour{quotes[1]}"
    assert sorted(by_words(neighbours, phrase)) == [1, 3]
    assert sorted(by_words(neighbours, "neighbours hour")) == [1, 2, 3]


def test_a_phrase_holds_its_function_words_and_endings(neighbours):
    assert by_words(neighbours, '"met for an hour"') == [2]
    assert by_words(neighbours, '"met an hour"') == []
    assert by_words(neighbours, '"neighbour hour"') == []


def test_a_single_word_in_quotation_marks_must_stand_as_written(neighbours):
    assert by_words(neighbours, '"neighbour"') == [2]


def test_every_phrase_must_stand_and_other_words_need_not(neighbours):
    assert by_words(neighbours, '"once a week" "at the neighbours"') == [1]
    assert by_words(neighbours, '"for an hour" unheard') == [2]


def test_accents_and_letter_case_of_a_phrase_do_not_matter(world, make):
    world.put(make(1, "", "La ROUTE sans frais.", language="fr"))
    assert by_words(world, "« route sans fraìs »") == [1]


def test_what_lacks_the_phrase_is_never_a_good_match(world, make):
    text = "The neighbours sat an hour in town."
    world.put(make(1, "", text))
    assert not search(world, text).weak
    results = search(world, f'"{text} Always"')
    assert [hit.key for hit in results.hits] == [1]
    assert results.hits[0].weak
    assert results.weak


def test_what_holds_the_phrase_is_a_good_match(neighbours):
    hits = {hit.key: hit.weak for hit in search(neighbours, '"neighbours\' hour"').hits}
    assert not hits[1]
    assert not hits[3]
    assert hits.get(2, True)


@pytest.mark.parametrize(
    "text", ['neighbours" hour', '"neighbours hour', 'neigh"bour"hood', '5" 6"']
)
def test_a_mark_without_its_other_half_is_nothing(text):
    assert query_words(text).quoted == ()


def test_what_a_long_text_quotes_is_no_order(neighbours):
    long = "word " * MOST_WORDS_WITH_PHRASES
    assert query_words(f'{long} "neighbours hour"').quoted == ()
    assert query_words(f'{long[:-10]} "hour"').quoted == (("hour",),)


# --- names with digits and signs ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("AVR+R for all", ("avr", "r")),
        ("the IGAD-RCP meets", ("igad", "rcp")),
        ("5+5", ("5", "5")),
        ("GCM 23", ("gcm", "23")),
        ("covid-19", ("covid", "19")),
        ("a rise of 3.5 percent", ("3", "5")),
        ("٣٫٥", ("3", "5")),
    ],
)
def test_names_and_decimals_are_read_whole(text, parts):
    assert query_words(text).compounds == (parts,)


@pytest.mark.parametrize("text", ["cross-border", "main-d'œuvre", "and/or", "visa 23", "Visa."])
def test_ordinary_words_in_a_row_are_no_name(text):
    assert query_words(text).compounds == ()


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("AVR+R", "On AVR+R, again", "On AVR and R, again"),
        ("IGAD-RCP", "At IGAD-RCP they met", "At IGAD an RCP met"),
        ("5+5", "The 5+5 met once", "The 5 met once more"),
        ("COVID-19", "Since COVID-19 all met", "Since COVID of 19 met"),
        ("3.5", "Up by 3.5 percent here", "Up by 5 or 3 percent"),
        ("GCM 23", "Under GCM 23 they met", "Under 23 GCM they met"),
    ],
)
def test_a_name_is_found_as_typed_before_its_parts_alone(world, make, text, whole, parts):
    world.put(make(1, "", parts), make(2, "", whole))
    assert by_words(world, text) == [2, 1]


def test_a_name_in_the_title_is_found_as_typed(world, make):
    world.put(make(1, "R and AVR", "Text."), make(2, "AVR+R", "Text."))
    assert by_words(world, "AVR+R") == [2, 1]


def test_the_whole_name_covers_the_query_and_its_parts_do_not(world, make):
    world.put(make(1, "", "The 5+5 met."), *(make(key, "", "The rest met.") for key in (2, 3, 4)))
    whole = coverage(world, "5+5")
    world.put(make(1, "", "The 5 rest met."))
    assert coverage(world, "5+5") < 0.75 * whole


# --- acronyms that are function words ------------------------------------------------


def test_an_acronym_is_not_the_function_word_it_looks_like(world, make):
    world.put(make(1, "", "Those who met."), make(2, "", "The WHO met."))
    assert by_words(world, "WHO") == [2]
    assert by_words(world, "who") == []


def test_a_text_all_in_capitals_is_read_like_any_other(world, make):
    world.put(make(1, "", "THE PROTECTION OF ALL THE MIGRANTS"))
    assert by_words(world, "WHO ARE ALL OF THE") == []
    assert by_words(world, "HOW TO PROTECT A MIGRANT") == [1]
