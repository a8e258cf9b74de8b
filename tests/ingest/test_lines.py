# ruff: noqa: E501, W291, W293
"""Lines of a text become the headings, paragraphs and points that their author meant."""

import re

import pytest
from tests.ingest.office_making import outline

from rcp_ingest.readers.text.lines import blocks

#: A report as taken out of a PDF: lines broken at its width, an empty line after some of them.
FROM_PDF = """
 1. Summary/Main discussion points  

Ports matter 

• Seafarers change ships in ports – most of them far away from their own consulates and their families
• Some States keep lists of recruiters (e.g. the registers that the ministries of labour publish online) 

and others rely on the unions to tell seafarers whom they can trust before they sign their contracts 
• Ports have strengths (one gate, known agents, regular hours) and weaknesses (short stays, night work on 

Saturdays and no public transport) 

 

2. Challenges     

But little of this is written down

2 
 

• It is hard to agree on a common form – it may help to begin with the questions that every port puts to a sea-
farer today. 

• ‘Shore leave’ can also be refused by an agent – often without a reason that the crew would understand, and 
without a record. 

3. Opportunities / good practices / innovations for the way forward  

• The States could share what they publish through the network of their ports, perhaps with a short guide in 
four languages – which inter-port meetings could keep up to date

4. Contributions to the achievement of the Agenda 2030  

5.  Inspiring quotes: If you like, please give one or two quotes that you heard.

*Please remember that nobody is named here, unless they agreed. 

‘Nobody should pay for a job at sea’ 
"""
#: The same report as a form on the web gave it.
FROM_WEB = """Round table, Port City, 5 May 2026

Name of Rapporteur:\tA. Example
Round table session:\t4.1

1. Summary/Main discussion points
<p>Ports matter</p> <ul style="list-style-type: none"> • Seafarers change ships in ports – most of them far away \
from their own consulates and their families • Some States keep lists of recruiters (e.g. the registers that the \
ministries of labour publish online) and others rely on the unions to tell seafarers whom they can trust before \
they sign their contracts • Ports have strengths (one gate, known agents, regular hours) and weaknesses (short \
stays, night work on Saturdays and no public transport)
2. Challenges
But little of this is written down

- It is hard to agree on a common form – it may help to begin with the questions that every port puts to a \
seafarer today.
- 'Shore leave' can also be refused by an agent – often without a reason that the crew would understand, and \
without a record.

3. Opportunities / good practices / innovations for the way forward

- The States could share what they publish through the network of their ports, perhaps with a short guide in \
four languages – which inter-port meetings could keep up to date

4. Contributions to the achievement of the Agenda 2030

5. Inspiring quotes: If you like, please give one or two **quotes** that you heard.

**Please remember that nobody is named here, unless they agreed.*

'Nobody should pay for a job at sea'"""
#: A profile of an annex as taken out of a book: numbers apart from what they number.
PROFILE = """ ANNEX: Forums on Ports
NORTHERN SEAS
Dialogue on Ports of the Northern Seas (DPNS), est. 2001
Secretariat: No official secretariat. (The Union of Ports lends its offices to it).
Governments: Belgium, Denmark, Estonia, Finland, Germany, Iceland, Latvia,
Lithuania, Netherlands, Norway, Poland, and Sweden.
Main Areas of Discussion:
1.
2.
3.

shore leave;
medical care on board and in the ports, which the States keep free of all
charges; and
repatriation.

Goals:
1. Agree on what every port tells the crews of ships that call there for less
than a day.
 2. Share lists of recruiters.
Current Priorities:
The States that were present in the last meeting agreed on the following:
yy a common register of those who recruit
yy a hotline

41

Network of Port Authorities of the Southern Seas and the Islands for the Safety of
Seafarers in their Ports (NPASS), est. 2004
Secretariat: The Chair.
Governments: Fiji, Samoa and Tonga.
Goals:
•
•

2020-2022: First Phase
2023-ongoing: Second Phase
 The aim of the second phase is to write down what the ports have learned in the
first one, so that others can follow them.
Consultations on Harbours and Lights of the Eastern Shores (CHLES), est. 2009
Secretariat: None.
"""


def outlined(text: str) -> list[object]:
    return outline(blocks(text.split("\n")))


def plain(found: list[object]) -> list[str]:
    return [str(one).translate(str.maketrans("‘’“”", "''\"\"")) for one in found]


