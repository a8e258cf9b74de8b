"""Documents as readers would give them, written down briefly."""

import re
from collections.abc import Sequence

from rcp_ingest import Block, BlockKind, Document
from rcp_ingest.document import table

_HEADING = re.compile(r"(#+) (?:((?:\d+\.)+) )?(.*)", re.S)
_ITEM = re.compile(r"( *)(?:-|(\d+[.)])) (.*)", re.S)


def document(*written: str | Sequence[Sequence[str]], name: str = "report.txt") -> Document:
    """Return a document: "# heading" (or "## 2. heading"), "- point", "1. point", "  - deeper",
    a paragraph, or the rows of a table."""
    return Document(name, "text/plain", tuple(block(one) for one in written))


def block(written: str | Sequence[Sequence[str]], page: int | None = None) -> Block:
    """Return one block of a document."""
    if not isinstance(written, str):
        return table([list(row) for row in written], page)
    if found := _HEADING.fullmatch(written):
        return Block(BlockKind.HEADING, found[3], len(found[1]), page, found[2] or "")
    if found := _ITEM.fullmatch(written):
        return Block(BlockKind.ITEM, found[3], 1 + len(found[1]) // 2, page, found[2] or "")
    return Block(BlockKind.PARAGRAPH, written, page=page)
