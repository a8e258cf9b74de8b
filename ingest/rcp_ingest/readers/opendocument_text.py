"""The paragraphs, lists and tables of an OpenDocument text, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.counting import counted
from rcp_ingest.readers.text.drafting import lines_of, said_in_cell, table_unit
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.marks import Mark
from rcp_ingest.readers.text.streamed import Element, child, local, value

_LEFT_OUT = frozenset(
    {"annotation", "annotation-end", "note-citation", "hidden-text", "ruby-text", "script"}
    | {"desc", "title", "object", "object-ole", "binary-data"}
)
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman"} | {
    "I": "upperRoman"
}
_SPACES = re.compile(r"\s+")
_MOST_BASES = 20
#: Cells that are said to be there more often are not.
_MOST_REPEATED = 100
_DEEPEST = 9


@dataclass(frozen=True)
class _Style:
    base: str
    is_bold: bool | None
    outline: int
    list_style: str


@dataclass
class _List:
    """A list that is open: how its points are counted."""

    style: str
    depth: int
    count: int = 0
    #: Whether the mark of the point that is open was not yet written.
    is_due: bool = False


@dataclass
class _Said:
    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    outstanding: int = 0
    letters: int = 0
    page: int | None = None


class Walk:
    """A walk through a text, which counts its pages and its lists."""

    def __init__(self, *, has_pages: bool) -> None:
        self.page = 1 if has_pages else None
        #: The paragraphs of footnotes and endnotes.
        self.notes: list[Unit] = []
        self._styles: dict[str, _Style] = {}
        self._lists: dict[str, dict[int, Element]] = {}
        self._open: list[_List] = []
        self._last_counts: dict[tuple[str, int], int] = {}

    def learn(self, element: Element) -> None:
        """Take note of a style."""
        name = value(element, "name")
        if local(element) == "style":
            weight = value(child(element, "text-properties"), "font-weight")
            outline = value(element, "default-outline-level")
            self._styles[name] = _Style(
                value(element, "parent-style-name"),
                weight in ("bold", "600", "700", "800", "900") if weight else None,
                int(outline) if outline.isdecimal() else 0,
                value(element, "list-style-name"),
            )
        elif local(element) == "list-style":
            levels = {value(one, "level"): one for one in element}
            self._lists[name] = {int(k): one for k, one in levels.items() if k.isdecimal()}

    def units(self, element: Element) -> Iterator[Unit]:
        """Yield what a paragraph, a list, a table or whatever holds several says."""
        match local(element):
            case "p" | "h":
                yield from self._paragraph(element)
            case "list":
                yield from self._list(element)
            case "table":
                yield from self._table(element)
            case "soft-page-break":
                self._turn_page()
            case "section" | "text-box" | "frame" | "numbered-paragraph":
                for inner in element:
                    yield from self.units(inner)

    def aside(self, element: Element) -> Iterator[Unit]:
        """Yield what stands outside of the body: no headings, and on no page."""
        page, self.page = self.page, None
        for unit in self.units(element):
            unit.become_aside()
            yield unit
        self.page = page

    def _paragraph(self, element: Element) -> Iterator[Unit]:
        style = value(element, "style-name")
        said = _Said(page=self.page)
        self._walk(element, said, stands_out=self._is_bold(style) or False)
        text = "".join(said.parts).strip()
        level = self._heading_level(element, style)
        mark = self._due_mark() if text else None
        if text and (level or mark):
            is_bullet = mark is not None and mark.is_bullet
            kind = BlockKind.ITEM if is_bullet else None
            if level:
                kind, mark = BlockKind.HEADING, None if is_bullet else mark
            found = [Unit(" ".join(text.split()), mark, kind, level or len(self._open))]
        else:
            found = lines_of(text)
        for unit in found:
            unit.page, unit.gap = said.page, 1
            unit.stands_out = said.outstanding >= 0.9 * said.letters > 0
            yield unit
        for box in said.boxes:
            yield from self.units(box)

    def _walk(self, element: Element, said: _Said, *, stands_out: bool) -> None:
        self._say(element.text, said, stands_out=stands_out)
        for inner in element:
            name = local(inner)
            if name in ("s", "tab"):
                said.parts.append(" ")
            elif name == "line-break":
                said.parts.append("\n")
            elif name == "soft-page-break":
                self._turn_page()
                said.page = said.page if said.letters else self.page
            elif name == "note":
                self._note(inner)
            elif name in ("text-box", "frame"):
                said.boxes.append(inner)
            elif name not in _LEFT_OUT:
                own = self._is_bold(value(inner, "style-name"))
                self._walk(inner, said, stands_out=stands_out if own is None else own)
            self._say(inner.tail, said, stands_out=stands_out)

    def _say(self, text: str | None, said: _Said, *, stands_out: bool) -> None:
        if text:
            letters = sum(map(str.isalnum, text))
            said.letters += letters
            said.outstanding += letters if stands_out else 0
            said.parts.append(_SPACES.sub(" ", text))

    def _note(self, element: Element) -> None:
        body = child(element, "note-body")
        opened, self._open = self._open, []
        for inner in [] if body is None else body:
            self.notes += self.aside(inner)
        self._open = opened

    def _along(self, name: str) -> Iterator[tuple[str, _Style]]:
        for _ in range(_MOST_BASES):
            if (style := self._styles.get(name)) is None:
                return
            yield name, style
            name = style.base

    def _is_bold(self, name: str) -> bool | None:
        return next((one.is_bold for _, one in self._along(name) if one.is_bold is not None), None)

    def _heading_level(self, element: Element, style: str) -> int:
        if local(element) == "h":
            level = value(element, "outline-level")
            return int(level) if level.isdecimal() and int(level) else 1
        for name, one in self._along(style):
            if one.outline:
                return one.outline
            if name == "Title":
                return 1
        return 1 if style == "Title" else 0

    def _list(self, element: Element) -> Iterator[Unit]:
        if len(self._open) == _DEEPEST:
            return
        depth = len(self._open) + 1
        above = self._open[-1].style if self._open else ""
        opened = _List(value(element, "style-name") or above, depth)
        if value(element, "continue-numbering") == "true" or value(element, "continue-list"):
            opened.count = self._last_counts.get((opened.style, depth), 0)
        self._open.append(opened)
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            start = value(item, "start-value")
            opened.count = int(start) - 1 if start.isdecimal() else opened.count
            opened.is_due = local(item) == "list-item"
            for inner in item:
                yield from self.units(inner)
        self._open.pop()
        self._last_counts[opened.style, depth] = opened.count

    def _due_mark(self) -> Mark | None:
        """Return the mark of the point that is open, once for each point."""
        if not self._open or not self._open[-1].is_due:
            return None
        opened = self._open[-1]
        opened.is_due = False
        opened.count += 1
        shown = self._lists.get(opened.style, {}).get(opened.depth)
        form = _FORMS.get(value(shown, "num-format"), "")
        if shown is None or local(shown) != "list-level-style-number" or not form:
            return Mark("", "•")
        start = value(shown, "start-value")
        number = opened.count + (int(start) - 1 if start.isdecimal() else 0)
        written = value(shown, "num-prefix") + counted(number, form) + value(shown, "num-suffix")
        mark, _ = marks.split(f"{written} ")
        return mark if mark and mark.written else Mark(written, "shown", {"shown": 0})

    def _table(self, element: Element) -> Iterator[Unit]:
        page = self.page
        rows = [list(self._cells(row)) for row in _rows(element)]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for units in row:
                    yield from units
            return
        yield from table_unit([[said_in_cell(units) for units in row] for row in rows], page)

    def _cells(self, row: Element) -> Iterator[list[Unit]]:
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            times = repeated(cell, "number-columns-repeated", _MOST_REPEATED)
            units = [] if name[0] == "c" else [one for inner in cell for one in self.units(inner)]
            yield from [units] * times

    def _turn_page(self) -> None:
        self.page = self.page + 1 if self.page else None


def repeated(element: Element, name: str, most: int) -> int:
    """Return how often a row or a cell is there: the empty ones at the end of a sheet only once."""
    times = value(element, name)
    return int(times) if times.isdecimal() and 1 <= int(times) <= most else 1


def _rows(element: Element) -> Iterator[Element]:
    for inner in element:
        if local(inner) == "table-row":
            yield inner
        elif local(inner) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(inner)
