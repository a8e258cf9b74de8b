"""Directory records: an RCP as JSON, as the sample world and other files hold it.

A record has ``slug`` and ``name`` and may have ``short_name``, ``aliases``,
``year_established``, ``type``, ``regions``, ``secretariat``, ``contact``, ``states``
(``code``, ``note``), ``observers`` and ``partners`` (``kind`` with ``code``, ``slug`` or
``name``, and ``note``), ``areas_of_discussion``, ``goals``, ``priorities`` (``title``,
``detail``), ``as_of`` and ``source``. Other keys are left alone.
"""

from collections.abc import Mapping
from typing import Any

from rcp_platform.core import countries
from rcp_platform.core.text import clean, is_slug
from rcp_platform.core.vocabularies import REGIONS, RcpType
from rcp_platform.directory.facts import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_AS_OF,
    LONGEST_CONTACT,
    LONGEST_DETAIL,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_SHORT_NAME,
    LONGEST_SOURCE,
    MOST_PRIORITIES,
    PartyFact,
    PriorityFact,
    ProfileFacts,
    StateFact,
)
from rcp_platform.directory.models import PartyKind
from rcp_platform.directory.parties import one_line

Record = Mapping[str, Any]


class RecordError(ValueError):
    """A record cannot be loaded; the message is a sentence that names it."""


def slug_of(record: Record) -> str:
    """Return the record's slug, or raise :exc:`RecordError`."""
    slug = record.get("slug")
    if not isinstance(slug, str) or not is_slug(slug):
        raise RecordError(f"A record's slug is {slug!r}; it must be like “bali-process”.")
    return slug


def facts_from(record: Record) -> ProfileFacts:
    """Return the facts of a record, or raise :exc:`RecordError`."""
    try:
        return _facts_from(record)
    except ValueError as error:
        raise RecordError(f"The record “{slug_of(record)}” cannot be used: {error}.") from error


def _facts_from(record: Record) -> ProfileFacts:
    name = _line(record, "name", LONGEST_NAME)
    if not name:
        raise ValueError("it has no name")
    facts = ProfileFacts(
        name=name,
        short_name=_line(record, "short_name", LONGEST_SHORT_NAME) or name,
        aliases=_lines(record, "aliases"),
        year_established=_year(record.get("year_established")),
        type=RcpType(record.get("type", RcpType.REGIONAL)),
        regions=_regions(record),
        secretariat=clean(_text(record, "secretariat")),
        contact=_line(record, "contact", LONGEST_CONTACT),
        states=tuple(_state(item) for item in _objects(record, "states")),
        observers=tuple(_party(item) for item in _objects(record, "observers")),
        partners=tuple(_party(item) for item in _objects(record, "partners")),
        areas_of_discussion=_lines(record, "areas_of_discussion"),
        goals=_lines(record, "goals"),
        priorities=tuple(_priority(item) for item in _objects(record, "priorities")),
        as_of=_line(record, "as_of", LONGEST_AS_OF),
        source=_line(record, "source", LONGEST_SOURCE),
    )
    if len(facts.short_name) > LONGEST_SHORT_NAME:
        raise ValueError("its name is long, so it needs a short_name as well")
    if len(facts.priorities) > MOST_PRIORITIES:
        raise ValueError(f"it has more than {MOST_PRIORITIES} priorities")
    if len({state.code for state in facts.states}) < len(facts.states):
        raise ValueError("it names a State twice")
    return facts


def _text(record: Record, key: str) -> str:
    value = record.get(key) or ""
    if not isinstance(value, str):
        raise ValueError(f"“{key}” is not text")
    return value


def _line(record: Record, key: str, longest: int) -> str:
    line = one_line(_text(record, key))
    if len(line) > longest:
        raise ValueError(f"“{key}” is longer than {longest} characters")
    return line


def _list(record: Record, key: str) -> list[object]:
    value = record.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"“{key}” is not a list")
    return value


def _lines(record: Record, key: str) -> tuple[str, ...]:
    texts = _list(record, key)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"“{key}” is not a list of texts")
    return tuple(line for text in texts if (line := one_line(str(text))))


def _objects(record: Record, key: str) -> list[Record]:
    items = [item for item in _list(record, key) if isinstance(item, Mapping)]
    if len(items) < len(_list(record, key)):
        raise ValueError(f"“{key}” is not a list of objects")
    return items


def _year(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(f"“year_established” is {value!r}, which is not a year")
    return value


def _regions(record: Record) -> tuple[str, ...]:
    regions = _lines(record, "regions")
    for region in regions:
        if region not in REGIONS:
            raise ValueError(f"“{region}” is not one of the regions {', '.join(REGIONS)}")
    return regions


def _state(item: Record) -> StateFact:
    code = _text(item, "code")
    if not countries.is_code(code):
        raise ValueError(f"“{code}” is not the code of a State")
    return StateFact(code, _line(item, "note", LONGEST_NOTE))


def _party(item: Record) -> PartyFact:
    kind = PartyKind(_text(item, "kind"))
    note = _line(item, "note", LONGEST_NOTE)
    if kind == PartyKind.STATE:
        return PartyFact(kind, _state(item).code, note)
    if kind == PartyKind.RCP:
        return PartyFact(kind, slug_of(item), note)
    name = _line(item, "name", LONGEST_NAME)
    if not name:
        raise ValueError("an organisation has no name")
    return PartyFact(kind, name, note)


def _priority(item: Record) -> PriorityFact:
    title = _line(item, "title", LONGEST_NAME)
    if not title:
        raise ValueError("a priority has no title")
    return PriorityFact(title, _line(item, "detail", LONGEST_DETAIL))
