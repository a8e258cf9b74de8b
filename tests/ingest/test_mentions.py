"""Texts name States, RCPs, objectives, targets and themes in six languages."""

import pytest

from rcp_ingest.mentions import Finder
from rcp_ingest.names import Names

STATES = {
    "CD": (("en", "Democratic Republic of the Congo"), ("", "DRC")),
    "CG": (("en", "Congo"),),
    "CI": (("fr", "Côte d’Ivoire"),),
    "CN": (("ru", "Китай"), ("en", "China")),
    "GE": (("en", "Georgia"), ("ru", "Грузия")),
    "GN": (("en", "Guinea"), ("fr", "Guinée"), ("ar", "غينيا")),
    "GQ": (("en", "Equatorial Guinea"),),
    "GW": (("en", "Guinea-Bissau"), ("pt", "Guiné-Bissau")),
    "IE": (("en", "Ireland"),),
    "JO": (("en", "Jordan"), ("ar", "الأردن")),
    "KE": (("en", "Kenya"), ("ar", "كينيا"), ("ru", "Кения")),
    "LB": (("ar", "لبنان"),),
    "ML": (("en", "Mali"), ("ar", "مالي"), ("ru", "Мали")),
    "MX": (("es", "México"), ("en", "Mexico")),
    "NE": (("en", "Niger"),),
    "NG": (("en", "Nigeria"),),
    "OM": (("en", "Oman"), ("ar", "عُمان")),
    "PG": (("en", "Papua New Guinea"),),
    "PH": (("ru", "Филиппины"),),
    "RE": (("en", "Réunion"), ("es", "Reunión")),
    "RU": (("ru", "Российская Федерация"),),
    "SD": (("en", "Sudan"), ("ar", "السودان")),
    "SS": (("en", "South Sudan"),),
    "TD": (("en", "Chad"), ("ru", "Чад")),
    "TH": (("ru", "Таиланд"),),
    "TR": (("", "Turkey"),),
    "US": (("", "US"), ("en", "United States")),
    "VN": (("ru", "Вьетнам"),),
}
RCPS = {
    "apc": (("", "Asia-Pacific Consultations"), ("", "APC")),
    "bali-process": (("", "Bali Process"), ("ar", "عملية بالي")),
    "5-plus-5": (("", "5+5 Dialogue"), ("", "5+5")),
    "rcm": (("", "RCM"), ("", "Conferencia Regional sobre Migración")),
}
NAMES = Names(
    states=STATES,
    rcps=RCPS,
    gcm_objectives={
        str(number): (("en", "Alternatives to detention" if number == 13 else "Data"),)
        for number in range(1, 24)
    },
    sdg_targets=dict.fromkeys(("8.7", "8.8", "10.7", "10.c", "16.9"), (("en", "x"),)),
    themes={
        "trafficking": (
            *(("en", "trafficking in persons"), ("en", "TIP"), ("ru", "торговля людьми")),
            *(("ar", "الاتجار بالأشخاص"), ("es", "trata de personas")),
        ),
        "recruitment": (("en", "recruitment"), ("en", "recruitment fee")),
        "labour-migration": (("fr", "travailleur migrant"), ("es", "trabajador migrante")),
    },
)
FINDER = Finder(NAMES)


def named(text: str, kind: str = "states") -> list[str]:
    return [one.code for one in FINDER.mentions(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Guinea-Bissau, Guinea and Equatorial Guinea", ["GW", "GN", "GQ"]),
        ("Papua New Guinea", ["PG"]),
        ("South Sudan and Sudan", ["SS", "SD"]),
        ("Niger and Nigeria", ["NE", "NG"]),
        ("the Democratic Republic of the Congo and Congo", ["CD", "CG"]),
        ("DRC", ["CD"]),
    ],
)
def test_the_longest_name_counts(text: str, codes: list[str]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "A woman from Rome, a Roman",
        "help us in time",
        "a turkey and mali",
        "LET US BEGIN TODAY",
        "Northern Ireland",
        "the Gulf of Guinea",
        "New Mexico",
        "Ms Jordan chaired",
        "the report by Michael Jordan",
        "Reunión de altos funcionarios",
        "Мало того",
        "Lake Chad",
        "الدعم المالي",
        "قدم دعم مالي كبير",
        "US$ 500 and 300 US dollars",
        "في عمّان",
    ],
)
def test_other_words_are_no_states(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kenya's law", "KE"),
        ("In Jordan, the law", "JO"),
        ("the US and others", "US"),
        ("MEXICO AND OTHERS", "MX"),
        ("en Cote d'Ivoire", "CI"),
        ("la Guinée", "GN"),
        ("do México", "MX"),
        ("в Кении", "KE"),
        ("Таиландом", "TH"),
        ("во Вьетнаме", "VN"),
        ("Китая", "CN"),
        ("на Филиппинах", "PH"),
        ("в Российской Федерации", "RU"),
        ("в Чаде", "TD"),
        ("وكينيا", "KE"),
        ("للسودان", "SD"),
        ("بالأردن", "JO"),
        ("ولبنان", "LB"),
        ("في مالي", "ML"),
        ("سلطنة عمان", "OM"),
        ("île de la Réunion", "RE"),
    ],
)
def test_states_are_found_however_their_names_are_inflected(text: str, code: str) -> None:
    assert named(text) == [code]


