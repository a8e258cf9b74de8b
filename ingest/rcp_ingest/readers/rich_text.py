"""Rich text (.rtf)."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import IO

from rcp_ingest.document import BlockKind, Piece, Remark, RemarkKind
from rcp_ingest.limits import Limits
from rcp_ingest.readers.text.clearing import cleared
from rcp_ingest.readers.text.drafting import drafted, table_unit
from rcp_ingest.readers.text.joining import Unit, units

#: Pictures and objects, written as digits and letters.
_PACKED = re.compile(r"[0-9a-fA-F\r\n]++")
_LONGEST_WORD = 500
#: striprtf looks for links in a way that takes very long where there are many.
_FIELD_CODE = (r"\fldinst", r"\datafield")
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?![0-9])")
#: Stands in the text for the rank of a heading, 0 to 8.
_RANKS = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008"
_RANK = re.compile(f"[{_RANKS}]")
_LARGEST = 64 * 2**20


def read(stream: IO[bytes], limits: Limits) -> Iterator[Piece]:
    """Yield headings, paragraphs, points and tables; pictures and objects are left out."""
    from striprtf import striprtf

    text_of: Callable[..., str] = striprtf.rtf_to_text
    written = stream.read(_LARGEST).decode("latin-1")
    if r"\objdata" in written:
        yield Remark(RemarkKind.NEUTRALISED, "embedded objects")
    written = _PACKED.sub(lambda run: run[0] if len(run[0]) < _LONGEST_WORD else "", written)
    written = _OUTLINE.sub(_with_rank, written.replace(*_FIELD_CODE))
    text = text_of(written, errors="replace")
    yield from drafted(_units(text.split("\n")), limits)


def _with_rank(outline: re.Match[str]) -> str:
    return rf"{outline[0]}\u{ord(_RANKS[int(outline[1])])}?"


def _units(lines: list[str]) -> Iterator[Unit]:
    for kind, group in groupby(lines, _kind):
        if kind == "row":
            rows = [[cell.strip() for cell in line.rstrip().split("|")[:-1]] for line in group]
            yield from table_unit(rows)
        elif kind == "heading":
            for line in group:
                found = _RANK.search(line)
                text = " ".join(_RANK.sub("", line).split())
                if found and text:
                    yield Unit(text, None, BlockKind.HEADING, _RANKS.index(found[0]) + 1, gap=1)
        else:
            yield from units(cleared(group))


def _kind(line: str) -> str:
    if line.rstrip().endswith("|") and line.count("|") > 1:
        return "row"
    return "heading" if _RANK.search(line) else "text"
