"""Profiles of RCPs in documents, compared with the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from rcp_ingest import Profile
from rcp_ingest.typography import bare
from rcp_platform.directory import queries
from rcp_platform.directory.models import Rcp

_LISTS = ("areas_of_discussion", "goals")


@dataclass(frozen=True)
class Difference:
    """A field of which a document says something else than the directory.

    Of ``states`` each side holds the codes that only this side names.
    """

    field: str
    document: Any
    directory: Any


def find_rcps(session: Session, profiles: Sequence[Profile]) -> list[Rcp | None]:
    """Return for each profile the entry that bears its short name or name.

    None if none or two do. All are found in a few queries.
    """
    names = queries.names(session)
    slugs = [
        names.slug_of(str(profile.value("short_name")))
        or names.slug_of(str(profile.value("name")))
        or ""
        for profile in profiles
    ]
    entries = queries.profiles(session, set(slugs))
    return [entries.get(slug) for slug in slugs]


def compared(profile: Profile, rcp: Rcp) -> Sequence[Difference]:
    """Return what the document says otherwise; what it does not say is no difference."""
    return [*_names(profile, rcp), *_facts(profile, rcp), *_lists(profile, rcp)]


def _names(profile: Profile, rcp: Rcp) -> list[Difference]:
    known = {bare(name) for name in (rcp.name, rcp.short_name, *rcp.aliases)}
    return [
        Difference(field, written, current)
        for field, current in (("name", rcp.name), ("short_name", rcp.short_name))
        if (written := str(profile.value(field))) and bare(written) not in known
    ]


def _facts(profile: Profile, rcp: Rcp) -> list[Difference]:
    found = []
    year = profile.value("year_established", None)
    if year and year != rcp.year_established:
        found.append(Difference("year_established", year, rcp.year_established))
    named = list(profile.value("states", []))
    current = [state.code for state in rcp.states]
    if named and set(named) != set(current):
        only_here = [code for code in named if code not in current]
        only_there = [code for code in current if code not in named]
        found.append(Difference("states", only_here, only_there))
    secretariat = str(profile.value("secretariat"))
    if secretariat and bare(secretariat) != bare(rcp.secretariat):
        found.append(Difference("secretariat", secretariat, rcp.secretariat))
    return found


def _lists(profile: Profile, rcp: Rcp) -> list[Difference]:
    current = {name: list(getattr(rcp, name)) for name in _LISTS}
    current["priorities"] = [priority.title for priority in rcp.priorities]
    found = []
    for field, texts in current.items():
        written = [str(text) for text in profile.value(field, [])]
        if written and [bare(text) for text in written] != [bare(text) for text in texts]:
            found.append(Difference(field, written, texts))
    return found
