"""Plain texts are read in whatever encoding they were written."""

import pytest
from tests.ingest.office_making import outline, read, read_until_damage

from rcp_ingest import Limits, RemarkKind
from rcp_ingest.document import Pages, Remark
from rcp_ingest.formats import TEXT

RUSSIAN = "Государства региона обсудили справедливый наём работников и обмен опытом."
FRENCH = "Les États de la région ont échangé leurs expériences sur l'accueil des travailleurs."
ARABIC = "ناقشت دول المنطقة التوظيف العادل للعمال وتبادلت الخبرات."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "cp1251"),
        (FRENCH, "cp1252"),
        (ARABIC, "cp1256"),
    ],
)
def test_the_encoding_is_found_out(text: str, encoding: str) -> None:
    assert outline(read(text.encode(encoding), TEXT)) == [text]


def test_text_far_behind_the_beginning_decides_too() -> None:
    content = b"Plain. \n\n" * 20_000 + FRENCH.encode("cp1252")
    assert outline(read(content, TEXT))[-1] == FRENCH


def test_everything_but_the_damaged_letters_is_kept_and_the_damage_told() -> None:
    found, error = read_until_damage(RUSSIAN.encode() + b"\n\n\xff\xff\xff\n\nAfter.", TEXT)
    assert outline(found) == [RUSSIAN, "After."]
    assert isinstance(error, UnicodeDecodeError)


def test_ends_of_pages_are_counted() -> None:
    assert Pages(2) in read(b"One.\n\fTwo.\n\f", TEXT)


def test_a_text_that_is_too_long_says_so() -> None:
    found = read(b"word " * 1000, TEXT, Limits(characters=100))
    assert [one.kind for one in found if isinstance(one, Remark)] == [RemarkKind.CUT_SHORT]
