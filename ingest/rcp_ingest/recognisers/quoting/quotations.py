"""What people said, and whether they may be named: under the Chatham House rule nobody is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rcp_ingest.document import Document
from rcp_ingest.recognisers.outline.passages import Passage, passages
from rcp_ingest.recognisers.quoting.approval import approval_in, approval_of_all
from rcp_ingest.recognisers.quoting.quote_marks import Quoted, quoted_in
from rcp_ingest.recognisers.quoting.speakers import (
    Person,
    attribution_in,
    has_role,
    names_somebody,
    people_in,
    speaks,
    starts_with_an_office,
    with_affiliation,
)
from rcp_ingest.recognisers.report_sections import (
    Section,
    content_of,
    is_instruction,
    is_nothing,
    section_in,
    sections_of,
)
from rcp_ingest.records import Place, Quotation, Reading, Shape
from rcp_ingest.typography import bare, one_line

#: Words that a quotation has at least: fewer are a term in quotation marks.
_FEWEST, _FEWEST_IN_RUNNING_TEXT = 2, 4
#: Without marks only so many are taken for one.
_MOST = 150
#: A line that tells who spoke, or that they agreed to be named, is not longer.
_LONGEST_LINE = 200
_DASH = re.compile(r"\s{0,9}[—–―-]{1,3}\s{0,9}")
_BRACKETED = re.compile(r"\s{0,9}[(\[]([^()\[\]]{2,200})[)\]]\W{0,9}$")
_BEHIND_DASH = re.compile(r"\s[—–―-]{1,2}\s*([^—–―]{2,160})$")
_BEFORE_COLON = re.compile(r"([^:«»“”\"]{2,120}):\s+(?=\S)")
_SENTENCE_END = re.compile(r"(?:[.!?؟]['\"”’»)]?|\n)\s{1,9}(?=\S)")
#: Somebody inside the marks: "Migration, said Jane Doe, is regional"; «Миграция, — сказала …, — …».
_INSIDE = (
    re.compile(r"([,،!?؟…])\s?[—–―-]{1,2}\s?([^—–―«»\"“”]{3,120}?)\s?[,.،]?\s?(?:[—–―-]{1,2}\s|$)"),
    re.compile(r"([,،])\s+([^,،«»\"“”]{3,100}),\s+"),
)
_BEGINS = re.compile(r"(?:^|[.!?:;])\W*$")
_SURE, _FAIRLY, _DOUBTFUL = 0.95, 0.8, 0.6


@dataclass(frozen=True)
class Said:
    """Words that somebody said, with everything that the text says of who did."""

    text: str
    places: tuple[Place, ...]
    confidence: float
    #: Who is named, as written; empty where nobody is.
    attribution: str = ""
    people: tuple[str, ...] = ()
    approval: str = ""


@dataclass(frozen=True)
class _Found:
    """A quotation in a line, with the words before and behind it that tell who spoke."""

    line: Passage
    start: int
    end: int
    text: str
    before: str
    behind: str


def with_quotations(reading: Reading, document: Document) -> Reading:
    """Return a reading with the quotations of its document and the names that it withholds.

    In a report of a session those are withheld too of whom it tells that they said something.
    """
    everywhere = reading.shape == Shape.RAPPORTEUR_REPORT
    lines = sections_of(passages(document))
    said = quotations_in(lines)
    withheld = [name for one in said if not one.approval for name in (one.attribution, *one.people)]
    approved = {name for one in said if one.approval for name in one.people}
    withheld += [
        name
        for name, person in _told_of(lines, everywhere=everywhere)
        if person not in approved or person in withheld
    ]
    quotations = tuple(_quotation(one) for one in said)
    return reading.with_(
        quotations=quotations,
        withheld=tuple(dict.fromkeys([*reading.withheld, *filter(None, withheld)])),
    )


def quotations_in(lines: Sequence[tuple[Passage, Section]]) -> list[Said]:
    """Return what is quoted in lines of :func:`.report_sections.sections_of`, each text once."""
    found: dict[str, Said] = {}
    for section, group in groupby(lines, lambda pair: pair[1]):
        together = [line for line, _ in group]
        said = _in_section(together) if section == Section.QUOTES else _in_text(together)
        for one in said:
            key = bare(one.text)
            if key not in found or (one.approval and not found[key].approval):
                found[key] = one
    return list(found.values())


def _told_of(
    lines: Sequence[tuple[Passage, Section]], *, everywhere: bool
) -> Iterator[tuple[str, str]]:
    """Yield with their offices, and by name alone, who else is named as somebody who spoke.

    Among quotations that is everybody who is named.
    """
    for line, section in lines:
        quotes = section == Section.QUOTES
        if not quotes and (not everywhere or section in {Section.FRONT, Section.OTHER}):
            continue
        outside = _without_quoted(line.text)
        if is_instruction(outside) or approval_in(outside):
            continue
        if line.is_heading and (not quotes or section_in(line.text)):
            continue
        attributes = quotes and names_somebody(_DASH.sub(" ", outside).strip(' ()[]«»"“”'))
        for person in people_in(outside):
            told = person.speaking if quotes else _is_told_of(person, outside)
            if told or (quotes and person.titled) or (attributes and " " in person.name):
                yield with_affiliation(outside, person), person.name
                yield person.name, person.name


def _is_told_of(person: Person, text: str) -> bool:
    """Whether somebody spoke, rather than "Employers", with which a sentence begins."""
    if not person.speaking:
        return False
    if " " in person.name or person.titled:
        return True
    return person.name[0].isupper() and not _BEGINS.search(text[: person.start])


def _quotation(one: Said) -> Quotation:
    named = one.attribution if one.approval else ""
    return Quotation(
        one.text,
        speaker=named[:200],
        approval=one.approval if named else "",
        confidence=one.confidence,
        places=one.places,
    )


def _without_quoted(text: str) -> str:
    parts = []
    position = 0
    for quoted in quoted_in(text):
        parts.append(text[position : quoted.start])
        position = quoted.end
    return " ".join([*parts, text[position:]])


def _in_section(lines: list[Passage]) -> list[Said]:
    """Quotations under a heading that says so: everything that is put in quotation marks."""
    told = [one for line in lines[1:] if (one := content_of(line))]
    of_all = next((words for line in told if (words := _approval_of_all(line))), "")
    said = _rows(told, lines[0])
    if not said:
        found, others = _with_neighbours(told, _FEWEST, in_section=True)
        said = [_said(one, sure=True) for one in found]
        if found:
            others = [line for line in others if line.is_item or _told_apart(line.text)[1]]
        said += _unmarked(others)
    return [replace(one, approval=one.approval or of_all) for one in said]


def _in_text(lines: list[Passage]) -> list[Said]:
    """Quotations elsewhere: only where the text says that somebody spoke."""
    found, _ = _with_neighbours(lines, _FEWEST_IN_RUNNING_TEXT, in_section=False)
    return [_said(one, sure=False) for one in found if _is_attributed(one)]


def _approval_of_all(line: Passage) -> str:
    return "" if quoted_in(line.text) else approval_of_all(line.text)


def _is_attributed(one: _Found) -> bool:
    """Whether somebody spoke these words, rather than that a term or a title is quoted."""
    if not _is_speech(one):
        return False
    before, behind = one.before.strip(), one.behind.strip()
    told = f"{before}\n{_first_sentence(behind)}"
    if re.search(r"\b(?:19|20)\d\d\b", told) and not speaks(told):
        return False
    if speaks(told):
        return any(person.speaking for person in people_in(told)) or has_role(told)
    if not before and _names_at_once(_first_sentence(behind)):
        return True
    marked = bool(_DASH.match(behind)) or behind.startswith(("(", "[")) or before.endswith(":")
    return marked and names_somebody(re.sub(r"[()\[\]:—–―]", " ", told))


def _names_at_once(behind: str) -> bool:
    """Whether a name follows after a word or two, such as a verb that is not known."""
    people = people_in(behind)
    if not people or len(behind.split()) > 20:
        return False
    return len(behind[: people[0].start].split()) <= 3


def _is_speech(one: _Found) -> bool:
    """Whether words begin as a sentence does, and are not all capitalised as a title's are."""
    words = [word for word in one.text.split() if len(word) > 3 and word[0].isalpha()]
    first = one.text.lstrip()[:1]
    if first.islower() and not one.before.rstrip().endswith((":", ",")):
        return False
    return not words or sum(word[0].isupper() for word in words) <= len(words) / 2


