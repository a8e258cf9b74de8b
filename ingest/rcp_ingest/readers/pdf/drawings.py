"""What is drawn on a page of a PDF besides its text: the lines of tables, and pictures."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rcp_ingest.readers.pdf.words import Box, PageText

#: Of one page; whoever has more is drawing a picture or a map.
_MOST_OBJECTS = 20_000
_MOST_PIECES = 20_000
#: How deep content that is used several times may lie in other such content.
_DEPTH = 4
#: Points: what is drawn thinner is a line, what is shorter belongs to a letter or a sign.
_SHORTEST = 6.0
#: How small a bullet is at least, of how many pieces at most, and how many a page has.
_LEAST = 1.5
_OF_DOT = 80
_MOST_DOTS = 500

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawings:
    """The straight lines of a page and how much of it is covered by pictures."""

    #: (x0, x1, y) and (x, top, bottom), in points from the top left.
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    #: From 0 to 1; pictures over one another count twice.
    covered: float = 0.0
    #: Left, top, right and bottom of what is as small as a bullet.
    dots: list[Box] = field(default_factory=list)
    #: Of how many straight and bent pieces all that is drawn consists.
    pieces: int = 0


def drawings_on(page: Any, text: PageText) -> Drawings:
    """Return what is drawn on a page."""
    found = Drawings()
    for handle, kind, matrix in _objects(page):
        if found.pieces > _MOST_PIECES:
            break
        if kind == "image":
            found.covered += _share(_times(_matrix_of(handle), matrix), text)
        else:
            found.pieces += _add_lines(found, handle, matrix, text)
    return found


def _objects(page: Any) -> Iterator[tuple[Any, str, Matrix]]:
    from pypdfium2 import raw

    kinds = {raw.FPDF_PAGEOBJ_PATH: "path", raw.FPDF_PAGEOBJ_IMAGE: "image"}
    kind_of = raw.FPDFPageObj_GetType
    count, get = raw.FPDFPage_CountObjects(page.raw), raw.FPDFPage_GetObject
    waiting = [(get, page.raw, min(count, _MOST_OBJECTS), _PLAIN, 1)]
    left = _MOST_OBJECTS
    while waiting:
        get, holder, count, matrix, depth = waiting.pop()
        for number in range(min(count, left)):
            handle = get(holder, number)
            kind = kind_of(handle)
            if name := kinds.get(kind):
                yield handle, name, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = raw.FPDFFormObj_CountObjects(handle)
                own = _times(_matrix_of(handle), matrix)
                waiting.append((raw.FPDFFormObj_GetObject, handle, inner, own, depth + 1))
        left -= count


def _matrix_of(handle: Any) -> Matrix:
    from pypdfium2 import raw

    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, found):
        return _PLAIN
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, x, y = other
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + x,
        e * h + f * j + y,
    )


def _share(matrix: Matrix, text: PageText) -> float:
    """Return about how much of the page a picture covers, which fills a square of one point."""
    a, b, c, d, *_ = matrix
    return min(abs(a * d - b * c) / (text.width * text.height or 1), 1.0)


def _add_lines(found: Drawings, handle: Any, matrix: Matrix, text: PageText) -> int:
    """Add the straight lines of a path; return how many pieces it has."""
    from pypdfium2 import raw

    count = min(int(raw.FPDFPath_CountSegments(handle)), _MOST_PIECES)
    a, b, c, d, e, f = _times(_matrix_of(handle), matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    xs, ys = [], []
    for number in range(count):
        piece = raw.FPDFPath_GetPathSegment(handle, number)
        raw.FPDFPathSegment_GetPoint(piece, x, y)
        kind = raw.FPDFPathSegment_GetType(piece)
        px, py = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        point = text.seen(px, py, px, py)[:2]
        if number < _OF_DOT:
            xs.append(point[0])
            ys.append(point[1])
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            _add(found, before, point)
        if raw.FPDFPathSegment_GetClose(piece):
            _add(found, point, start)
        before = point
    if 3 < count < _OF_DOT and len(found.dots) < _MOST_DOTS:
        box = min(xs), min(ys), max(xs), max(ys)
        if all(_LEAST <= size <= _SHORTEST for size in (box[2] - box[0], box[3] - box[1])):
            found.dots.append(box)
    return count


def _add(found: Drawings, one: tuple[float, float], other: tuple[float, float]) -> None:
    (x0, y0), (x1, y1) = sorted((one, other))
    if abs(y1 - y0) < 0.5 and x1 - x0 >= _SHORTEST:
        found.horizontal.append((x0, x1, y0))
    elif x1 - x0 < 0.5 and abs(y1 - y0) >= _SHORTEST:
        found.vertical.append((x0, min(y0, y1), max(y0, y1)))
