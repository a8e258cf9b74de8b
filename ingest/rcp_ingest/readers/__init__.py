"""One module for each kind of file: ``read(stream, limits)`` yields what the file holds.

Files come from people and may be damaged or made to do harm: whoever reads them here does so in
a process that may be killed (:mod:`rcp_ingest.apart`). Readers write no files, start no programs
but tesseract, and never reach for anything outside the file; whatever they raise is passed on.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import IO

from rcp_ingest import formats
from rcp_ingest.document import Piece
from rcp_ingest.limits import Limits

Reader = Callable[[IO[bytes], Limits], Iterator[Piece]]

#: Modules of this package, loaded when a file of their kind comes.
_MODULES = {
    formats.PDF: "pdf.reader",
    formats.DOCX: "word.reader",
    formats.XLSX: "workbook",
    formats.PPTX: "slides",
    formats.ODT: "opendocument",
    formats.ODS: "opendocument",
    formats.RTF: "rich_text",
    formats.HTML: "html",
    formats.TEXT: "plain",
    formats.MARKDOWN: "markdown",
    formats.CSV: "separated",
    formats.MAIL: "mail",
    formats.ZIP: "archive",
}
#: The kinds of files that can be read.
MEDIA_TYPES = frozenset(_MODULES)


def pieces(stream: IO[bytes], media_type: str, limits: Limits) -> Iterator[Piece]:
    """Yield what a file of this kind holds, in reading order."""
    read: Reader = import_module(f"{__name__}.{_MODULES[media_type]}").read
    return read(stream, limits)