def _first_sentence(text: str) -> str:
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


def _found_in(line: Passage, fewest: int) -> list[_Found]:
    """Return the quotations in a line; the words between two belong to the one or the other."""
    text = line.text
    quoted = _long_enough(text, fewest)
    found: list[_Found] = []
    before = text[: quoted[0].start] if quoted else ""
    named_first = before.rstrip().endswith(":")
    for number, one in enumerate(quoted):
        words, inside = _without_speaker(one.words_in(text))
        following = quoted[number + 1].start if number + 1 < len(quoted) else len(text)
        between = text[one.end : following]
        behind, next_before = between, ""
        if number + 1 < len(quoted):
            behind, next_before = _shared(between, named_first)
        found.append(_Found(line, one.start, one.end, words, f"{before} {inside}".strip(), behind))
        before = next_before
    return _joined(found)


def _long_enough(text: str, fewest: int) -> list[Quoted]:
    """What is quoted in so many words, or goes on behind the words that say who speaks."""
    quoted = quoted_in(text)
    kept: list[Quoted] = []
    for number, one in enumerate(quoted):
        words = one.words_in(text)
        long = len(words.split()) >= fewest and len(words.strip()) >= 4 * fewest
        following = quoted[number + 1].start if number + 1 < len(quoted) else one.end
        if long or _goes_on(text[one.end : following][-200:]):
            kept.append(one)
    return kept


