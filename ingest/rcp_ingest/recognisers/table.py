"""Tables and spreadsheets with a practice in each row, or in each column."""

from collections.abc import Iterator, Sequence
from typing import Any

from rcp_ingest import formats
from rcp_ingest.document import BlockKind, Document
from rcp_ingest.mentions import Finder, finder_of
from rcp_ingest.names import Names
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.facts import FACTS, Facts
from rcp_ingest.recognisers.quoting.speakers import people_in
from rcp_ingest.recognisers.table_columns import Column
from rcp_ingest.recognisers.table_layout import (
    Cell,
    Layout,
    Row,
    continued,
    layout_of,
    tells,
    texts_of,
)
from rcp_ingest.recognisers.telling import title_from
from rcp_ingest.records import Found, PracticeRecord, Reading, Shape
from rcp_ingest.typography import one_line, plain

_SPREADSHEETS = frozenset((formats.XLSX, formats.CSV, formats.ODS))
#: So many columns known by their headers make a table one of practices.
_KNOWN = 3
_MOST_TABLES = 200
_LONGEST_TITLE = 500
#: A text in a cell beside its header is told in one line, a longer one under it.
_BESIDE_HEADER = 200
_ONE_LINE = frozenset(("corridor", "beneficiaries", "lead_organisation", "partners"))


def likeness(document: Document) -> float:
    """Return how much a document looks like a table of practices, from 0 to 1."""
    layouts = _layouts(document, Context())
    known = max((layout.named for layout in layouts), default=0)
    if document.media_type in _SPREADSHEETS:
        return 0.95 if known >= _KNOWN else 0.6 if layouts else 0.0
    if known < _KNOWN:
        return 0.0
    inside = sum(len(document.blocks[layout.number].text) for layout in layouts)
    practices = sum(len(layout.rows) for layout in layouts)
    share = inside / max(sum(len(block.text) for block in document.blocks), 1)
    return 0.85 if share > 0.5 and practices > 1 else 0.4


def read(document: Document, context: Context) -> Reading:
    """Return a practice for each row below a header, and how its columns were read."""
    layouts = _layouts(document, context)
    if not layouts:
        return Reading(Shape.TABLE)
    largest = max(layouts, key=lambda layout: len(layout.rows))
    reader = _Rows(context.names)
    return Reading(
        Shape.TABLE,
        session=_title_above(layouts[0], document),
        practices=tuple(record for layout in layouts for record in reader.records(layout)),
        columns=tuple((column.header, column.field) for column in largest.columns),
        withheld=tuple(dict.fromkeys(name for one in layouts for name in _people_in(one))),
    )


def _layouts(document: Document, context: Context) -> list[Layout]:
    """Return the tables whose header is known; of a document that is no spreadsheet, named."""
    found: list[Layout] = []
    heading = ""
    for number, block in enumerate(document.blocks):
        if block.is_heading:
            heading = one_line(block.text)
        if block.kind != BlockKind.TABLE or len(found) >= _MOST_TABLES:
            continue
        layout = layout_of(number, block, heading, context)
        before = found[-1] if found else None
        if before and (layout is None or layout.named < 2) and _goes_on(before, number, document):
            found.append(continued(number, block, heading, before))
        elif layout and (document.media_type in _SPREADSHEETS or layout.named >= _KNOWN):
            found.append(layout)
    return found


def _goes_on(before: Layout, number: int, document: Document) -> bool:
    """Say whether a table is the rest of the one before it, which a page's end has cut."""
    block = document.blocks[number]
    width = max(map(len, block.rows), default=0)
    return before.number == number - 1 and width == len(before.columns) and block.page is not None


def _title_above(layout: Layout, document: Document) -> dict[str, Found]:
    told = [cell for row in layout.above for cell in row if cell.text]
    if told:
        return {"title": Found(one_line(told[0].text), 0.8, (layout.place(told[0]),))}
    return {}


def _people_in(layout: Layout) -> Iterator[str]:
    """Yield the names of whom to ask about a practice; they are not told anywhere."""
    for row in layout.rows:
        for column, cell in zip(layout.columns, row, strict=True):
            if column.is_personal and not column.field and cell.text:
                yield from (person.name for person in people_in(one_line(cell.text)))


class _Rows:
    """Makes practices of the rows of tables."""

    def __init__(self, names: Names) -> None:
        self._facts = Facts(names)
        self._finder: Finder = finder_of(names)

    def records(self, layout: Layout) -> Iterator[PracticeRecord]:
        """Yield a practice for each row that tells one."""
        headers = [column.header for column in layout.columns]
        told = [(place, column) for place, column in enumerate(layout.columns) if column.field]
        # What is told under its header comes behind the description itself.
        told.sort(key=lambda one: one[1].is_told_with_header)
        for row in layout.rows:
            if tells(texts_of(row), headers):
                yield self._record(layout, told, row)

    def _record(
        self, layout: Layout, told: Sequence[tuple[int, Column]], row: Row
    ) -> PracticeRecord:
        fields: dict[str, Found] = {}
        for column, cell in ((column, row[place]) for place, column in told):
            if cell.text:
                for name, value in self._values(column, cell).items():
                    _add(fields, name, Found(value, column.confidence, (layout.place(cell),)))
        if "title" not in fields:
            fields = _titled(fields)
        return PracticeRecord(fields)

    def _values(self, column: Column, cell: Cell) -> dict[str, Any]:
        """Return the fields that a cell fills; what was not understood is told under its header."""
        text = plain(cell.text)
        if column.field == "title":
            return {"title": one_line(text)[:_LONGEST_TITLE]}
        if column.field == "description":
            return {
                "description": _headed(column.header, text) if column.is_told_with_header else text
            }
        if column.field in _ONE_LINE:
            return {column.field: "; ".join(map(one_line, text.splitlines()))}
        if column.field not in FACTS:
            return {column.field: text}
        return self._understood(column, text)

    def _understood(self, column: Column, text: str) -> dict[str, Any]:
        values = self._facts.of(column.field, text)
        if not values:
            return {"description": _headed(column.header, text)}
        kind = {"countries": "states", "rcp": "rcps"}.get(column.field)
        if kind and self._finder.besides(text, kind) not in ("", text):
            values |= {"description": _headed(column.header, text)}
        return values


def _headed(header: str, text: str) -> str:
    header = one_line(header).rstrip(" :：")
    if not header:
        return text
    return f"{header}: {text}" if len(text) <= _BESIDE_HEADER else f"{header}\n\n{text}"


def _add(fields: dict[str, Found], name: str, found: Found) -> None:
    """Add a value to what other columns said of the same field."""
    before = fields.get(name)
    if before is None:
        fields[name] = found
        return
    match before.value, found.value:
        case list(), list():
            value: Any = list(dict.fromkeys([*before.value, *found.value]))
        case str(), str() if name not in ("title", "language", "practice_type", "status", "scope"):
            value = ("; " if name in _ONE_LINE else "\n\n").join((before.value, found.value))
        case _:
            return
    confidence = min(before.confidence, found.confidence)
    fields[name] = Found(value, confidence, before.places + found.places)


def _titled(fields: dict[str, Found]) -> dict[str, Found]:
    texts = [found for found in fields.values() if isinstance(found.value, str)]
    if not texts:
        return fields
    longest: Sequence[Found] = sorted(texts, key=lambda found: -len(found.value))
    source = fields.get("summary") or fields.get("description") or longest[0]
    return {"title": Found(title_from(source.value), 0.45, source.places), **fields}
