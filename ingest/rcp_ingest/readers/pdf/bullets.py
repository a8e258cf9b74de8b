"""Bullets that are drawn rather than written on a page of a PDF."""

from bisect import bisect_left
from dataclasses import replace

from rcp_ingest.readers.pdf.right_to_left import IS_RIGHT_TO_LEFT
from rcp_ingest.readers.pdf.words import Box, Segment, Word

#: How far from its text a bullet stands at most, and a word from the next at least, as a share
#: of their size.
_ROOM = 2.5


def bullets(dots: list[Box], segments: list[Segment]) -> list[Segment]:
    """Return a bullet for each dot that stands alone before the first word of a line."""
    ordered = sorted(segments, key=lambda one: one.baseline)
    baselines = [one.baseline for one in ordered]
    found = []
    for dot in dots:
        x0, top, x1, bottom = dot
        # A bullet stands between the line that its text stands on and the height of capitals.
        first = bisect_left(baselines, bottom - 1)
        line = [
            one
            for one in ordered[first : first + 40]
            if one.baseline - one.size < top and one.baseline < bottom + one.size
        ]
        if line and (next_to := _text_beside(x0, x1, line)):
            word = Word("•", x0, x1, next_to.top, next_to.bottom, 0, 0)
            found.append(replace(next_to, words=[word], x0=x0, x1=x1, content=-1))
    return found


def _text_beside(x0: float, x1: float, line: list[Segment]) -> Segment | None:
    """Return what a bullet stands before: right of it, or left of it in Arabic."""
    on_line = [one for one in line if one.baseline - line[0].baseline < 0.5 * one.size]
    right = [one for one in on_line if 0 <= one.x0 - x1 < _ROOM * one.size]
    left = [one for one in on_line if 0 <= x0 - one.x1 < _ROOM * one.size]
    if right and not left and not IS_RIGHT_TO_LEFT.search(right[0].text):
        return right[0]
    if left and not right and IS_RIGHT_TO_LEFT.search(left[0].text):
        return left[0]
    return None
