"""Workbooks are read sheet by sheet: values as people see them."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from zipfile import ZipFile

import openpyxl

from rcp_ingest import Block, BlockKind, Limits
from rcp_ingest.document import Pages, Piece, Remark, RemarkKind
from rcp_ingest.readers import workbook


def made(fill: Callable[[openpyxl.Workbook], object]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.title = "Practices"
    fill(book)
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return written


def read(fill: Callable[[openpyxl.Workbook], object], limits: Limits | None = None) -> list[Piece]:
    return list(workbook.read(made(fill), limits or Limits()))


def rows_of(pieces: list[Piece]) -> list[tuple[str, ...]]:
    return [row for piece in pieces if isinstance(piece, Block) for row in piece.rows]


def test_each_sheet_is_a_heading_and_a_table() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["Title", "Country"])
        book.create_sheet("More").append(["Desk"])

    pieces = read(fill)
    blocks = [piece for piece in pieces if isinstance(piece, Block)]
    assert [(b.kind, b.text, b.page) for b in blocks] == [
        (BlockKind.HEADING, "Practices", 1),
        (BlockKind.TABLE, "Title\tCountry", 1),
        (BlockKind.HEADING, "More", 2),
        (BlockKind.TABLE, "Desk", 2),
    ]
    assert Pages(2) in pieces


def test_values_are_written_as_people_see_them() -> None:
    values = [2015.0, 2.5, True, date(2019, 3, 1), datetime(2019, 3, 1, 9, 30), time(9, 30)]
    (row,) = rows_of(read(lambda book: book.active.append(values)))
    assert row == ("2015", "2.5", "TRUE", "2019-03-01", "2019-03-01 09:30", "09:30:00")


def test_lines_of_a_cell_are_kept_without_what_excel_writes_for_them() -> None:
    (row,) = rows_of(read(lambda book: book.active.append([" one_x000D_\ntwo\u200e "])))
    assert row == ("one\ntwo",)


def test_empty_rows_and_empty_ends_are_left_out() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in (["Title", None], [], [None, "x", None]):
            book.active.append(row)

    assert rows_of(read(fill)) == [("Title",), ("", "x")]


def test_a_cell_joined_downwards_stands_in_each_of_its_rows() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for row in (["Country", "Title"], ["Kenya", "Desk"], [None, "Post"], ["Mali", "Class"]):
            book.active.append(row)
        book.active.merge_cells("A2:A3")

    assert rows_of(read(fill))[1:] == [("Kenya", "Desk"), ("Kenya", "Post"), ("Mali", "Class")]


def test_a_title_joined_across_stands_once() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["Register of practices"])
        book.active.append(["Title", "Country"])
        book.active.merge_cells("A1:B1")

    assert rows_of(read(fill))[0] == ("Register of practices",)


def test_a_hidden_sheet_is_left_out_and_that_is_said() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["Title"])
        hidden = book.create_sheet("Lists")
        hidden.append(["secret"])
        hidden.sheet_state = "hidden"

    pieces = read(fill)
    assert rows_of(pieces) == [("Title",)]
    assert Remark(RemarkKind.PART_LEFT_OUT, "the hidden sheet 'Lists'") in pieces


def test_what_a_file_claims_of_its_size_costs_nothing() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["Title"])
        book.active["XFD1"] = "far"
        book.active["A20000"] = "deep"

    assert rows_of(read(fill)) == [("Title",), ("deep",)]


def test_what_a_file_claims_of_its_size_hides_nothing() -> None:
    content = made(lambda book: book.active.append(["Title", "Country"]))
    claiming_less = io.BytesIO()
    with ZipFile(content) as old, ZipFile(claiming_less, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:B1"', b'ref="A1:A1"'))
    assert rows_of(list(workbook.read(claiming_less, Limits()))) == [("Title", "Country")]


def test_reading_ends_with_the_characters_that_may_be_read() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for number in range(500):
            book.active.append([f"Practice {number:03}", "x" * 8])
        book.create_sheet("More").append(["unread"])

    pieces = read(fill, Limits(characters=1000))
    tables = [p for p in pieces if isinstance(p, Block) and p.kind == BlockKind.TABLE]
    assert len(tables) == 1
    assert 900 < len(tables[0].text) <= 1000
    assert pieces[-1] == Remark(RemarkKind.CUT_SHORT, "only the first 1,000 characters were read")
