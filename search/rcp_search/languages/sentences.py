"""Where sentences begin and end, in any of the languages of the exchange."""

import re

Range = tuple[int, int]

# A line break always ends a sentence: list items often carry no full stop. A full stop
# before a digit or a lower-case letter does not: "Art. 5 of the law", "e.g. recruiters".
_END = re.compile(
    r"[.!?؟۔…\n](?:(?<=\n)|[.!?؟۔…]*[\"'”’»)\]]*\s+(?![a-zà-ÿа-яё0-9]))",
)


def sentences_of(text: str) -> list[Range]:
    """Return the character ranges of the sentences, without the space around them."""
    ranges = []
    start = 0
    for end in _END.finditer(text):
        ranges.append(_trimmed(text, start, end.end()))
        start = end.end()
    ranges.append(_trimmed(text, start, len(text)))
    return [(first, last) for first, last in ranges if first < last]


def _trimmed(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
