"""Reports of a session in the six sections of the rapporteur's template."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rcp_ingest.document import Document
from rcp_ingest.recognisers.context import Context
from rcp_ingest.recognisers.outline.headings import SECTIONS, practice_match_of
from rcp_ingest.recognisers.outline.passages import Passage, passages
from rcp_ingest.recognisers.report_sections import (
    Section,
    content_of,
    sections_of,
)
from rcp_ingest.recognisers.session import session_of
from rcp_ingest.records import Found, Place, PracticeRecord, Reading, Shape
from rcp_ingest.typography import bare

_TEMPLATE = frozenset(
    (
        Section.SUMMARY,
        Section.CHALLENGES,
        Section.PRACTICES,
        Section.COMPACT,
        Section.AGENDA,
        Section.QUOTES,
    )
)
#: Words of the page above the sections by which such a report is known.
_REPORT = re.compile(
    r"\brapporteu|reporting template|session report|report of the session|note.?taker"
    r"|compte rendu de (?:la )?seance|rapport de (?:la )?(?:seance|session|table ronde)"
    r"|\brelator|informe de (?:la )?(?:sesion|mesa)|relatorio da (?:sessao|mesa)|докладчик"
    r"|отчет о (?:заседании|сессии|круглом)|المقرر|مقرر الجلسه|تقرير (?:عن )?(?:الجلسه|المايده)"
)
#: What a form for a practice asks and a report of a session does not.
_OF_A_PRACTICE = {
    *("title", "beneficiaries", "objectives", "impact"),
    *("replication", "costs", "lead_organisation", "countries"),
}
_LONGEST_SUMMARY = 600
_LONGEST_TITLE = 120
_SHORTEST_TITLE = 16
_CLAUSE_END = re.compile(r"[.!?؟](?=\s|$)|;|؛|\s[–—-]\s|:\s|\s\(|\s\[")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
#: In a section of both kinds, what speaks of a difficulty.
_DIFFICULTY = re.compile(
    r"\b(?:lack\w*|difficult\w*|challeng\w*|insufficient\w*|limited|weak\w*|barriers?|obstacles?"
    r"|gaps?|poor|absence|little|fails?|failed|problems?|risks?|hard to|too (?:few|little|slow"
    r"|high)"
    r"|manque\w*|difficil\w*|difficult\w*|defis?|insuffisan\w*|faibl\w*|obstacl\w*|lacunes?|absence"
    r"|falta\w*|dificil\w*|dificult\w*|desafi\w*|insuficien\w*|obstacul\w*|carenc\w*|escas\w*"
    r"|retos?"
    r"|frac\w*|lacunas?|ausencia|не хватает|недостат\w*|трудн\w*|сложн\w*|проблем\w*|нехватк\w*"
    r"|отсутстви\w*|препятств\w*|слаб\w*|вызов\w*)\b|نقص|صعوب|تحدي|ضعف|غياب|عقب|قله |محدود"
)


@dataclass(frozen=True)
class _Point:
    """A point of a section: its line, and the deeper points under it."""

    lines: tuple[Passage, ...]
    #: The heading under which it stands inside the section, if any.
    group: Passage | None = None
    #: Whether it is the whole text under that heading.
    whole_group: bool = False

    @property
    def text(self) -> str:
        """What it says; deeper points are lines of a list, paragraphs are parted by a line."""
        first, *others = self.lines
        text = first.value
        for line in others:
            text += f"\n- {line.value}" if line.is_item else f"\n\n{line.value}"
        return text

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(line.place() for line in self.lines)


def likeness(document: Document) -> float:
    """Return how much a document looks like one, from 0 to 1."""
    lines = sections_of(passages(document))
    told = {section for _, section in lines}
    kinds = len(told & _TEMPLATE) + (2 if Section.BOTH in told else 0)
    front = " ".join(line.text for line, section in lines[:60] if section == Section.FRONT)
    named = _REPORT.search(bare(f"{document.name} {front}".replace("-", " "))) is not None
    distinct = named or Section.QUOTES in told or {Section.COMPACT, Section.AGENDA} <= told
    if not named and Section.QUOTES not in told and _asks_of_a_practice(lines):
        return 0.3
    if kinds >= 4:
        return 0.95 if distinct else 0.6
    if kinds == 3:
        return 0.9 if distinct else 0.5
    return (0.7 if named else 0.3) if kinds == 2 else 0.2 * kinds


def _asks_of_a_practice(lines: Sequence[tuple[Passage, Section]]) -> bool:
    """Whether headings and labels are those of a form for one practice."""
    asked: set[str] = set()
    for line, _ in lines:
        label = line.labelled()
        head = label[0] if label else line.text if line.is_heading or line.row is not None else ""
        match = practice_match_of(head) if head else None
        if match and match.confidence > 0.9:
            asked.add(match.field)
    return len(asked & _OF_A_PRACTICE) > 2


def read(document: Document, context: Context) -> Reading:
    """Return what it tells: the session, good practices, challenges, recommendations."""
    lines = sections_of(passages(document))
    points = {section: list(_points(lines, section)) for section in Section}
    mixed = points[Section.BOTH]
    hard = [point for point in mixed if _is_difficulty(point)]
    eased = [point for point in mixed if not _is_difficulty(point)]
    return Reading(
        Shape.RAPPORTEUR_REPORT,
        session=session_of(document, context.names),
        practices=(
            *(_practice(point, 0.85) for point in points[Section.PRACTICES]),
            *(_practice(point, 0.4) for point in eased),
        ),
        challenges=(
            *_texts(points[Section.CHALLENGES], 0.95),
            *_texts(hard, 0.45),
        ),
        recommendations=_texts(points[Section.RECOMMENDATIONS], 0.9),
    )


def _is_difficulty(point: _Point) -> bool:
    group = point.group.value if point.group else ""
    return _DIFFICULTY.search(bare(f"{group}\n{point.text}")) is not None


def _texts(points: Sequence[_Point], confidence: float) -> tuple[Found, ...]:
    """Each point as a text; under a heading without points the paragraphs are one."""
    return tuple(Found(point.text, confidence, point.places) for point in points)


def _points(lines: Sequence[tuple[Passage, Section]], section: Section) -> Iterator[_Point]:
    """Yield the points of a section; text without points under a heading of its own is one."""
    for group, under in _groups(lines, section):
        points = list(_bulleted(under))
        paragraphs = not any(line.is_item for line in under)
        if group and paragraphs and section in {Section.PRACTICES, Section.BOTH} and under:
            yield _Point(tuple(under), group, whole_group=True)
            continue
        for point in points:
            yield replace(point, group=group)


def _groups(
    lines: Sequence[tuple[Passage, Section]], section: Section
) -> Iterator[tuple[Passage | None, list[Passage]]]:
    """Yield the headings inside a section with the lines under each."""
    group: Passage | None = None
    under: list[Passage] = []
    opened = False
    for line, its in lines:
        if its != section:
            if opened:
                yield group, under
            group, under, opened = None, [], False
            continue
        if not opened:
            opened = True
            if line.is_heading:
                continue
        if line.is_heading or _leads_to_points(line, lines):
            yield group, under
            group, under = line, []
        elif kept := content_of(line):
            heading = group.value.rstrip(":") if group and not group.is_heading else kept.heading
            under.append(replace(kept, heading=heading))
    if opened:
        yield group, under


def _leads_to_points(line: Passage, lines: Sequence[tuple[Passage, Section]]) -> bool:
    """Whether a paragraph only introduces the points behind it: "Participants heard of:"."""
    return not line.is_item and len(line.text) < 160 and line.text.rstrip().endswith(":")


def _bulleted(lines: Sequence[Passage]) -> Iterator[_Point]:
    """Yield each point with the deeper points under it; each paragraph is a point."""
    together: list[Passage] = []
    for line in lines:
        if together and line.is_item and together[0].is_item and line.level > together[0].level:
            together.append(line)
            continue
        if together:
            yield _Point(tuple(together))
        together = [line]
    if together:
        yield _Point(tuple(together))


def _practice(point: _Point, confidence: float) -> PracticeRecord:
    text, places = point.text, point.places
    fields: dict[str, Found] = {}
    if point.whole_group and point.group:
        title = _shortened(point.group.value.rstrip(":"))
        fields["title"] = Found(title, confidence, (point.group.place(),))
    else:
        fields["title"] = _title(point.lines[0], confidence)
    sections = _labelled_sections(point, confidence)
    if sections:
        return PracticeRecord(fields | sections)
    summary = _summary(text)
    fields["summary"] = Found(summary, confidence, places)
    if summary != text:
        fields["description"] = Found(text, confidence, places)
    return PracticeRecord(fields)


def _labelled_sections(point: _Point, confidence: float) -> dict[str, Found]:
    """Return "Challenge: …", "Approach: …" under the heading of one practice as its sections."""
    if not point.whole_group:
        return {}
    told: dict[str, list[Passage]] = {}
    for line in point.lines:
        label = line.labelled()
        match = practice_match_of(label[0]) if label else None
        if label and match and match.field in SECTIONS and match.confidence > 0.9:
            told.setdefault(match.field, []).append(label[1])
        else:
            told.setdefault("summary" if not told else "description", []).append(line)
    if not told.keys() & set(SECTIONS):
        return {}
    return {
        name: Found(
            "\n\n".join(line.value for line in lines),
            confidence,
            tuple(line.place() for line in lines),
        )
        for name, lines in told.items()
    }


def _title(line: Passage, confidence: float) -> Found:
    """Return the beginning of a point as far as it stands by itself."""
    text = line.value
    ends = [found.start() for found in _CLAUSE_END.finditer(text, _SHORTEST_TITLE)]
    label = line.labelled()
    if label and 2 <= len(label[0].split()) <= 12 and label[1].text:
        ends = [len(text[: text.find(":")].rstrip())] if ":" in text else ends
    end = next((end for end in ends if end <= _LONGEST_TITLE), len(text))
    title = _shortened(text[:end].rstrip(" ,،;:"))
    return Found(title, round(confidence * 0.9, 2), (line.place(0, min(end, len(line.text))),))


def _shortened(text: str) -> str:
    """Return a text of a title's length, never cut within a word."""
    if len(text) <= _LONGEST_TITLE:
        return text.rstrip(".")
    cut = text[: _LONGEST_TITLE - 1]
    commas = max(cut.rfind(", "), cut.rfind("، "))
    if commas >= _LONGEST_TITLE // 3:
        return cut[:commas].rstrip()
    return cut[: cut.rfind(" ")].rstrip(" ,،;:–—-") + "…" if " " in cut else cut


def _summary(text: str) -> str:
    """Return a text, of a long one its first sentences."""
    if len(text) <= _LONGEST_SUMMARY and "\n\n" not in text:
        return text
    summary = ""
    for sentence in _SENTENCE_END.split(text.partition("\n")[0]):
        if summary and len(summary) + len(sentence) >= _LONGEST_SUMMARY:
            break
        summary = f"{summary} {sentence}".strip()
    return summary
