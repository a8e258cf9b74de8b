"""The words that met are marked where they stand, as they are written."""

import pytest

from rcp_search.highlight import Marker
from rcp_search.terms.query_words import query_words


@pytest.mark.parametrize(
    ("language", "query", "text", "met"),
    [
        ("en", "protect workers", "Protecting a worker; workers protected.",
         ["Protecting", "worker", "workers", "protected"]),
        ("fr", "integration des etats", "L’intégration : les États.", ["intégration", "États"]),
        ("es", "protección", "Proteccion y PROTECCIÓN", ["Proteccion", "PROTECCIÓN"]),
        ("pt", "proteção", "a proteção", ["proteção"]),
        ("ru", "мигрантов", "Права мигрантам.", ["мигрантам"]),
        ("ar", "العمال", "حقوق للعُمّال.", ["للعُمّال"]),
        ("de", "Arbeit", "Die Arbeit", ["Arbeit"]),
        ("en", "how is it with the IOM", "The IOM is it.", ["IOM"]),
    ],
)  # fmt: skip
def test_words_that_meet_are_marked(language, query, text, met):
    marked = Marker(query_words(query)).marks(text, language)
    assert [text[start:end] for start, end in marked.spans] == met


@pytest.mark.parametrize("text", ["Televisa, visas: visa_visa", "TELEVISA, VISAS: VISA_VISA NOW"])
def test_a_word_is_marked_where_it_stands_and_not_inside_another(text):
    marked = Marker(query_words("visa")).marks(text, "en")
    assert marked.spans == ((10, 15), (17, 21), (22, 26))


def test_each_word_is_named_once_as_first_written():
    marked = Marker(query_words("visa")).marks("Visa, visas and visa. VISA!", "en")
    assert marked.words == ("Visa",)


def test_the_best_sentence_has_the_most_different_words_of_the_query():
    text = "Visa, visa, visa. A visa for workers. Workers."
    start, end = Marker(query_words("visa workers")).marks(text, "en").sentence
    assert text[start:end] == "A visa for workers."


def test_without_a_word_in_common_the_first_sentence_stands_for_the_passage():
    text = "First. Second."
    marked = Marker(query_words("visa")).marks(text, "en")
    assert (marked.spans, marked.words) == ((), ())
    assert text[slice(*marked.sentence)] == "First."


def test_an_empty_passage_has_an_empty_sentence():
    assert Marker(query_words("visa")).marks("", "en").sentence == (0, 0)
