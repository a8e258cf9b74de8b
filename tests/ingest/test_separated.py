"""Tables as text are read whatever separates their values and whatever wrote them."""

import io

import pytest

from rcp_ingest import Block, Limits
from rcp_ingest.document import Piece, Remark, RemarkKind
from rcp_ingest.readers import separated


def read(content: bytes, limits: Limits | None = None) -> list[Piece]:
    return list(separated.read(io.BytesIO(content), limits or Limits()))


def rows(text: str, encoding: str = "utf-8") -> list[tuple[str, ...]]:
    (block,) = (piece for piece in read(text.encode(encoding)) if isinstance(piece, Block))
    return list(block.rows)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_is_seen(separator: str) -> None:
    table = [("Title", "Country", "Year"), ("Desk", "Kenya", "2015"), ("Post", "Mali", "2016")]
    assert rows("\n".join(map(separator.join, table))) == table


def test_commas_inside_values_do_not_separate_where_semicolons_do() -> None:
    assert rows("a;b\nFirst, second, third;2,5\nx, y, z;3,5\n")[1:] == [
        ("First, second, third", "2,5"),
        ("x, y, z", "3,5"),
    ]


def test_the_separator_that_a_program_states_counts() -> None:
    assert rows("sep=|\na|b,c\n1|2,3\n") == [("a", "b,c"), ("1", "2,3")]


def test_quoted_values_may_hold_separators_quotes_and_lines() -> None:
    assert rows('Title,Text\n"One, two","He said ""no""\nand left"\n')[1] == (
        "One, two",
        'He said "no"\nand left',
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Título;País\nBalcão do regresso;Portugal\nFormação à distância;Brasil\n", "cp1252"),
        ("Название;Страна\nЦентр для трудящихся-мигрантов;Кения\n", "cp1251"),
        ("Title,Country\nCôte,Côte d’Ivoire\n", "utf-8-sig"),
        ("Title\tCountry\nDesk\tKenya\n", "utf-16"),
    ],
)
def test_any_encoding_is_seen(text: str, encoding: str) -> None:
    expected = [tuple(row.replace("\t", ";").split(";")) for row in text.splitlines()]
    if encoding == "utf-8-sig":
        expected = [tuple(row.split(",")) for row in text.splitlines()]
    assert rows(text, encoding) == expected


def test_a_list_of_one_column_is_a_table_too() -> None:
    assert rows("Title\nDesk\n") == [("Title",), ("Desk",)]


def test_reading_ends_with_the_characters_that_may_be_read() -> None:
    content = b"Title,Country\n" + b"Desk,Kenya\n" * 1000
    block, *remarks = read(content, Limits(characters=500))
    assert isinstance(block, Block)
    assert 400 < len(block.text) <= 500
    assert {remark.kind for remark in remarks if isinstance(remark, Remark)} == {
        RemarkKind.CUT_SHORT
    }


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b'"', b'"open\n' * 50, b"\x00,\x00\n", b";" * 999]
)
def test_any_content_is_read(content: bytes) -> None:
    read(content)
