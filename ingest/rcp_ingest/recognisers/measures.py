"""Measures that a paper proposes and challenges that it names: the points of its lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rcp_ingest.recognisers.outline.headings import match_of
from rcp_ingest.recognisers.outline.passages import Passage
from rcp_ingest.recognisers.proposing import announced_by
from rcp_ingest.recognisers.telling import joined
from rcp_ingest.records import Found
from rcp_ingest.typography import one_line

#: Of points under such a heading; of points announced by such words; of its paragraphs.
_UNDER_HEADING = 0.92
_ANNOUNCED = 0.88
_PARAGRAPH = 0.6
_ENUMERATED = 0.75
_KINDS = {
    "recommendations": "recommendations",
    "challenge": "challenges",
    "barriers": "challenges",
}
#: Under these nothing is proposed, whatever the words say.
_NEVER = frozenset({"guiding_questions", "definitions", "contents", "references", "quotations"})
_NUMBERED = re.compile(
    r"(?:(?:proposed\s)?(?:recommendation|measure|proposal|action)|recommandation|mesure|proposition"
    r"|recomendación|medida|propuesta|recomendação|proposta|рекомендация|предложение|мера"
    r"|(?:ال)?توصية|(?:ال)?تدبير)\s(?:n[°o.]{1,2}\s?)?\d{1,2}\s?[:.–-]\s*(?=\S)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\s*[;,]\s*(?:and|or|et|ou|y|e|o|и|или|و|أو)?\s*$", re.IGNORECASE)
_MARK = re.compile(r"(?:(?<=[\s:;])|^)\((?:[a-j]|[ivx]{1,4}|\d{1,2}|[а-и]|[أ-ي])\)\s")
_SHORTEST_PARAGRAPH = 25
_SURE_ENOUGH = 0.55
_FOOTNOTE = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\d{1,3}\]")


@dataclass
class _Open:
    """A heading under which something is: what it is, how deep, and its paragraphs."""

    kind: str
    level: int
    has_points: bool = False
    paragraphs: list[Passage] = field(default_factory=list)


@dataclass
class _Point:
    kind: str
    confidence: float
    passages: list[Passage]


def measures_in(lines: Sequence[Passage]) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Return the measures that are proposed and the challenges that are named, in order."""
    points = sorted(_points(lines), key=lambda point: _position(point.passages[0]))
    told: dict[str, dict[str, Found]] = {"recommendations": {}, "challenges": {}}
    for point in points:
        found = _found(point)
        if found.value:
            told[point.kind].setdefault(found.value, found)
    return tuple(told["recommendations"].values()), tuple(told["challenges"].values())


def _position(line: Passage) -> tuple[int, int]:
    return line.block, line.start


def _points(lines: Sequence[Passage]) -> Iterator[_Point]:
    opened = _Open("", 0)
    announced, before, point = "", "", None
    for line in lines:
        if not line.is_item and point is not None and _goes_on(line):
            point.passages.append(line)
            continue
        if line.is_item and point is not None and line.level > point.passages[0].level:
            point.passages.append(line)
            continue
        if point is not None and not line.is_item:
            yield point
            point = None
        if numbered := _NUMBERED.match(line.text):
            yield _Point("recommendations", _UNDER_HEADING, [line.part(numbered.end())])
            if line.is_heading:
                yield from _paragraphs(opened)
                opened = _Open("", line.level)
        elif line.is_heading:
            if not _is_below(line, opened):
                yield from _paragraphs(opened)
            opened = _opened_by(line, opened)
            before = line.text
            announced = ""
        elif line.is_item:
            if before:
                announced, before = _announced(before, opened), ""
            kind = announced or opened.kind
            if point is not None:
                yield point
                point = None
            if kind not in {"", "never"} and not _is_question(line.text):
                opened.has_points = opened.has_points or kind == opened.kind
                sure = _UNDER_HEADING if kind == opened.kind else _ANNOUNCED
                point = _Point(kind, sure, [line])
        elif enumerated := list(_enumerated(line, opened)):
            yield from enumerated
        else:
            before, announced = line.text, ""
            opened.paragraphs.append(line)
    if point is not None:
        yield point
    yield from _paragraphs(opened)


def _goes_on(line: Passage) -> bool:
    """Whether a paragraph goes on with the point before: a page ended within it."""
    return not line.is_heading and line.text[:1].islower()


def _is_below(line: Passage, opened: _Open) -> bool:
    return bool(opened.kind) and line.level > opened.level


def _opened_by(line: Passage, opened: _Open) -> _Open:
    found = match_of(line.text)
    kind = _KINDS.get(found.field, "") if found and found.confidence >= _SURE_ENOUGH else ""
    if not kind and _is_below(line, opened) and not (found and found.field in _NEVER):
        return opened
    if found and found.field in _NEVER:
        kind = "never"
    return _Open(kind, line.level)


def _announced(introduction: str, opened: _Open) -> str:
    if opened.kind == "never":
        return ""
    return _KINDS.get(announced_by(introduction), "")


def _enumerated(line: Passage, opened: _Open) -> Iterator[_Point]:
    """The points of a list that stands within a paragraph: "could: (a) meet; (b) write"."""
    marks = list(_MARK.finditer(line.text))
    before = line.text[: marks[0].start()].rstrip() if len(marks) > 1 else ""
    kind = _announced(before, opened) if before.endswith(":") else ""
    if not kind:
        return
    ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
    for mark, end in zip(marks, ends, strict=True):
        yield _Point(kind, _ENUMERATED, [line.part(mark.end(), end)])


def _is_question(text: str) -> bool:
    return text.rstrip(" \"'»”’").endswith(("?", "؟"))


def _paragraphs(opened: _Open) -> Iterator[_Point]:
    """Where the heading says so and there is no list, each paragraph is a point."""
    if opened.kind in {"", "never"} or opened.has_points:
        return
    for line in opened.paragraphs:
        is_told = len(line.text) >= _SHORTEST_PARAGRAPH and not line.text.endswith(":")
        if is_told and not _is_question(line.text) and not _FOOTNOTE.match(line.text):
            yield _Point(opened.kind, _PARAGRAPH, [line])


def _found(point: _Point) -> Found:
    first, *more = point.passages
    text = _ENDING.sub("", first.value)
    for line in more:
        told = _ENDING.sub("", line.value)
        text += f"\n- {told}" if line.is_item else f" {told}"
    places = joined(line.place() for line in point.passages)
    return Found(text if more else one_line(text), point.confidence, places)
