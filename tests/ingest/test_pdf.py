"""PDF files become headings, paragraphs and points in the order in which they are read."""

import io

import pypdf
import pytest
from tests.ingest.pdf_making import At, Page, column, made
from tests.ingest.pdf_reading import blocks, pieces, texts, typeset

from rcp_ingest.document import Block, BlockKind

#: A column of forty characters is 220 points wide.
LEFT = [
    "Labour ministers of the region described",
    "how their inspectors work with the consu",
    "lates of other States and what they have",
    "learned from it over the last few years.",
    "Recruiters are licensed by both States a",
    "nd their fees are published every month.",
]
RIGHT = [
    "Second column begins with another senten",
    "ce that goes on for several lines so tha",
    "t it is seen to be text rather than some",
    "labels beside their values in a form, as",
    "forms have them. It ends with these few ",
    "words and nothing else.",
]


# Order


def test_columns_are_read_one_after_the_other_below_what_goes_over_both() -> None:
    title = At(72, 100, "A title that goes over both of the columns", 16)
    closing = At(
        72, 300, "What stands below goes over both columns again, and so it comes last of all"
    )
    told = texts([title, *column(60, 140, *LEFT), *column(310, 140, *RIGHT), closing])
    assert told[0] == title.text
    assert told[1].startswith("Labour ministers")
    assert told[1].endswith("published every month.")
    assert told[2].startswith("Second column begins")
    assert told[3] == closing.text


def test_three_columns_are_read_from_left_to_right() -> None:
    narrow = [
        "several words of text here",
        "go on in the next line and",
        "then in one more of these",
        "until they end at last so",
    ]
    page = [
        line
        for place in range(3)
        for line in column(40 + 180 * place, 120, f"Column {place} begins and has", *narrow)
    ]
    told = " ".join(texts(sorted(page, key=lambda one: one.y)))
    assert told.index("Column 0") < told.index("Column 1") < told.index("Column 2")
    assert told.count("until they end") == 3
    assert told.index("until they end") < told.index("Column 1")


def test_columns_of_short_lines_are_columns_where_their_lines_are_not_level() -> None:
    left = column(60, 120, "Governments: A, B", "Observers: none", "Areas:", "fees", "data")
    right = column(310, 127, "Governments: C, D", "Observers: two", "Areas:", "visas", "returns")
    told = texts(sorted([*left, *right], key=lambda one: one.y))
    assert told == [one.text for one in [*left, *right]]


def test_labels_and_their_values_are_no_columns() -> None:
    labels = [
        "Name of the rapporteur:",
        "Session of the roundtable:",
        "Place of the meeting:",
        "Chairs of the session:",
        "Number of persons there:",
    ]
    values = [
        "Ada Example of Riverton",
        "Session two point four",
        "Riverton on the water",
        "Ruritania and Freedonia",
        "Twenty-four persons came",
    ]
    assert texts([*column(60, 120, *labels), *column(300, 120, *values)]) == [
        f"{label} {value}" for label, value in zip(labels, values, strict=True)
    ]


def test_a_page_that_is_turned_is_read_as_it_is_seen() -> None:
    upright = pypdf.PdfReader(io.BytesIO(made(Page(column(72, 200, *LEFT)))))
    writer = pypdf.PdfWriter()
    page = writer.add_page(upright.pages[0])
    page.add_transformation(pypdf.Transformation().rotate(90).translate(842, 0))
    page.mediabox = pypdf.generic.RectangleObject((0, 0, 842, 595))
    page.rotate(90)
    written = io.BytesIO()
    writer.write(written)
    [block] = [one for one in pieces(written.getvalue()) if isinstance(one, Block)]
    assert block.text.startswith("Labour ministers of the region described how their")


# Lines put together


def test_lines_of_a_paragraph_are_joined_and_a_gap_or_a_short_line_ends_it() -> None:
    first = [
        "Participants described what they do about",
        "fees that workers pay to those who recruit",
        "them abroad.",
    ]
    second = ["What others say", "Another paragraph that begins right below"]
    third = ["This one stands apart from those above it."]
    page = [*column(72, 120, *first, *second), *column(72, 200, *third)]
    assert texts(page) == [" ".join(first), *second, *third]


