"""Headings, paragraphs and points made of the lines of a text that has nothing but lines."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rcp_ingest.document import Block, BlockKind, table
from rcp_ingest.readers.text.clearing import cleared
from rcp_ingest.readers.text.joining import USUAL, Unit, has_ended, is_footnote, label_of, units
from rcp_ingest.readers.text.numbering import number_headings
from rcp_ingest.readers.text.tabbed import parts

_MOST_CHARACTERS = 110
#: Of a heading above a label that many others stand above too.
_MOST_ABOVE_A_LABEL = 200
_MOST_WORDS = 15
_WORDS_OF_A_LABEL = 3
_WORDS_OF_A_QUESTION = 8
#: From here on a text without a full stop is a paragraph all the same.
_LONG = 60
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_WORDS_OF_A_DATE = 5
_ANNEX = re.compile(r"(?:annexe?|anexo|appendi(?:x|ce)|apéndice|приложение|ملحق|المرفق)\b", re.I)
_ABBREVIATED = re.compile(r"(?<=\s)\w{1,3}\.$")
_SMALL_WORD = 4
_QUOTES = "\"'‘“«„"
_DEEPEST = 9


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Yield what the lines of a text say, put together again where only a page broke them.

    Headings, lists and their depth are told by how the lines look. A form feed ends a page;
    where there is none blocks have no page.
    """
    told = list(lines)
    if any("\f" in line for line in told):
        return arranged(_over_footnotes(units(cleared(told))))
    found = [
        unit
        for part in parts(told)
        for unit in ([part] if isinstance(part, Unit) else _over_footnotes(units(cleared(part))))
    ]
    return arranged(found)


def arranged(found: Sequence[Unit]) -> Iterator[Block]:
    """Yield units as blocks; of what kind those are of which the file does not tell is guessed."""
    number_headings(found)
    _find_headings(found)
    return as_blocks(found)


def _over_footnotes(found: Sequence[Unit]) -> list[Unit]:
    """Put together the paragraphs that the footnotes of a page stand in the middle of."""
    kept: list[Unit] = []
    broken: Unit | None = None
    for unit in found:
        if is_footnote(unit.text):
            kept.append(unit)
        elif broken and kept[-1] is not broken and not unit.mark and unit.text[0].islower():
            broken.text += f" {unit.text}"
        else:
            is_broken = len(unit.text) >= _LONG and not has_ended(unit.text)
            broken = unit if is_broken else None
            kept.append(unit)
    return kept


def _find_headings(found: Sequence[Unit]) -> None:
    """Tell headings from paragraphs by their shape, and give each heading its level."""
    texts = [unit for unit in found if unit.kind is None]
    often = Counter(unit.text for unit in texts if label_of(unit.text) == unit.text)
    labels = Counter(label for unit in texts if (label := label_of(unit.text)))
    shaped = 3 if any(unit.stands_out and _is_short(unit.text) for unit in texts) else 2
    last = len(found) - 1
    title: Unit | None = None
    first = next((place for place, unit in enumerate(found) if unit.kind is None), -1)
    if any(unit.kind != BlockKind.PARAGRAPH for unit in found[: max(first, 0)]):
        first = -1
    for place, unit in enumerate(found):
        if unit.kind:
            continue
        if often[unit.text]:
            is_heading = often[unit.text] > 1 or _is_named_by(unit.text)
            rank = 2 if unit.stands_out else shaped + 1
            unit.level = rank if is_heading or unit.stands_out else 0
        elif _stands_above_usual_label(found, place, labels):
            unit.level = 2
        elif not _is_short(unit.text):
            unit.level = 0
        elif _ANNEX.match(unit.text) or _is_in_capitals(unit.text):
            unit.level = 1
        elif (place == first or unit.stands_out) and place != last and _may_head(unit.text):
            unit.level = 1 if place == first else 2
            title = unit if place == first else title
        elif _stands_above(found, place):
            unit.level = shaped
        unit.kind = BlockKind.HEADING if unit.level else BlockKind.PARAGRAPH
    # A title stands alone: where nothing else has its rank, what is below it begins with it.
    below = [unit for unit in found if unit.kind == BlockKind.HEADING and unit is not title]
    ranks = sorted({unit.level for unit in below})
    for unit in below:
        unit.level = ranks.index(unit.level) + 1


