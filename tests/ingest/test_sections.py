"""Documents that no other recogniser knows, by their sections."""

from tests.ingest.building import document

from rcp_ingest import Document, Reading
from rcp_ingest.recognisers import sections
from rcp_ingest.recognisers.context import Context

LONG = (
    "The ferry office of the northern harbour sells tickets at night to those who work late. " * 3
)


def read(written: Document) -> Reading:
    return sections.read(written, Context())


def test_headings_become_sections_of_one_practice() -> None:
    written = document(
        "# Night ferries",
        "Ferries that go at ten.",
        "## The problem",
        "People slept in the port.",
        "## Views of the ferrymen",
        "- A timetable",
        "- A captain",
        "## Lessons learned",
        "Start in summer.",
    )
    (practice,) = read(written).practices
    assert practice.value("title") == "Night ferries"
    assert practice.value("challenge") == "People slept in the port."
    assert practice.value("lessons") == "Start in summer."
    assert practice.value("description") == (
        "Ferries that go at ten.\n\nViews of the ferrymen\n\n- A timetable\n- A captain"
    )


def test_sibling_headings_with_sections_of_their_own_are_practices() -> None:
    written = document(
        "# Compendium",
        "Two practices follow.",
        *("## Night ferries", "### Challenge", "No sleep.", "### Approach", "A captain."),
        *("## One ticket", "### Challenge", "Nine tickets.", "### Approach", "One."),
        *("## Annex", "A map."),
    )
    practices = read(written).practices
    assert [one.value("title") for one in practices] == ["Night ferries", "One ticket"]
    assert [one.value("approach") for one in practices] == ["A captain.", "One."]


def test_headings_all_of_one_level_are_parted_where_they_begin_again() -> None:
    written = document(
        *("## Night ferries", "## Challenge", "No sleep.", "## Approach", "A captain."),
        *("## One ticket", "## Challenge", "Nine tickets.", "## Approach", "One."),
    )
    practices = read(written).practices
    assert [one.value("title") for one in practices] == ["Night ferries", "One ticket"]
    assert [one.value("challenge") for one in practices] == ["No sleep.", "Nine tickets."]


def test_labels_at_the_beginning_of_lines_part_practices_too() -> None:
    written = document(
        *("Title: Night ferries", "Challenge: No sleep.", "Approach: A captain."),
        *("Title: One ticket", "Challenge: Nine tickets.", "Approach: One."),
    )
    assert [one.value("title") for one in read(written).practices] == [
        "Night ferries",
        "One ticket",
    ]


def test_numbered_practices_lose_number_and_word_in_their_titles() -> None:
    written = document(
        "# Report",
        *("## Practice 1: Night ferries", LONG, "## Practice 2: One ticket", LONG),
    )
    assert [one.value("title") for one in read(written).practices] == [
        "Night ferries",
        "One ticket",
    ]


def test_arabic_and_russian_headings_are_known() -> None:
    arabic = document(
        "# العبارات الليلية", "## التحديات", "لا نوم.", "## الدروس المستفادة", "البدء صيفا."
    )
    russian = document("# Ночные паромы", "## Проблема", "Нет сна.", "## Результаты", "Сон.")
    assert read(arabic).practices[0].value("lessons") == "البدء صيفا."
    assert read(russian).practices[0].value("impact") == "Сон."


def test_a_text_without_known_sections_is_one_uncertain_practice() -> None:
    (practice,) = read(document("# Night ferries", LONG, LONG)).practices
    assert practice.value("title") == "Night ferries"
    assert practice.value("description").count("\n\n") == 1
    assert practice.fields["description"].confidence < 0.5


def test_letters_agendas_and_contents_tell_no_practice() -> None:
    letter = document("Dear colleagues,", LONG, "Yours sincerely,")
    agenda = document("# Agenda", *(f"{hour}:00 Session {hour}, {LONG}" for hour in range(9, 17)))
    contents = document("# Contents", *(f"Chapter on {n} ..... {n}" for n in range(40)))
    for written in (letter, agenda, contents):
        assert read(written).practices == ()


def test_next_to_nothing_tells_no_practice() -> None:
    assert read(document("# Night ferries", "See the map.")).practices == ()
    assert read(document()).practices == ()


def test_more_sections_that_practices_have_make_it_more_likely() -> None:
    some = document("## Approach", "A captain.")
    more = document("## Approach", "A captain.", "## Results", "Sleep.", "## Lessons", "Start.")
    assert sections.likeness(document("Words.")) < sections.likeness(some) < sections.likeness(more)


def test_every_field_says_where_it_was_found() -> None:
    written = document("# Night ferries", "## Approach", "- One", "- Two", "## Results", "Sleep.")
    (practice,) = read(written).practices
    assert all(found.places for found in practice.fields.values())
    place = practice.fields["impact"].places[0]
    assert (place.block, place.heading) == (5, "Results")
