"""PDF files: their text in the order in which it is read, with headings, lists and tables."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from rcp_ingest.document import Block, BlockKind, Pages, Piece, Remark, RemarkKind, table
from rcp_ingest.limits import Limits
from rcp_ingest.readers.pdf import active
from rcp_ingest.readers.pdf.blocks import Draft, drafts_of
from rcp_ingest.readers.pdf.columns import flows_of
from rcp_ingest.readers.pdf.headings import Headings
from rcp_ingest.readers.pdf.joining import Vocabulary
from rcp_ingest.readers.pdf.lines import Line, lines_of
from rcp_ingest.readers.pdf.margins import Edge, Margins
from rcp_ingest.readers.pdf.page import Page, opened
from rcp_ingest.readers.pdf.scans import Scans, ranges
from rcp_ingest.readers.text.clearing import seen
from rcp_ingest.refusals import Refusal, Refused

#: Pages that are read before the edges of one are judged.
_AHEAD = 2
#: The share of the time in which pictures of pages may be recognised.
_FOR_PICTURES = 2 / 3
#: pdfium goes through the structure of the whole document for each page.
_MOST_PAGES_WITH_STRUCTURE = 100


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs, points and tables with their pages, from the first page on."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(stream)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise Refused(Refusal.PROTECTED) from None
        raise
    try:
        yield from _Reading(document, limits).pieces()
    finally:
        document.close()


@dataclass(slots=True)
class _Held:
    """A page whose edges are still to be judged."""

    number: int
    page: Page
    edges: list[Edge]

    @property
    def waits(self) -> bool:
        """Whether the pages that follow may tell what stands at its edges."""
        return any(not edge.is_number for edge in self.edges)


class _Reading:
    """One document as it is read from page to page."""

    def __init__(self, document: Any, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._scans = Scans(until=time.monotonic() + limits.seconds * _FOR_PICTURES)
        self._margins = Margins()
        self._headings = Headings()
        self._vocabulary = Vocabulary()
        self._damaged: list[int] = []
        self._launches: list[int] = []
        #: What may go on on the next page, and what follows it whether it does or not.
        self._open: Draft | None = None
        self._after: list[Block] = []
        self._indents: list[float] = []
        self._told_across: set[str] = set()

    def pieces(self) -> Iterator[Piece]:
        count = len(self._document)
        yield Pages(count)
        yield from active.remarks(self._document)
        yield from self._blocks(min(count, self._limits.pages))
        yield from self._scans.remarks()
        if self._launches:
            detail = f"links that start programs: page {ranges(self._launches)}"
            yield Remark(RemarkKind.NEUTRALISED, detail)
        if self._damaged:
            detail = f"page {ranges(self._damaged)} is damaged"
            yield Remark(RemarkKind.CUT_SHORT, detail)
        if count > self._limits.pages:
            detail = f"only the first {self._limits.pages:,} pages were read"
            yield Remark(RemarkKind.CUT_SHORT, detail)

    def _blocks(self, count: int) -> Iterator[Block]:
        from pypdfium2 import PdfiumError

        held: deque[_Held] = deque()
        for number in range(1, count + 1):
            try:
                held.append(self._taken_up(opened(self._document, number - 1), number))
            except PdfiumError:
                self._damaged.append(number)
            while held and (len(held) > _AHEAD or not held[0].waits):
                yield from self._released(held.popleft())
        while held:
            yield from self._released(held.popleft())
        yield from self._closed()
        yield from self._scans.blocks()

    def _taken_up(self, page: Page, number: int) -> _Held:
        self._headings.learn(page.segments)
        self._vocabulary.add(page.text.characters)
        if active.launches(page.handle):
            self._launches.append(number)
        size, _ = self._headings.body
        edges = self._margins.edges_of(page.segments, page.text.height, number, size)
        return _Held(number, page, edges)

    def _released(self, held: _Held) -> Iterator[Block]:
        """Yield what is told by a page, as far as it cannot go on on the next."""
        page, size = held.page, self._headings.body[0]
        try:
            if page.is_picture:
                yield from self._closed()
                self._scans.take(page, held.number)
                return
            columns, levels = self._columns(held), self._levels(page)
        finally:
            page.close()
        yield from self._scans.blocks()
        notes: list[Draft] = []
        for column in columns:
            drafts = drafts_of(column, size, held.number)
            notes += [draft for draft in drafts if draft.is_note]
            text = [draft for draft in drafts if not draft.is_note]
            guessed = self._headings.guessed(text)
            for place, draft in enumerate(text):
                if place == 0 and self._goes_on(draft):
                    continue
                yield from self._closed()
                draft.level = self._headings.level_of(draft, levels, guessed.get(place, 0))
                yield from self._next(draft, is_last=place == len(text) - 1)
        self._after += [self._block(note) for note in notes]
        self._after += self._turned(page, held.number)
        if not (self._open and self._open.may_go_on_overleaf(page.text.width, page.text.height)):
            yield from self._closed()

    def _turned(self, page: Page, number: int) -> Iterator[Block]:
        """Yield what is written across a page, once where every page says it."""
        for text in page.text.turned:
            if text not in self._told_across:
                self._told_across.add(text)
                yield Block(BlockKind.PARAGRAPH, text, page=number)

    def _columns(self, held: _Held) -> list[list[Line]]:
        page = held.page
        running = {
            id(segment)
            for edge in held.edges
            if self._margins.is_running(edge, held.number)
            for segment in edge.segments
        }
        segments = [one for one in page.segments if id(one) not in running]
        flows = flows_of(segments, from_the_right=page.text.is_mostly_right_to_left)
        return [lines_of(flow, page.text) for flow in flows]

    def _levels(self, page: Page) -> dict[int, int]:
        """Return the levels of headings that the document states, unless it is too long."""
        if len(self._document) > _MOST_PAGES_WITH_STRUCTURE:
            return {}
        return page.heading_levels()

    def _goes_on(self, draft: Draft) -> bool:
        """Put what begins a column to what was held open, if it goes on with it."""
        if self._open is None:
            return False
        if self._open.goes_on_with(draft):
            self._open.lines += draft.lines
            self._open.texts += draft.texts
            self._open.room, self._open.is_full = draft.room, draft.is_full
            return True
        if _continues_table(self._open, draft):
            rows = draft.lines[0].rows or []
            self._open.lines[0].rows = [*(self._open.lines[0].rows or []), *rows[1:]]
            return True
        return False

    def _next(self, draft: Draft, *, is_last: bool) -> Iterator[Block]:
        """Yield a draft, or hold it open where it may go on in the next column."""
        self._set_depth(draft)
        if is_last and (draft.may_go_on or draft.kind == BlockKind.TABLE):
            self._open = draft
        else:
            yield self._block(draft)

    def _set_depth(self, draft: Draft) -> None:
        """Give a point of a list its depth, by how far it stands from the edge."""
        if draft.kind == BlockKind.HEADING:
            self._indents = []
        if draft.kind != BlockKind.ITEM:
            return
        near = 0.5 * draft.lines[0].size
        while self._indents and self._indents[-1] > draft.indent + near:
            self._indents.pop()
        if not self._indents or draft.indent > self._indents[-1] + near:
            self._indents.append(draft.indent)
        draft.level = len(self._indents)

    def _closed(self) -> Iterator[Block]:
        """Yield what was held open, and what follows it."""
        if self._open:
            yield self._block(self._open)
            self._open = None
        yield from self._after
        self._after = []

    def _block(self, draft: Draft) -> Block:
        if draft.kind == BlockKind.TABLE:
            return table(draft.lines[0].rows or [], draft.page)
        text = seen(self._vocabulary.joined(draft.texts)).strip()
        mark = draft.mark.written if draft.mark else ""
        return Block(draft.kind, text, draft.level, draft.page, mark)


def _continues_table(before: Draft, draft: Draft) -> bool:
    """Whether a table goes on with another that repeats its first row."""
    rows, more = before.lines[0].rows, draft.lines[0].rows
    return bool(rows and more and rows[0] == more[0] and draft.page != before.page)
