"""Excel workbooks (.xlsx)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any
from zipfile import ZipFile

from rcp_ingest.document import Pages, Piece, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.tabular import MOST_COLUMNS, Sheets, cell, without_empty_end

#: Excel has no more rows; some programs claim all of them.
_MOST_ROWS = 200_000
#: Joined cells are written behind all others: in this many bytes at the end of a sheet, and not
#: looked for in a larger one.
_JOINED_WITHIN = 2**20
_LARGEST_WITH_JOINED = 50 * 2**20
_JOINED = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
#: A carriage return as Excel writes it.
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f])_")

#: By the column and the row of its first cell, the last row of a joined cell.
_Joined = dict[tuple[int, int], int]


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield each sheet as a heading and a table; a remark for a hidden one, which is left out."""
    import openpyxl

    workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in workbook.worksheets:
        if sheet not in shown:
            yield Remark(RemarkKind.PART_LEFT_OUT, f"the hidden sheet {sheet.title!r}")
    yield Pages(len(shown))
    sheets = Sheets(limits)
    for number, sheet in enumerate(shown, start=1):
        # What a file says of its size may be wrong.
        sheet.reset_dimensions()
        joined = _joined_downwards(stream, sheet._worksheet_path)
        values = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
        yield from sheets.sheet(_rows(values, joined), title=cell(sheet.title), page=number)
        if sheets.is_full:
            return


def _rows(rows: Iterable[Iterable[Any]], joined: _Joined) -> Iterator[list[str]]:
    """Yield rows as texts; what stands in a cell joined downwards stands in all its rows."""
    lasting: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(rows, start=1):
        row = [_written(value) for value in islice(values, MOST_COLUMNS)]
        for column, (last, text) in list(lasting.items()):
            if number > last:
                del lasting[column]
            else:
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or text
        if joined:
            for column, text in enumerate(row):
                if text and (last := joined.get((column, number), 0)):
                    lasting[column] = (last, text)
        yield without_empty_end(row)


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return cell(_ESCAPED.sub(_unescaped, value) if "_x00" in value else value)
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.12g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return cell(str(value))


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in ("0A", "0a") else ""


def _joined_downwards(stream: IO[bytes], path: str) -> _Joined:
    with ZipFile(stream) as archive:
        size = archive.getinfo(path).file_size
        if size > _LARGEST_WITH_JOINED:
            return {}
        with archive.open(path) as sheet:
            end = b""
            while read := sheet.read(_JOINED_WITHIN):
                end = (end + read)[-_JOINED_WITHIN:]
    return {
        (_column(found[1]), int(found[2])): int(found[4])
        for found in _JOINED.finditer(end)
        if int(found[4]) > int(found[2])
    }


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