def _shared(between: str, named_first: bool) -> tuple[str, str]:
    """Part the words between two quotations: what tells of the first, and of the second."""
    ends = list(_SENTENCE_END.finditer(between))
    if ends:
        last = between[ends[-1].end() :]
        if last.rstrip().endswith((":", ",")) or speaks(last):
            return between[: ends[-1].end()], last
        return between, ""
    return ("", between) if named_first else (between, "")


def _joined(found: list[_Found]) -> list[_Found]:
    """Join a quotation that its speaker parts: "Migration," said Jane Doe, "is regional." """
    joined: list[_Found] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and not one.before and _goes_on(last.behind):
            text = f"{last.text.rstrip(',، ')} {one.text}"
            behind = f"{last.behind.rstrip(' ,،')}. {one.behind}"
            joined[-1] = replace(last, end=one.end, text=text, behind=behind)
            continue
        joined.append(one)
    return joined


def _goes_on(between: str) -> bool:
    """Whether the words between two quotations only say who speaks in both."""
    return between.rstrip().endswith((",", "،")) and len(between.split()) <= 20 and speaks(between)


def _without_speaker(words: str) -> tuple[str, str]:
    """Take out of a quotation the words that say who speaks; return both."""
    for pattern in _INSIDE:
        for found in pattern.finditer(words):
            told = found[2]
            if speaks(" ".join(told.split()[:3])) and (people_in(told) or has_role(told)):
                rest = words[found.end() :].lstrip()
                office, comma, after = rest.partition(", ")
                if comma and starts_with_an_office(office):
                    told, rest = f"{told}, {office}", after
                mark = "" if found[1] in ",،" else found[1]
                return f"{words[: found.start()]}{mark} {rest}".strip(), told
    return words, ""


def _with_neighbours(
    lines: list[Passage], fewest: int, *, in_section: bool
) -> tuple[list[_Found], list[Passage]]:
    """Return the quotations in lines, with what the lines around them tell of who spoke.

    And the lines that are neither.
    """
    by_line = [[] if line.is_heading else _found_in(line, fewest) for line in lines]
    named_first = in_section and _begins_with_a_name(lines, by_line)
    found: list[_Found] = []
    used: set[int] = set()
    for number, here in enumerate(by_line):
        if not here:
            continue
        used.add(number)
        above = lines[number - 1].text.rstrip() if number and not by_line[number - 1] else ""
        if not here[0].before and (above.endswith(":") or (above and named_first)):
            here[0] = replace(here[0], before=above.removesuffix(":") + ":")
            used.add(number - 1)
        if in_section or len(lines[number].text) - (here[-1].end - here[-1].start) < 80:
            behind = _lines_behind(lines, by_line, number, names=not named_first)
            told = "".join(f"\n{lines[other].text}" for other in behind)
            here[-1] = replace(here[-1], behind=here[-1].behind + told)
            used.update(behind)
        found += here
    return found, [line for number, line in enumerate(lines) if number not in used]


def _begins_with_a_name(lines: list[Passage], by_line: list[list[_Found]]) -> bool:
    for line, quoted in zip(lines, by_line, strict=True):
        if quoted:
            return False
        if names_somebody(line.text.rstrip(" :")):
            return True
    return False


