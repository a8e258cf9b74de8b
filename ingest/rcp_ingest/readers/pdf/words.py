"""The words of a page of a PDF, and where they stand."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rcp_ingest.readers.pdf.right_to_left import IS_RIGHT_TO_LEFT

#: Of one page; whoever has more is drawing with letters.
MOST_CHARACTERS = 200_000
#: A hyphen that only the end of its line needed, as pdfium gives it.
LINE_HYPHEN = "\ufffe"
_WORD = re.compile(rf"[^\s{LINE_HYPHEN}\x00-\x1f\x7f]+{LINE_HYPHEN}?")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Left, top, right and bottom.
Box = tuple[float, float, float, float]
_FORCED_BOLD = 1 << 18
_SEMIBOLD = 600
#: How much higher than its characters a word is that goes up or down.
_TURNED = 1.8
_BOLD_NAME = re.compile("bold|black|heavy|demi", re.I)


@dataclass(slots=True)
class Word:
    """Characters without a space between them; measured in points from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    #: Its characters on the page: the first, and the one after the last.
    first: int
    end: int


@dataclass(slots=True)
class Segment:
    """Words of one line that stand close to one another."""

    words: list[Word]
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    #: Of its type, in points.
    size: float
    bold: bool
    #: The number of the content that it belongs to in the structure of the document, or -1.
    content: int = -1
    #: The rows of a table that stands here instead of words.
    rows: list[list[str]] | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        return self.rows is not None

    @property
    def text(self) -> str:
        """Its words as they follow each other in the file."""
        return " ".join(word.text for word in self.words)


