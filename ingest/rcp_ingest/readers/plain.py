"""Plain texts (.txt)."""

from collections.abc import Iterator
from typing import IO

from rcp_ingest.document import Pages, Piece
from rcp_ingest.limits import Limits
from rcp_ingest.readers.text.encoding import decoded
from rcp_ingest.readers.text.lines import blocks


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs and points as the lines of the text suggest them."""
    found = decoded(stream, limits)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        yield Pages(text.rstrip().count("\f") + 1)
    yield from blocks(text.split("\n"))
    yield from found.remarks
    if found.error:
        raise found.error
