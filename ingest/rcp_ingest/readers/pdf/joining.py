"""Lines put together again to the text that a page broke."""

import re

from rcp_ingest.readers.pdf.words import LINE_HYPHEN

_HYPHENS = ("-", "‐", "\u00ad", LINE_HYPHEN)
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(rf"[^\W\d_]+(?:[-‐{LINE_HYPHEN}][^\W\d_]+)*")
_LINE_END = re.compile(r"[-‐\u00ad]\s{0,2}\n")
#: First parts of words that are often written with a hyphen.
_PREFIXES = frozenset(
    {"anti", "bi", "co", "cross", "ex", "extra", "inter", "intra", "multi", "non", "post", "pre"}
    | {"pro", "re", "self", "semi", "sub", "tri", "well"}
)
#: Words that a document is known by; more would only take room.
_MOST_WORDS = 50_000


class Vocabulary:
    """The words of a document, to tell the hyphens of words from those of lines."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def add(self, text: str) -> None:
        """Take up the words of a page."""
        if len(self._words) < _MOST_WORDS:
            whole = _LINE_END.sub(LINE_HYPHEN, text.lower())
            self._words.update(word for word in _WORDS.findall(whole) if LINE_HYPHEN not in word)

    def joined(self, lines: list[str]) -> str:
        """Return lines as one text, words that were divided between them in one piece."""
        parts: list[str] = []
        for line in lines:
            if parts and (glue := self._glue(parts[-1], line)) is not None:
                parts[-1] = parts[-1][:-1] + glue
            elif parts:
                parts.append(" ")
            parts.append(line)
        text = "".join(parts)
        return text.replace(LINE_HYPHEN, "-")

    def _glue(self, before: str, after: str) -> str | None:
        """Return what stands for the hyphen at the end of a line; None where there is none."""
        if not before.endswith(_HYPHENS) or before[-2:-1].isspace() or len(before) < 2:
            return None
        if not after[:1].isalnum():
            return None
        head, tail = _LAST_WORD.search(before[-40:-1]), _FIRST_WORD.match(after[:40])
        if not head or not tail or not after[0].islower():
            return "-"
        return "-" if self._is_compound(head[0].lower(), tail[0].lower()) else ""

    def _is_compound(self, head: str, tail: str) -> bool:
        if f"{head}-{tail}" in self._words:
            return True
        if head + tail in self._words or tail not in self._words:
            return False
        return head in self._words or head in _PREFIXES
