"""The text of each kind of file, piece by piece.

Files come from people and may be damaged or made to do harm: whoever reads them here does so in
a process that may be killed (:mod:`rcp_ingest.extraction`).
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
PLAIN = ("text/plain", "text/markdown", "text/csv")

_ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
_ODF_PARAGRAPHS = {_ODF % ("text", name) for name in ("p", "h")}
_ODF_SPACES = {_ODF % ("text", name) for name in ("s", "tab", "line-break")}
_ODF_ROW = _ODF % ("table", "table-row")
_READ_AT_ONCE = 64 * 1024


def pieces(path: Path, media_type: str) -> Iterator[str]:
    """Yield the text of a file in reading order; whatever a reader raises is passed on."""
    yield from _READERS[media_type](path)


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(path).pages:
        yield page.extract_text() + "\n\n"


def _docx(path: Path) -> Iterator[str]:
    import docx

    yield from _blocks_of(docx.Document(str(path)))


def _blocks_of(container: Any) -> Iterator[str]:
    """Yield the paragraphs of a Word document or cell, those in its tables included."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                # A cell that spans columns is given once for each of them.
                for cell in dict.fromkeys(row.cells):
                    yield from _blocks_of(cell)
        else:
            yield block.text + "\n\n"


def _xlsx(path: Path) -> Iterator[str]:
    import openpyxl

    # As a stream: of a path it would judge the ending.
    with path.open("rb") as stream:
        workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            yield sheet.title + "\n\n"
            for row in sheet.iter_rows(values_only=True):
                if filled := [str(value) for value in row if value is not None]:
                    yield "\t".join(filled) + "\n"


def _odf(path: Path) -> Iterator[str]:
    from defusedxml.ElementTree import iterparse

    with ZipFile(path) as archive, archive.open("content.xml") as content:
        for _, element in iterparse(content):
            if element.tag in _ODF_PARAGRAPHS:
                yield "".join(element.itertext()) + "\n"
                # Without its tail, which is its parent's.
                element.text = None
                del element[:]
            elif element.tag in _ODF_SPACES:
                element.text = " "
            elif element.tag == _ODF_ROW:
                yield "\n"
                element.clear()


def _plain(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig") as stream:
        while piece := stream.read(_READ_AT_ONCE):
            yield piece


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    PDF: _pdf,
    DOCX: _docx,
    XLSX: _xlsx,
    ODT: _odf,
    ODS: _odf,
    **dict.fromkeys(PLAIN, _plain),
}
#: The kinds of files whose text can be taken out.
MEDIA_TYPES = frozenset(_READERS)
