"""What the terminal prints of a document."""

import json
from typing import Any

from tests.ingest.building import document

from rcp_ingest import Document, Found, Ingested, Place, PracticeRecord, Reading, Remark, RemarkKind
from rcp_ingest.published import published
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognising import reading_of
from rcp_ingest.records import Profile, Quotation, Shape


def printed(reading: Reading, told: Document | None = None) -> dict[str, Any]:
    values = published(Ingested(told or document("Text"), reading), rcp="bali-process")
    assert json.loads(json.dumps(values)) == values
    return values


def test_every_field_says_where_it_came_from() -> None:
    found = Found("Desks", 0.8567, (Place(3, 0, 5, 2, "Good practices"),))
    reading = Reading(Shape.NOTE, practices=(PracticeRecord({"title": found}),))
    [practice] = printed(reading)["practices"]
    assert practice["from"] == {
        "title": {"page": 2, "heading": "Good practices", "block": 3, "confidence": 0.86}
    }


def test_sections_and_description_are_as_in_an_interchange_file() -> None:
    fields = {"challenge": "Few visas", "description": "More", "countries": [], "language": "ru"}
    record = PracticeRecord({name: Found(value, 1.0) for name, value in fields.items()})
    [practice] = printed(Reading(Shape.NOTE, practices=(record,)))["practices"]
    assert practice["sections"] == {"challenge": "Few visas"}
    assert practice["text"] == "More"
    assert practice["title"] == "Few visas"
    assert practice["language"] == "ru"
    assert "countries" not in practice


def test_the_same_document_gives_the_same_identifiers() -> None:
    record = PracticeRecord({"title": Found("Desks", 1.0)})
    reading = Reading(Shape.NOTE, practices=(record, record))
    first, renamed = (printed(reading, document("Text", name=name)) for name in ("a", "b"))
    assert first["practices"] == renamed["practices"]
    ids = [practice["id"] for practice in first["practices"]]
    assert len(set(ids)) == 2


def test_a_speaker_is_told_with_the_approval_only() -> None:
    said = (Quotation("Yes", "en", "Ada Lark", "approved"), Quotation("No"))
    quotations = printed(Reading(Shape.NOTE, "fr", quotations=said))["quotations"]
    keys = ("text", "language", "attribution", "speaker", "approval")
    assert [{key: one[key] for key in keys if key in one} for one in quotations] == [
        {
            "text": "Yes",
            "language": "en",
            "attribution": "named",
            "speaker": "Ada Lark",
            "approval": "approved",
        },
        {"text": "No", "language": "fr", "attribution": "anonymous"},
    ]


def test_remarks_profiles_and_session_are_told_without_withheld_names() -> None:
    told = Document(
        "ada-lark.txt",
        "text/plain",
        (),
        remarks=(Remark(RemarkKind.PART_LEFT_OUT, "lark.docx"),),
    )
    reading = Reading(
        Shape.PROFILES,
        session={"title": Found("Talk by Ada Lark", 1.0)},
        profiles=(Profile({"secretariat": Found("Ms Lark's office", 1.0)}),),
        challenges=(Found("Few visas", 1.0, (Place(0, 0, 1, None, "Lark's view"),)),),
        withheld=("Ada Lark",),
    )
    values = printed(reading, told)
    assert "lark" not in json.dumps(values).lower()
    assert values["remarks"] == [{"kind": "part_left_out", "detail": "[name withheld].docx"}]


def test_what_was_not_recognised_is_told_by_its_remarks() -> None:
    values = published(Ingested(document("Text"), None), rcp="bali-process")
    assert (values["shape"], "practices" in values) == ("", False)


def test_a_report_is_told_whole() -> None:
    told = document(
        "Session: 2.2",
        "# 2. Challenges",
        "- Few visas",
        "# 3. Good practices",
        "- Desks in ports",
        "# 6. Quotes",
        "“No one is alone here”",
    )
    values = printed(reading_of(told, Context()), told)
    assert values["shape"] == "rapporteur_report"
    assert values["session"]["citation"] == "session 2.2"
    assert [one["text"] for one in values["challenges"]] == ["Few visas"]
    assert [one["title"] for one in values["practices"]] == ["Desks in ports"]
    assert [one["text"] for one in values["quotations"]] == ["No one is alone here"]
