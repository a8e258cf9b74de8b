"""The facts of a session are read from labels, headings and short lines, in six languages."""

from datetime import date

import pytest
from tests.ingest.building import document

from rcp_ingest import Names, Reading, Shape
from rcp_ingest.recognisers.dates import days_in
from rcp_ingest.recognisers.session import session_of

NAMES = Names(states={"KE": (("en", "Kenya"),), "GH": (("en", "Ghana"),)})
SECTION = "# 1. Challenges"


def session(*written: object, name: str = "report.txt") -> dict[str, object]:
    told = document(*written, SECTION, "- Nothing is easy here", name=name)  # type: ignore[arg-type]
    return {fact: found.value for fact, found in session_of(told, NAMES).items()}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("6 December 2018", "2018-12-06", None),
        ("December 6th, 2018", "2018-12-06", None),
        ("October 16 2019", "2019-10-16", None),
        ("16-18 October 2019", "2019-10-16", "2019-10-18"),
        ("30 September – 2 October 2019", "2019-09-30", "2019-10-02"),
        ("1er mars 2020", "2020-03-01", None),
        ("16 et 17 octobre 2019", "2019-10-16", "2019-10-17"),
        ("del 16 al 18 de octubre de 2019", "2019-10-16", "2019-10-18"),
        ("6 de dezembro de 2018", "2018-12-06", None),
        ("6 декабря 2018 г.", "2018-12-06", None),
        ("16–18 октября 2019 года", "2019-10-16", "2019-10-18"),
        ("6 ديسمبر 2018", "2018-12-06", None),
        ("٦ كانون الأول/ديسمبر ٢٠١٨", "2018-12-06", None),
        ("من 16 إلى 18 تشرين الأول 2019", "2019-10-16", "2019-10-18"),
        ("2018-12-06", "2018-12-06", None),
        ("06.12.2018", "2018-12-06", None),
    ],
)
def test_days_are_read_in_six_languages(written: str, first: str, last: str | None) -> None:
    [days] = days_in(f"Held on {written}, as planned")
    assert days.first == date.fromisoformat(first)
    assert days.last == (date.fromisoformat(last) if last else None)


@pytest.mark.parametrize("written", ["Friday, December 7", "31 February 2019", "2018", "May 2019"])
def test_what_is_no_complete_day_is_none(written: str) -> None:
    assert days_in(written) == []


@pytest.mark.parametrize(
    "written",
    [
        ["Name of Rapporteur:\tAda Lark (ILO)", "Roundtable session:\t2.2"],
        ["Rapporteur(s): Ada Lark (ILO)", "Session 2.2: Mobility in regions"],
        ["Rapporteur/rapporteuse : Ada Lark (ILO)", "Table ronde : 2.2"],
        ["Relator(a): Ada Lark (ILO)", "Mesa redonda 2.2"],
        ["Докладчик: Ada Lark (ILO)", "Отчет о заседании 2.2"],
        ["المقرر: Ada Lark (ILO)", "الجلسة ٢٫٢"],
        [[["Rapporteur", "Ada Lark (ILO)"], ["Session", "2.2"]]],
        ["# Rapporteur", "Ada Lark (ILO)", "# Session", "2.2"],
    ],
)
def test_rapporteur_and_number_stand_beside_or_below_their_labels(written: list[object]) -> None:
    told = session(*written)
    assert told["rapporteur"] == "Ada Lark (ILO)"
    assert told["number"] == "2.2"


@pytest.mark.parametrize(
    ("written", "chairs"),
    [
        ("Co-Chairs of the session: Governments of Kenya and Ghana", ["Kenya", "Ghana"]),
        ("Coprésidence : Gouvernements du Kenya et du Ghana", ["Kenya", "Ghana"]),
        ("Presidencia: Gobierno de Costa Rica", ["Costa Rica"]),
        ("الرئاسة: حكومتا كينيا وغانا", ["كينيا", "غانا"]),
        ("Chairs: Kenya, Ghana", ["Kenya", "Ghana"]),
        (
            "Chair: Ms Ada Lark, Ministry of Labour and Social Affairs",
            ["Ms Ada Lark, Ministry of Labour and Social Affairs"],
        ),
        ("Chairs: Ada Lark and Ben Roe", ["Ada Lark", "Ben Roe"]),
    ],
)
def test_chairs_are_a_list(written: str, chairs: list[str]) -> None:
    assert session(written)["chairs"] == chairs


def test_a_line_above_the_sections_tells_meeting_place_and_day() -> None:
    told = session("# Forum on Skills, Nairobi, Kenya, 6-7 May 2031", "# Reporting template")
    assert told["meeting"] == "Forum on Skills"
    assert told["location"] == "Nairobi, Kenya"
    assert (told["date"], told["date_to"]) == ("2031-05-06", "2031-05-07")
    assert "title" not in told


def test_place_and_day_may_share_a_label() -> None:
    told = session("Place and date: Nairobi, 6 May 2031")
    assert (told["location"], told["date"]) == ("Nairobi", "2031-05-06")


@pytest.mark.parametrize(
    "written", ["Dakar, le 6 mai 2031", "6 May 2031, Dakar", "6 May 2031 – Dakar"]
)
def test_a_place_stands_before_or_behind_the_day(written: str) -> None:
    assert session(written)["location"] == "Dakar"


def test_a_day_of_something_else_is_not_the_day_of_the_session() -> None:
    assert "date" not in session("Deadline for submission: 6 May 2031")
    assert "date" not in session("Please send this form back by 6 May 2031")


def test_the_name_of_the_file_is_believed_last() -> None:
    name = "forum-2031-rt2.2-2031-05-06.txt"
    assert session(name=name) == {"number": "2.2", "date": "2031-05-06"}
    told = session_of(document("Session: 3.1", name=name), NAMES)
    assert told["number"].value == "3.1"


def test_what_a_section_says_is_not_the_session() -> None:
    told = document(SECTION, "- Session 4.4 met on 6 May 2031 in Nairobi")
    assert session_of(told, NAMES) == {}


def test_a_fact_shows_its_place() -> None:
    told = document("Date: Monday, 6 May 2031")
    [place] = session_of(told, NAMES)["date"].places
    assert told.blocks[place.block].text[place.start : place.end] == "6 May 2031"


def test_an_empty_label_takes_no_other_label_as_its_value() -> None:
    assert session("Name of Rapporteur:", "Session: 2.2", "Chair: [name]") == {"number": "2.2"}


def test_a_citation_names_nobody() -> None:
    told = session_of(document("Rapporteur: Ada Lark", "Session: 2.2", "Venue: Nairobi"), NAMES)
    assert Reading(Shape.SECTIONS, session=told).citation == "session 2.2, Nairobi"
