"""A document line by line: tables opened up, every line with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rcp_ingest.document import Block, BlockKind, Document
from rcp_ingest.records import Place
from rcp_ingest.typography import one_line

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[•▪◦‣●○■□➢✓·*–—-]|\(?\d{1,2}[.)])\s+")
#: A label with its value in one line: both on the same line, parted by a tab or a colon.
_LABELLED = re.compile(r"\s*([^\t:：]{2,90}?)\s{0,9}(?:[:：]|\t)\s*(.*)", re.S)


@dataclass(frozen=True)
class Passage:
    """A line of a document: a heading, a paragraph, a point of a list, or a line of a cell."""

    text: str
    kind: BlockKind
    #: The number of the block, and where in its text the line begins.
    block: int
    start: int = 0
    level: int = 0
    page: int | None = None
    mark: str = ""
    #: Of a line in a table: the number of its row and of its column.
    row: int | None = None
    column: int = 0
    #: The heading above it.
    heading: str = ""

    @property
    def is_heading(self) -> bool:
        """Whether it stands above what follows."""
        return self.kind == BlockKind.HEADING

    @property
    def is_item(self) -> bool:
        """Whether it is a point of a list."""
        return self.kind == BlockKind.ITEM

    @property
    def value(self) -> str:
        """What it says, as records hold it."""
        return one_line(self.text)

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Return where it stands, or these characters of it."""
        end = len(self.text) if end is None else end
        return Place(self.block, self.start + start, self.start + end, self.page, self.heading)

    def part(self, start: int, end: int | None = None) -> "Passage":
        """Return these characters of it, without space around them."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        return replace(self, text=text.strip(), start=self.start + start)

    def labelled(self) -> tuple[str, "Passage"] | None:
        """Return label and value of a line such as "Date: 6 May"; None if it has no label."""
        found = _LABELLED.match(self.text)
        if not found:
            return None
        return found[1], self.part(found.start(2))


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the lines of a document in reading order, each under its heading."""
    found: list[Passage] = []
    heading = ""
    for number, block in enumerate(document.blocks):
        found.extend(_of_block(number, block, heading))
        if block.is_heading:
            heading = one_line(block.text)
    return tuple(found)


def _of_block(number: int, block: Block, heading: str) -> Iterator[Passage]:
    if block.rows:
        yield from _of_table(number, block, heading)
        return
    for index, line in enumerate(_LINE.finditer(block.text)):
        if line[0].strip():
            mark = block.mark if index == 0 else ""
            whole = Passage(
                block.text, block.kind, number, 0, block.level, block.page, mark, heading=heading
            )
            yield whole.part(line.start(), line.end())


def _of_table(number: int, block: Block, heading: str) -> Iterator[Passage]:
    offset = 0
    for row, cells in enumerate(block.rows):
        for column, cell in enumerate(cells):
            for line in _LINE.finditer(cell):
                if not line[0].strip():
                    continue
                bullet = _BULLET.match(line[0])
                start = offset + line.start() + (bullet.end() if bullet else 0)
                kind = BlockKind.ITEM if bullet else BlockKind.PARAGRAPH
                text = block.text[start : offset + line.end()]
                begin = start + len(text) - len(text.lstrip())
                level = int(bool(bullet))
                yield Passage(
                    text.strip(), kind, number, begin, level, block.page, "", row, column, heading
                )
            offset += len(cell) + 1
