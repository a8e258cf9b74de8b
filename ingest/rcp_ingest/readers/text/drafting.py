"""Blocks of files that tell some of their structure, but seldom all of it."""

from collections.abc import Iterator, Sequence

from rcp_ingest.document import Block, BlockKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.clearing import cleared, seen, without_emphasis
from rcp_ingest.readers.text.joining import Unit, units
from rcp_ingest.readers.text.lines import arranged, as_blocks
from rcp_ingest.readers.text.marks import Mark

#: With fewer headings that the file itself tells, others are told by how they look.
_FEW = 2


def drafted(found: Iterator[Unit], limits: Limits) -> Iterator[Block]:
    """Yield units as blocks, as many as may be read; what was read before an error comes first.

    Typed bullets and numbers count as such. Where the file tells of hardly any headings they are
    told by how they look.
    """
    kept: list[Unit] = []
    characters = 0
    error: Exception | None = None
    try:
        for unit in found:
            kept.append(unit)
            characters += len(unit.text)
            if characters > limits.characters:
                break
    except Exception as raised:
        error = raised
    _split_marks(kept)
    if sum(unit.kind == BlockKind.HEADING for unit in kept) < _FEW:
        yield from arranged(kept)
    else:
        for unit in kept:
            if unit.kind is None:
                unit.kind = BlockKind.ITEM if unit.mark else BlockKind.PARAGRAPH
        yield from as_blocks(kept)
    if error:
        raise error


def lines_of(text: str) -> list[Unit]:
    """Return what a paragraph says; where it holds breaks of lines it may be several."""
    text = seen(text).strip()
    if "\n" in text:
        return units(cleared(text.split("\n")))
    return [Unit(" ".join(text.split()))] if text else []


def table_unit(rows: list[list[str]], page: int | None = None) -> Iterator[Unit]:
    """Yield a table, unless it says nothing."""
    while rows and not any(rows[-1]):
        rows.pop()
    if any(any(row) for row in rows):
        text = "\n".join("\t".join(row) for row in rows)
        yield Unit(text, kind=BlockKind.TABLE, page=page, gap=1, rows=rows)


def said_in_cell(found: Sequence[Unit]) -> str:
    """Return what a cell says, a paragraph or point a line."""
    return "\n".join(_in_cell(unit) for unit in found)


def _in_cell(unit: Unit) -> str:
    if unit.rows:
        return "\n".join(" | ".join(filter(None, row)) for row in unit.rows)
    mark = (unit.mark.written or "•") if unit.mark else ""
    return f"{mark} {unit.text}".strip()


def _split_marks(found: Sequence[Unit]) -> None:
    """Take the bullets and numbers that were typed from the texts that they stand before."""
    counted: dict[str, Mark] = {}
    for unit in found:
        if unit.kind != BlockKind.TABLE:
            unit.text = without_emphasis(unit.text)
        if unit.kind in (None, BlockKind.HEADING) and not unit.mark:
            mark, rest = marks.split(unit.text)
            is_initial = mark is not None and unit.text[0].isalpha()
            counts = mark is not None and (mark.is_first or mark.follows(counted.get(mark.style)))
            is_bullet = mark is not None and mark.is_bullet
            if mark and rest and (counts or not is_initial) and not (unit.kind and is_bullet):
                unit.mark, unit.text = mark, rest
        if unit.mark:
            counted[unit.mark.style] = unit.mark
