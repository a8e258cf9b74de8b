"""Lines that a page broke put together again."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rcp_ingest.document import BlockKind
from rcp_ingest.readers.text import marks
from rcp_ingest.readers.text.clearing import Line
from rcp_ingest.readers.text.marks import Mark

_ENDED = re.compile(r"[.!?…؟۔:;]['\"”’»)\]⁰-⁹¹²³]{0,4}$")
_LABEL = re.compile(r"[^\W\d_][^:.!?;]{0,60}:(?=\s|$)")
_WORDS_OF_A_LABEL = 8
_RULE = re.compile(r"(?:[-–—_=*~.·•]\s?){3,}|[-–—_=*~]")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_HASHES = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: Beginnings of words that keep their hyphen where a line ended.
_KEEPING_HYPHEN = """
anti co cross extra follow high inter intra like long low mid multi non post pre
self semi short socio state sub supra trans well whole
"""
#: Words that no line ends with unless it goes on.
_LEADING_ON = """
a an and as at by for from in into of on or the their to with within
au aux avec dans de des du en entre et la le les ou par pour sur un une
al con del el las los o para por una y
à ao aos com da das do dos e em na nas no nos os uma
в во и или из к ко на о об от по при с со у для
في من إلى على عن مع أو
"""
_PREFIXES = frozenset(_KEEPING_HYPHEN.split())
_WORDS_LEADING_ON = frozenset(_LEADING_ON.split())
#: Shorter lines tell nothing of how wide lines are.
_SHORT = 30
_FULL = 0.85
#: A sentence that ends with its line goes on in the next only where the line left no room at all.
_QUITE_FULL = 0.95
_NEARLY_FULL = 0.75
#: Marks that stand together apart from their texts, and how many lines each may number.
_MOST_APART = 200
_MOST_LINES = 20
#: How often a label begins a line before it always does.
USUAL = 3
_SHORTEST_WITHIN = 25
#: Columns before a line that no list or quotation has.
_DEEP = 8
#: Lines of this width are seldom broken by those who wrote them.
_WIDE = 60
#: The widest lines that somebody would still have broken.
_WIDEST = 200


@dataclass(slots=True)
class Unit:
    """A heading, a paragraph or a point, perhaps before it is known which.

    Where the file itself tells, ``kind`` and ``level`` are set from the beginning.
    """

    text: str
    mark: Mark | None = None
    kind: BlockKind | None = None
    level: int = 0
    page: int | None = None
    gap: int = 0
    indent: int = 0
    #: Whether all of it stands out: bold or larger than what surrounds it.
    stands_out: bool = False
    lines: list[str] = field(default_factory=list)
    #: Of a table.
    rows: list[list[str]] = field(default_factory=list)

    def become_aside(self) -> None:
        """Be no heading and no point: it stands outside of the body. A table stays one."""
        if self.kind != BlockKind.TABLE:
            self.kind, self.level, self.mark = BlockKind.PARAGRAPH, 0, None


def has_ended(text: str) -> bool:
    """Whether a text ends as sentences and points do."""
    return _ENDED.search(text[-8:]) is not None


def is_footnote(text: str) -> bool:
    """Whether a text begins with a small raised number."""
    return text[0] in "¹²³⁴⁵⁶⁷⁸⁹"


def label_of(text: str) -> str:
    """Return the words and the colon that a line "Label: value" begins with, or nothing."""
    found = _LABEL.match(text)
    if not found or text[0].islower() or len(found[0].split()) > _WORDS_OF_A_LABEL:
        return ""
    return found[0]


def units(lines: Sequence[Line]) -> list[Unit]:
    """Return headings, paragraphs and points, each of the lines that belong together."""
    return _Joining(lines).units()


class _Joining:
    """The lines of one text: what is usual there decides which of them belong together."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._letters = sum(1 for line in lines if marks.LETTER_BULLET.match(line.text)) >= 2
        self._split = [marks.split(line.text, letters=self._letters) for line in lines]
        self._width, self._is_wrapped = self._measured()
        labels = Counter(label for line in lines if (label := label_of(line.text)))
        self._usual_labels = {label for label, count in labels.items() if count >= USUAL}
        self._words: frozenset[str] = frozenset()
        self._units: list[Unit] = []
        self._counted: dict[str, Mark] = {}
        #: Before this line no marks were found to stand apart from their texts.
        self._tried = 0

    def units(self) -> list[Unit]:
        place = 0
        while place < len(self._lines):
            place = self._take(place)
        for unit in self._units:
            unit.text = self._joined(unit.lines)
        return [part for unit in self._units if unit.text for part in _parted(unit)]

    def _take(self, place: int) -> int:
        """Add a line, or several that belong to one another; return the place of the next."""
        line = self._lines[place]
        last = self._units[-1] if self._units else None
        mark, rest = self._split[place]
        is_apart = mark and not rest and place >= self._tried
        if is_apart and (end := self._take_detached(place)):
            return end
        if _RULE.fullmatch(line.text):
            underlined = _UNDERLINE.fullmatch(line.text) and line.gap == 0
            if last and underlined and len(last.lines) == 1 and not last.mark:
                last.kind, last.level = BlockKind.HEADING, 1 if line.text[0] == "=" else 2
            return place + 1
        if found := _HASHES.fullmatch(line.text):
            self._begin(line, *marks.split(found[2]))
            self._units[-1].kind, self._units[-1].level = BlockKind.HEADING, len(found[1])
        elif mark and self._begins_point(place, mark):
            self._begin(line, mark, rest)
        elif last and last.kind is None and self._goes_on(place - 1, place):
            last.lines.append(line.text)
        else:
            self._begin(line, None, line.text)
        return place + 1

    def _begin(self, line: Line, mark: Mark | None, text: str) -> None:
        begun = Unit("", mark, page=line.page, gap=line.gap, indent=line.indent, lines=[text])
        self._units.append(begun)
        if mark:
            self._counted[mark.style] = mark

    # What belongs together

    def _measured(self) -> tuple[int, bool]:
        """Return how wide lines are, and whether they were broken at that width."""
        lengths = sorted(
            length for line in self._lines if (length := len(line.text) + line.indent) >= _SHORT
        )
        narrow = [length for length in lengths if length <= _WIDEST]
        if len(narrow) < 2 or len(narrow) < 0.8 * len(lengths):
            return _WIDEST, False
        width = narrow[int(0.95 * (len(narrow) - 1))]
        nearly_full = broken = 0
        for place in range(len(self._lines) - 1):
            line, after = self._lines[place], self._lines[place + 1]
            if (
                len(line.text) + line.indent >= _NEARLY_FULL * width
                and not self._split[place + 1][0]
            ):
                nearly_full += 1
                broken += not has_ended(line.text) and _may_continue(after.text)
        enough = 1 if width >= _WIDE else 3
        return width, broken >= max(enough, 0.2 * nearly_full)

    def _is_full(self, line: Line, after: Line, full: float = _FULL) -> bool:
        """Whether the first word of the line after would not have found room."""
        first = after.text.split(maxsplit=1)[0]
        length = len(line.text) + line.indent + 1 + len(first)
        return self._is_wrapped and length >= full * self._width

    def _goes_on(self, place: int, following: int) -> bool:
        """Whether the following line belongs to the one at this place."""
        line, after = self._lines[place], self._lines[following]
        near = after.gap == 0 or after.begins_page
        if is_footnote(after.text) or (not near and after.gap > 2):
            return False
        if _is_centred(line, after) and not self._split[place][0]:
            return False
        if has_ended(line.text) and not (near and _is_abbreviated(line.text, after.text)):
            starts_anew = label_of(after.text) or self._heads_what_follows(following)
            return near and self._is_full(line, after, _QUITE_FULL) and not starts_anew
        is_point = bool(self._units and self._units[-1].mark)
        full = self._is_full(line, after)
        leads_on = self._leads_on(line, near)
        label = label_of(after.text)
        if label and not leads_on and (label in self._usual_labels or label_of(line.text)):
            return False
        if _ends_within(line.text) and not label:
            return True
        if near and (full or leads_on or has_ended(line.text)):
            return True
        if after.text[0].islower():
            if near and is_point:
                return True
            return len(line.text) >= (0.5 * self._width if near and self._is_wrapped else 60)
        return full and (is_point or leads_on)

    def _leads_on(self, line: Line, near: bool) -> bool:
        """Whether the line ends as only one does that goes on."""
        if not self._is_wrapped or len(line.text) < 0.25 * self._width:
            return False
        if line.text.endswith(",") or _BROKEN_WORD.search(line.text):
            return len(line.text) >= 0.5 * self._width
        ending = line.text[-200:]
        is_open = near and ending.count("(") > ending.count(")")
        return is_open or _ends_within(line.text)

    def _heads_what_follows(self, place: int) -> bool:
        """Whether a few lines without a full stop stand above a label, a list or a gap."""
        if not self._lines[place].text[0].isupper():
            return False
        for end in range(place, min(place + 3, len(self._lines))):
            line = self._lines[end]
            if has_ended(line.text):
                return False
            if end + 1 == len(self._lines):
                return True
            after = self._lines[end + 1]
            if label_of(after.text) and not self._leads_on(line, near=True):
                return True
            if after.gap or after.begins_page or not self._is_full(line, after):
                return not after.text[0].islower() and not self._leads_on(line, near=True)
        return False

    def _begins_point(self, place: int, mark: Mark) -> bool:
        """Whether what looks like a mark is one, and not the middle of a sentence."""
        if mark.is_bullet and not mark.style.startswith(("-", "–", "—", "*", "·")):
            return True
        last = self._units[-1] if self._units else None
        counts_on = mark.follows(self._counted.get(mark.style))
        line = self._lines[place]
        may_be_initial = line.text[0].isalpha() and mark.style != "section"
        if may_be_initial and not (mark.is_first or counts_on):
            return False
        if not last or not self._is_wrapped or (line.gap and not line.begins_page):
            return True
        before = self._lines[place - 1]
        if has_ended(before.text) or not self._is_full(before, line):
            return True
        return bool(last.mark) and (counts_on or last.mark == mark)

    # Marks that stand in lines of their own, before the texts that they belong to

    def _take_detached(self, place: int) -> int:
        """Add the points whose marks stand in lines of their own, or return 0."""
        begin = place
        found: list[Mark] = []
        while place < len(self._lines) and len(found) < _MOST_APART:
            mark, rest = self._split[place]
            if mark is None or rest or (found and mark.style != found[-1].style):
                break
            found.append(mark)
            place += 1
        end = self._tried = place
        while end < len(self._lines) and not self._ends_detached(end, place, len(found)):
            end += 1
        is_rule = len(found) == 1 and found[0].style in "-–—*·"
        if end - place < len(found) or is_rule:
            return 0
        for mark, (first, after) in zip(
            found, _shared_out(self._lines[place:end], len(found)), strict=True
        ):
            line = self._lines[place + first]
            self._begin(line, mark, line.text)
            self._units[-1].gap = self._lines[begin].gap if mark is found[0] else 0
            self._units[-1].lines = [one.text for one in self._lines[place + first : place + after]]
        return end

    def _ends_detached(self, end: int, place: int, wanted: int) -> bool:
        """Whether the texts that belong to marks end before this line."""
        if self._split[end][0]:
            return True
        line = self._lines[end]
        if end == place or end - place < wanted:
            return False
        if line.gap > 0:
            parted = sum(1 for one in self._lines[place + 1 : end] if one.gap)
            return parted == 0 or parted + 1 >= wanted or end - place > _MOST_LINES * wanted
        return line.indent > 0 and self._lines[end - 1].indent == 0

    # Words that were broken

    def _joined(self, lines: list[str]) -> str:
        joined = lines[0]
        parts: list[str] = []
        for line in lines[1:]:
            broken = _BROKEN_WORD.search(joined[-40:])
            if broken and line[0].islower():
                parts.append(joined[:-1] if self._loses_hyphen(broken[1], line) else joined)
            else:
                parts.append(joined + " ")
            joined = line
        return re.sub(r"\s+", " ", "".join(parts) + joined).strip()

    def _loses_hyphen(self, begun: str, line: str) -> bool:
        if not self._words:
            self._words = frozenset(
                word.lower() for one in self._lines for word in _WORD.findall(one.text)
            )
        ended = _WORD.match(line)
        begun, rest = begun.lower(), ended[0].lower() if ended else ""
        if begun + rest in self._words:
            return True
        return f"{begun}-{rest}" not in self._words and begun not in _PREFIXES


