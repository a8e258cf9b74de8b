"""Web pages give what they say, in reading order, and nothing that runs or is fetched."""

import pytest
from tests.ingest.office_making import outline, read

from rcp_ingest import RemarkKind
from rcp_ingest.document import Remark
from rcp_ingest.formats import HTML

LONG = "The participating States discussed how they inform those who leave about their rights."


def read_html(body: str | bytes) -> list[object]:
    return outline(read(body, HTML))


def test_headings_lists_and_paragraphs_keep_their_ranks() -> None:
    page = f"""<title>Fair recruitment &ndash; a practice</title><h1>Fair <em>recruitment</em></h1>
    <p>{LONG}<h2>Results</h2><ul><li>one<ul><li>deeper</ul><li>two</ul>
    <ol start=3><li><p>third</p><p>Its second paragraph.</p><li>fourth</ol>"""
    assert read_html(page) == [
        "# Fair recruitment",
        LONG,
        "## Results",
        "- one",
        "  - deeper",
        "- two",
        "3. third",
        "Its second paragraph.",
        "4. fourth",
    ]


def test_the_title_stands_in_for_a_heading_that_is_missing() -> None:
    assert read_html(f"<title>A practice</title><p>{LONG}</p>") == ["# A practice", LONG]


def test_menus_scripts_styles_and_what_is_hidden_are_left_out() -> None:
    page = f"""<style>p {{}}</style><nav><ul><li>Home</ul></nav><p>{LONG}</p>
    <p style="color: red; display : none">never</p><div hidden><p>never <b>ever</b></p></div>
    <script>document.write("never")</script><noscript>never</noscript><!-- never -->
    <select><option>never</select><p>After.</p><footer>Contact</footer>"""
    assert read_html(page) == [LONG, "After."]


def test_tables_keep_their_columns_and_those_that_arrange_the_page_are_opened() -> None:
    data = "<table><tr><th colspan=2>Both</th></tr><tr><td>Togo<td>2021<br>and 2022</table>"
    assert read_html(data) == [[["Both", ""], ["Togo", "2021\nand 2022"]]]
    page = f"<table><tr><td><h1>Results</h1></td><td><p>{LONG}</p></td></tr></table>"
    assert read_html(page) == ["# Results", LONG]
    assert read_html(f"<table><tr><td>{data}</td><td>After.</td></tr></table>") == [
        [["Both", ""], ["Togo", "2021\nand 2022"]],
        "After.",
    ]


def test_breaks_part_lines_that_say_different_things() -> None:
    assert read_html("<p>Country: Togo<br>Year: 2021</p>") == ["Country: Togo", "Year: 2021"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_the_encoding_is_what_the_page_declares(encoding: str) -> None:
    text = f'<meta charset="{encoding}"><p>Справедливый наём.</p>'.encode(encoding)
    assert read_html(text) == ["Справедливый наём."]


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<script>1</script>", 1),
        ('<p onclick="f()">x</p>', 1),
        ('<img src="https://example.org/a.png">', 1),
        ('<a href="https://example.org">link</a>', 0),
        ('<img src="data:image/png;base64,AA==">', 0),
    ],
)
def test_what_would_run_or_be_fetched_is_told(inner: str, told: int) -> None:
    remarks = [one.kind for one in read(inner, HTML) if isinstance(one, Remark)]
    assert remarks == [RemarkKind.NEUTRALISED] * told


def test_a_page_may_be_as_deep_as_it_likes() -> None:
    assert "deep" in str(read_html("<div>" * 50_000 + "deep"))
    assert "deep" in str(read_html("<ul><li>" * 5_000 + "deep"))
