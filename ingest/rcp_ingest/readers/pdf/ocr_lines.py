"""The lines that Tesseract recognised on a page, paragraphs put together again."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from rcp_ingest.readers.pdf.joining import Vocabulary
from rcp_ingest.readers.pdf.right_to_left import IS_RIGHT_TO_LEFT
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.clearing import seen

#: Signs that bullets are taken for; the latter only before several lines.
_BULLETS = frozenset({"©", "¢", "°", "٠", "»", "®"})
_LIKE_BULLETS = frozenset({"e", "o", "*", "«", "."})
#: Below this, of 100, a word is a speck.
_LEAST_CONFIDENCE = 20
#: Of Tesseract's table: how many columns it has, and the levels of its rows.
_COLUMNS, _OF_LINES, _OF_WORDS = 12, "4", "5"
_MOST_INDENT = 40
#: How much farther than others lines stand apart that are parted.
_APART = 1.3
#: Lines beside others from which a page has columns, and how wide these are at most.
_SIDE_BY_SIDE = 4
_OF_COLUMN = 0.6
#: Characters by which the beginnings of lines of a column differ.
_NEAR = 4


@dataclass(slots=True)
class _Line:
    """The words of a line and where it stands, in pixels."""

    left: int
    top: int
    width: int
    height: int
    words: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.left + self.width

    @property
    def middle(self) -> float:
        """How far down it stands."""
        return self.top + self.height / 2

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(self.words)

    @property
    def says_something(self) -> bool:
        """Whether it is more than specks and ruled lines."""
        return any(map(str.isalnum, self.text))


def lines_in(table: str) -> list[str]:
    """Return the lines in Tesseract's table of what it recognised, as a plain text has them.

    Lines that only the width of a column divided are one; an empty line is where there is room.
    """
    lines = [line for line in _recognised(table) if line.says_something]
    if not lines:
        return []
    _mend_bullets(lines)
    return _Page(lines).told()


def _recognised(table: str) -> list[_Line]:
    lines: list[_Line] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < _COLUMNS:
            continue
        if cells[0] == _OF_LINES:
            left, top, width, height = map(int, cells[6:10])
            lines.append(_Line(left, top, width, height))
        elif cells[0] == _OF_WORDS and lines and float(cells[10]) >= _LEAST_CONFIDENCE:
            lines[-1].words += seen(cells[11]).split()
    return lines


def _mend_bullets(lines: list[_Line]) -> None:
    counted = Counter(line.words[0] for line in lines)
    for line in lines:
        first = line.words[0]
        likely = first in _BULLETS or (first in _LIKE_BULLETS and counted[first] > 1)
        if likely and len(line.words) > 1:
            line.words[0] = "•"


class _Page:
    """The lines of one page and how they stand."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._left = min(line.left for line in lines)
        self._right = max(line.right for line in lines)
        #: How wide a character is, and how far lines stand apart.
        self._wide = median(line.width / len(line.text) for line in lines)
        high = median(line.height for line in lines)
        steps = [b.middle - a.middle for a, b in pairwise(lines) if b.middle - a.middle > high]
        self._step = median(steps) if steps else high
        self._has_columns = self._side_by_side() >= _SIDE_BY_SIDE

    def told(self) -> list[str]:
        """Return the text of the page."""
        vocabulary = Vocabulary()
        vocabulary.add("\n".join(line.text for line in self._lines))
        paragraphs: list[list[_Line]] = []
        for line in self._lines:
            if paragraphs and self._goes_on(paragraphs[-1][-1], line):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
        told: list[str] = []
        for place, lines in enumerate(paragraphs):
            if place and self._is_apart(paragraphs[place - 1][-1], lines[0]):
                told.append("")
            text = vocabulary.joined([line.text for line in lines])
            told.append(" " * self._indent(lines[0]) + text)
        return told

    def _side_by_side(self) -> int:
        ordered = sorted(self._lines, key=lambda line: line.middle)
        return sum(
            b.middle - a.middle < 0.5 * self._step and (a.right < b.left or b.right < a.left)
            for a, b in pairwise(ordered)
        )

    def _is_apart(self, before: _Line, line: _Line) -> bool:
        return line.middle - before.middle > _APART * self._step

    def _goes_on(self, before: _Line, line: _Line) -> bool:
        """Whether a line goes on with the one before, at whose end its first word had no room."""
        if line.middle <= before.middle or self._is_apart(before, line):
            return False
        if min(before.right, line.right) <= max(before.left, line.left):
            return False
        if marks.split(line.text)[0]:
            return False
        needed = self._wide * (len(line.words[0]) + 1)
        if IS_RIGHT_TO_LEFT.search(before.text):
            return before.left - self._edge(before, from_the_right=True) < needed
        return self._edge(before) - before.right < needed

    def _edge(self, line: _Line, *, from_the_right: bool = False) -> float:
        """Return how far the lines of a column go."""
        near = _NEAR * self._wide
        if not self._has_columns or line.width > _OF_COLUMN * (self._right - self._left):
            return self._left if from_the_right else self._right
        narrow = [
            one for one in self._lines if one.width <= _OF_COLUMN * (self._right - self._left)
        ]
        if from_the_right:
            return min(one.left for one in narrow if abs(one.right - line.right) <= near)
        return max(one.right for one in narrow if abs(one.left - line.left) <= near)

    def _indent(self, line: _Line) -> int:
        if IS_RIGHT_TO_LEFT.search(line.text):
            return 0
        return min(int((line.left - self._left) / self._wide), _MOST_INDENT)
