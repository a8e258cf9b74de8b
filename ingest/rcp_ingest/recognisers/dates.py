"""Days written out in six languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january|jan|janvier|enero|ene|janeiro|января|январь|янв|يناير|كانون الثاني|جانفي",
    "february|feb|février|fevrier|févr|fév|febrero|fevereiro|fev|февраля|февраль|фев|فبراير|شباط|فيفري",
    "march|mar|mars|marzo|março|marco|марта|март|мар|مارس|آذار|اذار",
    "april|apr|avril|avr|abril|abr|апреля|апрель|апр|أبريل|ابريل|إبريل|نيسان|أفريل",
    "may|mai|mayo|maio|мая|май|مايو|أيار|ايار|ماي",
    "june|jun|juin|junio|junho|июня|июнь|июн|يونيو|يونيه|حزيران|جوان",
    "july|jul|juillet|juil|julio|julho|июля|июль|июл|يوليو|يوليه|تموز|جويلية",
    "august|aug|août|aout|agosto|ago|августа|август|авг|أغسطس|اغسطس|آب|أوت",
    "september|sept|sep|septembre|septiembre|setiembre|setembro|set|сентября|сентябрь|сент|сен"
    "|سبتمبر|أيلول|ايلول",
    "october|oct|octobre|octubre|outubro|out|октября|октябрь|окт|أكتوبر|اكتوبر|تشرين الأول"
    "|تشرين الاول",
    "november|nov|novembre|noviembre|novembro|ноября|ноябрь|ноя|نوفمبر|تشرين الثاني",
    "december|dec|décembre|decembre|déc|diciembre|dic|dezembro|dez|декабря|декабрь|дек|ديسمبر"
    "|كانون الأول|كانون الاول",
)
_NUMBER_OF = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split("|")
}
_MONTH = "(?:" + "|".join(sorted(map(re.escape, _NUMBER_OF), key=len, reverse=True)) + r")\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|°|-?го|-?е)?"
_YEAR = r"(?:19|20)\d\d"
_TO = r"\s*(?:[-–—‑/]|to|and|au|et|al?|y|ao?|e|и|по|إلى|الى|حتى|و)\s*(?:el |le |the |о )?"
_OF = r"[\s,،-]*(?:of |de |du |del |do |من |شهر )?"
#: A month by both of its Arabic names: "كانون الأول/ديسمبر".
_ALSO = rf"(?:\s*[/()]\s*{_MONTH}\)?)?"
_BETWEEN_YEAR = r"[\s,،.]*(?:de |del |do |of |عام |سنة )?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 30 September - 2 October 2019; with years on both sides too
        rf"(?<![\d.])(?P<d1>{_DAY}){_OF}(?P<m1>{_MONTH}){_ALSO}(?:{_BETWEEN_YEAR}(?P<y1>{_YEAR}))?"
        rf"{_TO}(?P<d2>{_DAY}){_OF}(?P<m2>{_MONTH}){_ALSO}{_BETWEEN_YEAR}(?P<y2>{_YEAR})(?!\d)",
        # 16-18 October 2019, 6 December 2018
        rf"(?<![\d.])(?P<d1>{_DAY})(?:{_TO}(?P<d2>{_DAY}))?{_OF}(?P<m1>{_MONTH}){_ALSO}"
        rf"{_BETWEEN_YEAR}(?P<y1>{_YEAR})(?!\d)",
        # October 30 - November 1, 2019
        rf"(?<!\w)(?P<m1>{_MONTH})\s+(?P<d1>{_DAY}){_TO}(?P<m2>{_MONTH})\s+(?P<d2>{_DAY})"
        rf"[\s,،]+(?P<y1>{_YEAR})(?!\d)",
        # October 16-18, 2019
        rf"(?<!\w)(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:{_TO}(?P<d2>{_DAY}))?[\s,،]+(?P<y1>{_YEAR})(?!\d)",
        rf"(?<!\d)(?P<y1>{_YEAR})(?P<by>[-/._])(?P<n1>[01]?\d)(?P=by)(?P<d1>[0-3]?\d)(?!\d)",
        rf"(?<![\d.])(?P<d1>[0-3]?\d)(?:\s*[-–]\s*(?P<d2>[0-3]?\d))?(?P<by>[./-])(?P<n1>[0-3]?\d)"
        rf"(?P=by)(?P<y1>{_YEAR})(?!\d)",
    )
)
#: Digits of any script become those of ASCII; every character stays one.
_DIGITS = {0x0660 + digit: str(digit) for digit in range(10)} | {
    0x06F0 + digit: str(digit) for digit in range(10)
}


@dataclass(frozen=True)
class Days:
    """A day, or the first and the last of several, as a text writes them."""

    first: date
    last: date | None
    start: int
    end: int
    #: Whether day and month cannot be taken for one another: not so in 06/12/2018.
    certain: bool = True


def with_digits(text: str) -> str:
    """Return a text of the same length with digits as ASCII has them."""
    return text.translate(_DIGITS)


def days_in(text: str) -> list[Days]:
    """Return the complete days that a text names, in its order: those with a year."""
    plain = with_digits(text)
    if not re.search(_YEAR, plain):
        return []
    taken: list[Days] = []
    for pattern in _PATTERNS:
        for found in pattern.finditer(plain):
            if any(found.start() < one.end and one.start < found.end() for one in taken):
                continue
            taken += _days(found)
    return sorted(taken, key=lambda one: one.start)


def _days(found: re.Match[str]) -> Iterator[Days]:
    parts = found.groupdict()
    year = int(parts.get("y2") or parts["y1"])
    certain = True
    month = _month(parts["m1"]) if parts.get("m1") else int(parts["n1"])
    day = _number(parts["d1"])
    if parts.get("by") and not parts["y1"].startswith(found[0][:4]):
        certain = day > 12 or month > 12 or parts["by"] == "."
        if month > 12:
            day, month = month, day
    try:
        first = date(int(parts["y1"] or year), month, day)
        last = None
        if parts.get("d2"):
            last_month = _month(parts["m2"]) if parts.get("m2") else month
            last = date(year, last_month, _number(parts["d2"]))
    except ValueError:
        return
    if last and last <= first:
        last = None
    yield Days(first, last, found.start(), found.end(), certain)


def _month(written: str) -> int:
    return _NUMBER_OF[written.lower().rstrip(".")]


def _number(written: str) -> int:
    digits = re.match(r"\d+", written)
    return int(digits[0]) if digits else 0
