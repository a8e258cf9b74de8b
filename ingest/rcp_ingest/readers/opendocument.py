"""OpenDocument texts and spreadsheets (.odt, .ods)."""

from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile

from rcp_ingest.document import Pages, Piece
from rcp_ingest.formats import ODS
from rcp_ingest.limits import Limits
from rcp_ingest.readers.opendocument_text import Walk, repeated
from rcp_ingest.readers.tabular import MOST_COLUMNS, Sheets, cell, without_empty_end
from rcp_ingest.readers.text.clearing import is_page_number
from rcp_ingest.readers.text.drafting import drafted
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.streamed import Element, children, local, value

_STYLES = ("styles", "automatic-styles")
_HEADERS = ("header", "header-first", "footer", "footer-first")
#: The root counts as a body, for files that leave the elements between them out.
_BODIES = ("text", "document-content")
_SHEETS = ("spreadsheet", "document-content")
_ROWS = ("table", "table-header-rows", "table-rows", "table-row-group")
_MOST_REPEATED = 1000
_MOST_ROWS = 200_000


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield the headings, paragraphs, points and tables of a text, or each sheet as a table.

    Left out are what was deleted while changes were tracked, comments and indexes; footnotes come
    at the end.
    """
    with ZipFile(stream) as archive:
        if ODS.encode() in archive.read("mimetype"):
            yield from _sheets(archive, limits)
            return
        walk = Walk(has_pages=b"soft-page-break" in archive.read("content.xml"))
        yield from drafted(_text(archive, walk), limits)
        if walk.page:
            yield Pages(walk.page)


def _text(archive: ZipFile, walk: Walk) -> Iterator[Unit]:
    if "styles.xml" in archive.namelist():
        for style in children(archive, "styles.xml", *_STYLES):
            walk.learn(style)
        said: set[str] = set()
        for element in children(archive, "styles.xml", *_HEADERS):
            for unit in walk.aside(element):
                if unit.text not in said and not is_page_number(unit.text):
                    said.add(unit.text)
                    yield unit
    for element in children(archive, "content.xml", "automatic-styles", *_BODIES):
        walk.learn(element)
        yield from walk.units(element)
    yield from walk.notes


def _sheets(archive: ZipFile, limits: Limits) -> Iterator[Piece]:
    """Yield each sheet as a heading and a table."""
    sheets = Sheets(limits)
    rows: list[list[str]] = []
    number = 0
    for element in children(archive, "content.xml", *_SHEETS, *_ROWS):
        if local(element) == "table-row":
            if len(rows) < _MOST_ROWS:
                times = repeated(element, "number-rows-repeated", _MOST_REPEATED)
                rows += [_row(element)] * times
        elif local(element) == "table":
            number += 1
            yield from sheets.sheet(rows, title=cell(value(element, "name")), page=number)
            rows = []
            if sheets.is_full:
                return
    yield from sheets.sheet(rows)
    if number:
        yield Pages(number)


def _row(element: Element) -> list[str]:
    row: list[str] = []
    for held in element:
        if local(held) in ("table-cell", "covered-table-cell"):
            text = cell("\n".join(_paragraph(one) for one in held if local(one) == "p"))
            row += [text] * repeated(held, "number-columns-repeated", MOST_COLUMNS)
    return without_empty_end(row[:MOST_COLUMNS])


def _paragraph(element: Element) -> str:
    """Return what a paragraph of a cell says."""
    parts = [element.text or ""]
    for inner in element:
        if local(inner) in ("s", "tab", "line-break"):
            parts.append(" ")
        elif local(inner) != "annotation":
            parts.append(_paragraph(inner))
        parts.append(inner.tail or "")
    return "".join(parts)
