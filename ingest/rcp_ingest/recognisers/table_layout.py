"""Where the header of a table is, and what each of its columns holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rcp_ingest.document import Block
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.outline.headings import folded
from rcp_ingest.recognisers.table_columns import SURE, Column, columns_of, match, named_by
from rcp_ingest.records import Place
from rcp_ingest.typography import one_line

#: Titles and remarks above a header take no more rows.
_HEADER_WITHIN = 15
_LONGEST_HEADER = 120
#: More cells are no header, but the practices of a long table.
_MOST_COLUMNS = 256
_MOST_CELLS = 500_000
_LONGEST_UNIT = 40
_LOOKED_AT = 200
_SURE_BENEATH = 0.9
_REMEMBERED = 0.99
_UNIT = re.compile(r"[(\[].{0,60}[)\]]|[A-Za-z]{4}[-/]MM.{0,12}", re.S)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and the characters of the table's text that it takes."""

    text: str
    start: int
    end: int


Row = list[Cell]


@dataclass(frozen=True)
class Layout:
    """A table whose header is known."""

    number: int
    page: int | None
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    #: What stands above the header.
    above: tuple[Row, ...] = ()
    #: How many columns the header names.
    named: int = 0

    def place(self, cell: Cell) -> Place:
        """Return where a cell stands in the document."""
        return Place(self.number, cell.start, cell.end, self.page, self.heading)


def header_key(headers: Sequence[str]) -> str:
    """Return a header row as it is remembered: without case, accents, numbers and punctuation."""
    return "|".join(folded(header) for header in headers).rstrip("|")


def grid_of(block: Block) -> list[Row]:
    """Return the cells of a table, all rows of one length; not all of what is absurdly wide."""
    widest = min(_MOST_COLUMNS, _MOST_CELLS // max(len(block.rows), 1))
    width = min(max(map(len, block.rows), default=0), widest)
    grid, start = [], 0
    for texts in block.rows:
        row = []
        for text in texts:
            row.append(Cell(text, start, start + len(text)))
            start += len(text) + 1
        grid.append(row[:width] + [Cell("", start - 1, start - 1)] * (width - len(row)))
    return grid


def layout_of(number: int, block: Block, heading: str, context: Context) -> Layout | None:
    """Return how a table is to be read; None for one without a header or without rows."""
    grid = grid_of(block)
    if not grid or len(grid[0]) < 2:
        return None
    turned = [list(column) for column in zip(*grid, strict=True)]
    found = [
        (rows, begin, end, headers)
        for rows in (grid, turned)
        for begin, end, headers in _headers(rows)
    ]
    for rows, begin, end, headers in found:
        remembered = context.mappings.get(header_key(headers))
        if remembered and len(remembered) >= len(_without_end(headers)):
            fields = (*remembered, *[""] * (len(headers) - len(remembered)))
            columns = [Column(*pair, _REMEMBERED) for pair in zip(headers, fields, strict=False)]
            named = sum(map(bool, remembered))
            return _layout(number, block, heading, columns, rows, begin, end, named)
    best = max(found, key=lambda one: (named_by(one[3]), -one[1]), default=None)
    if best is None:
        return None
    rows, begin, end, headers = best
    told = [texts for row in rows[end:] if tells(texts := texts_of(row), headers)][:_LOOKED_AT]
    cells = [[texts[place] for texts in told if texts[place]] for place in range(len(headers))]
    columns = columns_of(headers, cells, context.names)
    return _layout(number, block, heading, columns, rows, begin, end, named_by(headers))


def tells(texts: Sequence[str], headers: Sequence[str]) -> bool:
    """Say whether a row tells of a practice: it is no repeated header and heads no group."""
    told = sum(map(bool, texts))
    if told == 0 or (told == 1 and len(headers) > 2):
        return False
    return any(
        text.casefold() != head.casefold() for text, head in zip(texts, headers, strict=True)
    )


def continued(number: int, block: Block, heading: str, before: Layout) -> Layout:
    """Return a table as the rest of the one before it, whose header it goes without."""
    rows = tuple(grid_of(block))
    return Layout(number, block.page, heading, before.columns, rows, named=before.named)


def _layout(
    number: int,
    block: Block,
    heading: str,
    columns: Sequence[Column],
    rows: list[Row],
    begin: int,
    end: int,
    named: int,
) -> Layout | None:
    if end == len(rows):
        return None
    above, below = tuple(rows[:begin]), tuple(rows[end:])
    return Layout(number, block.page, heading, tuple(columns), below, above, named)


def _headers(rows: list[Row]) -> list[tuple[int, int, list[str]]]:
    """Return the rows that may be the header: where each begins and ends, and what it says."""
    found: list[tuple[int, int, list[str]]] = []
    if rows and len(rows[0]) > _MOST_COLUMNS:
        return found
    for begin in range(min(_HEADER_WITHIN, len(rows))):
        headers = texts_of(rows[begin])
        if sum(map(bool, headers)) < 2 or max(map(len, headers)) > _LONGEST_HEADER:
            continue
        end = begin + 1
        while end < len(rows) and end < begin + 3 and _goes_on(texts_of(rows[end]), headers):
            below = texts_of(rows[end])
            headers = [_together(*pair) for pair in zip(_spread(headers), below, strict=True)]
            end += 1
        found.append((begin, end, headers))
    return found


def texts_of(row: Row) -> list[str]:
    """Return what the cells of a row say, each on one line."""
    return [one_line(cell.text) if cell.text else "" for cell in row]


def _goes_on(row: list[str], headers: list[str]) -> bool:
    """Say whether a row belongs to the header above it: units, or names of narrower columns."""
    told = [text for text in row if text]
    if not told or max(map(len, told)) > _LONGEST_UNIT:
        return False
    if all(_UNIT.fullmatch(text) for text in told):
        return True
    beneath_gaps = any(text and not header for text, header in zip(row, headers, strict=True))
    named = sum(bool(match(text, _SURE_BENEATH)) for text in told)
    return beneath_gaps and named >= 2 and named * 2 >= len(told)


def _spread(headers: list[str]) -> list[str]:
    """Return headers with those that stand over several columns told over each of them."""
    spread: list[str] = []
    for header in headers:
        spread.append(header or (spread[-1] if spread else ""))
    return spread


def _together(above: str, below: str) -> str:
    if not below or below == above:
        return above
    if _UNIT.fullmatch(below):
        return f"{above} {below}".strip()
    # "Results" over "2019" and "2020" says more than the years; a name of its own says enough.
    return below if match(below, SURE) or not above else f"{above}: {below}"


def _without_end(headers: list[str]) -> list[str]:
    last = max((place for place, header in enumerate(headers) if header), default=-1)
    return headers[: last + 1]
