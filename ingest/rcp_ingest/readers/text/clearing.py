"""Lines of a text without what only its page or another format needed."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

#: Elements of HTML that stray into texts, and what they are for the lines of a text.
_BREAKS = {
    **dict.fromkeys(("p", "div", "ul", "ol", "table", "blockquote", "section"), "\n\n"),
    **dict.fromkeys(("br", "tr"), "\n"),
    **dict.fromkeys(("td", "th"), "\t"),
    "li": "\n• ",
    **{f"h{rank}": f"\n\n{'#' * rank} " for rank in range(1, 7)},
}
_INLINE = "a|abbr|b|em|font|i|small|span|strong|sub|sup|tbody|thead|u"
_TAG = re.compile(rf"<(/?)({'|'.join(_BREAKS)}|{_INLINE})(?:\s[^<>]{{0,500}})?/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.I)
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]+)(?<=\S)\*{1,3}")
_STRAY_ASTERISKS = re.compile(r"^\*{1,3}(?=[^\s*])|\*{2,3}|(?<=[^\s*])\*$")
#: Unseen characters: controls, soft hyphens, zero widths and marks of direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LONE_NUMBER = re.compile(
    r"[-–—\[(|]?\s?(?:page|p\.|página|pág\.|стр\.|страница|صفحة)?\s?"
    r"(?:\d{1,3}|[ivx]{1,5})(?:\s?(?:/|of|de|sur|из|من)\s?\d{1,4})?\s?[-–—\])|]?",
    re.I,
)
_LONGEST_NUMBER = 25
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    """A line that says something."""

    text: str
    #: Columns before it.
    indent: int = 0
    page: int | None = None
    #: Empty lines before it.
    gap: int = 0
    #: Whether a page ends before it.
    begins_page: bool = False


def cleared(lines: Iterable[str]) -> list[Line]:
    """Return lines without page numbers, running heads, tags of HTML and unseen characters.

    A form feed begins a page; pages are counted only where there is one.
    """
    text = "\n".join(lines)
    if _TAG.search(text):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub(_break, text))
    found: list[Line] = []
    page = 1 if "\f" in text else None
    gap, begins_page = 0, False
    for raw in text.replace("\f", "\n\f").split("\n"):
        if raw.startswith("\f") and page:
            page, begins_page = page + 1, True
        expanded = seen(raw).expandtabs(4).rstrip()
        said = without_emphasis(expanded.lstrip())
        if not said:
            gap += 1
            continue
        indent = len(expanded) - len(expanded.lstrip())
        found.append(Line(said, indent, page, gap, begins_page))
        gap, begins_page = 0, False
    return _without_page_furniture(found)


def seen(text: str) -> str:
    """Return a text without characters that nobody sees, its spaces being plain ones."""
    text = _UNSEEN.sub("", text.replace("\f", "")).replace("\xa0", " ").replace("\u202f", " ")
    return unicodedata.normalize("NFC", text)


def without_emphasis(text: str) -> str:
    """Return a text without the asterisks that make it bold or slanted elsewhere."""
    if "*" not in text:
        return text
    return _STRAY_ASTERISKS.sub("", _EMPHASIS.sub(r"\2", text)).strip()


def _break(tag: re.Match[str]) -> str:
    stands_for = _BREAKS.get(tag[2].lower(), "")
    return stands_for.rstrip(" #•") if tag[1] else stands_for


def _without_page_furniture(lines: list[Line]) -> list[Line]:
    """Leave out page numbers, and what stands beside them or beside ends of pages every time."""
    numbers = {place for place in range(len(lines)) if _is_page_number(lines, place)}
    edges = {
        place
        for place, line in enumerate(lines)
        if line.begins_page
        or place == 0
        or place - 1 in numbers
        or place + 1 in numbers
        or (place + 1 < len(lines) and lines[place + 1].begins_page)
    }
    everywhere = Counter(_as_repeated(line) for line in lines)
    at_edges = Counter(_as_repeated(lines[place]) for place in edges)
    heads = {
        text
        for text, count in at_edges.items()
        if count >= 3 and count >= 0.8 * everywhere[text] and not text.endswith(":")
    }
    kept: list[Line] = []
    gap, begins_page = 0, False
    for place, line in enumerate(lines):
        begins_page |= line.begins_page
        if place in numbers or (place in edges and _as_repeated(line) in heads):
            gap += line.gap
            begins_page = True
            continue
        line.gap, line.begins_page = line.gap + gap, begins_page
        gap, begins_page = 0, False
        kept.append(line)
    return kept


def is_page_number(text: str) -> bool:
    """Whether a text says nothing but which page it is: "3", "- 3 -", "Page 3 of 10"."""
    return len(text) <= _LONGEST_NUMBER and _LONE_NUMBER.fullmatch(text) is not None


def _is_page_number(lines: list[Line], place: int) -> bool:
    line = lines[place]
    if not is_page_number(line.text):
        return False
    if not line.text.isalnum():
        return True
    before = lines[place - 1].text if place else "."
    after = lines[place + 1] if place + 1 < len(lines) else None
    parted = line.gap > 0 or line.begins_page or place == 0
    alone = after is None or after.gap > 0 or after.begins_page
    return alone and (parted or before.endswith(".")) and not before.endswith(":")


def _as_repeated(line: Line) -> str:
    return _DIGITS.sub("#", line.text)
