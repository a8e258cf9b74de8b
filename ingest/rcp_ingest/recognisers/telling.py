"""Practices put together from the passages of a document that tell them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from rcp_ingest.recognisers.facts import FACTS, Facts
from rcp_ingest.recognisers.outline.headings import (
    PRACTICE_FIELDS,
    SECTIONS,
    TEXT_FACTS,
    in_a_practice,
    practice_match_of,
)
from rcp_ingest.recognisers.outline.labels import Piece
from rcp_ingest.recognisers.outline.passages import Passage
from rcp_ingest.records import Found, Place, PracticeRecord
from rcp_ingest.typography import one_line

_ELSEWHERE = frozenset({*SECTIONS, "summary"})
#: Who may be asked about a practice is personal data: it is not taken.
_CONTACT = "contact"
_LONGEST_CONTACT = 300
_REACHED = re.compile(r"\S@[\w-]{1,60}\.\w|\+\d[\d ().-]{6,20}\d")
#: Labels of practices that have no field of their own: kept with their text.
_OTHERS = frozenset(
    {_CONTACT, "region", "innovation", "sustainability", "evaluation", "guiding_principles"}
)
#: What labels are looked for where practices are told.
LABELS = PRACTICE_FIELDS | _OTHERS | {"goals", "governments", "background"}
_SURE = 0.6
_UNKNOWN = 0.6
_LONGEST_TITLE = 120
_CLAUSE = re.compile(r"(?<=\w)(?:\s[–—-]\s|[:;.!?؟؛](?=\s|$))")


@dataclass
class _Part:
    """What stands under one heading or label."""

    name: str
    heading: str
    confidence: float
    passages: list[Passage] = field(default_factory=list)


class Telling:
    """A practice while its passages are being collected."""

    def __init__(self, title: Passage | None = None, confidence: float = 0.9) -> None:
        self._title = title
        self._confidence = confidence
        self._parts: list[_Part] = []

    @property
    def fields(self) -> set[str]:
        """The fields that something was said of, or at least a heading stands for."""
        return {part.name for part in self._parts if part.name}

    @property
    def size(self) -> int:
        """How many characters are told."""
        return sum(len(passage.text) for part in self._parts for passage in part.passages)

    def title(self, passage: Passage) -> None:
        """Take what it is called, unless that is known already."""
        self._title = self._title or passage

    @property
    def has_title(self) -> bool:
        """Whether it is known what it is called."""
        return self._title is not None

    def begin(self, name: str, heading: str, confidence: float) -> None:
        """Let what follows belong to a field, or to the description under its own heading."""
        self._parts.append(_Part(name, heading, confidence))

    def add(self, passage: Passage) -> None:
        """Take a passage."""
        if not self._parts:
            self.begin("description", "", 0.8)
        self._parts[-1].passages.append(passage)

    def record(self, facts: Facts) -> PracticeRecord | None:
        """Return the practice; None where nothing was told of it."""
        told = [part for part in self._parts if part.passages and not _is_contact(part)]
        fields: dict[str, Found] = {}
        for part in list(told):
            values = facts.of(part.name, _line_of([part])) if part.name in FACTS else {}
            for name, value in values.items():
                fields.setdefault(name, self._found(value, [part]))
            if values:
                told.remove(part)
        for name in dict.fromkeys(part.name for part in told if part.name in _ELSEWHERE):
            parts = [part for part in told if part.name == name]
            fields[name] = self._found("\n\n".join(map(_prose_of, parts)), parts)
        for name in TEXT_FACTS:
            parts = [part for part in told if part.name == name]
            if parts:
                fields[name] = self._found(_line_of(parts), parts)
        described = [part for part in told if part.name not in {*_ELSEWHERE, *TEXT_FACTS}]
        if described:
            text = "\n\n".join(map(_headed, described))
            fields["description"] = self._found(text, described)
        if not fields or not (told or self._title):
            return None
        return PracticeRecord({"title": self._titled(told), **fields})

    def _found(self, value: Any, parts: Sequence[_Part]) -> Found:
        confidence = min(part.confidence for part in parts) * self._confidence
        places = joined(passage.place() for part in parts for passage in part.passages)
        return Found(value, round(confidence, 2), places)

    def _titled(self, told: Sequence[_Part]) -> Found:
        if self._title is not None:
            value = one_line(self._title.text)
            return Found(value[:500], self._confidence, (self._title.place(),))
        first = told[0].passages[0]
        return Found(title_from(first.text), 0.5 * self._confidence, (first.place(),))


def tell(pieces: Iterable[Piece], title: Passage | None, confidence: float) -> Telling:
    """Return a practice told by pieces: their labels and headings name its sections."""
    telling = Telling(title, confidence)
    awaits_title = False
    for piece in pieces:
        if piece.label == "title":
            awaits_title = not piece.text
            if piece.text:
                telling.title(piece.passage)
        elif piece.label:
            telling.begin(in_a_practice(piece.label) or piece.label, piece.written, 0.97)
            if piece.text:
                telling.add(piece.passage)
        elif piece.is_heading:
            found = practice_match_of(piece.text)
            if found and found.confidence >= _SURE and found.field != "title":
                telling.begin(found.field, piece.text, found.confidence)
            else:
                telling.begin("", piece.text, _UNKNOWN)
        elif awaits_title:
            telling.title(piece.passage)
            awaits_title = False
        else:
            telling.add(piece.passage)
    return telling


def title_from(text: str) -> str:
    """Return a short title made of the beginning of a text: its first clause, no word cut."""
    line = one_line(text)
    clause = _CLAUSE.split(line, maxsplit=1)[0].strip(" ,")
    if len(clause) <= _LONGEST_TITLE:
        return clause
    return clause[:_LONGEST_TITLE].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def prose(passages: Iterable[Passage]) -> str:
    """Return passages as one text: paragraphs parted by empty lines, points as "- " lines."""
    text, was_point, block = "", False, -1
    for (number, row), lines in groupby(passages, lambda one: (one.block, one.row)):
        told = list(lines)
        if row is not None:
            told = [_row(told)] if len({line.column for line in told}) > 1 else told
        for line in told:
            is_point = line.is_item
            near = (is_point and was_point) or number == block
            text += ("\n" if near else "\n\n") if text else ""
            text += f"- {line.value}" if is_point else line.value
            was_point, block = is_point, number
    return text


def joined(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return places, those of one block that follow each other as one."""
    found: list[Place] = []
    for place in places:
        last = found[-1] if found else None
        if last and last.block == place.block and last.end <= place.start <= last.end + 3:
            found[-1] = Place(last.block, last.start, place.end, last.page, last.heading)
        else:
            found.append(place)
    return tuple(found)


def _row(cells: Sequence[Passage]) -> Passage:
    first, last = cells[0], cells[-1]
    text = " – ".join(cell.value for cell in cells)
    kind, start = first.kind, first.start
    return Passage(text, kind, first.block, start, 1, last.page, row=first.row)


def _prose_of(part: _Part) -> str:
    return prose(part.passages)


def _headed(part: _Part) -> str:
    heading = "" if part.name == "description" else one_line(part.heading).rstrip(" :：")
    return "\n\n".join(filter(None, [heading, _prose_of(part)]))


def _is_contact(part: _Part) -> bool:
    """Whether it says how somebody is reached: under a label for that, or by the look of it."""
    if part.name:
        return part.name == _CONTACT
    text = " ".join(passage.text for passage in part.passages)
    return len(text) <= _LONGEST_CONTACT and _REACHED.search(text) is not None


def _line_of(parts: Sequence[_Part]) -> str:
    """A fact of one line: what stands in a list is parted by semicolons."""
    return "; ".join(passage.value for part in parts for passage in part.passages)
