"""The lines of a column on a page of a PDF, each in the order in which it is read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rcp_ingest.readers.pdf.columns import rows_of
from rcp_ingest.readers.pdf.right_to_left import IS_RIGHT_TO_LEFT, Letter, line_of
from rcp_ingest.readers.pdf.words import PageText, Segment, Word

#: Letters that bullets of symbol fonts turn into.
_LETTER_BULLETS = frozenset({"o", "v", "ü", "§", "Ø", "y", "yy", "l", "n"})

#: More heights than these have the letters of a line only where they are what letters cover.
_MOST_HEIGHTS = 8


@dataclass(slots=True)
class Line:
    """A line of text, or a table in its place; measured in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    is_right_to_left: bool = False
    #: How wide its first word is.
    first_word: float = 0.0
    content: int = -1
    rows: list[list[str]] | None = None

    @property
    def start(self) -> float:
        """Where it begins, growing with its indent; 0 is the edge of the page or beyond."""
        return -self.x1 if self.is_right_to_left else self.x0


def lines_of(segments: Iterable[Segment], page: PageText) -> list[Line]:
    """Return what stands in a column line by line."""
    rows = rows_of(segments)
    _mend_bullets(rows)
    return [_line(row, page) for row in rows]


def text_of(words: list[Word], page: PageText, size: float) -> str:
    """Return the text of words that stand on one line."""
    text = " ".join(word.text for word in words)
    if not page.is_right_to_left or not IS_RIGHT_TO_LEFT.search(text):
        return text
    places = [place for word in words for place in range(word.first, word.end)]
    boxes = page.boxes(places)
    letters = [
        Letter(page.characters[place], box[0], box[2])
        for place, box in zip(places, boxes, strict=True)
    ]
    # What is drawn beside the text has no characters.
    letters += [Letter(word.text, word.x0, word.x1) for word in words if word.first == word.end]
    after = [word.end for word in words if page.characters[word.end : word.end + 1] == " "]
    heights = {round(box[3] - box[1], 1) for box in boxes}
    return line_of(
        letters,
        size,
        spaces=[box[0] for box in page.boxes(after)],
        are_tight=len(heights) > min(_MOST_HEIGHTS, len(places) / 2),
    )


def _line(row: list[Segment], page: PageText) -> Line:
    longest = max(row, key=lambda one: one.x1 - one.x0)
    if longest.rows is not None:
        one = longest
        return Line("", one.x0, one.x1, one.top, one.bottom, one.baseline, 0, False, rows=one.rows)
    words = [word for segment in row for word in segment.words]
    if len(row) > 1:
        words.sort(key=lambda word: word.x0)
    text = text_of(words, page, longest.size)
    from_the_right = page.is_right_to_left and _reads_from_the_right(text)
    first = words[-1] if from_the_right else words[0]
    return Line(
        text,
        row[0].x0,
        max(one.x1 for one in row),
        min(one.top for one in row),
        max(one.bottom for one in row),
        longest.baseline,
        longest.size,
        all(one.bold for one in row if len(one.words) > 1 or len(one.words[0].text) > 2)
        and longest.bold,
        from_the_right,
        first.x1 - first.x0,
        longest.content if len(row) == 1 else max(one.content for one in row),
    )


def _reads_from_the_right(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return 2 * len(IS_RIGHT_TO_LEFT.findall(text)) >= letters > 0


def _mend_bullets(rows: list[list[Segment]]) -> None:
    """Set bullets for the letters that stand in their place before several lines."""
    before = [
        row[0].words[0]
        for row in rows
        if not row[0].is_table
        and row[0].words[0].text in _LETTER_BULLETS
        and _room_after_first(row) > 0.7 * row[0].size
    ]
    counted = Counter((word.text, round(word.x0)) for word in before)
    for word in before:
        if counted[word.text, round(word.x0)] > 1:
            word.text = "•"


def _room_after_first(row: list[Segment]) -> float:
    first, *others = [word for segment in row for word in segment.words[:2]]
    return others[0].x0 - first.x1 if others else 0.0
