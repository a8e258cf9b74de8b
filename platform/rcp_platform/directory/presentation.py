"""States, observers and partners as a profile shows them."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rcp_platform.core import countries
from rcp_platform.directory.facts import PartyFact, StateFact
from rcp_platform.directory.models import PartyKind
from rcp_platform.directory.queries import Names


@dataclass(frozen=True)
class Named:
    """A State, organisation or Process by name; ``slug`` only if it is a Process."""

    name: str
    note: str = ""
    slug: str = ""


@dataclass(frozen=True)
class Group:
    """Those who share a note, or, without ``note``, those who share none."""

    note: str
    members: list[Named]


def states_shown(states: Iterable[StateFact]) -> list[Group]:
    """Return States by their names in the reader's language, in its order."""
    named = [Named(countries.name_of(state.code), state.note) for state in states]
    return _by_note(sorted(named, key=lambda state: _without_accents(state.name)))


def parties_shown(parties: Iterable[PartyFact], names: Names) -> list[Group]:
    """Return observers or partners in the order in which the Process states them."""
    return _by_note([_named(party, names) for party in parties])


def _named(party: PartyFact, names: Names) -> Named:
    match party.kind:
        case PartyKind.STATE:
            return Named(countries.name_of(party.who), party.note)
        case PartyKind.RCP:
            return Named(names.short_names[party.who], party.note, party.who)
        case PartyKind.ORGANISATION:
            return Named(party.who, party.note)


def _by_note(everyone: list[Named]) -> list[Group]:
    """Group those who share a note with others, so that it is read once."""
    counts = Counter(named.note for named in everyone)
    alone = [n for n in everyone if not n.note or counts[n.note] == 1]
    shared = [note for note, count in counts.items() if note and count > 1]
    groups = [Group(note, [n for n in everyone if n.note == note]) for note in shared]
    return [Group("", alone), *groups] if alone else groups


def _without_accents(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
