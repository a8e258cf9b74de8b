"""Markdown keeps its headings, lists and tables, and loses its marks."""

from tests.ingest.office_making import outline, read

from rcp_ingest.formats import MARKDOWN

LONG = "The participating States discussed how they inform those who leave about their rights."


def read_markdown(text: str) -> list[object]:
    return outline(read(text, MARKDOWN))


def test_headings_lists_and_emphasis() -> None:
    text = f"""# Fair *recruitment*

{LONG}

Results
-------

- **one** of
  several lines
  1. deeper
  2. deeper still
- two

> Quoted.

`code` and [a link](https://example.org)\\
a new line
"""
    assert read_markdown(text) == [
        "# Fair recruitment",
        LONG,
        "## Results",
        "- one of several lines",
        "  1. deeper",
        "  2. deeper still",
        "- two",
        "Quoted.",
        "code and a link",
        "a new line",
    ]


def test_tables_and_html_in_between() -> None:
    text = "| Country | Year |\n|---|---|\n| **Togo** | 2021 |\n\n<p>In <b>HTML</b></p>\n\na<br>b"
    assert read_markdown(text) == [[["Country", "Year"], ["Togo", "2021"]], "In HTML", "a", "b"]


def test_what_programs_write_above_the_text_is_read_as_lines_with_labels() -> None:
    text = "---\ntitle: A practice\nyear: 2021\n---\n# Results\n\nGood.\n\n## More\n\nBetter."
    found = read_markdown(text)
    assert "# Results" in found
    assert not [one for one in found if "---" in str(one)]


def test_a_bullet_before_a_number_is_one_point() -> None:
    assert read_markdown("- 1. first\n- 2. second\n") == ["1. first", "2. second"]


def test_lines_with_labels_stay_apart() -> None:
    assert read_markdown("Country: Togo\nYear: 2021\n") == ["Country: Togo", "Year: 2021"]
