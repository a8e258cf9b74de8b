"""Pages of a PDF that are pictures."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rcp_ingest.document import Block, Remark, RemarkKind
from rcp_ingest.readers.pdf.ocr import NotRecognised, Picture, Tesseract, tesseract
from rcp_ingest.readers.pdf.page import Page
from rcp_ingest.readers.text.lines import blocks

_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_PIXELS = 8_000_000


class Scans:
    """Recognises pages until its time is over, and remembers which."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._tesseract: Tesseract | None = None
        self._is_sought = False
        self._turn = 0
        self._recognised: list[int] = []
        self._left: list[int] = []
        self._waiting: list[tuple[int, list[str]]] = []

    def take(self, page: Page, number: int) -> None:
        """Recognise a page, if there is time for it."""
        lines = self._recognise(page)
        if lines is None:
            self._left.append(number)
        elif lines:
            self._recognised.append(number)
            self._waiting.append((number, lines))

    def blocks(self) -> Iterator[Block]:
        """Yield what the pages say that were recognised since it was asked last."""
        waiting, self._waiting = self._waiting, []
        text = "\f".join("\n".join(lines) for _, lines in waiting)
        for block in blocks(text.split("\n")) if waiting else ():
            yield replace(block, page=waiting[(block.page or 1) - 1][0])

    def remarks(self) -> Iterator[Remark]:
        """Yield which pages were recognised, and which could not be read."""
        if self._recognised:
            yield Remark(RemarkKind.RECOGNISED, ranges(self._recognised))
        if self._left:
            yield Remark(RemarkKind.SCANNED, ranges(self._left))

    def _recognise(self, page: Page) -> list[str] | None:
        if time.monotonic() >= self._until:
            return None
        first = not self._is_sought
        if first:
            self._tesseract, self._is_sought = tesseract(), True
        if self._tesseract is None:
            return None
        picture = _picture(page, self._turn)
        try:
            if first and (turn := self._tesseract.turn(picture, self._left_over)):
                self._turn, picture = turn, _picture(page, turn)
            return self._tesseract.lines(picture, self._left_over)
        except NotRecognised:
            return None

    @property
    def _left_over(self) -> float:
        return self._until - time.monotonic()


def _picture(page: Page, turn: int) -> Picture:
    width, height = page.text.width, page.text.height
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale *= min(1.0, (_MOST_PIXELS / max(width * height * scale * scale, 1)) ** 0.5)
    drawn = page.handle.render(scale=scale, rotation=turn, grayscale=True)
    try:
        rows = memoryview(drawn.buffer).cast("B")
        pixels = b"".join(
            rows[row * drawn.stride : row * drawn.stride + drawn.width]
            for row in range(drawn.height)
        )
        return Picture(drawn.width, drawn.height, pixels)
    finally:
        drawn.close()


def ranges(numbers: Sequence[int]) -> str:
    """Return numbers that grow as they are named: "3-5, 9"."""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return ", ".join(
        str(start) if start == end else f"{start}-{end}"
        for start, end in zip(starts, ends, strict=True)
    )
