"""The language of a text is told by the text alone."""

import pytest

from rcp_ingest.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The desk tells workers what they have to pay before they leave.", "en"),
        ("Le guichet informe les travailleurs de leurs droits avant le départ.", "fr"),
        ("La ventanilla informa a las personas trabajadoras antes de salir.", "es"),
        ("O balcão informa os trabalhadores sobre os seus direitos.", "pt"),
        ("Центр рассказывает трудящимся об их правах до отъезда.", "ru"),
        ("يطلع المكتب العمال على حقوقهم قبل السفر.", "ar"),
        ("Travail saisonnier et retour", "fr"),
        ("Registro de trabajadores migrantes", "es"),
    ],
)
def test_each_language_of_the_exchange_is_told(text: str, language: str) -> None:
    assert language_of(text)[0] == language


@pytest.mark.parametrize(
    "text",
    [
        "Die Beratungsstelle hilft bei der Anerkennung von Abschlüssen.",
        "Lo sportello aiuta i lavoratori a conoscere i propri diritti.",
        "Центр консультує працівників щодо їхніх прав та обов'язків.",
        "مرکز به کارگران مهاجر درباره حقوق آنها مشاوره می دهد.",
        "该中心为移徙工人提供有关其权利的咨询。",
    ],
)
def test_a_text_in_another_language_is_in_none(text: str) -> None:
    assert language_of(text) == ("", 0.0)


@pytest.mark.parametrize("text", ["", " ", "2015", "MIDSA", "\x00" * 50])
def test_what_is_too_short_is_in_none(text: str) -> None:
    assert language_of(text) == ("", 0.0)


def test_a_sentence_is_surer_than_a_word_that_two_languages_share() -> None:
    sentence = "La ventanilla informa a las personas antes de salir del país."
    assert language_of(sentence)[1] > language_of("Centro regional")[1]
