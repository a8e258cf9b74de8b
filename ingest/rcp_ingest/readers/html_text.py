"""The headings, paragraphs, lists and tables of HTML, in reading order."""

import re
from dataclasses import dataclass, field

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text.counting import counted
from rcp_ingest.readers.text.drafting import lines_of, said_in_cell, table_unit
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.marks import Mark

_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "nav", "footer", "select", "option", "button"}
    | {"svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "datalist", "rt"}
)
#: What stands in these begins and ends on lines of its own.
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "aside", "address", "blockquote", "pre"}
    | {"ul", "ol", "menu", "li", "dl", "dt", "dd", "table", "caption", "tr", "td", "th", "hr"}
    | {"center", "fieldset", "legend", "figure", "figcaption", "details", "summary", "form"}
    | {"body", "html", "head", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_OUTSTANDING = ("b", "strong", "u", "dt", "summary", "legend", "caption")
_FETCHING = frozenset(
    {"img", "iframe", "link", "script", "object", "embed", "video", "audio", "source"}
)
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden", re.I)
_SPACES = re.compile(r"\s+")
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_COLUMNS = 100
#: A cell that says more than this holds a part of the page rather than a value.
_LONG_CELL = 3000
_PIECE = 2**16


@dataclass
class _Table:
    """A table that is open."""

    rows: list[list[list[Unit]]] = field(default_factory=list)
    spans: list[list[int]] = field(default_factory=list)
    #: Where what comes before the first cell and between cells goes.
    outside: list[Unit] = field(default_factory=list)
    #: Whether it only arranges the page.
    is_layout: bool = False


class Page:
    """What a page says; an lxml parser target, so that no tree is built however deep it goes."""

    def __init__(self, most_characters: int) -> None:
        self.has_scripts = False
        self.refers_elsewhere = False
        self.title = ""
        self._left = most_characters
        self._units: list[Unit] = []
        self._sinks: list[list[Unit]] = [self._units]
        self._tables: list[_Table] = []
        self._lists: list[tuple[str, int]] = []
        #: For each point that is open whether its mark is still to come, and whether it said any.
        self._points: list[list[bool]] = []
        self._parts: list[str] = []
        self._letters = self._outstanding_letters = 0
        self._heading = self._outstanding = self._preformatted = self._left_out = 0
        self._in_title = False

    def units(self, text: str) -> list[Unit]:
        """Return what HTML says."""
        from lxml import etree

        parser = etree.HTMLParser(target=self, no_network=True, remove_comments=True)
        for start in range(0, len(text), _PIECE):
            if self._left <= 0:
                break
            parser.feed(text[start : start + _PIECE])
        if text.strip():
            parser.close()
        return self._units

    # What the parser calls

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of the beginning of an element."""
        self._take_note(tag, attributes)
        is_hidden = "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")[:500])
        if self._left_out or tag in _LEFT_OUT or is_hidden:
            self._left_out += 1
            return
        if tag in _BLOCKS:
            self._flush()
        match tag:
            case "title":
                self._in_title = True
            case "br":
                self._parts.append("\n")
            case "pre":
                self._preformatted += 1
            case "ul" | "ol" | "menu":
                first = attributes.get("start", "1")
                form = _FORMS.get(attributes.get("type", ""), "decimal") if tag == "ol" else ""
                self._lists.append((form, int(first) - 1 if first.isdecimal() else 0))
            case "li":
                self._points.append([True, False])
            case "table":
                self._tables.append(_Table(is_layout=attributes.get("role") == "presentation"))
                self._sinks.append(self._tables[-1].outside)
            case "tr" if self._tables:
                self._tables[-1].rows.append([])
                self._tables[-1].spans.append([])
            case "td" | "th" if self._tables:
                self._open_cell(attributes)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading = int(tag[1])
        self._outstanding += tag in _OUTSTANDING

    def end(self, tag: str) -> None:
        """Take note of the end of an element."""
        if self._left_out:
            self._left_out -= 1
            return
        if tag in _BLOCKS:
            self._flush()
        match tag:
            case "title":
                self._in_title = False
            case "pre":
                self._preformatted -= 1
            case "ul" | "ol" | "menu" if self._lists:
                self._lists.pop()
            case "li" if self._points:
                self._points.pop()
            case "td" | "th" if self._tables:
                self._sinks[-1] = self._tables[-1].outside
            case "table" if self._tables:
                self._close_table()
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading = 0
        self._outstanding -= tag in _OUTSTANDING

    def data(self, text: str) -> None:
        """Take note of text."""
        if self._left_out:
            return
        if self._in_title:
            self.title = _SPACES.sub(" ", self.title + text)[:500].strip("\n")
            return
        self._left -= len(text)
        letters = sum(map(str.isalnum, text))
        self._letters += letters
        self._outstanding_letters += letters if self._outstanding > 0 else 0
        self._parts.append(text if self._preformatted else _SPACES.sub(" ", text))

    def close(self) -> None:
        """Take note of the end of the page."""
        self._flush()
        while self._tables:
            self._close_table()

    # What becomes of it

    def _take_note(self, tag: str, attributes: dict[str, str]) -> None:
        self.has_scripts |= tag == "script" or any(name.startswith("on") for name in attributes)
        if tag in _FETCHING:
            target = attributes.get("src") or attributes.get("href") or attributes.get("data") or ""
            self.refers_elsewhere |= "//" in target[:10]

    def _flush(self) -> None:
        """End a paragraph."""
        text, self._parts = "".join(self._parts), []
        stands_out = self._outstanding_letters >= 0.9 * self._letters > 0
        self._letters = self._outstanding_letters = 0
        if not text.strip():
            return
        if self._heading:
            text = " ".join(text.split())
            self._add(Unit(text, kind=BlockKind.HEADING, level=self._heading))
        elif self._points and self._points[-1][0]:
            self._points[-1] = [False, True]
            self._add(self._point(" ".join(text.split())))
        else:
            for unit in lines_of(text):
                unit.stands_out, unit.gap = stands_out, 1
                self._add(unit)

    def _point(self, text: str) -> Unit:
        depth = max(sum(said for _, said in self._points), 1)
        form, count = self._lists[-1] if self._lists else ("", 0)
        mark = Mark("", "•")
        if form:
            self._lists[-1] = (form, count + 1)
            mark = Mark(f"{counted(count + 1, form)}.", ".1", {"digits": count + 1})
        # A number that was typed after a bullet of the page is found later.
        kind = BlockKind.ITEM if form or not text[0].isdecimal() else None
        return Unit(text, mark if kind else None, kind, depth, gap=1)

    def _add(self, unit: Unit) -> None:
        self._sinks[-1].append(unit)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        opened = self._tables[-1]
        if not opened.rows:
            opened.rows.append([])
            opened.spans.append([])
        span = attributes.get("colspan", "1")
        opened.spans[-1].append(min(int(span), _MOST_COLUMNS) if span.isdecimal() else 1)
        opened.rows[-1].append([])
        self._sinks[-1] = opened.rows[-1][-1]

    def _close_table(self) -> None:
        done = self._tables.pop()
        self._sinks.pop()
        cells = [cell for row in done.rows for cell in row]
        is_nested = any(unit.rows for cell in cells for unit in cell)
        has_headings = any(unit.kind == BlockKind.HEADING for cell in cells for unit in cell)
        is_long = any(sum(len(unit.text) for unit in cell) > _LONG_CELL for cell in cells)
        is_narrow = all(len(row) <= 1 for row in done.rows)
        self._sinks[-1] += done.outside
        if done.is_layout or is_nested or has_headings or is_long or is_narrow:
            self._sinks[-1] += [unit for cell in cells for unit in cell]
            return
        rows = [
            [text for cell, span in zip(row, spans, strict=True) for text in _spread(cell, span)]
            for row, spans in zip(done.rows, done.spans, strict=True)
        ]
        self._sinks[-1] += table_unit(rows)


def _spread(cell: list[Unit], span: int) -> list[str]:
    return [said_in_cell(cell), *[""] * (span - 1)]
