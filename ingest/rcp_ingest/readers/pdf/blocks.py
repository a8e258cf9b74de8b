"""Lines of a page of a PDF put together to paragraphs, points of lists and headings."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.pdf.lines import Line
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.joining import has_ended, label_of
from rcp_ingest.readers.text.marks import Mark

_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡]+(?=\s|[^\W\d])|[\d٠-٩]{1,3}(?=\s|[^\W\d])")
#: How much smaller than the text the notes below it are.
_SMALLER = 0.93
#: How far down and how wide a line is, as a share of its page, that goes on on the next.
_LOW = 0.5
_WIDE = 0.2
#: The share of a column that a line leaves free at most if the next word found no room.
_ROOM = 0.35
#: The share that it leaves free from which it ends what it belongs to in any case.
_SHORT = 0.5


@dataclass(slots=True)
class Draft:
    """Lines that belong together."""

    lines: list[Line]
    page: int | None
    mark: Mark | None = None
    #: The lines' texts, the first without its mark.
    texts: list[str] = field(default_factory=list)
    is_note: bool = False
    #: How far from the edge of its column it begins.
    indent: float = 0.0
    #: How much room its last line leaves, and whether a long word would need as much.
    room: float = 0.0
    is_full: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0

    @property
    def may_go_on(self) -> bool:
        """Whether its last sentence may end on the next page."""
        return (
            self.is_full
            and self.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            and not has_ended(self.texts[-1])
        )

    def may_go_on_overleaf(self, width: float, height: float) -> bool:
        """Whether it stands so low on a page of this size, and goes over so much of it."""
        last = self.lines[-1]
        if self.kind == BlockKind.TABLE:
            return last.bottom > _LOW * height
        return self.may_go_on and last.bottom > _LOW * height and last.x1 - last.x0 > _WIDE * width

    def goes_on_with(self, other: "Draft") -> bool:
        """Whether another, at the beginning of the next column or page, goes on from here."""
        first, last = other.lines[0], self.lines[-1]
        if not self.may_go_on or other.kind != BlockKind.PARAGRAPH or other.is_note:
            return False
        if abs(first.size - last.size) > 0.6 or first.bold != last.bold:
            return False
        if first.first_word + 1.2 * first.size < self.room:
            return False
        if not other.texts[0][:1].isupper():
            return True
        # A name may begin the line: of a paragraph all lines begin alike, points have an indent.
        return other.indent < first.size and self.kind == BlockKind.PARAGRAPH


def drafts_of(lines: list[Line], body_size: float, page: int | None) -> list[Draft]:
    """Return the lines of a column put together, notes below the text last and marked so."""
    if not lines:
        return []
    column = _Column(lines)
    notes = _notes_begin(lines, body_size)
    drafts: list[Draft] = []
    last_mark: dict[str, Mark] = {}
    for place, line in enumerate(lines):
        before = drafts[-1] if drafts else None
        is_note = place >= notes
        mark, rest = (None, line.text) if line.rows or is_note else marks.split(line.text)
        if mark and not _is_believed(mark, rest, last_mark):
            mark, rest = None, line.text
        if before and not column.begins(before, line, mark, is_note=is_note):
            before.lines.append(line)
            before.texts.append(line.text)
            continue
        if mark:
            last_mark[mark.style] = mark
        drafts.append(
            Draft(
                [line],
                page,
                mark,
                [rest],
                is_note,
                line.start - column.start,
                kind=BlockKind.TABLE if line.rows else BlockKind.PARAGRAPH,
            )
        )
    for draft in drafts:
        draft.room = column.room_after(draft.lines[-1])
        draft.is_full = draft.room < _ROOM * (column.right - column.left)
        if draft.mark and draft.kind != BlockKind.TABLE:
            draft.kind = BlockKind.ITEM
    return [draft for draft in drafts if draft.kind == BlockKind.TABLE or any(draft.texts)]


def _is_believed(mark: Mark, rest: str, last: dict[str, Mark]) -> bool:
    """Whether what looks like a number or a bullet is one."""
    if mark.is_bullet or mark.is_plain_number:
        return True
    if mark.style == "section":
        return rest[:1].isupper() or not rest[:1].islower()
    return mark.is_first or mark.follows(last.get(mark.style)) or not mark.written[0].isupper()


def _notes_begin(lines: list[Line], body_size: float) -> int:
    """Return the place of the first note at the foot of a column."""
    place = len(lines)
    while place and lines[place - 1].size < _SMALLER * body_size and not lines[place - 1].rows:
        place -= 1
    while place < len(lines) and not _NOTE.match(lines[place].text):
        place += 1
    # A column of nothing but small type is no note.
    return place if place else len(lines)


class _Column:
    """Where the lines of a column begin and end, and how far they stand apart."""

    def __init__(self, lines: list[Line]) -> None:
        texts = [line for line in lines if not line.rows] or lines
        self.from_the_right = sum(line.is_right_to_left for line in texts) * 2 > len(texts)
        self.left = min(line.x0 for line in texts)
        self.right = max(line.x1 for line in texts)
        self.start = -self.right if self.from_the_right else self.left
        self.leading = _leading(texts)

    def room_after(self, line: Line) -> float:
        """Return how much room a line leaves at its end."""
        return line.x0 - self.left if line.is_right_to_left else self.right - line.x1

    def begins(self, draft: Draft, line: Line, mark: Mark | None, *, is_note: bool) -> bool:
        """Whether a line begins something new rather than going on with what is before it."""
        last = draft.lines[-1]
        if line.rows or last.rows or is_note != draft.is_note:
            return True
        if is_note:
            return bool(_NOTE.match(line.text))
        apart = line.baseline - last.baseline
        if apart > 1.15 * self.leading + 1 or apart < 0:
            return True
        if abs(line.size - last.size) > 0.07 * last.size:
            return True
        ended = has_ended(last.text)
        room = self.room_after(last)
        fits = line.first_word + 1.2 * line.size < room
        is_short = room > _SHORT * (self.right - self.left)
        lowercase = line.text[:1].islower()
        if mark:
            return self._is_new_point(draft, line, mark, fits=fits, ended=ended)
        if line.bold != last.bold and not (lowercase and not fits):
            return True
        if fits and (ended or is_short or not lowercase):
            return True
        if label_of(line.text) and label_of(draft.texts[0]) and not draft.mark:
            return True
        return self._is_set_off(draft, line, ended=ended)

    def _is_new_point(
        self, draft: Draft, line: Line, mark: Mark, *, fits: bool, ended: bool
    ) -> bool:
        if mark.is_bullet and mark.style[:1] in marks.SIGNS:
            return True
        aligned = abs(line.start - draft.lines[-1].start) < 0.5 * line.size
        sibling = draft.mark is not None and (
            mark.follows(draft.mark) or (mark.is_bullet and draft.mark.style == mark.style)
        )
        if sibling and abs(line.start - draft.lines[0].start) < 0.5 * line.size:
            return True
        return fits or ended or not aligned

    def _is_set_off(self, draft: Draft, line: Line, *, ended: bool) -> bool:
        last, first = draft.lines[-1], draft.lines[0]
        step = line.start - last.start
        if len(draft.lines) > 1 or not (draft.mark or step < 0):
            first = last
        if step > 0.8 * line.size:
            return ended and first is last
        if step < -0.8 * line.size:
            return len(draft.lines) > 1 or (draft.mark is not None and ended)
        return False


def _leading(lines: list[Line]) -> float:
    """Return how far lines of a paragraph stand apart."""
    apart = [
        after.baseline - before.baseline
        for before, after in pairwise(lines)
        if 0.9 * after.size < after.baseline - before.baseline < 3 * after.size
    ]
    if len(apart) < 2:
        return apart[0] if apart and apart[0] < 1.6 * lines[0].size else 1.4 * lines[0].size
    return quantiles(apart, n=5)[0]
