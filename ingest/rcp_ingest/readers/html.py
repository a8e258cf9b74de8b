"""Web pages (.html)."""

import re
from collections.abc import Iterator
from typing import IO

from rcp_ingest.document import BlockKind, Piece, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.html_text import Page
from rcp_ingest.readers.text.drafting import drafted
from rcp_ingest.readers.text.encoding import decoded
from rcp_ingest.readers.text.joining import Unit

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([\w-]{2,20})", re.I)
_DECLARED_WITHIN = 4096
#: Marks take more room than what they mark.
_BYTES_A_CHARACTER = 20


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs, points and tables; the page's title where it has no heading.

    Left out are scripts, styles, menus, footers and what is hidden; nothing is fetched.
    """
    declared = _DECLARED.search(stream.read(_DECLARED_WITHIN))
    stream.seek(0)
    encoding = declared[1].decode() if declared else None
    found = decoded(stream, limits, encoding, bytes_a_character=_BYTES_A_CHARACTER)
    page = Page(limits.characters)
    units = page.units(found.text)
    if page.has_scripts:
        yield Remark(RemarkKind.NEUTRALISED, "scripts")
    if page.refers_elsewhere:
        yield Remark(RemarkKind.NEUTRALISED, "references to other places")
    yield from drafted(_with_title(units, page.title), limits)
    yield from found.remarks
    if found.error:
        raise found.error


def _with_title(units: list[Unit], title: str) -> Iterator[Unit]:
    has_first = any(unit.kind == BlockKind.HEADING and unit.level == 1 for unit in units)
    if title and not has_first:
        yield Unit(title, kind=BlockKind.HEADING, level=1)
    yield from units