def test_two_renderings_of_one_report_give_the_same_blocks() -> None:
    from_pdf, from_web = plain(outlined(FROM_PDF)), plain(outlined(FROM_WEB))
    assert from_pdf == from_web[from_web.index(from_pdf[0]) :]
    assert [one for one in from_pdf if one.startswith("#")] == [
        "# 1. Summary/Main discussion points",
        "## Ports matter",
        "# 2. Challenges",
        "## But little of this is written down",
        "# 3. Opportunities / good practices / innovations for the way forward",
        "# 4. Contributions to the achievement of the Agenda 2030",
        "# 5. Inspiring quotes: If you like, please give one or two quotes that you heard.",
    ]
    assert len([one for one in from_pdf if one.startswith("- ")]) == 6


def test_lines_with_labels_stay_paragraphs_of_their_own() -> None:
    assert outlined(FROM_WEB)[1:3] == ["Name of Rapporteur: A. Example", "Round table session: 4.1"]


def test_numbers_that_stand_apart_are_put_before_what_they_number() -> None:
    assert outlined(PROFILE) == [
        "# ANNEX: Forums on Ports",
        "# NORTHERN SEAS",
        "## Dialogue on Ports of the Northern Seas (DPNS), est. 2001",
        "Secretariat: No official secretariat. (The Union of Ports lends its offices to it).",
        "Governments: Belgium, Denmark, Estonia, Finland, Germany, Iceland, Latvia, Lithuania, "
        "Netherlands, Norway, Poland, and Sweden.",
        "### Main Areas of Discussion:",
        "1. shore leave;",
        "2. medical care on board and in the ports, which the States keep free of all charges; and",
        "3. repatriation.",
        "### Goals:",
        "1. Agree on what every port tells the crews of ships that call there for less than a day.",
        "2. Share lists of recruiters.",
        "### Current Priorities:",
        "The States that were present in the last meeting agreed on the following:",
        "- a common register of those who recruit",
        "- a hotline",
        "## Network of Port Authorities of the Southern Seas and the Islands for the Safety of "
        "Seafarers in their Ports (NPASS), est. 2004",
        "Secretariat: The Chair.",
        "Governments: Fiji, Samoa and Tonga.",
        "### Goals:",
        "- 2020-2022: First Phase",
        "- 2023-ongoing: Second Phase",
        "The aim of the second phase is to write down what the ports have learned in the first "
        "one, so that others can follow them.",
        "## Consultations on Harbours and Lights of the Eastern Shores (CHLES), est. 2009",
        "Secretariat: None.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• one\n▪ two\n\uf0b7 three\n- four\n* five", ["- one", *["  - two"]]),
        ("1) one\n2) two\n   a) deeper\n3) three", ["1) one", "2) two", "  a) deeper", "3) three"]),
        ("(i) one\n(ii) two\n(iii) three", ["(i) one", "(ii) two", "(iii) three"]),
        ("а) нехватка данных;\nб) расходы.", ["а) нехватка данных;", "б) расходы."]),
        ("١. العمل\n٢. السفر", ["١. العمل", "٢. السفر"]),
        ("أ) العمل\nب) السفر", ["أ) العمل", "ب) السفر"]),
        ("- 1. first\n- 2. second", ["1. first", "2. second"]),
        ("- one:\n\n  - deeper\n\n- two", ["- one:", "  - deeper", "- two"]),
        ("§ one\n§ two", ["- one", "- two"]),
    ],
)
def test_bullets_and_numbers_of_every_kind_are_points(text: str, expected: list[str]) -> None:
    assert outlined(text)[: len(expected)] == expected


@pytest.mark.parametrize(
    "text",
    ["J. Doe spoke for the ministry.", "yy once is no bullet", "2009. A year.", "p. 12 says so."],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert outlined(text) == [text]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# One\n\n## Two\n\nText.", ["# One", "## Two"]),
        ("One\n===\n\nText.\n\nTwo\n---\n\nText.", ["# One", "## Two"]),
        ("Title\n\nIV. Results\n\nText.\n\nV. Lessons\n\nText.", ["# Title", "# IV.", "# V."]),
        ("1. Part\n\nText.\n\n1.1 Detail\n\nText.\n\n2. Next\n\nText.", ["# 1.", "## 1.1", "# 2."]),
        ("FINDINGS\n\nText of it.\n\nIn short:\n- one", ["# FINDINGS", "## In short:"]),
        ("Title\n\nНужды портов\n\nТекст о том, что портам нужно.", ["# Title", "# Нужды"]),
        ("عنوان\n\nاحتياجات\n\nهذا نص طويل عن الموانئ.", ["# عنوان", "# احتياجات"]),
        ("• a point\n\n‘A quotation’", []),
        ("5 May 2026\n\nText about it.", []),
        ("Bolivia\nChile\nPeru\nare there.", ["# Bolivia"]),
    ],
)
def test_headings_are_known_by_how_they_look(text: str, headings: list[str]) -> None:
    found = [str(one) for one in outlined(text) if str(one).startswith("#")]
    assert len(found) == len(headings)
    assert all(one.startswith(start) for one, start in zip(found, headings, strict=True))


