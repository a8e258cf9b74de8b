"""Rich text gives its text, with the headings, lists and tables that can be told."""

from tests.ingest.office_making import outline, read

from rcp_ingest import RemarkKind
from rcp_ingest.document import Remark
from rcp_ingest.formats import RTF

LONG = "The participating States discussed how they inform those who leave about their rights."


def rich(body: str) -> str:
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}"
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{fonts}{body}}}"


def read_rich(body: str) -> list[object]:
    return outline(read(rich(body), RTF))


def test_headings_are_known_by_their_outline() -> None:
    results = rf"\pard\outlinelevel0\b Results\par\pard\b0 {LONG}\par"
    data = rf"\pard\outlinelevel1 Data\par\pard {LONG}\par"
    assert read_rich(results + data) == ["# Results", LONG, "## Data", LONG]


def test_letters_of_every_alphabet_are_read() -> None:
    body = r"\f1\'cc\'e8\'e3\'f0\'e0\'f6\'e8\'ff.\par \u1607?\u1580?\u1585?\u1577?.\par"
    assert read_rich(body) == ["Миграция.", "هجرة."]


def test_points_lose_their_bullets_and_keep_their_numbers() -> None:
    body = (
        r"\pard{\listtext\'B7\tab}one\par{\listtext\'B7\tab}two\par"
        r"\pard{\listtext 1.\tab}first\par{\listtext 2.\tab}second\par"
    )
    assert [str(one).strip() for one in read_rich(body)] == [
        "- one",
        "- two",
        "1. first",
        "2. second",
    ]


def test_rows_are_a_table() -> None:
    row = r"\trowd\cellx100\cellx200\intbl Togo\cell 2021\cell\row"
    assert read_rich(rf"{LONG}\par{row}{row}\pard After.\par") == [
        LONG,
        [["Togo", "2021"], ["Togo", "2021"]],
        "After.",
    ]


def test_pictures_and_objects_are_left_out_and_objects_told() -> None:
    packed = "0123456789abcdef" * 1000
    body = rf"Before.\par{{\pict\pngblip {packed}}}{{\object{{\*\objdata {packed}}}}}After.\par"
    assert read_rich(body) == ["Before.", "After."]
    told = [one.kind for one in read(rich(body), RTF) if isinstance(one, Remark)]
    assert told == [RemarkKind.NEUTRALISED]


def test_links_give_what_is_shown_of_them() -> None:
    link = r'{\field{\*\fldinst{HYPERLINK "https://example.org"}}{\fldrslt{a link}}}'
    assert read_rich(rf"See {link}.\par") == ["See a link."]
    assert len(read_rich(rf"See {link * 3000}.\par")) == 1
