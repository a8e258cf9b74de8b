"""Text as people send it."""

import pytest

from rcp_platform.core.text import blocks, clean


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  a\r\nb\rc ", "a\nb\nc"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half \ud800 a pair", "half  a pair"),
        ("e\u0301", "é"),
        ("tab\tstays", "tab\tstays"),
        ("عربي‏", "عربي‏"),
    ],
)
def test_what_cannot_be_stored_is_taken_out_and_the_rest_stays(written: str, kept: str) -> None:
    assert clean(written) == kept


def test_a_list_may_follow_its_introduction_directly() -> None:
    assert blocks("It had two parts:\n- one\n- two\nand an end") == [
        ("p", ["It had two parts:"]),
        ("ul", ["one", "two"]),
        ("p", ["and an end"]),
    ]


def test_an_empty_line_parts_paragraphs_but_not_lists() -> None:
    assert blocks("a\nb\n\nc\n\n- d\n\n- e") == [
        ("p", ["a", "b"]),
        ("p", ["c"]),
        ("ul", ["d", "e"]),
    ]
