"""Page numbers and running heads: what stands at the edge of page after page."""

import re
from collections import defaultdict
from dataclasses import dataclass

from rcp_ingest.readers.pdf.columns import rows_of
from rcp_ingest.readers.pdf.words import Segment

#: The share of a page, above and below, where they stand, and how many lines they take there.
_EDGE = 0.12
_LINES = 3
#: Points by which they move from page to page.
_NEAR = 4
_NUMBER = re.compile(
    r"\W{0,3}(?:page|p\.?|página|pág\.?|стр\.?|страница|صفحة|الصفحة|ص)?\s?"
    r"(?:\d{1,3}|[ivxl]{1,6}|\d{1,4}\s?(?:of|/|de|sur|из|من|\|)\s?\d{1,4})\W{0,3}",
    re.I,
)
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Edge:
    """A line at the edge of a page."""

    segments: list[Segment]
    text: str
    baseline: float
    is_prominent: bool
    is_number: bool


class Margins:
    """What stood at the edges of the pages so far."""

    def __init__(self) -> None:
        self._seen: dict[str, list[tuple[int, Edge]]] = defaultdict(list)

    def edges_of(
        self, segments: list[Segment], height: float, number: int, body_size: float
    ) -> list[Edge]:
        """Return the lines at the edges of a page, and remember them."""
        high = [one for one in segments if one.baseline < _EDGE * height and not one.is_table]
        low = [one for one in segments if one.baseline > (1 - _EDGE) * height and not one.is_table]
        found = []
        for rows in (rows_of(high)[:_LINES], rows_of(low)[: -_LINES - 1 : -1]):
            for place, row in enumerate(rows):
                edge = _edge(row, body_size, outermost=place == 0)
                found.append(edge)
                if len(self._seen[_key(edge.text)]) < 100:
                    self._seen[_key(edge.text)].append((number, edge))
        return found

    def is_running(self, edge: Edge, number: int) -> bool:
        """Whether a line stands at the same place of other pages too, as far as they were read."""
        if edge.is_number:
            return True
        places = {
            other_number
            for other_number, other in self._seen[_key(edge.text)]
            if abs(other.baseline - edge.baseline) <= _NEAR
            and (
                other.text == edge.text
                or (not edge.is_prominent and _counts_pages(edge, number, other, other_number))
            )
        }
        return len(places) >= (3 if edge.is_prominent else 2)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of its page: "12", "Page 3 of 10", "– iv –"."""
    return len(text) < 30 and _NUMBER.fullmatch(text) is not None


def _edge(row: list[Segment], body_size: float, *, outermost: bool) -> Edge:
    text = " ".join(one.text for one in row)
    prominent = any(one.bold or one.size > 1.05 * body_size for one in row)
    return Edge(row, text, row[0].baseline, prominent, outermost and is_page_number(text))


def _key(text: str) -> str:
    return _DIGITS.sub("#", text)


def _counts_pages(edge: Edge, number: int, other: Edge, other_number: int) -> bool:
    """Whether the texts differ in numbers alone that count the pages."""
    changed = [
        (int(a), int(b))
        for a, b in zip(
            _DIGITS.findall(edge.text[:300]), _DIGITS.findall(other.text[:300]), strict=False
        )
        if a != b and len(a) < 5 and len(b) < 5
    ]
    return bool(changed) and all(a - number == b - other_number for a, b in changed)
