"""Practices in the template of the hub of the United Nations Network on Migration."""

import pytest
from tests.ingest.building import document

from rcp_ingest import Document
from rcp_ingest.names import Names
from rcp_ingest.recognisers import hub
from rcp_ingest.recognisers.context import Context
from rcp_ingest.records import PracticeRecord

NAMES = Names(
    states={"KE": (("en", "Kenya"), ("es", "Kenya")), "UG": (("en", "Uganda"), ("es", "Uganda"))},
    gcm_objectives={str(number): () for number in range(1, 24)},
    sdg_targets={"10.7": (("en", "Migration"),)},
)
FORM = (
    ("Title of practice", "One-stop centre"),
    ("Country/Countries", "Kenya and Uganda"),
    ("Region", "Africa"),
    ("GCM objectives", "6, 21"),
    ("Guiding principles", "Human rights"),
    ("Dates/duration", "2017 – 2020"),
    ("Type of practice", "Programme"),
    ("Main implementing organisation(s)", "Ministry of Ports"),
    ("Partners", "IOM; the Lakes Bank"),
    ("Brief description", "Five offices under one roof."),
    ("Objective", "Shorter queues."),
    ("Beneficiaries", "Returning workers"),
    ("Results/impact", "Two days instead of nine."),
    ("Challenges and how they were overcome", "There were nine files; now one."),
    ("Innovation", "A single queue."),
    ("Replicability", "It needs a building."),
    ("Contact", "Jane Roe, jane.roe@port.example"),
)


def records(written: Document) -> tuple[PracticeRecord, ...]:
    return hub.read(written, Context(NAMES)).practices


def as_lines() -> Document:
    return document(*(f"{label}: {text}" for label, text in FORM))


def as_headings() -> Document:
    return document(*(line for label, text in FORM for line in (f"## {label}", text)))


def as_table() -> Document:
    return document([list(row) for row in FORM])


@pytest.mark.parametrize("written", [as_lines(), as_headings(), as_table()])
def test_the_form_gives_one_record_however_it_is_laid_out(written: Document) -> None:
    assert hub.likeness(written) > 0.8
    (record,) = records(written)
    values = {name: found.value for name, found in record.fields.items()}
    description = values.pop("description")
    assert values == {
        "title": "One-stop centre",
        "countries": ["KE", "UG"],
        "gcm_objectives": [6, 21],
        "year_from": 2017,
        "year_to": 2020,
        "practice_type": "programme",
        "lead_organisation": "Ministry of Ports",
        "partners": "IOM; the Lakes Bank",
        "summary": "Five offices under one roof.",
        "objectives": "Shorter queues.",
        "beneficiaries": "Returning workers",
        "impact": "Two days instead of nine.",
        "barriers": "There were nine files; now one.",
        "replication": "It needs a building.",
    }
    assert "Innovation\n\nA single queue." in description


@pytest.mark.parametrize("written", [as_lines(), as_headings(), as_table()])
def test_contact_persons_are_personal_data_and_left_out(written: Document) -> None:
    assert "Roe" not in str([record.fields for record in records(written)])


def test_what_looks_like_a_contact_is_one_whatever_it_is_called() -> None:
    reached = document(
        "## Title",
        "Night ferries",
        "## Approach",
        "A captain.",
        "## Ask for more",
        "Jane Roe, +999 000 000 00",
        "## Or write",
        "jane.roe@port.example",
    )
    assert "jane" not in str([record.fields for record in records(reached)]).lower()


def test_labels_are_known_in_other_languages() -> None:
    written = document(
        "Título de la práctica: Ventanilla única",
        "Países: Kenya y Uganda",
        "Objetivos del Pacto Mundial: 6",
        "Tipo de práctica: Proyecto",
        "Resumen: Una ventanilla.",
        "Objetivos: Menos espera.",
        "Lecciones aprendidas: Preguntar antes.",
        "Punto focal: Juana Ruiz",
    )
    assert hub.likeness(written) > 0.7
    (record,) = records(written)
    assert record.value("countries") == ["KE", "UG"]
    assert record.value("practice_type") == "project"
    assert record.value("lessons") == "Preguntar antes."
    assert "Ruiz" not in str(record)


def test_where_labels_begin_again_another_practice_begins() -> None:
    found = records(document(*(f"{label}: {text}" for label, text in [*FORM, *FORM])))
    assert [record.value("title") for record in found] == ["One-stop centre"] * 2
    assert found[0].fields["title"].places != found[1].fields["title"].places


def test_what_is_not_understood_stays_in_the_description() -> None:
    (record,) = records(document("Title: Ferry", "Status: under discussion", "Objectives: Sleep."))
    assert "status" not in record.fields
    assert "Status\n\nunder discussion" in record.value("description")


def test_places_are_where_the_text_stands() -> None:
    written = as_table()
    (record,) = records(written)
    for name in ("summary", "objectives", "partners"):
        place = record.fields[name].places[0]
        told = written.blocks[place.block].text[place.start : place.end]
        assert told == record.value(name)


def test_few_labels_are_no_form() -> None:
    assert hub.likeness(document("Title: A report", "Date: May", "Language: en")) == 0