@pytest.mark.parametrize(
    ("end", "after", "expected"),
    [
        ("of recruit-", "ment agencies, they said", "of recruitment agencies, they said"),
        ("they are sub-", "regional and known as", "they are sub-regional and known as"),
        ("as in Asia-", "Pacific they go on with it", "as in Asia-Pacific they go on with it"),
        (
            "in the years 2018-",
            "2020 they went on with",
            "in the years 2018-2020 they went on with",
        ),
        ("наблюда-", "тели от государств", "наблюдатели от государств"),
        ("they meet –", "as they did before", "they meet – as they did before"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_whole_again(
    end: str, after: str, expected: str
) -> None:
    filled = f"{'Words that fill the line up to its very end, ':.<58}"[: 58 - len(end)] + " " + end
    known = At(72, 300, "Elsewhere they are called regional, on a line of their own")
    told = texts([*column(72, 120, filled, after), known])
    assert told[0].endswith(expected)


def test_a_paragraph_goes_on_over_the_page_and_notes_follow_it() -> None:
    wide = "Words of the paragraph that fill the line up to the end and then go on over the"
    first = [
        *column(72, 640, wide, wide, wide),
        At(72, 720, "1 A note that belongs to the first of the pages.", 8),
    ]
    body = column(
        72,
        130,
        "page to its end.",
        "Another paragraph starts with a capital letter and it stands here.",
    )
    told = blocks(first, body)
    assert (told[0].text, told[0].page) == (f"{wide} {wide} {wide} page to its end.", 1)
    assert (told[1].text[:8], told[1].page) == ("1 A note", 1)
    assert (told[2].text[:7], told[2].page) == ("Another", 2)


# Lists


@pytest.mark.parametrize(
    ("marks", "kept"),
    [
        (("•", "•"), ("", "")),
        (("–", "–"), ("", "")),
        (("▪", "▪"), ("", "")),
        (("\uf0b7", "\uf0b7"), ("", "")),
        (("o", "o"), ("", "")),
        (("yy", "yy"), ("", "")),
        (("1.", "2."), ("1.", "2.")),
        (("(a)", "(b)"), ("(a)", "(b)")),
        (("а)", "б)"), ("а)", "б)")),
        (("i.", "ii."), ("i.", "ii.")),
    ],
)
def test_points_lose_their_bullets_and_keep_their_numbers(
    marks: tuple[str, str], kept: tuple[str, str]
) -> None:
    long = "point that is long enough to go over the end of its line and that"
    page = [
        At(72, 120, f"{marks[0]}   First {long}"),
        At(95, 134, "ends here"),
        At(72, 148, f"{marks[1]}   Second point"),
    ]
    told = blocks(page)
    assert [(block.kind, block.mark, block.text) for block in told] == [
        (BlockKind.ITEM, kept[0], f"First {long} ends here"),
        (BlockKind.ITEM, kept[1], "Second point"),
    ]


def test_bullets_that_are_drawn_make_points() -> None:
    dots = [f"82 {842 - y} 4 4 re f" for y in (119, 133)]
    page = Page(column(95, 120, "First point", "Second point"), drawn=" ".join(dots))
    assert [(one.kind, one.text) for one in blocks(page)] == [
        (BlockKind.ITEM, "First point"),
        (BlockKind.ITEM, "Second point"),
    ]


def test_numbers_that_a_file_holds_before_all_texts_stand_with_theirs() -> None:
    numbers = column(72, 120, "1.", "2.", "3.", leading=20)
    points = column(95, 120, "Policy", "Data", "Training", leading=20)
    assert [(block.mark, block.text) for block in blocks([*numbers, *points])] == [
        ("1.", "Policy"),
        ("2.", "Data"),
        ("3.", "Training"),
    ]


def test_points_deeper_in_a_list_have_a_deeper_level() -> None:
    page = [At(72, 120, "• Outer one"), At(95, 134, "– Inner one"), At(72, 148, "• Outer two")]
    assert [block.level for block in blocks(page)] == [1, 2, 1]


# Headings


def test_what_is_larger_or_bold_is_a_heading_and_ranks_by_how_it_stands_out() -> None:
    body = "Text of a report that is set in the usual size and says something in a sentence."
    page = [
        At(72, 120, "A report on fair recruitment", 20),
        At(72, 160, "2. Challenges", 14, bold=True),
        At(72, 180, body),
        At(72, 210, "Fees", bold=True),
        At(72, 230, body),
        At(72, 260, "3. Good practices", 14, bold=True),
        At(72, 280, body),
        At(72, 310, "Name of the rapporteur: Ada Example", bold=True),
    ]
    told = blocks(page)
    headings = [(one.level, one.mark, one.text) for one in told if one.is_heading]
    assert headings == [
        (1, "", "A report on fair recruitment"),
        (2, "2.", "Challenges"),
        (3, "", "Fees"),
        (2, "3.", "Good practices"),
    ]
    assert not told[-1].is_heading


def test_without_any_larger_or_bolder_type_the_words_tell_headings() -> None:
    body = ["Participants spoke about fees that workers pay to agencies in", "two States."]
    page = [
        *column(72, 120, "1. Summary of the discussion"),
        *column(72, 148, *body),
        *column(72, 190, "2. Challenges"),
        *column(72, 218, "- Fees are charged to workers", "- Contracts are replaced"),
    ]
    assert [(one.kind.value, one.mark, one.text) for one in blocks(page)] == [
        ("heading", "1.", "Summary of the discussion"),
        ("paragraph", "", " ".join(body)),
        ("heading", "2.", "Challenges"),
        ("item", "", "Fees are charged to workers"),
        ("item", "", "Contracts are replaced"),
    ]


def test_headings_that_a_document_marks_as_such_have_the_level_that_it_gives() -> None:
    told = typeset(
        "#show heading: set text(11pt, weight: 400)\n= Plain\nA sentence.\n=== Deep\nA sentence."
    )
    assert [(one.text, one.level) for one in told if one.is_heading] == [("Plain", 1), ("Deep", 3)]
