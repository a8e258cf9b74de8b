"""Documents as labels and what stands beside or below them, however they are laid out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from rcp_ingest.document import BlockKind, Document
from rcp_ingest.recognisers.outline.heading_words import HEADING_WORDS
from rcp_ingest.recognisers.outline.headings import surely_named_by
from rcp_ingest.recognisers.outline.passages import Passage, passages
from rcp_ingest.records import Place

_LONGEST_LABEL = 80
#: In the middle of a paragraph only long labels are trusted.
_SHORTEST_INLINE = 9
#: A table whose first row holds so many labels has them above its columns.
_ENOUGH_COLUMNS = 3
_BULLET = re.compile(r"(?:[•·▪◦●*–-]|yy|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_LABEL = re.compile(r"([^\n\t:：]{2,80}?)\s{0,3}(?:[:：](?!//)|\t)\s{0,3}")


@dataclass(frozen=True)
class Piece:
    """A line of a document; with a label, what stands beside it."""

    passage: Passage
    #: The field that its label names; empty where it has none.
    label: str = ""
    #: The label as written.
    written: str = ""

    @property
    def text(self) -> str:
        """What it says, without its label."""
        return self.passage.text

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place()

    @property
    def is_heading(self) -> bool:
        """Whether it stands above what follows."""
        return self.passage.is_heading

    @property
    def is_item(self) -> bool:
        """Whether it is a point of a list."""
        return self.passage.is_item and not self.label


# Several recognisers look at the same document one after the other.
@lru_cache(maxsize=3)
def labelled_pieces(
    document: Document, fields: frozenset[str], *, inline: bool = False
) -> Sequence[Piece]:
    """Return a document as pieces, those of them with a label whose label names a field.

    A label is a heading, a line of its own, what stands before a colon, or a cell to the left or
    above; with ``inline`` also what stands before a colon in the middle of a paragraph.
    """
    pieces: list[Piece] = []
    for (_block, row), lines in groupby(passages(document), lambda one: (one.block, one.row)):
        if row is None:
            pieces += (piece for line in lines for piece in _pieces(line, fields, inline))
        else:
            pieces += _row(list(lines), document, fields)
    return tuple(pieces)


def named(label: str, fields: frozenset[str]) -> str:
    """Return which of the fields a label surely names; empty if none."""
    field = surely_named_by(label) if len(label) <= _LONGEST_LABEL else None
    return field if field and field in fields else ""


def _pieces(line: Passage, fields: frozenset[str], inline: bool) -> Iterator[Piece]:
    starts = [0]
    if inline and line.kind == BlockKind.PARAGRAPH:
        starts += [found.start(1) for found in _inline(fields).finditer(line.text)]
    for start, end in zip(starts, [*starts[1:], len(line.text)], strict=True):
        yield _piece(line.part(start, end), fields)


def _piece(line: Passage, fields: frozenset[str]) -> Piece:
    bullet = None if line.is_heading else _BULLET.match(line.text)
    begin = bullet.end() if bullet else 0
    found = _LABEL.match(line.text, begin)
    if found and (label := named(found[1], fields)):
        return Piece(line.part(found.end()), label, found[1])
    stands_alone = line.is_heading or line.text.endswith((":", "：", "?", "؟"))
    if stands_alone and (label := named(line.text, fields)):
        return Piece(line.part(len(line.text)), label, line.text)
    if bullet:
        point = line.part(begin)
        return Piece(replace(point, kind=BlockKind.ITEM, mark=line.mark or bullet[0].strip()))
    return Piece(line)


@cache
def _inline(fields: frozenset[str]) -> re.Pattern[str]:
    words = {
        word
        for field in fields
        for line in HEADING_WORDS.get(field, ())
        for word in line.split("|")
        if len(word) >= _SHORTEST_INLINE and not word.startswith("=")
    }
    known = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"(?<=[.;)»\]\d])\s{{1,4}}((?:{known})(?:,\s\w{{3,14}})?\s?[:：])", re.IGNORECASE
    )


def _row(lines: list[Passage], document: Document, fields: frozenset[str]) -> Iterator[Piece]:
    """What a row of a table says: labels to the left of its cells, or above them."""
    rows = document.blocks[lines[0].block].rows
    above = [named(cell, fields) for cell in rows[0]]
    if sum(map(bool, above)) >= _ENOUGH_COLUMNS:
        if lines[0].row:
            yield from _under(lines, above, rows[0])
        return
    first = [line for line in lines if line.column == 0]
    beside = [line for line in lines if line.column > 0]
    label = named(" ".join(line.text for line in first).rstrip(" :："), fields) if beside else ""
    if not label:
        yield from (piece for line in lines for piece in _pieces(line, fields, inline=False))
        return
    yield Piece(beside[0], label, " ".join(line.text for line in first))
    yield from map(Piece, beside[1:])


def _under(
    lines: Sequence[Passage], labels: Sequence[str], written: Sequence[str]
) -> Iterator[Piece]:
    column = -1
    for line in lines:
        begins = line.column != column and line.column < len(labels)
        column = line.column
        yield Piece(line, labels[column], written[column]) if begins else Piece(line)