class PageText:
    """The characters of a page; to be closed."""

    def __init__(self, page: Any) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._text = page.get_textpage()
        self.handle = self._text.raw
        left, bottom, right, top = page.get_bbox()
        self._turned = page.get_rotation()
        self._box = (left, bottom, right, top)
        across = self._turned in (90, 270)
        self.width, self.height = (
            (top - bottom, right - left) if across else (right - left, top - bottom)
        )
        self.count = min(self._text.count_chars(), MOST_CHARACTERS)
        self.characters = self._characters()
        self.is_right_to_left = bool(IS_RIGHT_TO_LEFT.search(self.characters))
        #: What is written across the page or upwards.
        self.turned: list[str] = []

    @property
    def is_mostly_right_to_left(self) -> bool:
        """Whether most of its letters are read from right to left."""
        if not self.is_right_to_left:
            return False
        letters = sum(map(str.isalpha, self.characters))
        return 2 * len(IS_RIGHT_TO_LEFT.findall(self.characters)) >= letters

    def close(self) -> None:
        """Give back what pdfium holds."""
        self._text.close()

    def _characters(self) -> str:
        if self.count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = self._raw.FPDFText_GetText(self.handle, 0, self.count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) == self.count:
            return text
        unicode_of = self._raw.FPDFText_GetUnicode
        codes = (unicode_of(self.handle, place) for place in range(self.count))
        return "".join(chr(c) if c < 0xD800 or 0xE000 <= c <= 0x10FFFF else "\ufffd" for c in codes)

    def boxes(self, places: list[int]) -> list[Box]:
        """Return left, top, right and bottom of the room that characters take."""
        raw, handle = self._raw, self.handle
        found = (raw.FS_RECTF * len(places))()
        box_of = raw.FPDFText_GetLooseCharBox
        for place, box in zip(places, found, strict=True):
            box_of(handle, place, box)
        numbers = memoryview(found).cast("B").cast("f").tolist()
        # FS_RECTF: left, top, right, bottom, upwards.
        groups = zip(numbers[::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True)
        edge, _, _, upper = self._box
        if self._turned == 0:
            return [(x0 - edge, upper - y1, x1 - edge, upper - y0) for x0, y1, x1, y0 in groups]
        return [self.seen(*box) for box in groups]

    def seen(self, x0: float, y1: float, x1: float, y0: float) -> Box:
        """Return a box as it is on the page when looked at.

        It is given as left, top, right and bottom, upwards from the bottom of the page.
        """
        left, bottom, right, top = self._box
        match self._turned:
            case 90:
                return y0 - bottom, x0 - left, y1 - bottom, x1 - left
            case 180:
                return right - x1, y0 - bottom, right - x0, y1 - bottom
            case 270:
                return top - y1, right - x1, top - y0, right - x0
            case _:
                return x0 - left, top - y1, x1 - left, top - y0

    def words(self) -> Iterator[Word]:
        """Yield the words that can be seen on the page and are not turned, as the file has them."""
        found = [
            (match[0], match.start(), match.end()) for match in _WORD.finditer(self.characters)
        ]
        ends = [place for _, start, end in found for place in (start, end - 1)]
        boxes = self.boxes(ends)
        for (text, start, end), a, b in zip(found, boxes[::2], boxes[1::2], strict=True):
            x0, x1 = (a[0], b[2]) if a[0] <= b[0] else (b[0], a[2])
            top, bottom = a[1], a[3]
            if top != b[1] or bottom != b[3]:
                top, bottom = min(top, b[1]), max(bottom, b[3])
                if end - start > 2 and bottom - top > _TURNED * max(a[3] - a[1], b[3] - b[1]):
                    self._add_turned(text, start)
                    continue
            if bottom <= 0 or top >= self.height or x1 <= 0 or x0 >= self.width:
                continue
            if text[-1].isdecimal() or (text[0].isdecimal() and text[-1].isalpha()):
                text = self._with_raised_digits(text, start)
            yield Word(text, x0, x1, top, bottom, start, end)

    def _add_turned(self, text: str, start: int) -> None:
        if self.turned and self.characters[:start].rstrip().endswith(self.turned[-1][-20:]):
            self.turned[-1] += f" {text}"
        else:
            self.turned.append(text)

    def _with_raised_digits(self, text: str, start: int) -> str:
        """Set digits of notes apart from the word that they stand at: "2009³", "³ See"."""
        before, end = 0, len(text)
        while before < len(text) and text[before].isdecimal() and self._is_high(start, before):
            before += 1
        while end > before and text[end - 1].isdecimal() and self._is_high(start, end - 1):
            end -= 1
        if before == 0 and end == len(text):
            return text
        note, own = text[:before].translate(_RAISED), text[before:end]
        return f"{note} {own}".strip() + text[end:].translate(_RAISED)

    def _is_high(self, start: int, place: int) -> bool:
        """Whether the sign of a character begins well above the line of its word."""
        raw, handle = self._raw, self.handle
        x, baseline = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(handle, start, x, baseline)
        sides = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(handle, start + place, *sides)
        bottom, top = sides[2].value, sides[3].value
        return bottom - baseline.value > 0.4 * (top - bottom) and not self._turned

    def segments(self) -> list[Segment]:
        """Return the words, those that follow each other closely on a line put together."""
        groups: list[list[Word]] = []
        last: Word | None = None
        for word in self.words():
            if last and _goes_on(last, word):
                groups[-1].append(word)
            elif last and _is_raised(last, word):
                last.text += word.text.translate(_RAISED)
                continue
            else:
                groups.append([word])
            last = word
        return [self._segment(words) for words in groups]

    def _segment(self, words: list[Word]) -> Segment:
        size, bold, baseline, content = self._type(words[0].first)
        if bold and len(words) > 1:
            bold = self._is_bold(words[-1].first)
        return Segment(
            words,
            min(word.x0 for word in words),
            max(word.x1 for word in words),
            words[0].top,
            words[0].bottom,
            baseline or words[0].bottom,
            size or words[0].bottom - words[0].top,
            bold,
            content,
        )

    def _type(self, place: int) -> tuple[float, bool, float, int]:
        raw, handle, byref = self._raw, self.handle, ctypes.byref
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(handle, place, matrix)
        scale = max(abs(matrix.d), abs(matrix.b), abs(matrix.c))
        size = raw.FPDFText_GetFontSize(handle, place) * scale
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(handle, place, byref(x), byref(y))
        baseline = self.seen(x.value, y.value, x.value, y.value)[1]
        content = raw.FPDFPageObj_GetMarkedContentID(raw.FPDFText_GetTextObject(handle, place))
        return round(size * 2) / 2, self._is_bold(place), baseline, content

    def _is_bold(self, place: int) -> bool:
        raw = self._raw
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.handle, place, name, 128, ctypes.byref(flags))
        return bool(
            flags.value & _FORCED_BOLD
            or _BOLD_NAME.search(name.value.decode("latin-1"))
            or raw.FPDFText_GetFontWeight(self.handle, place) >= _SEMIBOLD
        )


def _goes_on(last: Word, word: Word) -> bool:
    """Whether a word stands beside another on its line, in whatever direction it is read."""
    height = last.bottom - last.top
    if abs(last.top + last.bottom - word.top - word.bottom) > 0.5 * height:
        return False
    if not 0.8 < (word.bottom - word.top) / (height or 1) < 1.25:
        return False
    gap = word.x0 - last.x1 if word.x0 >= last.x0 else last.x0 - word.x1
    return -0.3 * height < gap < 0.75 * height


def _is_raised(last: Word, word: Word) -> bool:
    """Whether a word is the number of a note, set small and high behind another."""
    height = last.bottom - last.top
    return (
        word.text.isdecimal()
        and len(word.text) <= 3
        and word.bottom - word.top < 0.8 * height
        and word.bottom < last.bottom - 0.1 * height
        and word.top < last.top + 0.4 * height
        and -0.2 * height < word.x0 - last.x1 < 0.3 * height
    )
