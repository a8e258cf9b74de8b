"""What may stand in the address of a search, on the page and in the API."""

import re
from collections.abc import Callable, Container

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.access import Actor
from rcp_platform.core.text import clean
from rcp_platform.discovery.search import (
    FACETS,
    MAX_QUERY,
    Scope,
    SearchRequest,
    default_scope,
)

MAX_LIMIT = 100
MAX_OFFSET = 1000


class BadParameter(ValueError):
    """A parameter that means nothing; the message is a sentence for the person."""


_IS_VALUE: dict[str, Callable[[str], object]] = {
    "rcp": re.compile(r"[a-z0-9-]{1,60}").fullmatch,
    "region": lambda value: value in vocabularies.REGIONS,
    "country": countries.is_code,
    "theme": lambda value: value in vocabularies.THEMES,
    "gcm_objective": lambda value: value in set(map(str, vocabularies.GCM_OBJECTIVES)),
    "language": re.compile(r"[a-z]{2}").fullmatch,
    "year": re.compile(r"(19|20|21)[0-9]{2}").fullmatch,
}


def read(arguments: MultiDict[str, str], known: Container[str], actor: Actor) -> SearchRequest:
    """Return the search an address asks for.

    ``known`` are the parameters this caller has beside the filters. Raises
    :exc:`BadParameter` for anything unknown, too long or out of range.
    """
    for name in arguments:
        if name not in known and name not in FACETS:
            raise BadParameter(_("There is no parameter “%(name)s”.", name=name[:40]))
    written = arguments.get("q", "")
    if len(written) > MAX_QUERY:
        raise BadParameter(_("Shorten your question to %(most)d characters.", most=MAX_QUERY))
    return SearchRequest(
        text=clean(written),
        scope=_scope(arguments.get("scope"), actor),
        filters=_filters(arguments),
        limit=_number(arguments, "limit", 10, 1, MAX_LIMIT),
        offset=_number(arguments, "offset", 0, 0, MAX_OFFSET),
    )


def _scope(written: str | None, actor: Actor) -> Scope:
    if not written:
        return default_scope(actor)
    if written not in list(Scope):
        raise BadParameter(_("The scope is one of: %(names)s.", names=", ".join(Scope)))
    return Scope(written)


def _filters(arguments: MultiDict[str, str]) -> dict[str, frozenset[str]]:
    filters = {}
    for name in FACETS:
        values = frozenset(value for value in arguments.getlist(name) if value)
        for value in values:
            if not _IS_VALUE[name](value):
                raise BadParameter(
                    _("“%(value)s” is not a value of %(name)s.", value=value[:40], name=name)
                )
        if values:
            filters[name] = values
    return filters


def _number(arguments: MultiDict[str, str], name: str, default: int, least: int, most: int) -> int:
    written = arguments.get(name)
    if written is None:
        return default
    if not re.fullmatch("[0-9]{1,6}", written) or not least <= int(written) <= most:
        raise BadParameter(
            _("%(name)s is a number from %(least)d to %(most)d.", name=name, least=least, most=most)
        )
    return int(written)