def _is_short(text: str) -> bool:
    return (
        len(text) <= _MOST_CHARACTERS
        and len(text.split()) <= _MOST_WORDS
        and not text.endswith((".", ",", ";", "!"))
    )


def _is_in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    small = sum(letter.islower() for letter in letters)
    cased = sum(letter.isupper() for letter in letters)
    return cased >= 4 and small <= 0.15 * len(letters)


def _is_named_by(label: str) -> bool:
    """Whether a label alone in its line names what follows, rather than leading on to it."""
    words = label.rstrip(" :").split()
    longer = [word for word in words if len(word) > _SMALL_WORD]
    return len(words) <= _WORDS_OF_A_LABEL or all(word[0].isupper() for word in longer)


def _stands_above_usual_label(found: Sequence[Unit], place: int, labels: Counter[str]) -> bool:
    """Whether a text stands where the names of several things do that are described alike."""
    text = found[place].text
    unabbreviated = _ABBREVIATED.sub("", text)
    if place + 1 == len(found) or len(text) > _MOST_ABOVE_A_LABEL or not _may_head(unabbreviated):
        return False
    label = label_of(found[place + 1].text)
    return labels[label] >= USUAL if label and label != found[place + 1].text else False


def _may_head(text: str) -> bool:
    """Whether a short text looks like a heading, whatever stands around it."""
    starts = text[0].isdigit() or (text[0].isalpha() and not text[0].islower())
    if has_ended(text) and not text.endswith(")"):
        return starts and _asks(text)
    return starts and not (label_of(text) or _is_date(text) or "@" in text or "://" in text)


def _asks(text: str) -> bool:
    return text.endswith(("?", "؟")) and len(text.split()) <= _WORDS_OF_A_QUESTION


def _is_date(text: str) -> bool:
    words = text.split()
    others = words[:-1]
    if len(words) > _WORDS_OF_A_DATE or not _YEAR.fullmatch(words[-1]):
        return False
    return len(others) <= 2 or any(word[0].isdigit() for word in others)


def _stands_above(found: Sequence[Unit], place: int) -> bool:
    """Whether a short text is a heading of what follows it."""
    unit, before = found[place], found[place - 1] if place else None
    if place + 1 == len(found) or not _may_head(unit.text):
        return False
    answers = before is not None and not before.mark and _asks(before.text)
    if answers or _asks(unit.text):
        # A form: short questions, each above its answer.
        return not answers and not _asks(found[place + 1].text)
    if before and label_of(before.text) == before.text:
        return False
    is_close = before and unit.gap == 0 and before.kind == BlockKind.PARAGRAPH
    if is_close and before and (before.text.endswith(":") or not has_ended(before.text)):
        return False
    after = found[place + 1]
    if after.kind or after.mark:
        return after.kind in (BlockKind.ITEM, BlockKind.TABLE)
    return (
        len(after.text) > _LONG
        or has_ended(after.text)
        or after.text[0] in _QUOTES
        or bool(label_of(after.text))
        or bool(_ANNEX.match(after.text))
    )


def as_blocks(found: Iterable[Unit]) -> Iterator[Block]:
    """Yield units as blocks; those of no known kind are paragraphs."""
    lists: list[tuple[int, str]] = []
    before = ""
    for unit in found:
        kind = unit.kind or BlockKind.PARAGRAPH
        level = unit.level
        if kind == BlockKind.ITEM and unit.mark:
            nests = unit.gap == 0 or before.endswith(":")
            lists = _lists_at(lists, unit.indent, unit.mark.style, nests=nests)
            level = unit.level or len(lists)
        else:
            lists = []
        before = unit.text
        if unit.rows:
            yield table(unit.rows, unit.page)
            continue
        yield Block(kind, unit.text, level, unit.page, unit.mark.written if unit.mark else "")


def _lists_at(
    lists: list[tuple[int, str]], indent: int, style: str, *, nests: bool
) -> list[tuple[int, str]]:
    """Return the lists, outermost first, that a point with this indent and mark stands in."""
    while len(lists) > 1 and lists[-1][0] > indent + 1:
        lists = lists[:-1]
    styles = [one for _, one in lists]
    if lists and indent > lists[-1][0] + 1:
        lists = [*lists, (indent, style)]
    elif style in styles:
        lists = lists[: styles.index(style) + 1]
    elif lists and nests:
        lists = [*lists, (indent, style)]
    else:
        lists = [*lists[:-1], (indent, style)]
    return lists[:_DEEPEST]
