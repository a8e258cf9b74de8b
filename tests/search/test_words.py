"""Words are compared by stem, without accents, vowel marks and function words."""

import pytest

from rcp_search.query_words import query_words
from rcp_search.words import (
    analysed_language,
    fold,
    folded_words,
    is_function_word,
    stem,
    words_in,
)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("recruitment", "recruitments")),
        ("en", ("protecting", "protected", "protects")),
        ("fr", ("intégration", "integration", "INTÉGRATION", "intégrations")),
        ("es", ("protección", "proteccion", "PROTECCIÓN")),
        ("pt", ("proteção", "protecao")),
        ("pt", ("migrações", "migracoes")),
        ("ru", ("мигрант", "мигранты", "мигрантов", "Мигрантами")),
        ("ru", ("трудящийся", "трудящимся")),
        ("ar", ("العمال", "عمال", "والعمال", "للعمال", "بالعمال", "العُمّال", "العمـــال")),
        ("ar", ("الإدماج", "ادماج", "الادماج", "إدماج")),
        ("ar", ("الهجرة", "الهجره", "هجرة")),
    ],
)
def test_forms_of_a_word_meet(language, forms):
    assert len({stem(fold(form), language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "migrant", "mission"), ("ar", "وزارة", "زيارة"), ("ru", "труд", "виза")],
)
def test_different_words_stay_different(language, one, other):
    assert stem(fold(one), language) != stem(fold(other), language)


def test_letters_of_other_scripts_are_folded():
    assert fold("Ёлка") == "елка"
    assert fold("район") == "район"
    assert fold("Œuvre") == "oeuvre"
    assert fold("٢٠٢٦") == "2026"
    assert fold("کی") == "كي"


def test_words_are_found_with_their_places():
    text = "L’intégration—5+5, (العُمّال) x-ray"
    assert [word.group() for word in words_in(text)] == [
        "L",
        "intégration",
        "5",
        "5",
        "العُمّال",
        "x",
        "ray",
    ]


def test_a_run_of_a_thousand_letters_is_no_word():
    assert folded_words("x" * 1000) == []


def test_single_letters_carry_nothing_and_digits_do():
    assert is_function_word("l", "en")
    assert not is_function_word("5", "en")


@pytest.mark.parametrize(
    ("tag", "language"), [("pt-BR", "pt"), ("FR", "fr"), ("de", "und"), ("", "und")]
)
def test_language_tags(tag, language):
    assert analysed_language(tag) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do other regions protect workers from abuse", "en"),
        ("comment protéger les travailleurs contre les abus", "fr"),
        ("cómo proteger a los trabajadores de los abusos", "es"),
        ("como proteger os trabalhadores dos abusos", "pt"),
        ("как защитить трудящихся от злоупотреблений", "ru"),
        ("كيف نحمي العمال من الاستغلال", "ar"),
        ("IOM", None),
        ("", None),
    ],
)
def test_the_language_of_a_query(text, language):
    assert query_words(text).language == language


def test_a_query_keeps_its_subject():
    assert query_words("How do they protect the workers and the Workers?").folded == (
        "protect",
        "workers",
    )
