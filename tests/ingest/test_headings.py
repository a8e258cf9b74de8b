"""What headings, labels and column headers speak of."""

import pytest

from rcp_ingest.recognisers.outline.heading_words import HEADING_WORDS
from rcp_ingest.recognisers.outline.headings import (
    PRACTICE_FIELDS,
    field_of,
    folded,
    match_of,
    practice_match_of,
)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Lessons learned", "lessons"),
        ("LESSONS LEARNT:", "lessons"),
        ("Enseignements tirés", "lessons"),
        ("Lecciones aprendidas", "lessons"),
        ("Lições aprendidas", "lessons"),
        ("Извлечённые уроки", "lessons"),
        ("Извлеченные уроки", "lessons"),
        ("الدروس المستفادة", "lessons"),
        ("Country/Countries", "countries"),
        ("Pays concernés", "countries"),
        ("Título de la práctica", "title"),
        ("Año de inicio", "year_from"),
        ("Целевые группы", "beneficiaries"),
        ("جهة الاتصال", "contact"),
        ("Interlocuteur", "contact"),
        ("Ответственное лицо", "contact"),
        ("Main areas of discussion:", "areas_of_discussion"),
        ("Principaux domaines de discussion :", "areas_of_discussion"),
        ("Principais temas de discussão:", "areas_of_discussion"),
        ("Guiding questions", "guiding_questions"),
        ("Recomendaciones", "recommendations"),
        ("Передовая практика", "good_practices"),
    ],
)
def test_a_heading_names_its_field_in_each_language(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize("number", ["2. ", "2.1 ", "II. ", "a) ", "(iv) ", "Section 3: ", "٢. "])
def test_numbering_does_not_matter(number: str) -> None:
    assert field_of(f"{number}Challenges") == "challenge"


@pytest.mark.parametrize("written", ["الأهداف", "الاهداف", "الأهْداف", "الأهـداف"])
def test_arabic_spellings_are_one(written: str) -> None:
    assert field_of(written) == "objectives"


def test_the_longer_words_win() -> None:
    assert field_of("GCM objectives (primary)") == "gcm_objectives"
    assert field_of("Challenges and how they were overcome") == "barriers"
    assert field_of("Type of practice") == "practice_type"


def test_words_around_are_allowed_and_make_it_less_sure() -> None:
    exact, loose = match_of("Challenges"), match_of("Challenges met on both sides of the river")
    assert exact is not None
    assert loose is not None
    assert exact.field == loose.field == "challenge"
    assert exact.confidence > loose.confidence


def test_a_slip_of_the_pen_is_forgiven() -> None:
    assert field_of("Recomendations") == "recommendations"
    assert field_of("Beneficiares") == "beneficiaries"


@pytest.mark.parametrize(
    "heading",
    ["", "…", "Thailand", "Annex I", "Fourth day", "12", "Kenya and Uganda at the border", "Id"],
)
def test_other_headings_name_nothing(heading: str) -> None:
    assert field_of(heading) is None


def test_a_word_with_many_senses_counts_only_by_itself() -> None:
    assert field_of("Practice") == "title"
    assert field_of("Date") == "year_from"
    assert field_of("Date of birth") is None


def test_an_instruction_after_the_heading_is_no_part_of_it() -> None:
    assert field_of("Inspiring quotes: give one or two that moved you, if there are any") == (
        "quotations"
    )


def test_where_a_practice_is_told_goals_are_its_objectives() -> None:
    assert field_of("Goals") == "goals"
    found = practice_match_of("Goals")
    assert found is not None
    assert found.field == "objectives"
    assert practice_match_of("Secretariat") is None


def test_every_field_of_a_practice_has_words_in_six_languages() -> None:
    assert set(HEADING_WORDS) >= PRACTICE_FIELDS
    assert {len(lines) for lines in HEADING_WORDS.values()} == {6}


def test_folding_leaves_only_words() -> None:
    assert folded("3) «Défis & Leçons»") == "defis lecons"


def test_a_very_long_line_is_read_in_no_time() -> None:
    assert field_of("a b" * 100_000) is None
    assert field_of("Challenges: " + "x" * 100_000) == "challenge"
