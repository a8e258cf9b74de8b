"""Rows of cells as blocks, as many as there is room for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rcp_ingest.document import Block, BlockKind, Piece, Remark, RemarkKind, table
from rcp_ingest.limits import Limits

#: Cells behind these are not read: nobody's table is so wide.
MOST_COLUMNS = 256
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Sheets:
    """Writes sheets as headings and tables until the characters that may be read are spent."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.characters
        self._left = limits.characters

    @property
    def is_full(self) -> bool:
        """Whether nothing more is read."""
        return self._left <= 0

    def sheet(
        self, rows: Iterable[list[str]], *, title: str = "", page: int | None = None
    ) -> Iterator[Piece]:
        """Yield the title and the rows that say something; a remark where they are cut short."""
        if title:
            self._left -= len(title)
            yield Block(BlockKind.HEADING, title, level=1, page=page)
        kept: list[list[str]] = []
        for row in rows:
            if not any(row):
                continue
            # Its cells, and the tabs and the end of the line between them.
            size = sum(map(len, row)) + len(row)
            if size > self._left:
                self._left = 0
                break
            self._left -= size
            kept.append(row)
        if kept:
            yield table(kept, page)
        if self.is_full:
            yield Remark(
                RemarkKind.CUT_SHORT, f"only the first {self._most:,} characters were read"
            )


def cell(value: str) -> str:
    """Return the text of a cell without what only the program that wrote it needed."""
    if value.isascii() and value.isprintable():
        return value.strip()
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    lines = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip().split("\n")
    return "\n".join(map(str.strip, lines))


def without_empty_end(row: list[str]) -> list[str]:
    """Return a row without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row