def _is_centred(line: Line, after: Line) -> bool:
    deep = min(line.indent, after.indent) >= _DEEP
    return deep and abs(line.indent - after.indent) > _DEEP / 4


def _is_abbreviated(text: str, after: str) -> bool:
    """Whether a line ends with "est.", "No." or the like, and its number follows."""
    return after[0].isdigit() and text[-1] == "." and len(_last_word(text)) <= 5


def _ends_within(text: str) -> bool:
    """Whether a line ends with a word like "of", and not with the "and" before a last point."""
    before, _, word = text.rpartition(" ")
    return (
        word in _WORDS_LEADING_ON
        and len(text) >= _SHORTEST_WITHIN
        and not before.endswith((";", ",", "؛", "،"))
    )


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1]


def _may_continue(text: str) -> bool:
    """Whether a text may be the middle of a sentence: small letters, or a script without them."""
    return text[0].islower() or (text[0].isalpha() and not text[0].isupper())


def _shared_out(lines: Sequence[Line], count: int) -> list[tuple[int, int]]:
    """Return where each of so many points begins and ends among the lines."""
    widest = max(len(line.text) for line in lines)

    def room_left(place: int) -> float:
        """How much more likely the line before ended a point: it had room, or ends like one."""
        before, line = lines[place - 1], lines[place]
        room = widest - len(before.text) - 1 - len(line.text.split(maxsplit=1)[0])
        ended = has_ended(before.text) or before.text.endswith((", and", ","))
        if not ended and line.text[0].islower():
            room -= widest
        return room + (widest if ended else 0) + (2 * widest if line.gap else 0)

    likely = sorted(range(1, len(lines)), key=room_left, reverse=True)[: count - 1]
    starts = [0, *sorted(likely)]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _parted(unit: Unit) -> list[Unit]:
    """Return the points that stand in one line: "• one • two"; otherwise the unit."""
    if unit.kind:
        return [unit]
    sign = unit.mark.style if unit.mark and unit.mark.is_bullet else "•"
    if len(sign) != 1 or sign.isalnum() or sign in "-–—*·" or f" {sign} " not in unit.text:
        return [unit]
    head, *points = unit.text.split(f" {sign} ")
    if not unit.mark and not head.endswith(":"):
        return [unit]
    first = Unit(head, unit.mark, page=unit.page, gap=unit.gap, indent=unit.indent)
    return [first] + [
        Unit(point.strip(), Mark("", sign), page=unit.page, indent=unit.indent) for point in points
    ]
