"""Names written in other letters are recognised by their sounds."""

import pytest

from rcp_search.languages.alphabets import alphabet_of
from rcp_search.languages.names import alike, least_alike, names_in, sounds
from rcp_search.languages.words import fold

SAME = [
    ("Warsaw", "Варшава"),
    ("Warsaw", "Варшаве"),
    ("Luther", "Лютер"),
    ("Luther", "لوثر"),
    ("Tesla", "Тесла"),
    ("Tesla", "تسلا"),
    ("Montreal", "مونتريال"),
    ("Puebla", "Пуэбла"),
    ("Colombo", "Коломбо"),
    ("Colombo", "كولومبو"),
    ("Budapest", "Будапешт"),
    ("Khartoum", "الخرطوم"),
    ("Hegel", "Гегель"),
    ("George", "Джордж"),
    ("Tokyo", "Токио"),
    ("Коломбо", "كولومبو"),
    ("Filipinas", "Philippines"),
    ("Genève", "Geneva"),
]
DIFFERENT = [
    ("Warsaw", "Лютер"),
    ("Colombo", "Будапешт"),
    ("Luther", "تسلا"),
    ("Manila", "Мали"),
    ("Tunis", "Тайвань"),
    ("Manila", "Monaco"),
    ("Lima", "Lomé"),
]


def _are_one(name: str, other: str) -> bool:
    one, two = fold(name), fold(other)
    return bool(sounds(one) & sounds(two)) and alike(one, two) >= least_alike(one, two)


@pytest.mark.parametrize(("name", "other"), SAME)
def test_a_name_sounds_like_itself_in_other_letters(name: str, other: str) -> None:
    assert _are_one(name, other)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_other_names_are_told_apart(name: str, other: str) -> None:
    assert not _are_one(name, other)


def test_words_with_one_consonant_or_none_sound_like_nothing() -> None:
    assert not sounds("ия")
    assert not sounds("oui")
    assert not sounds("يا")


def test_a_name_has_a_few_readings_however_it_is_written() -> None:
    assert len(sounds("chjwh" * 12)) <= 4


@pytest.mark.parametrize("word", ["ﷺ", "中国", "हिन्दी", "123", "🙂", "ʻ"])
def test_other_scripts_and_signs_are_read_without_fail(word: str) -> None:
    assert isinstance(sounds(fold(word)), frozenset)
    assert 0 <= alike(fold(word), "warsaw") <= 1


def test_the_alphabet_of_a_word_is_known() -> None:
    assert [alphabet_of(word) for word in ("lima", "лима", "ليما")] == [
        "Latin",
        "Cyrillic",
        "Arabic",
    ]


def test_words_in_capitals_may_be_names_and_in_arabic_every_word() -> None:
    assert list(names_in("The ministers met in Puebla and Lima.", "en")) == ["puebla", "lima"]
    assert list(names_in("اجتماع في كولومبو", "ar")) == [fold("اجتماع"), fold("كولومبو")]


def test_a_text_all_in_capitals_tells_nothing_of_names() -> None:
    assert list(names_in("THE MINISTERS MET IN PUEBLA AND LIMA", "en")) == []
