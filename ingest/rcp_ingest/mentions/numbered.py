"""Objectives of the Global Compact and targets of the SDGs, named by their numbers."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_DASH = "\u2010-\u2015-"
_AND = r"(?:and|et|y|e|и|و|&|or|ou|o|или|أو)"
_JOIN = rf"\s?(?:[,،;؛/]\s?(?:{_AND}\s?)?|{_AND}\s?|[{_DASH}]\s?|to\s|à\s|al?\s|до\s|إلى\s)"
_NUMBER = r"\d{1,2}(?![\d%]|[.,]\d)"
_SIGN = r"(?:(?:no\.?|nos\.?|n[°ºo]|№|#|number|numbers|numéro|número|رقم|номер)\s?)?"
_OBJECTIVE = (
    r"(?:objectives?|objectifs?|objetivos?|obj\.?|goals?|цел(?:ь|и|ей|ям|ями|ях|ью)"
    r"|(?:[وفبلك]{0,2}(?:ال|ل)?)(?:هدف(?:ين|ان)?|أهداف))"
)
_COMPACT = re.compile(
    r"\bGCM\b|\bglobal compact\b|\bcompact for (?:safe|migration)|\bpacte mondial|\bPMM\b|\bGCRM\b"
    r"|\bpacto (?:mundial|global)|\bглобальн\w{2,4} договор|\bГДМ\b"
    r"|\bдоговор\w{0,3} о (?:безопасн|миграц)"
    r"|(?:ال|لل)اتفاق العالمي|(?:ال)?اتفاق عالمي",
    re.IGNORECASE,
)
_SDG = (
    r"(?:SDGs?|ODS|ODD|ЦУР|sustainable development goals?|objectifs? de développement durable"
    r"|objetivos? de desarrollo sostenible|objetivos? de desenvolvimento sustentável"
    r"|цел\w{1,3} (?:в области )?устойчивого развития|أهداف التنمية المستدامة)"
)
_TARGET = (
    r"(?:targets?|cibles?|metas?|задач(?:а|и|у|е|ей|ам)?|показател\w{1,3}"
    r"|(?:[وفبلك]{0,2}(?:ال|ل)?)(?:غايات|غاية|غايتين|مقاصد|مقصد|هدف|أهداف))"
)
_OBJECTIVES = re.compile(
    rf"(?<!\w){_OBJECTIVE}\s?{_SIGN}(?P<numbers>{_NUMBER}(?:{_JOIN}(?:{_OBJECTIVE}\s)?{_NUMBER}){{0,22}})",
    re.IGNORECASE,
)
#: "GCM 6", "GCM Obj. 6": the Compact's name and the number alone.
_COMPACT_NUMBERS = re.compile(
    rf"(?<!\w)(?:GCM|PMM|ГДМ)\s?(?:{_OBJECTIVE}\s?)?{_SIGN}[:(]?\s?"
    rf"(?P<numbers>{_NUMBER}(?:{_JOIN}{_NUMBER}){{0,22}})",
    re.IGNORECASE,
)
_TARGET_NUMBER = r"\d{1,2}[.\u066b](?:\d{1,2}|[a-dа-д])(?![\w%]|[.,]\d)"
_TARGETS = re.compile(
    rf"(?<!\w)(?P<marker>{_SDG}|{_TARGET})[\s:(]{{0,2}}(?:(?:{_TARGET}|indicators?)\s?)?{_SIGN}"
    rf"(?P<numbers>{_TARGET_NUMBER}(?:{_JOIN}(?:{_TARGET}\s)?{_TARGET_NUMBER}){{0,16}})",
    re.IGNORECASE,
)
_OF_SDGS = re.compile(rf"\s?(?:of the |des |de los |dos |из |من )?{_SDG}", re.IGNORECASE)
_SDG_BESIDE = re.compile(rf"{_SDG}|2030", re.IGNORECASE)
_ONE_NUMBER = re.compile(r"\d{1,2}")
_ONE_TARGET = re.compile(_TARGET_NUMBER)
_SPAN = re.compile(rf"\s?(?:[{_DASH}]|to|à|al?|до|إلى)\s?", re.IGNORECASE)
_CYRILLIC_LETTERS = str.maketrans("абсд\u066b", "abcd.")
#: Characters of a sentence around a number that may name what the number is of.
_AROUND = 160
_STOP = re.compile(r"[.!?؟]\s|\n")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that names an objective ("6") or a target ("10.7")."""

    code: str
    start: int
    end: int
    confidence: float


def objectives(text: str, codes: Collection[str]) -> Iterator[Numbered]:
    """Yield the objectives of the Global Compact that a text names by number."""
    told = {
        (one.code, one.end): one
        for found in _COMPACT_NUMBERS.finditer(text)
        for one in _each_objective(found, codes, 0.95)
    }
    for found in _OBJECTIVES.finditer(text):
        sentence = _sentence_around(text, found.start(), found.end())
        if _COMPACT.search(sentence) and not _OF_SDGS.match(text, found.end()):
            for one in _each_objective(found, codes, 0.93):
                told.setdefault((one.code, one.end), one)
    yield from told.values()


def targets(text: str, codes: Collection[str]) -> Iterator[Numbered]:
    """Yield the targets of the SDGs that a text names by number."""
    for found in _TARGETS.finditer(text):
        sure = re.fullmatch(_SDG, found["marker"], re.IGNORECASE) or _SDG_BESIDE.search(
            _sentence_around(text, found.start(), found.end())
        )
        for number in _ONE_TARGET.finditer(found["numbers"]):
            code = number.group().lower().translate(_CYRILLIC_LETTERS)
            if code in codes:
                start = found.start("numbers") + number.start()
                confidence = 0.95 if sure else 0.75
                yield Numbered(code, start, start + len(number.group()), confidence)


def _each_objective(
    found: re.Match[str], codes: Collection[str], confidence: float
) -> Iterator[Numbered]:
    written, offset = found["numbers"], found.start("numbers")
    numbers = list(_ONE_NUMBER.finditer(written))
    for place, number in enumerate(numbers):
        first = last = int(number.group())
        start = number.start()
        if place and _SPAN.fullmatch(written[numbers[place - 1].end() : number.start()]):
            first = int(numbers[place - 1].group()) + 1
            start = numbers[place - 1].start()
        for value in range(first, last + 1):
            if str(value) in codes:
                yield Numbered(str(value), offset + start, offset + number.end(), confidence)


def _sentence_around(text: str, start: int, end: int) -> str:
    before = text[max(start - _AROUND, 0) : start]
    behind = text[end : end + _AROUND]
    stops = [stop.end() for stop in _STOP.finditer(before)]
    begin = stops[-1] if stops else 0
    stop = _STOP.search(behind)
    return before[begin:] + text[start:end] + (behind[: stop.start()] if stop else behind)
