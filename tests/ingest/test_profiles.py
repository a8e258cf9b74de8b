"""Annexes that describe RCPs one after the other."""

import pytest
from tests.ingest.annexes import NAMES, annex
from tests.ingest.building import document

from rcp_ingest import Profile
from rcp_ingest.recognisers import profiles
from rcp_ingest.recognisers.context import Context


@pytest.fixture(scope="module")
def found() -> tuple[Profile, ...]:
    return profiles.read(annex(), Context(NAMES)).profiles


def test_every_profile_is_found_and_nothing_else_in_the_study(found: tuple[Profile, ...]) -> None:
    assert [profile.value("short_name") for profile in found] == [
        "LDM",
        "5 + 5 Islands",
        "Harbour Process",
    ]
    assert profiles.likeness(annex()) > 0.9


def test_a_name_may_go_over_several_lines(found: tuple[Profile, ...]) -> None:
    assert [profile.value("name") for profile in found] == [
        "Lakes Dialogue on Migration",
        "Inter-governmental Conference of Islands on Travel, Work and Return",
        "Harbour Process",
    ]
    assert [profile.value("year_established") for profile in found] == [2001, 1999, 2010]


def test_each_has_the_region_whose_heading_stands_above(found: tuple[Profile, ...]) -> None:
    assert [profile.value("region") for profile in found] == [
        "AFRICA",
        "ASIA AND OCEANIA",
        "ASIA AND OCEANIA",
    ]


def test_the_longer_name_of_a_state_wins_and_notes_name_none(found: tuple[Profile, ...]) -> None:
    assert found[0].value("states") == ["KE", "UG"]
    assert found[1].value("states") == ["GN", "PG", "NC", "TH"]
    assert "New Caledonia (France)" in found[1].value("governments")


def test_lists_are_lists_without_what_introduces_them(found: tuple[Profile, ...]) -> None:
    assert found[0].value("areas_of_discussion") == ["labour migration", "ferries"]
    assert found[0].value("goals") == ["Share timetables.", "Train border guards."]
    assert found[1].value("goals") == ["Shorter queues."]


def test_a_page_number_belongs_to_no_profile(found: tuple[Profile, ...]) -> None:
    assert found[0].value("priorities") == ["one ticket for all lakes."]


def test_what_stands_behind_the_last_profile_is_left(found: tuple[Profile, ...]) -> None:
    assert found[2].value("priorities") == ["night shifts", "weekends"]


def test_a_label_within_its_own_field_goes_on_with_it(found: tuple[Profile, ...]) -> None:
    assert "Lakes Bank" in found[0].value("observers")


def test_every_field_says_where_it_was_found(found: tuple[Profile, ...]) -> None:
    blocks = annex().blocks
    for profile in found:
        assert all(one.places and 0 < one.confidence <= 1 for one in profile.fields.values())
    secretariat = found[0].fields["secretariat"]
    place = secretariat.places[0]
    assert blocks[place.block].text[place.start : place.end] == secretariat.value


def test_labels_and_years_are_known_in_other_languages() -> None:
    reading = profiles.read(
        document(
            "## Dialogue des Lacs (DDL), créé en 2004",
            "Secrétariat : aucun.",
            "Gouvernements : Kenya, Ouganda.",
            "Principaux domaines de discussion : les bacs.",
            "## Диалог озёр (ДО), основан в 2006",
            "Секретариат: нет.",
            "Государства-участники: Кения, Уганда.",
            "Основные темы: паромы.",
            "## حوار البحيرات، تأسس عام 2008",
            "الأمانة: لا توجد.",
            "الحكومات: كينيا.",
            "الأولويات الحالية: العبارات.",
        ),
        Context(NAMES),
    )
    assert [profile.value("year_established") for profile in reading.profiles] == [2004, 2006, 2008]
    assert [profile.value("states") for profile in reading.profiles[:2]] == [["KE", "UG"]] * 2
    assert reading.profiles[2].value("priorities") == ["العبارات."]


def test_profiles_may_stand_in_tables() -> None:
    def rows(name: str) -> list[list[str]]:
        return [
            ["Name", name],
            ["Secretariat", "None"],
            ["Governments", "Kenya"],
            ["Goals", "Peace"],
        ]

    reading = profiles.read(document(rows("One (ON)"), rows("Two (TW)")), Context(NAMES))
    assert [profile.value("short_name") for profile in reading.profiles] == ["ON", "TW"]


def test_a_report_about_processes_is_no_annex() -> None:
    about = document(
        "# Report",
        "The Lakes Dialogue, established in 2001",
        "## Goals",
        "They were reached.",
        "## Partners",
        "IOM.",
    )
    assert profiles.likeness(about) == 0
