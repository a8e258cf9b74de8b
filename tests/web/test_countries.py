"""States are known by name in every language of the exchange, however they are typed."""

from time import perf_counter

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rcp_platform.core import countries
from rcp_platform.core.vocabularies import LANGUAGES

ISO_3166_1 = 249
KOSOVO = 1


def test_the_codes_are_those_of_iso_3166_and_no_groupings() -> None:
    assert len(countries.names("en")) == ISO_3166_1 + KOSOVO
    for not_a_state in ("EU", "UN", "XA", "ZZ", "AC", "IC", "th", "", "THA"):
        assert not countries.is_code(not_a_state)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_state_and_every_name_is_understood(language: str) -> None:
    names = countries.names(language)
    assert names.keys() == countries.names("en").keys()
    for code, name in names.items():
        assert countries.parse(name) == [code]
        assert countries.parse(name.upper()) == [code]


def test_no_name_means_two_states() -> None:
    bearers: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in countries.names(language).items():
            bearers.setdefault(name.casefold(), set()).add(code)
    assert {name: codes for name, codes in bearers.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Thailand\nIndonesia", ["TH", "ID"]),
        ("Thailand, Indonesia; TH", ["TH", "ID"]),
        ("Côte d’Ivoire, cote d'ivoire, Ivory Coast", ["CI"]),
        ("Korea, Republic of, Viet Nam", ["KR", "VN"]),
        ("Korea, Democratic People's Republic of", ["KP"]),
        ("Iran (Islamic Republic of); Venezuela, Bolivarian Republic of", ["IR", "VE"]),
        ("Bosnia & Herzegovina, Trinidad and Tobago, St Lucia", ["BA", "TT", "LC"]),
        ("the Gambia; The Netherlands", ["GM", "NL"]),
        ("- Fiji\n• Nauru\n* Palau.", ["FJ", "NR", "PW"]),
        ("تايلاند، إندونيسيا؛ ماليزيا", ["TH", "ID", "MY"]),
        ("Бонэйр, Синт-Эстатиус и Саба", ["BQ"]),
        ("Hong Kong, RAE da China, Macau, RAE da China", ["HK", "MO"]),
        ("États-Unis, Estados Unidos, США, USA, US", ["US"]),
        ("", []),
        (" ,;\n ", []),
    ],
)
def test_names_are_understood_as_people_write_them(typed: str, codes: list[str]) -> None:
    assert countries.parse(typed) == codes


def test_both_congos_and_both_koreas_stay_apart() -> None:
    named = "Congo; Democratic Republic of the Congo; Republic of Korea; Congo - Kinshasa"
    assert countries.parse(named) == ["CG", "CD", "KR"]
    assert countries.find("Korea") is None


@pytest.mark.parametrize(
    ("typed", "language", "suggestion"),
    [
        ("Thialand", "en", "Thailand"),
        ("Indonésia e", "fr", "Indonésie"),
        ("Tailandja", "es", "Tailandia"),
        ("تايلاندد", "ar", "تايلاند"),
        ("Тайладн", "ru", "Таиланд"),
        ("Federation of Planets", "en", None),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one_in_the_readers_language(
    app: Flask, typed: str, language: str, suggestion: str | None
) -> None:
    with (
        app.test_request_context(),
        force_locale(language),
        pytest.raises(countries.UnknownCountry) as refused,
    ):
        countries.parse(f"TH\n{typed}")
    assert refused.value.name == typed
    assert refused.value.suggestion == suggestion


def test_a_name_is_shown_in_the_readers_language_and_an_unknown_code_as_it_is(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert countries.name_of("TH") == "Thaïlande"
        assert countries.name_of("<b>") == "<b>"
    with app.test_request_context(), force_locale("ar"):
        assert countries.name_of("CD") == "جمهورية الكونغو الديمقراطية"


@given(st.text())
def test_anything_typed_is_either_codes_or_an_unknown_name(typed: str) -> None:
    assert all(countries.is_code(code) for code in _parsed_or_refused(typed))


@pytest.mark.parametrize("hostile", ["x" * 1_000_000, "ﷺ" * 50_000, "TH," * 20_000, "'" * 100_000])
def test_a_huge_text_is_answered_soon(hostile: str) -> None:
    started = perf_counter()
    assert _parsed_or_refused(hostile) in ([], ["TH"])
    assert perf_counter() - started < 5


def _parsed_or_refused(typed: str) -> list[str]:
    try:
        return countries.parse(typed)
    except countries.UnknownCountry:
        return []
