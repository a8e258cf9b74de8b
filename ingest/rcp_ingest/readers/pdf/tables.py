"""Tables with ruled lines on pages of a PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rcp_ingest.readers.pdf.drawings import Drawings

#: Points within which lines are the same, and meet.
_NEAR = 3
#: More lines or crossings than these are a drawing, not a table.
_MOST_LINES = 4_000
_MOST_MERGED = 600
_MOST_CROSSINGS = 2_500
#: The share of cells with text from which a grid is a table.
_FILLED = 0.3

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table as x0, top, x1, bottom, row by row; a cell that spans is there once."""

    box: Box
    #: For each cell its row and column.
    cells: dict[tuple[int, int], Box]
    rows: int
    columns: int

    def place_of(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and the column of the cell in which a point lies."""
        for place, (x0, top, x1, bottom) in self.cells.items():
            if x0 <= x <= x1 and top <= y <= bottom:
                return place
        return None


def grids_of(drawings: Drawings) -> list[Grid]:
    """Return the grids with more than one row and column that lines on a page form."""
    lines = drawings.horizontal, drawings.vertical
    if min(map(len, lines)) < 2 or sum(map(len, lines)) > _MOST_LINES:
        return []
    from pdfplumber import table

    edges = [
        {"orientation": "h", "x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0}
        for x0, x1, y in drawings.horizontal
    ] + [
        {"orientation": "v", "x0": x, "x1": x, "top": top, "bottom": end, "height": end - top}
        for x, top, end in drawings.vertical
    ]
    merged = table.merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR)
    if len(merged) > _MOST_MERGED:
        return []
    crossings = table.edges_to_intersections(merged, _NEAR, _NEAR)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    cells = table.intersections_to_cells(crossings)
    grids = [_grid(group) for group in table.cells_to_tables(cells)]
    return [grid for grid in grids if grid.rows > 1 and grid.columns > 1]


def _grid(cells: list[Box]) -> Grid:
    lefts = _distinct(cell[0] for cell in cells)
    tops = _distinct(cell[1] for cell in cells)
    placed = {(_nearest(tops, cell[1]), _nearest(lefts, cell[0])): cell for cell in cells}
    box = (
        min(cell[0] for cell in cells),
        min(cell[1] for cell in cells),
        max(cell[2] for cell in cells),
        max(cell[3] for cell in cells),
    )
    return Grid(box, placed, len(tops), len(lefts))


def _distinct(values: Iterable[float]) -> list[float]:
    ordered = sorted(values)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > _NEAR]


def _nearest(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda place: abs(values[place] - value))


def is_filled(grid: Grid, filled: int) -> bool:
    """Whether so many cells with text make a grid a table."""
    return filled >= 2 and filled >= _FILLED * len(grid.cells)
