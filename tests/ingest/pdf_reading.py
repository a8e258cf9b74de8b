"""What the reader of PDF files makes of pages that a test sets."""

import io
from collections.abc import Sequence

from tests.ingest.pdf_making import At, Page, made, set_by_typst

from rcp_ingest.document import Block, Piece, Remark
from rcp_ingest.limits import Limits
from rcp_ingest.readers.pdf.reader import read


def pieces(content: bytes, limits: Limits | None = None) -> list[Piece]:
    """Return everything that is yielded for a file."""
    return list(read(io.BytesIO(content), limits or Limits()))


def blocks(*pages: Page | Sequence[At]) -> list[Block]:
    """Return the blocks of pages made by hand."""
    content = made(*(page if isinstance(page, Page) else Page(page) for page in pages))
    return [piece for piece in pieces(content) if isinstance(piece, Block)]


def texts(*pages: Page | Sequence[At]) -> list[str]:
    """Return the texts of the blocks of pages made by hand."""
    return [block.text for block in blocks(*pages)]


def typeset(source: str) -> list[Block]:
    """Return the blocks of what Typst makes of a source."""
    content = set_by_typst('#set text(font: ("Noto Sans", "Noto Naskh Arabic"))\n' + source)
    return [piece for piece in pieces(content) if isinstance(piece, Block)]


def remarks(content: bytes, limits: Limits | None = None) -> list[Remark]:
    """Return what is to be known of a file."""
    return [piece for piece in pieces(content, limits) if isinstance(piece, Remark)]
