"""Tables in texts: lines whose cells are parted by tabs."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.clearing import seen
from rcp_ingest.readers.text.joining import Unit

_TABS = re.compile(r"\t+")
_FEWEST_ROWS = 2


def parts(lines: Sequence[str]) -> Iterator[Unit | list[str]]:
    """Yield the tables among lines, and the lines between them."""
    kept: list[str] = []
    for columns, group in groupby(lines, _columns):
        rows = list(group)
        if columns < 2 or len(rows) < _FEWEST_ROWS:
            kept += rows
            continue
        yield kept
        kept = []
        cells = [[" ".join(cell.split()) for cell in _cells(row)] for row in rows]
        text = "\n".join("\t".join(row) for row in cells)
        yield Unit(text, kind=BlockKind.TABLE, gap=1, rows=cells)
    yield kept


def _columns(line: str) -> int:
    """Return how many cells a line has; none where the tab only follows a label or a bullet."""
    cells = _cells(line)
    if len(cells) < 2 or cells[0].rstrip().endswith(":") or marks.split(line.strip())[0]:
        return 0
    return len(cells)


def _cells(line: str) -> list[str]:
    return _TABS.split(seen(line).strip()) if "\t" in line else []
