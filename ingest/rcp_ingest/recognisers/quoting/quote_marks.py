"""Where quotation marks stand, in the ways of six languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

#: Opening marks and what closes them.
_CLOSING = {
    "“": "”“",
    "”": "“”",
    "„": '“”„"',
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’'",
    "‚": "‘’",
    "'": "'’",
    '"': '"”“',
}
_CLOSED_BY = {mark: re.compile(f"[{re.escape(ends)}]") for mark, ends in _CLOSING.items()}
_SINGLE = "‘’‚'"
_MARK = re.compile("[" + re.escape("".join(_CLOSING)) + "]")
#: No quotation is longer.
_LONGEST = 2000
#: So many apostrophes are looked at to find the end of what single marks quote.
_MOST_CANDIDATES = 40
#: What follows a quotation that has ended, rather than a possessive: "the States' rights".
_GOES_ON = re.compile(r"\s{0,9}(?:$|[-–—(\[,،.;:!?؛؟…\n]|[\"”’»])")


@dataclass(frozen=True)
class Quoted:
    """What stands between quotation marks: the words, and the marks with them."""

    start: int
    end: int
    inner_start: int
    inner_end: int

    def words_in(self, text: str) -> str:
        """Return the words without the marks."""
        return text[self.inner_start : self.inner_end]


def quoted_in(text: str) -> list[Quoted]:
    """Return what stands between quotation marks, outermost first where marks stand in marks."""
    return list(_quoted(text))


def _quoted(text: str) -> Iterator[Quoted]:
    position = 0
    while mark := _MARK.search(text, position):
        start = mark.start()
        end = _end_of(text, start) if _opens(text, start) else None
        if end is None:
            position = start + 1
            continue
        yield Quoted(start, end + 1, start + 1, end)
        position = end + 1


def _opens(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else ""
    after = text[start + 1 : start + 2]
    if not after or (before.isalnum() and text[start] != "«"):
        return False
    return not after.isspace() or text[start] in "«»"


def _end_of(text: str, start: int) -> int | None:
    """The mark that closes what one opens; for single marks rather one after which words end."""
    closing = _CLOSED_BY[text[start]]
    single = text[start] in _SINGLE
    doubtful = None
    ends = closing.finditer(text, start + 2, start + 2 + _LONGEST)
    for found in islice(ends, _MOST_CANDIDATES):
        end = found.start()
        if not single:
            return end
        if text[end + 1 : end + 2].isalnum():
            continue
        if text[end - 1] in ".!?…" or _GOES_ON.match(text, end + 1):
            return end
        doubtful = doubtful or end
    return doubtful
