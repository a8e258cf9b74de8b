"""The paragraphs, lists and tables of a Word document, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.drafting import lines_of, said_in_cell, table_unit
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.marks import Mark
from rcp_ingest.readers.text.streamed import Element, child, local, value
from rcp_ingest.readers.word.styles import Numbering, Styles, is_on

_LEFT_OUT = frozenset(
    {"pPr", "rPr", "sdtPr", "sdtEndPr", "docPr", "binData", "object"}
    | {"del", "moveFrom", "delText", "instrText", "delInstrText", "softHyphen", "rt"}
)
_TWIPS_IN_A_COLUMN = 120


@dataclass
class _Said:
    """What one paragraph says."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    #: How many letters stand out, and how many there are.
    outstanding: int = 0
    letters: int = 0
    #: Of the fields open here, whether what comes is their code rather than their result.
    codes: list[bool] = field(default_factory=list)
    page: int | None = None

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Walk:
    """A walk through a document, which counts its pages and its lists."""

    def __init__(self, styles: Styles, numbering: Numbering, page_break: str) -> None:
        self._styles = styles
        self._numbering = numbering
        #: The name of the elements that end pages; empty where pages are not known.
        self._page_break = page_break
        self.page = 1 if page_break else None

    def units(self, element: Element) -> Iterator[Unit]:
        """Yield what a paragraph, a table or whatever holds several says."""
        match local(element):
            case "p":
                yield from self._paragraph(element)
            case "tbl":
                yield from self._table(element)
            case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" | "txbxContent":
                for inner in element:
                    yield from self.units(inner)

    def aside(self, element: Element) -> Iterator[Unit]:
        """Yield what stands outside of the body: no headings, and on no page."""
        page, self.page = self.page, None
        for unit in self.units(element):
            unit.become_aside()
            if any(map(str.isalnum, unit.text)):
                yield unit
        self.page = page

    def _paragraph(self, element: Element) -> Iterator[Unit]:
        own = child(element, "pPr")
        style = next(iter(self._styles.along(value(child(own, "pStyle")))), None)
        if style and style.name.startswith(("toc ", "table of figures")):
            return
        if is_on(child(own, "pageBreakBefore")) and self._page_break == "br":
            self._turn_page()
        said = _Said(page=self.page)
        self._walk(element, said, stands_out=self._styles.is_bold(own))
        yield from self._as_units(said, own)
        for box in said.boxes:
            yield from self.units(box)

    def _as_units(self, said: _Said, own: Element | None) -> Iterator[Unit]:
        level = self._styles.heading_level(own)
        number, depth = self._styles.list_of(own)
        written = self._numbering.next_mark(number, depth) if number else None
        text = said.text.strip()
        if not text:
            return
        stands_out = said.outstanding >= 0.9 * said.letters > 0
        if level or written is not None:
            mark = _mark(written or "")
            kind = BlockKind.HEADING if level else None
            if kind is None and (mark is None or mark.is_bullet):
                kind, mark = BlockKind.ITEM, mark or Mark("", "•")
            text = " ".join(text.split())
            yield Unit(text, mark, kind, level or depth + 1, said.page, 1, 0, stands_out)
            return
        left = value(child(own, "ind"), "left") or value(child(own, "ind"), "start")
        indent = int(left) // _TWIPS_IN_A_COLUMN if left.isdecimal() else 0
        for unit in lines_of(text):
            unit.page, unit.stands_out, unit.gap = said.page, stands_out, 1
            unit.indent += indent
            yield unit

    def _walk(self, element: Element, said: _Said, *, stands_out: bool) -> None:
        for inner in element:
            name = local(inner)
            if name == "t":
                self._say(inner.text or "", said, stands_out=stands_out)
            elif name == "r":
                properties = child(inner, "rPr")
                if not is_on(child(properties, "vanish")):
                    self._walk(inner, said, stands_out=_stands_out(properties, stands_out))
            elif name in ("tab", "ptab"):
                said.parts.append(" ")
            elif name in ("br", "cr"):
                self._break(inner, said)
            elif name == "lastRenderedPageBreak":
                self._end_page(name, said)
            elif name == "noBreakHyphen":
                said.parts.append("-")
            elif name == "fldChar":
                _change_field(value(inner, "fldCharType"), said)
            elif name == "txbxContent":
                said.boxes.append(inner)
            elif name == "AlternateContent":
                chosen = child(inner, "Choice")
                if chosen is None:
                    chosen = child(inner, "Fallback")
                self._walk([] if chosen is None else chosen, said, stands_out=stands_out)
            elif name not in _LEFT_OUT:
                self._walk(inner, said, stands_out=stands_out)

    def _say(self, text: str, said: _Said, *, stands_out: bool) -> None:
        if any(said.codes):
            return
        letters = sum(map(str.isalnum, text))
        said.letters += letters
        said.outstanding += letters if stands_out else 0
        said.parts.append(text.replace("\n", " "))

    def _break(self, element: Element, said: _Said) -> None:
        if value(element, "type") == "page":
            self._end_page("br", said)
        said.parts.append(" " if value(element, "type") == "column" else "\n")

    def _end_page(self, name: str, said: _Said) -> None:
        if name != self._page_break:
            return
        self._turn_page()
        if not said.text.strip():
            said.page = self.page

    def _turn_page(self) -> None:
        self.page = self.page + 1 if self.page else None

    def _table(self, element: Element) -> Iterator[Unit]:
        page = self.page
        rows = [list(self._cells(row)) for row in _held(element, "tr")]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for _, units in row:
                    yield from units
            return
        texts = [
            [text for width, units in row for text in (said_in_cell(units), *[""] * (width - 1))]
            for row in rows
        ]
        yield from table_unit(texts, page)

    def _cells(self, row: Element) -> Iterator[tuple[int, list[Unit]]]:
        """Yield of each cell how many columns it spans and what it says."""
        if child(row, "trPr", "del") is not None:
            return
        for cell in _held(row, "tc"):
            properties = child(cell, "tcPr")
            span = value(child(properties, "gridSpan"))
            width = min(int(span), 100) if span.isdecimal() else 1
            merged = child(properties, "vMerge")
            is_more = merged is not None and value(merged) != "restart"
            units = [] if is_more else [unit for inner in cell for unit in self.units(inner)]
            yield max(width, 1), units


def _mark(written: str) -> Mark | None:
    """Return what a list shows before a point as a mark; None for a bullet."""
    if not written:
        return None
    mark, _ = marks.split(f"{written} ")
    return mark if mark and mark.written else Mark(written, "shown", {"shown": 0})


def _stands_out(properties: Element | None, inherited: bool) -> bool:
    """Whether a run with these properties is bold or underlined."""
    for name in ("b", "bCs"):
        if (found := child(properties, name)) is not None:
            return is_on(found)
    return inherited or is_on(child(properties, "u"))


def _change_field(kind: str, said: _Said) -> None:
    if kind == "begin":
        said.codes.append(True)
    elif said.codes and kind == "separate":
        said.codes[-1] = False
    elif said.codes and kind == "end":
        said.codes.pop()


def _held(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name inside, also those that content controls hold."""
    for inner in element:
        if local(inner) == name:
            yield inner
        elif local(inner) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _held(inner, name)
