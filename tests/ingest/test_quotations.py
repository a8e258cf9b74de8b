"""Quotations are found with their marks or without; nobody is named who did not approve it."""

import pytest
from tests.ingest.building import document

from rcp_ingest import Reading, Shape
from rcp_ingest.recognisers.quoting.approval import approval_in
from rcp_ingest.recognisers.quoting.quotations import with_quotations
from rcp_ingest.recognisers.quoting.quote_marks import quoted_in

HEADING = "# 6. Inspiring quotes"


def read(*written: object, shape: Shape = Shape.RAPPORTEUR_REPORT) -> Reading:
    return with_quotations(Reading(shape), document(*written))  # type: ignore[arg-type]


def said(*written: object, shape: Shape = Shape.RAPPORTEUR_REPORT) -> list[tuple[str, str]]:
    return [(one.text, one.speaker) for one in read(*written, shape=shape).quotations]


@pytest.mark.parametrize(
    "written",
    [
        "“Borders are drawn by people”",
        '"Borders are drawn by people"',
        "'Borders are drawn by people'",
        "‘Borders are drawn by people’",
        "«Borders are drawn by people»",
        "« Borders are drawn by people »",
        "„Borders are drawn by people“",
        "- “Borders are drawn by people,” said Ada Lark of the ILO.",
        "“Borders are drawn by people” — Ada Lark, Ministry of Labour",
        "Ada Lark (ILO): “Borders are drawn by people”",
        "As Minister Lark put it, “Borders are drawn by people”.",
        "“Borders,” said Ada Lark, “are drawn by people”",
        "«Borders, — сказала Анна Ларкина, — are drawn by people»",
        "« Borders, a déclaré Ada Lark, directrice du Bureau, are drawn by people »",
        "Borders are drawn by people (anonymous)",
        "Borders are drawn by people (Ada Lark, ILO)",
    ],
)
def test_a_quotation_is_its_words_and_nobody_is_named(written: str) -> None:
    assert said(HEADING, written) == [("Borders are drawn by people", "")]


def test_apostrophes_do_not_end_single_marks() -> None:
    text = "‘The States’ rights aren't the people’s limits’ (anonymous)"
    [found] = quoted_in(text)
    assert found.words_in(text) == "The States’ rights aren't the people’s limits"


def test_the_template_is_not_quoted() -> None:
    assert not said(
        "# 6. Inspiring quotes: If you like, please give one or two quotes.",
        "*Please note that the sessions follow Chatham House rules, so please either ask for "
        "approval to name the speaker or put “anonymous or unnamed speaker”.",
    )


@pytest.mark.parametrize(
    "stated",
    [
        "(Ada Lark, ILO, approved)",
        "— Ada Lark, ILO (approved by the speaker)",
        "said Ada Lark, who agreed to be named.",
        "said Ada Lark. She has agreed to be named.",
        "(Ada Lark, avec l'accord de l'oratrice)",
        "(Ada Lark; autorizó ser citada)",
        "(Ada Lark, com a permissão da oradora)",
        "(Ада Ларк, с согласия докладчика)",
        "(آدا لارك، بموافقة المتحدثة)",
    ],
)
def test_a_speaker_whose_approval_is_stated_is_named(stated: str) -> None:
    [found] = read(HEADING, f"“Borders are drawn by people” {stated}").quotations
    assert found.speaker
    assert found.approval in stated


@pytest.mark.parametrize(
    "stated",
    [
        "(Ada Lark, approval pending)",
        "(Ada Lark, not approved)",
        "(Ada Lark; approval to be requested)",
        "(Ada Lark, without approval)",
        "(Ada Lark, to be named only if approved)",
        "— Ada Lark. Please ask for approval.",
        "said Ada Lark when the budget was approved by all",
        "said Ada Lark, who gave her approval to the plan",
        "(Ada Lark, sans l'accord de l'oratrice)",
        "(Ada Lark, en attente d'approbation)",
        "(Ada Lark, sin autorización)",
        "(Ada Lark, aguarda aprovação)",
        "(Ада Ларк, согласие не получено)",
        "(آدا لارك، بدون موافقة)",
    ],
)
def test_what_is_pending_refused_or_of_something_else_is_no_approval(stated: str) -> None:
    assert not approval_in(stated)
    assert said(HEADING, f"“Borders are drawn by people” {stated}") == [
        ("Borders are drawn by people", "")
    ]


def test_approval_of_one_quotation_is_not_approval_of_another() -> None:
    two = "“We all move one day” (Ada Lark, approved). “No one is alone here” (Ben Roe, ILO)."
    assert said(HEADING, two) == [("We all move one day", "Ada Lark"), ("No one is alone here", "")]
    lines = (
        "“No one is alone here”",
        "— Ben Roe, ILO",
        "“We all move one day”",
        "— Ada Lark (approved)",
    )
    assert [speaker for _, speaker in said(HEADING, *lines)] == ["", "Ada Lark"]
    named_first = "Ben Roe: “No one is alone here”. Ada Lark (approved): “We all move one day”."
    assert [speaker for _, speaker in said(HEADING, named_first)] == ["", "Ada Lark"]


def test_all_speakers_may_have_approved_together() -> None:
    together = "All speakers quoted here have agreed to be named."
    assert said(HEADING, together, "“We all move one day” — Ada Lark, ILO") == [
        ("We all move one day", "Ada Lark, ILO")
    ]


def test_a_table_of_quotations_is_read_by_rows() -> None:
    rows = [
        ["Quote", "Speaker", "Approved?"],
        ["We all move one day", "Ada Lark, ILO", "Yes"],
        ["No one is alone here", "Ben Roe, ILO", "No"],
    ]
    assert said(HEADING, rows) == [
        ("We all move one day", "Ada Lark, ILO"),
        ("No one is alone here", ""),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "“Regions cannot do this by themselves”, said Ada Lark of the ILO.",
        "“Regions cannot do this by themselves”, whispered Ada Lark.",
        "One delegate noted: “Regions cannot do this by themselves.”",
        "«Regions cannot do this by themselves» — отметила Анна Ларкина.",
        "وقالت ليلى حداد من وزارة العمل: «لا تستطيع المناطق أن تفعل هذا وحدها»",
    ],
)
def test_elsewhere_a_quotation_has_a_speaker(written: str) -> None:
    assert len(said("# Introduction", written, shape=Shape.NOTE)) == 1


@pytest.mark.parametrize(
    "written",
    [
        "The term “free movement of people in regions” is not used.",
        "Roundtable 3 on “Regional Processes, Forums and Economic Integration” met twice.",
        "The compact invites Processes to “provide platforms to exchange experiences”.",
        "As one delegate noted, Processes “let their guard down” on all sides.",
        "One delegate said that participants “met halfway on that bridge” again.",
        "It is called “the oil in the machine of all dialogues” (Lark 2004: 17).",
    ],
)
def test_a_term_or_a_title_in_marks_is_no_quotation(written: str) -> None:
    reading = read("# Introduction", written, shape=Shape.NOTE)
    assert (reading.quotations, reading.withheld) == ((), ())


def test_a_place_shows_the_words_with_their_marks() -> None:
    told = document(HEADING, "And then: “We all move one day” (Ada Lark)")
    [found] = with_quotations(Reading(Shape.NOTE), told).quotations
    [place] = found.places
    assert told.blocks[place.block].text[place.start : place.end] == "“We all move one day”"
    assert place.heading == "6. Inspiring quotes" or place.heading == "Inspiring quotes"
