"""Words are compared by stem, without accents, vowel marks and function words."""

import unicodedata
from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp_search.languages.words import (
    analysed_language,
    beginning,
    beginnings,
    fold,
    folded_words,
    is_function_word,
    stem,
    subject,
    subjects,
    words_in,
    words_of,
)
from rcp_search.terms.glossary import PACKAGED, read_glossary
from rcp_search.terms.query_words import query_words


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("recruitment", "recruitments")),
        ("en", ("protecting", "protected", "protects")),
        ("en", ("organisation", "organization", "Organisations")),
        ("en", ("regularised", "regularized")),
        ("en", ("labour", "labor", "Labour")),
        ("en", ("neighbouring", "neighbors", "neighbour")),
        ("en", ("centre", "center", "centres")),
        ("en", ("programme", "programs")),
        ("en", ("child", "children")),
        ("en", ("woman", "women")),
        ("en", ("crisis", "crises")),
        ("fr", ("intégration", "integration", "INTÉGRATION", "intégrations")),
        ("fr", ("réfugié", "réfugiée", "réfugiés", "refugiees")),
        ("fr", ("emploi", "emplois")),
        ("fr", ("étranger", "étrangers", "étrangère")),
        ("es", ("protección", "proteccion", "PROTECCIÓN")),
        ("es", ("mujer", "mujeres")),
        ("es", ("joven", "jóvenes")),
        ("pt", ("proteção", "protecao")),
        ("pt", ("migração", "migrações", "migracoes")),
        ("pt", ("imigração", "imigracao", "imigrante")),
        ("pt", ("decisão", "decisões", "decisao")),
        ("pt", ("laboral", "laborais")),
        ("pt", ("vulnerável", "vulneráveis", "vulneravel")),
        ("pt", ("jovem", "jovens")),
        ("ru", ("мигрант", "мигранты", "мигрантов", "Мигрантами")),
        ("ru", ("трудящийся", "трудящимся")),
        ("ru", ("беженец", "беженца", "беженцев")),
        ("ru", ("ребёнок", "ребенка")),
        ("ar", ("العمال", "عمال", "والعمال", "للعمال", "بالعمال", "العُمّال", "العمـــال")),
        ("ar", ("الإدماج", "ادماج", "الادماج", "إدماج")),
        ("ar", ("الهجرة", "الهجره", "هجرة", "للهجرة", "وبالهجرة", "ٱلهجرة")),
        ("ar", ("مهاجر", "المهاجرين", "مهاجرون", "والمهاجرات", "كالمهاجرين")),
        ("ar", ("تحويل", "تحويلات", "التحويلات")),
        ("ar", ("قنصلية", "القنصليات", "قنصلي")),
        ("ar", ("لاجئ", "اللاجئين", "للاجئين", "لاجئون", "اللاجئة")),
        ("ar", ("لجوء", "اللجوء", "للجوء")),
        ("ar", ("إلكتروني", "الإلكترونية")),
        ("ar", ("حقوق", "حقوقهم")),
    ],
)
def test_forms_of_a_word_meet(language, forms):
    assert len({stem(fold(form), language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "migrant", "mission"),
        ("en", "four", "for"),
        ("en", "visa", "vis"),
        ("pt", "pais", "mal"),
        ("ar", "وزارة", "زيارة"),
        ("ar", "بيان", "بيت"),
        ("ru", "труд", "виза"),
    ],
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


def test_a_word_in_capitals_is_no_function_word_unless_all_are():
    assert query_words("WHO in Geneva").folded == ("who", "geneva")
    assert query_words("who in Geneva").folded == ("geneva",)
    assert query_words("WHO IS IN GENEVA TODAY").folded == ("geneva", "today")
    assert query_words("WHO").stems("en") == {"who": "who"}


def test_the_same_words_count_in_a_text_and_in_a_query():
    assert subjects("The WHO and those who met", "en") == ["who", stem("met", "en")]
    assert subjects("THE WHO AND THOSE WHO MET", "en") == [stem("met", "en")]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_word_begins_like_what_is_read_from_it(form):
    labels = {
        (unicodedata.normalize(form, label), language)
        for concept in read_glossary(PACKAGED)
        for language, labels in concept.labels.items()
        for label in labels
    }
    words = {(word.group(), language) for label, language in labels for word in words_in(label)}
    assert len(words) > 15_000
    for word, language in words:
        begun = {beginning(word[:1]), beginning(word[:2])}
        assert begun <= beginnings([fold(word)])
        if found := subject(word, language):
            assert begun <= beginnings([found], language)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_stems_begin_like_their_words_however_short_these_are(language):
    endings = ("", "s", "n", "es", "ed", "ies", "ying", "ings", "ement", "era", "idad", "cao")
    for first, second, ending in product(ascii_lowercase, ascii_lowercase, endings):
        word = first + second + ending
        assert beginning(word[:2]) in beginnings([stem(word, language)], language)


@given(st.text(st.one_of(st.characters(codec="ascii"), st.sampled_from("é\u0301ىـ٣’"))))
def test_the_words_of_a_text_are_those_that_are_in_it(text):
    assert words_of(text) == [word.group() for word in words_in(text)]
