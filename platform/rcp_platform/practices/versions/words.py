"""What was changed inside a text, word by word."""

import re
from enum import StrEnum

from diff_match_patch import diff_match_patch

#: Seconds for one text. What takes longer is told as one passage that replaces another.
_MOST_SECONDS = 0.2
#: Words become single characters from here on, so that the comparison goes by words.
_FIRST = 0x20000


class Kind(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


Piece = tuple[Kind, str]

_KINDS = {
    diff_match_patch.DIFF_EQUAL: Kind.SAME,
    diff_match_patch.DIFF_INSERT: Kind.ADDED,
    diff_match_patch.DIFF_DELETE: Kind.REMOVED,
}


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; removed ones stand before added ones."""
    characters: dict[str, str] = {}
    comparison = diff_match_patch()
    comparison.Diff_Timeout = _MOST_SECONDS
    pieces = comparison.diff_main(
        _encoded(before, characters), _encoded(after, characters), checklines=False
    )
    comparison.diff_cleanupSemantic(pieces)
    words = {character: word for word, character in characters.items()}
    return tuple((_KINDS[kind], "".join(words[one] for one in coded)) for kind, coded in pieces)


def _encoded(text: str, characters: dict[str, str]) -> str:
    words = re.findall(r"\s+|\S+", text)
    return "".join(characters.setdefault(word, chr(_FIRST + len(characters))) for word in words)