@pytest.mark.parametrize(
    "text", ["to the South. Sudan came", "South\tSudan", "South\n\nSudan", "the South; Sudan"]
)
def test_a_name_does_not_go_on_in_another_sentence_or_cell(text: str) -> None:
    assert named(text) == ["SD"]


def test_jordans_capital_is_not_oman() -> None:
    assert named("في عمان، الأردن") == ["JO"]


def test_a_name_goes_on_in_the_next_line() -> None:
    assert named("in South\nSudan") == ["SS"]


def test_a_mention_knows_its_place() -> None:
    text = "Together with вьетнам and Вьетнамом."
    (found,) = FINDER.mentions(text)
    assert text[found.start : found.end] == found.written == "Вьетнамом"


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("the Bali Process and the 5+5", ["bali-process", "5-plus-5"]),
        ("the 5 + 5 Dialogue", ["5-plus-5"]),
        ("the RCM met", ["rcm"]),
        ("rcm, apc", []),
        ("ضمن عملية بالي", ["bali-process"]),
        ("an armoured police car (APC); the APC stopped", []),
        ("the Asia-Pacific Consultations (APC); the APC met", ["apc"] * 3),
    ],
)
def test_processes_are_found_by_name_and_acronym(text: str, slugs: list[str]) -> None:
    assert named(text, "rcps") == slugs


def test_a_short_acronym_is_less_sure_than_a_name() -> None:
    acronym, name = FINDER.mentions("RCM, Conferencia Regional sobre Migración")
    assert acronym.confidence < name.confidence


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("GCM objective 6", [6]),
        ("objectives 5, 7–9 and 23 of the Global Compact for Migration", [5, 7, 8, 9, 23]),
        ("l'objectif 6 du Pacte mondial", [6]),
        ("Objetivos 5 y 6 del Pacto Mundial", [5, 6]),
        ("os objetivos 5 e 6 do Pacto Global", [5, 6]),
        ("الهدف 6 من الاتفاق العالمي", [6]),
        ("الهدف ٦ من الاتفاق العالمي", [6]),
        ("цели 5 и 6 Глобального договора", [5, 6]),
        ("Objective 1: to build a desk", []),
        ("GCM objective 24", []),
        ("Goals 8 and 10 of the SDGs, and the Global Compact", []),
    ],
)
def test_objectives_are_found_by_number_where_the_compact_is_named(
    text: str, numbers: list[int]
) -> None:
    assert [int(code) for code in named(text, "gcm_objectives")] == numbers


def test_a_label_of_an_objective_is_a_weak_hint() -> None:
    (found,) = FINDER.mentions("They found alternatives to detention.")
    assert (found.code, found.confidence < 0.6) == ("13", True)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SDG 10.7", ["10.7"]),
        ("SDG targets 8.7, 8.8 and 10.c", ["8.7", "8.8", "10.c"]),
        ("ODS 10.7", ["10.7"]),
        ("la meta 16.9 de los ODS", ["16.9"]),
        ("ЦУР 10.7", ["10.7"]),
        ("الغاية 10.7 من أهداف التنمية المستدامة", ["10.7"]),
        ("see section 10.7", []),
        ("the target of 10.7%", []),
        ("target 10.75", []),
    ],
)
def test_targets_are_found_by_number(text: str, codes: list[str]) -> None:
    assert named(text, "sdg_targets") == codes


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("recruitment fees", "recruitment"),
        ("travailleurs migrants", "labour-migration"),
        ("los trabajadores migrantes", "labour-migration"),
        ("борьба с торговлей людьми", "trafficking"),
        ("مكافحة الاتجار بالأشخاص", "trafficking"),
        ("La Trata de Personas", "trafficking"),
    ],
)
def test_themes_are_found_in_the_plural_and_in_all_cases(text: str, theme: str) -> None:
    assert named(text, "themes") == [theme]


def test_acronyms_of_themes_are_in_capitals() -> None:
    assert named("a tip for the TIP office", "themes") == ["trafficking"]


def test_what_stands_besides_names_is_told() -> None:
    assert FINDER.besides("Kenya and Sudan", "states") == ""
    assert "West Africa" in FINDER.besides("West Africa, Mali", "states")
    assert FINDER.besides("West Africa", "states") == "West Africa"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\x00", "a" * 100_000, "5+5" * 30_000, "objective " * 30_000, "1, " * 50_000),
        *("objective 1, " * 20_000, "(" * 50_000, "ا" * 50_000, "و" * 50_000, "GCM 1" * 20_000),
    ],
)
def test_any_text_is_searched(text: str) -> None:
    FINDER.mentions(text)


def test_a_finder_without_names_finds_nothing() -> None:
    assert Finder(Names()).mentions("Kenya, SDG 10.7, GCM objective 6") == []
