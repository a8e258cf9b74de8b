"""The filters of the search page: which values there are, how often, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.rendering import language_name
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.search import Scope, SearchRequest

#: More values than this in one filter help nobody.
_MOST_VALUES = 12

LEGENDS: dict[str, Any] = {
    "rcp": _("Process"),
    "region": _("Region"),
    "country": _("State or territory"),
    "theme": _("Theme"),
    "gcm_objective": _("Global Compact objective"),
    "language": _("Language of the text"),
    "year": _("Year"),
}


@dataclass(frozen=True)
class Filter:
    """One filter; options are (value, label, count, is chosen)."""

    name: str
    legend: Any
    options: list[tuple[str, str, int, bool]]


def filters_for(
    session: Session, request: SearchRequest, counts: Mapping[str, Mapping[str, int]]
) -> list[Filter]:
    """Return the filters worth offering, chosen values first, then by how much they hold."""
    names = dict(session.execute(sa.select(Rcp.slug, Rcp.short_name)).all())
    offered = []
    for name, legend in LEGENDS.items():
        if name == "rcp" and request.scope == Scope.OWN:
            continue
        chosen = request.filters.get(name, frozenset())
        found = {**dict.fromkeys(chosen, 0), **counts.get(name, {})}
        options = [
            (value, _label(name, value, names), count, value in chosen)
            for value, count in found.items()
        ]
        options.sort(key=lambda o: (not o[3], *_order(name, o)))
        if len(options) > 1 or chosen:
            offered.append(Filter(name, legend, options[:_MOST_VALUES]))
    return offered


def _order(name: str, option: tuple[str, str, int, bool]) -> tuple[Any, ...]:
    value, label, count, _chosen = option
    # Processes stand by name: an order by number would read as a ranking.
    return (label.casefold(),) if name == "rcp" else (-count, value)


def _label(name: str, value: str, rcp_names: Mapping[str, str]) -> str:
    match name:
        case "rcp":
            return rcp_names.get(value, value)
        case "region":
            return str(vocabularies.REGIONS.get(value, value))
        case "country":
            return countries.name_of(value)
        case "theme":
            return str(vocabularies.THEMES.get(value, value))
        case "gcm_objective":
            return f"{value}. {vocabularies.GCM_OBJECTIVES[int(value)]}"
        case "language":
            return language_name(value)
        case _:
            return value


def chosen_values(filters: list[Filter]) -> list[tuple[str, str, str]]:
    """Return the values in force as (filter, value, label)."""
    return [
        (f.name, value, label)
        for f in filters
        for value, label, _count, is_chosen in f.options
        if is_chosen
    ]
