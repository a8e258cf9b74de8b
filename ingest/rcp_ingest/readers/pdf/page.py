"""A page of a PDF with its words, its tables and what it is when it is looked at."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.pdf.blocks import drafts_of
from rcp_ingest.readers.pdf.bullets import bullets
from rcp_ingest.readers.pdf.drawings import Drawings, drawings_on
from rcp_ingest.readers.pdf.joining import Vocabulary
from rcp_ingest.readers.pdf.lines import lines_of
from rcp_ingest.readers.pdf.structure import heading_levels
from rcp_ingest.readers.pdf.tables import Grid, grids_of, is_filled
from rcp_ingest.readers.pdf.words import LINE_HYPHEN, PageText, Segment, Word

#: Fewer characters than these on a page that is a picture are a stamp or a page number.
_FEW = 25
_MOSTLY = 0.5
_MOST_ANNOTATIONS = 2_000
#: So many pieces of drawing without any text are letters drawn as shapes.
_DRAWN_LETTERS = 3_000
#: The share of characters that nobody can read, from which a page is looked at instead.
_UNREADABLE_SHARE = 0.3
#: What fonts give that do not say which letters their signs are; bullets of symbol fonts do.
_UNREADABLE = re.compile("[\x01-\x08\ufffd\ue000-\uefff\uf100-\uf8ff]")


@dataclass(slots=True)
class Page:
    """One page, held open until its text has been put together."""

    handle: Any
    text: PageText
    segments: list[Segment]
    drawings: Drawings

    @property
    def is_picture(self) -> bool:
        """Whether there is something to read on it that is not there as text."""
        text = self.text.characters
        said = len(text) - text.count(" ")
        if said < 2 * _FEW and len("".join(text.split())) < _FEW:
            covered = self.drawings.covered >= _MOSTLY
            return covered or self.drawings.pieces > _DRAWN_LETTERS
        return len(_UNREADABLE.findall(text)) > _UNREADABLE_SHARE * said

    def heading_levels(self) -> dict[int, int]:
        """Return the level of each content that the document itself calls a heading."""
        return heading_levels(self.handle)

    def close(self) -> None:
        """Give back what pdfium holds."""
        self.text.close()
        self.handle.close()


def opened(document: Any, place: int) -> Page:
    """Return the page at a place, from 0, or raise pypdfium2's error where it is damaged."""
    handle = _with_what_was_filled_in(document, place)
    text = PageText(handle)
    segments = text.segments()
    drawings = drawings_on(handle, text)
    segments += bullets(drawings.dots, segments)
    return Page(handle, text, _with_tables(segments, drawings, text), drawings)


def _with_what_was_filled_in(document: Any, place: int) -> Any:
    """Return a page whose forms and comments are part of it as they are seen."""
    from pypdfium2 import raw

    page = document[place]
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)
    if not any(_is_text(page, number) for number in range(count)):
        return page
    done = raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    if done != raw.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[place]


def _is_text(page: Any, number: int) -> bool:
    from pypdfium2 import raw

    annotation = raw.FPDFPage_GetAnnot(page.raw, number)
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT)


def _with_tables(segments: list[Segment], drawings: Drawings, text: PageText) -> list[Segment]:
    """Return segments, those in a table put together to one that stands in their place."""
    for grid in grids_of(drawings):
        inside: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        rest = []
        for segment in segments:
            cells, others = _parted(segment, grid)
            for place, part in cells.items():
                inside[place].append(part)
            rest += others
        if is_filled(grid, len(inside)):
            rows = [
                [_cell(inside.get((row, column), []), text) for column in range(grid.columns)]
                for row in range(grid.rows)
            ]
            if text.is_right_to_left and _is_mostly_right_to_left(rows):
                rows = [row[::-1] for row in rows]
            x0, top, x1, bottom = grid.box
            words = [Word("", x0, x1, top, bottom, 0, 0)]
            segments = [*rest, Segment(words, x0, x1, top, bottom, top, 0, False, -1, rows)]
    return segments


def _parted(segment: Segment, grid: Grid) -> tuple[dict[tuple[int, int], Segment], list[Segment]]:
    """Return the parts of a segment that stand in cells, and what stands outside."""
    x0, top, x1, bottom = grid.box
    middle = (segment.top + segment.bottom) / 2
    if segment.is_table or middle < top or middle > bottom or segment.x1 < x0 or segment.x0 > x1:
        return {}, [segment]
    parts: dict[tuple[int, int] | None, list[Word]] = defaultdict(list)
    for word in segment.words:
        parts[grid.place_of((word.x0 + word.x1) / 2, middle)].append(word)
    cells = {place: _part(segment, words) for place, words in parts.items() if place}
    outside = [_part(segment, words) for place, words in parts.items() if place is None]
    return cells, outside


def _part(segment: Segment, words: list[Word]) -> Segment:
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    return replace(segment, words=words, x0=x0, x1=x1)


def _cell(segments: list[Segment], text: PageText) -> str:
    """Return what stands in a cell, its paragraphs on lines of their own."""
    if not segments:
        return ""
    parts = []
    vocabulary = Vocabulary()
    vocabulary.add(text.characters.replace(LINE_HYPHEN, ""))
    for draft in drafts_of(lines_of(segments, text), 0, 0):
        before = ""
        if draft.kind == BlockKind.ITEM and draft.mark:
            before = f"{draft.mark.written or '•'} "
        parts.append(before + vocabulary.joined(draft.texts))
    return "\n".join(parts)


def _is_mostly_right_to_left(rows: list[list[str]]) -> bool:
    from rcp_ingest.readers.pdf.right_to_left import IS_RIGHT_TO_LEFT

    said = "".join(cell for row in rows for cell in row)
    return 2 * len(IS_RIGHT_TO_LEFT.findall(said)) > sum(map(str.isalpha, said))
