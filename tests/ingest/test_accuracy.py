"""How well documents are read may not get worse; and a withheld name may never be told."""

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.ingest import accuracy
from tests.ingest.labelled import HALVES, Labelled, documents
from tests.ingest.labelled.script import final
from tests.ingest.scoring import CODES, IN_SESSION, SETS, YEARS, Score, score

from rcp_ingest import (
    Document,
    Found,
    Ingested,
    PracticeRecord,
    Quotation,
    Reading,
    Shape,
)

#: By field of the half that nothing is tuned to: precision and recall, a little under what was
#: measured.
FLOORS = {
    "shape": (0.85, 0.85),
    "language": (0.95, 0.95),
    "session meeting": (0.80, 0.50),
    "session number": (0.85, 0.75),
    "session date": (0.85, 0.90),
    "session location": (0.90, 0.80),
    "session rapporteur": (0.80, 0.55),
    "session chairs": (0.55, 0.55),
    "practices": (0.90, 0.80),
    "title": (0.90, 0.90),
    "text": (0.95, 0.95),
    "sections": (0.90, 0.75),
    "practice language": (0.95, 0.95),
    "countries": (0.90, 0.80),
    "rcps": (0.35, 0.35),
    "gcm_objectives": (0.80, 0.85),
    "sdg_targets": (0.60, 0.75),
    "themes": (0.75, 0.75),
    "years": (0.90, 0.90),
    "other facts": (0.90, 0.70),
    "challenges": (0.65, 0.85),
    "recommendations": (0.90, 0.75),
    "quotations": (0.90, 0.75),
    "attribution": (0.90, 0.90),
    "profiles": (0.85, 0.85),
    "profile facts": (0.95, 0.95),
    "profile States": (0.95, 0.95),
    "profile lists": (0.95, 0.80),
}


@pytest.fixture(scope="module")
def report() -> list[Score]:
    scores = accuracy.measured("report")
    readable = shutil.which("tesseract") is not None
    return [one for one in scores if readable or one.document.format != "scan"]


@pytest.mark.parametrize("name", FLOORS)
def test_a_field_is_read_as_well_as_was_measured(name: str, report: Sequence[Score]) -> None:
    counted = accuracy.totals(report)[name]
    precision, recall = FLOORS[name]
    assert (counted.precision or 0) >= precision
    assert (counted.recall or 0) >= recall


def test_no_withheld_name_is_told(report: Sequence[Score]) -> None:
    assert sum(len(one.document.withheld) for one in report) > 10
    assert accuracy.leaks(report) == []


@pytest.mark.parametrize(
    ("as_pdf", "as_form"), [("01-report-en", "03-report-en"), ("02-report-fr", "04-report-fr")]
)
def test_two_renderings_of_a_report_give_the_same_record(
    as_pdf: str, as_form: str, tmp_path: Path
) -> None:
    renderings = [accuracy.read(one_named(name), tmp_path) for name in (as_pdf, as_form)]
    one, other = (told(rendering) for rendering in renderings)
    assert one == other
    assert len(one["practices"]) == 3


def told(done: Score) -> dict[str, object]:
    """Return what a report tells, apart from its front matter."""
    (reading,) = done.readings
    return {
        "practices": [
            {name: practice.value(name) for name in ("title", "summary", "description")}
            for practice in reading.practices
        ],
        "challenges": [one.value for one in reading.challenges],
        "recommendations": [one.value for one in reading.recommendations],
        "quotations": [(one.text, one.speaker) for one in reading.quotations],
    }


@pytest.mark.parametrize(
    "document", [one for half in HALVES for one in documents(half)], ids=lambda one: one.name
)
def test_labels_are_about_what_the_document_says(document: Labelled) -> None:
    whole = "\n".join(
        final(text)
        for _, pieces in document.parts
        for piece in pieces
        for text in (piece.text, *(cell for row in piece.rows for cell in row))
    )
    for name in document.withheld:
        assert name.casefold() in whole.casefold()
    for record in document.practices:
        assert record.facts.keys() <= FACTS
        assert record.facts.get("may", {}).keys() <= FACTS
    assert document.session.keys() <= set(IN_SESSION)


@pytest.mark.parametrize("half", HALVES)
def test_both_halves_hold_every_language_shape_and_format(half: str) -> None:
    held = documents(half)
    assert len(held) >= 24
    assert set(Counter(one.language for one in held)) == {"en", "fr", "es", "ar", "pt", "ru"}
    for by in ("shape", "format"):
        assert {getattr(one, by) for one in held} == {
            getattr(one, by) for other in HALVES for one in documents(other)
        }


def test_odd_documents_are_tuned_to_and_even_ones_reported() -> None:
    numbers = {half: [int(one.name[:2]) for one in documents(half)] for half in HALVES}
    assert numbers == {"tune": list(range(1, 71, 2)), "report": list(range(2, 71, 2))}


def test_documents_that_follow_each_other_have_the_same_shape() -> None:
    shapes = [[one.shape for one in documents(half)] for half in HALVES]
    assert shapes[0] == shapes[1]


FACTS = {*SETS, *YEARS, *CODES, "may"}


def one_named(name: str) -> Labelled:
    return next(one for half in HALVES for one in documents(half) if one.name == name)


def read_as(document: Labelled, reading: Reading) -> Score:
    told = [Ingested(Document(document.file, "text/plain", ()), reading)]
    return score(document, told, ["what is told of it"])


def found(value: object) -> Found:
    return Found(value, 0.9)


def test_what_is_read_as_labelled_is_right() -> None:
    document = one_named("53-archive-es")
    practices = [
        PracticeRecord(
            {
                "title": found(one.texts[0]),
                "description": found(" ".join(one.texts)),
                "language": found("es"),
            }
            | {name: found(value) for name, value in one.facts.items() if name != "may"}
        )
        for one in document.practices
    ]
    done = read_as(
        document,
        Reading(
            Shape.RAPPORTEUR_REPORT,
            "es",
            session={name: found(value) for name, value in document.session.items()},
            practices=tuple(practices),
            challenges=tuple(map(found, document.challenges)),
            recommendations=tuple(map(found, document.recommendations)),
            quotations=tuple(Quotation(one.texts[0]) for one in document.quotations),
        ),
    )
    assert done.mistakes == []
    assert accuracy.overall([done]).f1 == 1
    assert all(right for _, right in done.confidences)


def test_what_is_missed_and_what_is_made_up_are_counted_apart() -> None:
    document = one_named("21-note-es")
    made_up = (found("Something that nobody wrote"), found(document.challenges[0]))
    done = read_as(document, Reading(Shape.NOTE, "es", challenges=made_up))
    counted = done.counts["challenges"]
    assert (counted.right, counted.wrong, counted.missed) == (1, 1, 1)
    assert done.counts["recommendations"].missed == 3


def test_a_speaker_who_did_not_approve_counts_as_wrong_and_as_a_leak() -> None:
    document = one_named("07-report-ar")
    text = document.quotations[0].texts[0]
    reading = Reading(
        Shape.RAPPORTEUR_REPORT, quotations=(Quotation(text, speaker="سلوى الدرهمي"),)
    )
    told = [Ingested(Document(document.file, "text/plain", ()), reading)]
    done = score(document, told, ['{"speaker": "سلوى الدرهمي"}'])
    assert done.counts["quotations"].right == 1
    assert done.counts["attribution"].wrong == 1
    assert done.leaks == ["سلوى الدرهمي", "الدرهمي"]
