"""Short facts as people write them in forms and cells: "2015–2018", "Kenya; Uganda"."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from rcp_ingest.mentions import finder_of
from rcp_ingest.names import Names
from rcp_ingest.recognisers.fact_words import FACT_WORDS
from rcp_ingest.recognisers.outline.headings import folded
from rcp_ingest.typography import one_line

#: The fields that are understood here; what is written for others is a text.
FACTS = frozenset(
    {"countries", "themes", "gcm_objectives", "sdg_targets", "rcp", "keywords"}
    | {"year_from", "year_to", "language", *FACT_WORDS}
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d.])\d{1,2}(?![\d]|[.,]\d)")
_SPAN = re.compile(r"(?<![\d.])(\d{1,2})\s?(?:-|–|—|to|à|a|до|إلى)\s?(\d{1,2})(?![\d.])")
_TARGET = re.compile(r"(?<![\d.])\d{1,2}\.(?:\d{1,2}|[a-d])(?!\w)")
_CODE = re.compile(r"[A-Z]{2}")
_PARTED = re.compile(r"[;؛,،/\n|•]+|\s[–—-]\s")
_GOES_ON = re.compile(
    r"\b(?:on-?going|present|to date|current|en cours|à ce jour|en curso|en marcha|presente"
    r"|em curso|em andamento|по настоящее время|продолжается|наст\. время)\b|مستمر|حتى الآن|جار",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫", "0123456789.")
_OBJECTIVES = range(1, 24)
_LONGEST_KEYWORD = 100


class Facts:
    """Understands what is written for the short facts of a practice."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._finder = finder_of(names)

    def of(self, field: str, text: str) -> dict[str, Any]:
        """Return the fields that a text stands for, where it was written for this field.

        Years as numbers, lists as lists, types, states and scopes as docs/interchange.md has
        them. Empty where nothing was understood. "2015–2018" gives ``year_to`` as well, other
        words among themes are ``keywords``, "2019 – ongoing" gives ``status`` as well, and RCPs
        come as a list of slugs, ``rcps``.
        """
        line = one_line(text).translate(_DIGITS)
        match field:
            case "countries":
                return _unless_empty("countries", self._states(line))
            case "rcp":
                return _unless_empty("rcps", self._named("rcps", line))
            case "gcm_objectives":
                return _unless_empty(field, self._objectives(line))
            case "sdg_targets":
                return _unless_empty(field, self._targets(line))
            case "themes":
                return self._themes(text)
            case "keywords":
                return _unless_empty(field, _words(text))
            case "year_from" | "year_to":
                return _years(field, line)
            case _:
                value = _term(field, line)
                return {field: value} if value else {}

    def _named(self, kind: str, text: str) -> Iterable[str]:
        return (one.code for one in self._finder.mentions(text) if one.kind == kind)

    def _states(self, line: str) -> Iterable[str]:
        parts = [part.strip() for part in _PARTED.split(line) if part.strip()]
        if parts and all(_CODE.fullmatch(part) for part in parts):
            return (part for part in parts if part in self._names.states)
        return self._named("states", line)

    def _objectives(self, line: str) -> Iterable[int]:
        spans = [range(int(one[1]), int(one[2]) + 1) for one in _SPAN.finditer(line)]
        numbers = [int(number) for number in _NUMBER.findall(line)]
        named = map(int, self._named("gcm_objectives", line))
        together = {*numbers, *named, *(number for span in spans for number in span)}
        return sorted(number for number in together if number in _OBJECTIVES)

    def _targets(self, line: str) -> Iterable[str]:
        return (one for one in _TARGET.findall(line.lower()) if one in self._names.sdg_targets)

    def _themes(self, text: str) -> dict[str, Any]:
        themes: list[str] = []
        others: list[str] = []
        for part in _words(text):
            found = list(self._named("themes", part))
            themes += found
            others += [] if found else [part]
        return _unless_empty("themes", themes) | _unless_empty("keywords", others)


def _unless_empty(field: str, values: Iterable[Any]) -> dict[str, Any]:
    once = list(dict.fromkeys(values))
    return {field: once} if once else {}


def _words(text: str) -> list[str]:
    parts = (one_line(part).strip(" .") for part in _PARTED.split(text))
    return [part for part in parts if part and len(part) <= _LONGEST_KEYWORD]


def _years(field: str, line: str) -> dict[str, Any]:
    years = [int(year) for year in _YEAR.findall(line)]
    goes_on = {"status": "ongoing"} if _GOES_ON.search(line) else {}
    if not years:
        return goes_on if field == "year_to" else {}
    if field == "year_to":
        return {field: years[-1]}
    if len(years) > 1 and years[-1] >= years[0]:
        return {"year_from": years[0], "year_to": years[-1]}
    return {"year_from": years[0], **goes_on}


def _term(field: str, line: str) -> str:
    """The value whose words come first; of two that begin together, the longer."""
    text = f" {folded(line)} "
    best: tuple[int, int, str] | None = None
    for value, pattern in _patterns(field).items():
        found = pattern.search(text)
        if found:
            rank = found.start(), -len(found[0]), value
            best = min(best, rank) if best else rank
    return best[2] if best else ""


@cache
def _patterns(field: str) -> dict[str, re.Pattern[str]]:
    return {value: _pattern(lines) for value, lines in FACT_WORDS.get(field, {}).items()}


def _pattern(lines: Iterable[str]) -> re.Pattern[str]:
    known = []
    for word in "|".join(lines).split("|"):
        told = re.escape(folded(word))
        if word.startswith("="):
            known.append(rf"^ {told} $")
        else:
            known.append(rf" {told}{'' if word.endswith('*') else ' '}")
    return re.compile("|".join(sorted(known, key=len, reverse=True)))