def _lines_behind(
    lines: list[Passage], by_line: list[list[_Found]], number: int, *, names: bool
) -> list[int]:
    """Return which next lines tell who spoke or that they agreed to be named."""
    told: list[int] = []
    for following in range(number + 1, min(number + 3, len(lines))):
        text = lines[following].text
        if by_line[following] or len(text) > _LONGEST_LINE or is_instruction(text):
            break
        words = _DASH.sub("", text, count=1).strip("() ")
        marked = names and (text.startswith("(") or _DASH.match(text)) and has_role(words)
        approval = approval_in(text)
        approves = len(approval) > 0.6 * len(text)
        if not approves and not marked and not (names and names_somebody(words)):
            break
        told.append(following)
    return told


def _said(one: _Found, *, sure: bool) -> Said:
    told = f"{one.before}\n{one.behind}" if one.before else one.behind
    near = told if sure else f"{one.before}\n{_first_sentence(one.behind)}"
    attribution, people = attribution_in(near, speaking=not sure)
    confidence = _SURE if sure else _FAIRLY if people else _DOUBTFUL
    text = one_line(one.text).rstrip(",، ")
    places = (one.line.place(one.start, one.end),)
    return Said(text, places, confidence, attribution, people, approval_in(told))


def _unmarked(lines: list[Passage]) -> list[Said]:
    """Quotations without quotation marks: each line is one, apart from who said it."""
    said: list[Said] = []
    for line in lines:
        if line.is_heading:
            continue
        if said and len(line.text) <= _LONGEST_LINE:
            words = _DASH.sub("", line.text, count=1).strip("() ")
            if names_somebody(words) or len(approval_in(line.text)) > 0.6 * len(line.text):
                attribution, people = attribution_in(line.text)
                last = said[-1]
                said[-1] = replace(
                    last,
                    attribution=last.attribution or attribution,
                    people=(*last.people, *people),
                    approval=last.approval or approval_in(line.text),
                )
                continue
        words, told = _told_apart(line.text)
        if not _FEWEST < len(words.split()) <= _MOST or is_nothing(words) or approval_in(words):
            continue
        attribution, people = attribution_in(told)
        place = line.place(line.text.find(words), line.text.find(words) + len(words))
        text = one_line(words)
        said.append(Said(text, (place,), _DOUBTFUL, attribution, people, approval_in(told)))
    return said


def _told_apart(text: str) -> tuple[str, str]:
    """Part a line into what was said and who said it."""
    told = ""
    while found := _BRACKETED.search(text):
        if not (names_somebody(found[1]) or approval_in(found[1]) or is_nothing(found[1])):
            break
        text, told = text[: found.start()], f"({found[1]}) {told}"
    if (found := _BEHIND_DASH.search(text)) and (names_somebody(found[1]) or is_nothing(found[1])):
        text, told = text[: found.start()], f"— {found[1]} {told}"
    if (found := _BEFORE_COLON.match(text)) and names_somebody(found[1]):
        text, told = text[found.end() :], f"{found[1]}: {told}"
    return text.strip(), told


def _rows(lines: list[Passage], heading: Passage) -> list[Said]:
    """Quotations in a table: in each row one, and beside it who said it and whether they agree."""
    said: list[Said] = []
    tables = [line for line in lines if line.row is not None and line.block != heading.block]
    for _, table in groupby(tables, lambda line: line.block):
        cells = list(table)
        if len({line.column for line in cells}) < 2:
            continue
        heads = {line.column: line.text for line in cells if line.row == 0}
        for row, together in groupby(cells, lambda line: line.row):
            found = _in_row(list(together), heads, first=row == 0)
            said += [found] if found else []
    return said


def _in_row(cells: list[Passage], heads: dict[int, str], *, first: bool) -> Said | None:
    quote = max(cells, key=lambda line: (bool(_found_in(line, _FEWEST)), len(line.text)))
    found = _found_in(quote, _FEWEST)
    if first and not found:
        return None
    text = found[0].text if found else quote.text
    if len(text.split()) <= _FEWEST or is_nothing(text):
        return None
    told = [f"({line.text})" for line in cells if line is not quote]
    asked = [
        f"{heads.get(line.column, '').rstrip('?؟ ')}: {line.text}"
        for line in cells
        if line is not quote
    ]
    attribution, people = attribution_in("\n".join(told))
    approval = approval_in("\n".join([*told, *asked]))
    confidence = _SURE if found else _FAIRLY
    return Said(
        one_line(text).rstrip(",، "), (quote.place(),), confidence, attribution, people, approval
    )
