"""Word documents (.docx)."""

import posixpath
import re
from collections.abc import Iterator
from typing import IO
from zipfile import ZipFile

from rcp_ingest.document import Pages, Piece, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.text.clearing import is_page_number
from rcp_ingest.readers.text.drafting import drafted
from rcp_ingest.readers.text.joining import Unit
from rcp_ingest.readers.text.streamed import Element, children, local, value
from rcp_ingest.readers.word.styles import Numbering, Styles
from rcp_ingest.readers.word.text import Walk

_LAID_OUT = b"lastRenderedPageBreak"
_BROKEN_BY_HAND = re.compile(rb':type="page"|:pageBreakBefore')


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs, points and tables; what the header says comes first.

    Left out are what was deleted while changes were tracked, hidden text, comments and tables of
    contents. Footnotes come at the end. Pages are known where the document was last laid out.
    """
    with ZipFile(stream) as archive:
        package = _Package(archive)
        if package.refers_elsewhere:
            yield Remark(RemarkKind.NEUTRALISED, "references to other places")
        styles = Styles.of(package.children("styles", "styles"))
        numbering = Numbering(package.children("numbering", "numbering"), styles)
        walk = Walk(styles, numbering, package.page_break())
        yield from drafted(_units(package, walk), limits)
        if walk.page:
            yield Pages(walk.page)


def _units(package: "_Package", walk: Walk) -> Iterator[Unit]:
    said: set[str] = set()
    for kind, tag in (("header", "hdr"), ("footer", "ftr")):
        for element in package.children(kind, tag):
            for unit in walk.aside(element):
                if unit.text not in said and not is_page_number(unit.text):
                    said.add(unit.text)
                    yield unit
    for element in children(package.archive, package.main, "body"):
        yield from walk.units(element)
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        for element in package.children(kind, tag):
            yield from walk.aside(element)


class _Package:
    """The parts of a document, found by what they are to it."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.refers_elsewhere = False
        self.main = next(iter(self._related("").get("officeDocument", [])), "word/document.xml")
        self._parts = self._related(self.main)

    def children(self, kind: str, tag: str) -> Iterator[Element]:
        """Yield the children of the elements of this tag in the parts of a kind."""
        known = set(self.archive.namelist())
        for name in self._parts.get(kind, []):
            if name in known:
                yield from children(self.archive, name, tag)

    def page_break(self) -> str:
        """Return the name of the elements that end pages; nothing where none does."""
        content = self.archive.read(self.main)
        if _LAID_OUT in content:
            return _LAID_OUT.decode()
        return "br" if _BROKEN_BY_HAND.search(content) else ""

    def _related(self, part: str) -> dict[str, list[str]]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, list[str]] = {}
        if relations not in self.archive.namelist():
            return found
        for element in children(self.archive, relations, "Relationships"):
            kind = value(element, "Type").rpartition("/")[2]
            if local(element) != "Relationship" or value(element, "TargetMode") == "External":
                self.refers_elsewhere |= kind != "hyperlink"
                continue
            target = posixpath.join("/", folder, value(element, "Target"))
            found.setdefault(kind, []).append(posixpath.normpath(target).lstrip("/"))
        return found
