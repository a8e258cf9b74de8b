"""Which session a document reports on: its number, day and place, who chaired and who wrote."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rcp_ingest.document import Document
from rcp_ingest.names import Names
from rcp_ingest.recognisers.dates import Days, days_in, with_digits
from rcp_ingest.recognisers.outline.headings import match_of
from rcp_ingest.recognisers.outline.passages import Passage, passages
from rcp_ingest.recognisers.quoting.speakers import people_in
from rcp_ingest.recognisers.report_sections import (
    Section,
    is_instruction,
    is_nothing,
    section_in,
    sections_of,
)
from rcp_ingest.recognisers.session_words import fact_of, names_place_too
from rcp_ingest.records import Found
from rcp_ingest.typography import bare, one_line

#: How far the front of a document goes where no section begins, in lines.
_FRONT = 40
_BACK = 12
_LONGEST_LINE = 200

_SESSION = (
    r"(?:round\s?table session|session|round\s?table|rt|table ronde|s[eé]ance|mesa redonda"
    r"|sesi[oó]n"
    r"|sess[aã]o|кругл\w{2,3} стол\w{0,2}|заседани\w{1,2}|сесси\w{1,2}|(?:ال)?جلسة"
    r"|(?:ال)?مائدة(?: المستديرة)?|working group)"
)
_NUMBER = re.compile(
    rf"(?<!\w){_SESSION}\s*(?:no\.?|n[°º.]|№|number|num[eé]ro|n[uú]mero|номер|رقم)?[\s:#\t-]{{0,4}}"
    r"(?P<number>\d{1,2}(?:[.٫]\d{1,2}){0,2}[a-z]?|[IVX]{1,5})(?![\w-])",
    re.IGNORECASE,
)
_NUMBER_ALONE = re.compile(
    r"(?<![\w.])(\d{1,2}(?:[.٫]\d{1,2}){0,2}[a-z]?|[IVX]{1,5}|[A-H])(?![\w])"
)
_NUMBER_IN_NAME = re.compile(
    r"(?<![a-z0-9])(?:rt|round-?table|session|seance|sesion|sessao|mesa)[\s._-]{0,2}"
    r"(\d{1,2}[._-]\d{1,2}|\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_HELD_IN = re.compile(
    r"(?:held|took place|met|convened|hosted) (?:in|at) ((?:[A-ZÀ-Þ][\w'’.-]+ ?){1,4})"
    r"|(?:tenue?s?|réunie?s?) à ((?:[A-ZÀ-Þ][\w'’.-]+ ?){1,4})"
    r"|(?:celebrad[oa]|realizad[oa]|reunid[oa])s? em? ?(?:en )?((?:[A-ZÀ-Þ][\w'’.-]+ ?){1,4})"
)
#: Days of something else than the session.
_OTHER_DAY = re.compile(
    r"\b(?:deadline|submitted|submission|version|updated|draft|printed|date limite|echeance|plazo"
    r"|prazo|срок|принят|adopted|entered into force|published|born|founded|established)\b"
    r"|موعد اقصاه"
)
_MEETING = re.compile(
    r"\b(?:meeting|conference|forum|summit|consultations?|dialogue|workshop|seminar|sessions"
    r"|roundtables|reunion|conference|sommet|atelier|seminaire|dialogo|reuniao|cimeira|cumbre"
    r"|taller"
    r"|conferencia|foro|encuentro|encontro|rencontre|seances|sesiones|sessoes|mesas redondas"
    r"|совещание|конференция|форум|саммит"
    r"|консультации|семинар|диалог|заседания|встреча)\b|اجتماع|مءتمر|موتمر|منتدي|قمه|حوار|جلسات"
    r"|ورشه"
)
_TEMPLATE_TITLE = re.compile(
    r"\W*(?:reporting |report(?:ing)? )?(?:template|form|report|session report|summary report"
    r"|rapporteur'?s? report|report of the rapporteur|background note|background paper|note"
    r"|rapport|compte rendu|modele de rapport|rapport du rapporteur|informe"
    r"|plantilla(?: de informe)?"
    r"|relatorio|modelo de relatorio|отчет|отчет докладчика|шаблон отчета|форма отчета|تقرير"
    r"|نموذج التقرير|تقرير المقرر|نموذج تقرير)\W*"
)
_PARTED = re.compile(r"\s*(?:[,،;|()]|\s[–—-]\s|(?<=\w\w\w)\.\s)\s*")
_AND = re.compile(r"\s*(?:;|؛|\n|/)\s*|\s+(?:and|et|y|e|и|&)\s+|\s+و\s?", re.IGNORECASE)
_GOVERNMENTS = re.compile(
    r"\s*(?:the )?(?:governments?|gouvernements?|gobiernos?|governos?|правительств[ао]?|حكومات"
    r"|حكومتا|حكومة)\s+(?:of |de la |de l'|du |des |de |del |do |da |dos |d')?(?:the )?",
    re.IGNORECASE,
)
_OF_A_STATE = re.compile(r"(?:of the|of|du|des|de la|de l'|de|del|da|do|dos|das|d')\s*(?=[A-ZÀ-Þ])")
#: Between a place and a day: "Dakar, le 6 mai 2031".
_ARTICLE = re.compile(r"[\s,،]{1,3}(?:le|du|el|del|los|on|em|the|يوم|في)\s{1,3}$", re.IGNORECASE)
_FACTS = ("meeting", "number", "date", "location", "rapporteur", "chairs", "title")


def session_of(document: Document, names: Names) -> dict[str, Found]:
    """Return what a document says of its session, each fact with its places.

    ``meeting``, ``number``, ``date`` and ``date_to`` (ISO 8601), ``location``, ``rapporteur``,
    ``chairs`` (a list) and ``title``; what it does not say is not there.
    """
    lines = _outside_sections(document)
    proposed: dict[str, list[Found]] = {}
    for fact, found in (
        *_labelled(lines, names),
        *_numbered(lines),
        *_dated(lines, names),
        *_titled(lines),
        *_meetings(lines),
        *_from_name(document.name),
    ):
        proposed.setdefault(fact, []).append(found)
    best = {fact: max(found, key=lambda one: one.confidence) for fact, found in proposed.items()}
    if "date_to" in best and not _belongs(best["date_to"], best["date"]):
        del best["date_to"]
    order = [fact for fact in (*_FACTS, "date_to") if fact in best]
    return {fact: best[fact] for fact in order}


def _outside_sections(document: Document) -> list[Passage]:
    """The lines above the first section, or the first ones, and the last of the document."""
    lines = sections_of(passages(document))
    front: list[Passage] = []
    for line, section in lines[: 3 * _FRONT]:
        if section != Section.FRONT or len(front) > 2 * _FRONT:
            break
        front.append(line)
    if len(front) == len(lines):
        return front[: 2 * _FRONT]
    return [*front[:_FRONT], *(line for line, _ in lines[len(front) :][-_BACK:] if line.labelled())]


def _labelled(lines: Sequence[Passage], names: Names) -> Iterator[tuple[str, Found]]:
    """What stands beside or below a label."""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        for label, value in _labels(line, following):
            fact = fact_of(label)
            if fact and not (is_nothing(value.text) or is_instruction(value.text)):
                yield from _value(fact, label, value, names)


def _labels(line: Passage, following: Passage | None) -> Iterator[tuple[str, Passage]]:
    labelled = line.labelled()
    if labelled and labelled[1].text:
        yield labelled
        return
    label = labelled[0] if labelled else line.text
    if following is None or len(label) > _LONGEST_LINE or len(following.text) > _LONGEST_LINE:
        return
    beside = line.row is not None and (following.block, following.row) == (line.block, line.row)
    if not (labelled or line.is_heading or beside):
        return
    other = following.labelled()
    if not (other and fact_of(other[0])) and not section_in(following.text):
        yield label, following


def _value(fact: str, label: str, line: Passage, names: Names) -> Iterator[tuple[str, Found]]:
    text, place = line.value, (line.place(),)
    if fact == "date":
        days = days_in(line.text)
        if days:
            yield from _of_days(line, days[0], 0.97)
        if names_place_too(label):
            yield from _place_beside(line, days[0] if days else None, names, 0.9)
    elif fact == "number":
        found = _NUMBER.search(with_digits(line.text)) or _NUMBER_ALONE.match(
            with_digits(line.text)
        )
        if found:
            yield "number", Found(_plain_number(found), 0.97, place)
        rest = line.part(found.end() if found else 0)
        rest = rest.part(len(rest.text) - len(rest.text.lstrip(" :.–—-\t")))
        if len(rest.text.split()) > 1:
            yield "title", Found(rest.value, 0.9, (rest.place(),))
    elif fact == "chairs":
        yield fact, Found(_each(text, names), 0.95, place)
    else:
        yield fact, Found(text, 0.97 if fact == "rapporteur" else 0.93, place)


def _each(text: str, names: Names) -> list[str]:
    """Part several who chaired: "Governments of Kenya and Ghana", "Ms A; Mr B"."""
    states = {bare(label) for labels in names.states.values() for _, label in labels}
    governments = _GOVERNMENTS.match(text)
    listed = text[governments.end() :] if governments else text
    parts = [part.strip() for part in re.split(r"\s*[,،]\s*", listed) for part in _AND.split(part)]
    parts = [part for part in parts if part]
    if governments:
        return [_OF_A_STATE.sub("", part) for part in parts]
    if states and all(bare(part) in states for part in parts):
        return parts
    parts = [part.strip() for part in re.split(r"\s*[;؛\n]\s*", text) if part.strip()]
    both = [part for part in _AND.split(text) if part.strip()]
    if len(parts) == 1 and len(both) > 1 and all(_is_somebody(part) for part in both):
        return [part.strip(" ,") for part in both]
    return parts


def _is_somebody(part: str) -> bool:
    """Whether a part begins with a name, rather than being the rest of an office."""
    people = people_in(part)
    return bool(people) and people[0].start < 12


def _numbered(lines: Sequence[Passage]) -> Iterator[tuple[str, Found]]:
    """Numbers and titles of a session in headings and short lines: "Session 3.2: Mobility"."""
    for line in lines:
        if len(line.text) > _LONGEST_LINE or is_instruction(line.text):
            continue
        found = _NUMBER.search(with_digits(line.text))
        if not found:
            continue
        number = _plain_number(found)
        sure = (0.88 if found.start() < 3 else 0.75) + (0.05 if "." in number else 0.0)
        yield "number", Found(number, sure, (line.place(*found.span("number")),))
        rest = line.part(found.end())
        title = rest.text.lstrip(" :.–—-\t")
        if found.start() < 3 and rest.text[:1] in ":–—-." and len(title.split()) > 1:
            title = title if not days_in(title) else ""
            if title:
                place = rest.part(len(rest.text) - len(title)).place()
                yield "title", Found(one_line(title), sure, (place,))


def _plain_number(found: re.Match[str]) -> str:
    number = found["number"] if "number" in found.groupdict() else found[1]
    return number.replace("٫", ".").upper() if number.isalpha() else number.replace("٫", ".")


def _dated(lines: Sequence[Passage], names: Names) -> Iterator[tuple[str, Found]]:
    """Days and places in short lines above the sections."""
    for number, line in enumerate(lines):
        if is_instruction(line.text) or _OTHER_DAY.search(bare(line.text)):
            continue
        for days in days_in(line.text)[:1]:
            short = len(line.text) <= 120
            sure = (0.85 if short else 0.55) - min(number, 20) * 0.01
            sure = round(sure, 2)
            yield from _of_days(line, days, sure if days.certain else sure - 0.2)
            if short:
                yield from _place_beside(line, days, names, round(sure - 0.05, 2))
            elif held := _HELD_IN.search(line.text):
                where = next(group for group in held.groups() if group)
                yield "location", Found(one_line(where), 0.6, (line.place(*held.span()),))


def _of_days(line: Passage, days: Days, sure: float) -> Iterator[tuple[str, Found]]:
    place = (line.place(days.start, days.end),)
    yield "date", Found(days.first.isoformat(), sure, place)
    if days.last:
        yield "date_to", Found(days.last.isoformat(), sure, place)


def _belongs(last: Found, first: Found) -> bool:
    return last.places == first.places


def _place_beside(
    line: Passage, days: Days | None, names: Names, sure: float
) -> Iterator[tuple[str, Found]]:
    """The place beside a day: "Sessions, Marrakesh, 6 December 2018"; before it the meeting."""
    text = line.text
    before = _ARTICLE.sub("", text[: days.start]) if days else text
    behind = text[days.end :] if days else ""
    parts = _parts(before)
    where = _where(parts, names)
    if where:
        start, end = where[0][0], where[-1][1]
        yield "location", Found(one_line(text[start:end]), sure, (line.place(start, end),))
        parts = [part for part in parts if part[1] <= start]
    elif after := [part for part in _parts(behind) if _is_place(part[2])][:2]:
        known = len(after) > 1 and _is_state(after[1][2], names)
        offset = days.end if days else 0
        start, end = offset + after[0][0], offset + after[1 if known else 0][1]
        yield "location", Found(one_line(text[start:end]), sure, (line.place(start, end),))
    if parts and _MEETING.search(bare(before)):
        start, end = parts[0][0], parts[-1][1]
        yield (
            "meeting",
            Found(one_line(text[start:end]), round(sure - 0.3, 2), (line.place(start, end),)),
        )


def _parts(text: str) -> list[tuple[int, int, str]]:
    """The parts of a line between commas and dashes, with where they stand."""
    ends = [(0, 0), *((found.start(), found.end()) for found in _PARTED.finditer(text))]
    ends.append((len(text), len(text)))
    parts = []
    for (_, start), (end, _) in pairwise(ends):
        if part := text[start:end].strip():
            begin = text.index(part, start)
            parts.append((begin, begin + len(part), part))
    return parts


def _where(parts: list[tuple[int, int, str]], names: Names) -> list[tuple[int, int, str]]:
    """The last parts before a day that are a place: a city, or a city and its State."""
    if not parts or not _is_place(parts[-1][2]):
        return []
    if len(parts) > 1 and _is_state(parts[-1][2], names) and _is_place(parts[-2][2]):
        return parts[-2:]
    return parts[-1:]


def _is_place(part: str) -> bool:
    words = part.split()
    if not 1 <= len(words) <= 4 or any(character.isdigit() for character in part):
        return False
    if _MEETING.search(bare(part)) or fact_of(part) or match_of(part) or _SESSION_WORD.search(part):
        return False
    return words[0][0].isupper() or words[0][0] > "\u0600"


_SESSION_WORD = re.compile(rf"\b{_SESSION}\b", re.IGNORECASE)


def _is_state(part: str, names: Names) -> bool:
    folded = bare(part)
    return any(bare(label) == folded for labels in names.states.values() for _, label in labels)


def _titled(lines: Sequence[Passage]) -> Iterator[tuple[str, Found]]:
    """The first headings that are neither the template's nor a day's."""
    for number, line in enumerate(lines[:12]):
        text = line.text
        plain = bare(text)
        if not line.is_heading or is_instruction(text) or _TEMPLATE_TITLE.fullmatch(plain):
            continue
        if days_in(text) or line.labelled() or _NUMBER.match(with_digits(text)):
            continue
        if len(text.split()) < 2 or section_in(text):
            continue
        yield "title", Found(line.value, round(0.7 - 0.02 * number, 2), (line.place(),))


def _meetings(lines: Sequence[Passage]) -> Iterator[tuple[str, Found]]:
    """Short lines at the top that hold the name of a meeting."""
    for number, line in enumerate(lines[:10]):
        text = line.text
        if len(text) > 120 or text.endswith((".", ":")) or is_instruction(text) or days_in(text):
            continue
        if line.row is not None or line.labelled() or _NUMBER.match(with_digits(text)):
            continue
        parts = [part for part in _parts(text) if not _TEMPLATE_TITLE.fullmatch(bare(part[2]))]
        if parts and len(text.split()) > 1 and _MEETING.search(bare(text)):
            start, end = parts[0][0], parts[-1][1]
            sure = round(0.68 - 0.02 * number, 2)
            yield "meeting", Found(one_line(text[start:end]), sure, (line.place(start, end),))


def _from_name(name: str) -> Iterator[tuple[str, Found]]:
    """What the name of the file proposes: a number, a complete day."""
    if found := _NUMBER_IN_NAME.search(name):
        yield "number", Found(re.sub("[_-]", ".", found[1]), 0.4, ())
    if days := days_in(re.sub(r"_", "-", name)):
        yield "date", Found(days[0].first.isoformat(), 0.4, ())