def test_numbered_points_are_no_headings_though_they_stand_in_a_numbered_section() -> None:
    text = (
        "1. Needs\n\nPorts need help.\n\n1. more staff;\n2. more time;\n3. more light.\n\n"
        "2. Answers\n\n1. train;\n2. hire.\n\n3. Next steps\n\nNone yet."
    )
    assert outlined(text) == [
        "# 1. Needs",
        "Ports need help.",
        "1. more staff;",
        "2. more time;",
        "3. more light.",
        "# 2. Answers",
        "1. train;",
        "2. hire.",
        "# 3. Next steps",
        "None yet.",
    ]


def test_a_paragraph_goes_on_behind_the_footnotes_and_the_number_of_its_page() -> None:
    text = (
        "The ports that take part in this exchange of experience publish what they know of\n\n"
        "¹ Not all of them do.\n\n12\n\nrecruiters, and they do so every year."
    )
    assert outlined(text) == [
        "The ports that take part in this exchange of experience publish what they know of "
        "recruiters, and they do so every year.",
        "¹ Not all of them do.",
    ]


def test_running_heads_are_left_out_and_pages_counted() -> None:
    pages = "\f".join(f"Report on Ports {n}\n\nPage {n} says this much.\n" for n in range(1, 5))
    found = list(blocks(pages.split("\n")))
    assert [(one.text, one.page) for one in found] == [
        (f"Page {n} says this much.", n) for n in range(1, 5)
    ]


def test_lines_of_a_text_that_was_never_broken_stay_apart() -> None:
    text = "Dear colleagues,\nPlease find our practice below.\nBest regards,\nA. Example\nTogo"
    assert outlined(text) == text.split("\n")


def test_cells_parted_by_tabs_are_a_table_and_labels_with_tabs_are_not() -> None:
    text = "Label:\tvalue\nOther:\tvalue\n\nCountry\tYear\nTogo\t\t2021\n\n1.\tone\n2.\ttwo"
    assert outlined(text) == [
        "Label: value",
        "Other: value",
        [["Country", "Year"], ["Togo", "2021"]],
        "1. one",
        "2. two",
    ]


def test_centred_lines_of_a_title_stay_apart() -> None:
    text = (
        "            Consultations of the Island States on Ports, 2nd meeting\n"
        "                          Port City, 3 March 2026\n\n"
        "    The participants exchanged what they know of the way from the islands\n"
        "    to the mainland and back, and of what it costs.\n"
        "                                 - 1 -\n"
        "    They agreed to meet again.\n"
    )
    assert outlined(text)[1] == "Port City, 3 March 2026"
    assert outlined(text)[-1] == "They agreed to meet again."


def test_what_stands_below_a_label_is_its_value() -> None:
    text = "Title of practice:\nMobile desks\n\nCountry:\nTogo\n\nSummary\nDesks visit the ports."
    assert outlined(text) == [
        "## Title of practice:",
        "Mobile desks",
        "## Country:",
        "Togo",
        "# Summary",
        "Desks visit the ports.",
    ]


def test_short_questions_of_a_form_stand_above_their_answers() -> None:
    text = "Form\n\nWhich country?\nTogo\n\nWhat was learned?\nPorts need light."
    assert outlined(text)[1:] == [
        "# Which country?",
        "Togo",
        "# What was learned?",
        "Ports need light.",
    ]


def test_words_broken_at_the_end_of_a_line_lose_their_hyphen_unless_it_is_theirs() -> None:
    line = "The long-term plan of the ports that are members was written by those who are re-"
    text = f"{line}\nsponsible for it, and it is read by nobody but the members of the non-\nports."
    assert outlined(text)[0] == (
        "The long-term plan of the ports that are members was written by those who are "
        "responsible for it, and it is read by nobody but the members of the non-ports."
    )


def test_unseen_characters_are_left_out() -> None:
    assert outlined("\u202bfa\u00adir\u200b recruit\x07ment\u202c now.") == [
        "fair recruitment now."
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "• ",
        "1.\n",
        "(",
        "<p ",
        "*a ",
        "a-\n",
        "1. a\n2. b\n",
        "\f",
        "Label:\n",
        "I. ",
        "- 1. ",
        "¹\n",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    assert len(list(blocks((unit * (5_000 // len(unit))).split("\n")))) >= 0


def test_everything_that_was_said_is_still_said() -> None:
    said = re.sub(r"[\W_]|yy|41", "", PROFILE)
    kept = re.sub(r"[\W_]", "", "".join(map(str, outlined(PROFILE))))
    assert sorted(kept) == sorted(said)
