"""Values of columns as values of JSON, and back, checked against the type of the column."""

from collections.abc import Container
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa

from rcp_platform.core import vocabularies
from rcp_platform.core.countries import is_code
from rcp_platform.core.db import UTCDateTime

_VOCABULARIES: dict[str, Container[Any]] = {
    "themes": vocabularies.THEMES,
    "regions": vocabularies.REGIONS,
    "gcm_objectives": vocabularies.GCM_OBJECTIVES,
    "sdg_targets": vocabularies.SDG_TARGETS,
    "levels": vocabularies.MEETING_LEVELS,
    "practice_type": vocabularies.PRACTICE_TYPES,
    "status": vocabularies.PRACTICE_STATUSES,
    "scope": vocabularies.SCOPES,
}
_MOST_INTEGER = 2**31 - 1


class NotOfTheColumn(ValueError):
    """A value cannot stand in its column; the message says why."""


def as_json(value: Any) -> Any:
    """Return what a column holds as a value of JSON; moments are in UTC."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Enum():
            return value.value
    return value


def from_json(column: sa.Column[Any], value: Any) -> Any:
    """Return what a column is to hold. Raises :exc:`NotOfTheColumn`."""
    if value is None:
        if column.nullable:
            return None
        raise NotOfTheColumn("is empty")
    try:
        held = _of_type(column.type, value)
        if not _is_known(column.name, value):
            raise ValueError
    except (TypeError, ValueError) as error:
        raise NotOfTheColumn(f"cannot be {_shortened(value)}") from error
    return held


def _is_known(name: str, value: Any) -> bool:
    """Whether pages know what to call it: they look up what is in these columns."""
    if name in _VOCABULARIES:
        many = value if isinstance(value, list) else [value]
        return all(one in _VOCABULARIES[name] for one in many if one != "")
    match name:
        case "countries":
            return all(is_code(code) for code in value)
        case "country" | "code":
            return not value or is_code(value)
        case "zone":
            return value in _zones()
    return True


def _of_type(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    match kind:
        case UTCDateTime():
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError
            return moment
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Enum(enum_class=enum) if enum is not None:
            return enum(value)
        case sa.JSON():
            return value
        case sa.Integer():
            if type(value) is not int or abs(value) > _MOST_INTEGER:
                raise ValueError
            return value
        case sa.String(length=longest):
            if not isinstance(value, str) or (longest is not None and len(value) > longest):
                raise ValueError
            if "\0" in value:
                raise ValueError
            return value
        case _:
            if type(value) is not kind.python_type:
                raise TypeError
            return value


@cache
def _zones() -> Container[Any]:
    return available_timezones()


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
