"""Background notes and papers."""

import pytest
from tests.ingest.building import document

from rcp_ingest import Document, Reading
from rcp_ingest.recognisers import notes
from rcp_ingest.recognisers.context import Context


def read(*written: str) -> Reading:
    return notes.read(document(*written), Context())


def proposed(*written: str) -> list[str]:
    return [found.value for found in read(*written).recommendations]


@pytest.mark.parametrize(
    "introduction",
    [
        "Queues are long. Steps that would help might include:",
        "Les mesures proposées pourraient être les suivantes :",
        "Las medidas que podrían ayudar son:",
        "Propomos as seguintes medidas:",
        "Предлагаются следующие меры:",
        "ومن شأن المبادرات التالية أن تساعد:",
    ],
)
def test_points_announced_as_proposals_are_measures(introduction: str) -> None:
    assert proposed(introduction, "- Night ferries;", "- One ticket; and", "- Signs.") == [
        "Night ferries",
        "One ticket",
        "Signs.",
    ]


@pytest.mark.parametrize(
    "introduction",
    [
        "Such forums can be grouped into three categories:",
        "The meeting was attended by:",
        "Ferries are defined as follows:",
        "Topics that could be discussed are:",
    ],
)
def test_other_lists_propose_nothing(introduction: str) -> None:
    assert proposed(introduction, "- Night ferries", "- Day ferries") == []


def test_guiding_questions_are_no_measures() -> None:
    assert proposed(
        "## Recommendations",
        "- Open at night",
        "## Guiding questions",
        "What could States do? They could discuss:",
        "1. How could queues be shortened?",
        "2. Ferries at night",
    ) == ["Open at night"]


def test_a_question_is_no_measure_wherever_it_stands() -> None:
    assert proposed("States could ask:", "- How long are the queues?", "- Count them") == [
        "Count them"
    ]


def test_points_under_a_heading_that_says_so_are_measures() -> None:
    assert proposed("## 4.2 Possible outcomes", "They may be changed.", "1. Meet", "2. Write") == [
        "Meet",
        "Write",
    ]


def test_without_points_each_paragraph_under_such_a_heading_is_one_less_surely() -> None:
    found = read("## Way forward", "Offices should be open on every market day.").recommendations
    assert [one.value for one in found] == ["Offices should be open on every market day."]
    assert found[0].confidence < 0.7


def test_deeper_points_belong_to_the_point_above() -> None:
    assert proposed("States could:", "- Open offices", "  - in ports", "- Close none") == [
        "Open offices\n- in ports",
        "Close none",
    ]


def test_a_point_that_a_page_cut_goes_on() -> None:
    assert proposed("States could:", "- Open offices in every", "port of the region") == [
        "Open offices in every port of the region"
    ]


def test_a_list_within_a_paragraph_is_a_list() -> None:
    assert proposed("Measures might include: (a) night ferries; and (b) one ticket.") == [
        "night ferries",
        "one ticket.",
    ]
    assert proposed("They do so by (i) meeting; and (ii) writing.") == []
    assert proposed("Ties could grow (i) between ports; and (ii) between ferries.") == []


def test_numbered_recommendations_stand_for_themselves() -> None:
    assert proposed("Recommendation 1: Meet often.", "Recomendación 2: Escribir más.") == [
        "Meet often.",
        "Escribir más.",
    ]


def test_challenges_are_taken_where_lists_or_headings_name_them() -> None:
    reading = read(
        "Offices face these challenges:",
        "- Long queues",
        "To address these challenges, States could:",
        "- Open at night",
        "## Obstacles",
        "Nobody knows the timetable of the ferries.",
    )
    assert [found.value for found in reading.challenges] == [
        "Long queues",
        "Nobody knows the timetable of the ferries.",
    ]
    assert [found.value for found in reading.recommendations] == ["Open at night"]


def test_a_note_without_practices_gives_none() -> None:
    reading = read("# Background note", "## Policies and practices", "States have many of both.")
    assert reading.practices == ()


@pytest.mark.parametrize(
    "heading",
    [
        "Box 1: Good practice – Night ferries",
        "Case study: Night ferries",
        "Encadré 2 : Bonne pratique – Night ferries",
        "Recuadro 3. Buena práctica: Night ferries",
        "Boa prática: Night ferries",
        "Передовая практика: Night ferries",
        "إطار 1: ممارسة جيدة: Night ferries",
    ],
)
def test_a_box_that_says_so_is_a_practice(heading: str) -> None:
    reading = read(
        "# Note",
        f"## {heading}",
        "A ferry goes at ten in the evening for those who work late.",
        "### Results",
        "Nobody sleeps in the port.",
        "## Next part",
        "Other words.",
    )
    (practice,) = reading.practices
    assert practice.value("title") == "Night ferries"
    assert practice.value("impact") == "Nobody sleeps in the port."
    assert practice.value("description").startswith("A ferry goes at ten")
    assert "Other words" not in str(practice)


def test_sub_headings_under_good_practices_are_one_practice_each() -> None:
    reading = read(
        "## Good practices",
        "### Night ferries",
        "#### Challenge",
        "People slept in the port, some of them for a week.",
        "### One ticket",
        "A single ticket is sold for all lakes of the region.",
    )
    assert [one.value("title") for one in reading.practices] == ["Night ferries", "One ticket"]
    assert reading.challenges == ()


def test_points_under_good_practices_are_one_practice_each() -> None:
    reading = read(
        "## Good practices",
        "- Night ferries: they go at ten, for those who work late",
        "- One ticket for all lakes – sold in every office of the region",
    )
    assert [one.value("title") for one in reading.practices] == [
        "Night ferries",
        "One ticket for all lakes",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "BACKGROUND NOTE",
        "Note d'information",
        "Documento de antecedentes",
        "Nota conceptual",
        "Рабочий документ",
        "مذكرة معلومات أساسية",
        "Session 3.2: Ferries Background Paper",
    ],
)
def test_a_paper_is_known_by_what_it_calls_itself(title: str) -> None:
    assert notes.likeness(document(f"# {title}", "Some words.")) > 0.8


def test_a_practice_is_no_paper_though_it_recommends() -> None:
    practice: Document = document(
        "# Night ferries",
        *("## Objectives", "Sleep.", "## Results", "Sleep.", "## Lessons learned", "Start early."),
        *("## Recommendations", "- Begin in summer"),
    )
    assert notes.likeness(practice) == 0


def test_measures_say_where_they_stand() -> None:
    found = read("# Part", "States could:", "- Meet").recommendations[0]
    place = found.places[0]
    assert (place.block, place.start, place.end, place.heading) == (2, 0, 4, "Part")
