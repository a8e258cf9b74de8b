"""A profile as plain data: what forms and records hand to the services."""

from dataclasses import dataclass

from rcp_platform.core.vocabularies import RcpType
from rcp_platform.directory.models import PartyKind, Rcp, RcpParty, Relation

#: What the columns hold, for forms and records alike.
LONGEST_NAME = 200
LONGEST_SHORT_NAME = 80
LONGEST_NOTE = 200
LONGEST_DETAIL = 1000
LONGEST_CONTACT = 254
LONGEST_AS_OF = 20
LONGEST_SOURCE = 400
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: More would be a programme of work.
MOST_PRIORITIES = 8


@dataclass(frozen=True)
class StateFact:
    """A participating State by its ISO 3166-1 alpha-2 code."""

    code: str
    note: str = ""


@dataclass(frozen=True)
class PartyFact:
    """An observer or partner; ``who`` is a State's code, a Process's slug or a name."""

    kind: PartyKind
    who: str
    note: str = ""


@dataclass(frozen=True)
class PriorityFact:
    """Something the Process has set out to do."""

    title: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfileFacts:
    """Everything a profile states, in the order in which it states it."""

    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    year_established: int | None = None
    type: RcpType = RcpType.REGIONAL
    regions: tuple[str, ...] = ()
    secretariat: str = ""
    contact: str = ""
    states: tuple[StateFact, ...] = ()
    observers: tuple[PartyFact, ...] = ()
    partners: tuple[PartyFact, ...] = ()
    areas_of_discussion: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    priorities: tuple[PriorityFact, ...] = ()
    as_of: str = ""
    source: str = ""


def facts_of(rcp: Rcp) -> ProfileFacts:
    """Return what a profile states now."""
    return ProfileFacts(
        name=rcp.name,
        short_name=rcp.short_name,
        aliases=tuple(rcp.aliases),
        year_established=rcp.year_established,
        type=rcp.type,
        regions=tuple(rcp.regions),
        secretariat=rcp.secretariat,
        contact=rcp.contact,
        states=tuple(StateFact(state.code, state.note) for state in rcp.states),
        observers=parties_of(rcp, Relation.OBSERVER),
        partners=parties_of(rcp, Relation.PARTNER),
        areas_of_discussion=tuple(rcp.areas_of_discussion),
        goals=tuple(rcp.goals),
        priorities=tuple(PriorityFact(p.title, p.detail) for p in rcp.priorities),
        as_of=rcp.as_of,
        source=rcp.source,
    )


def parties_of(rcp: Rcp, relation: Relation) -> tuple[PartyFact, ...]:
    """Return the observers or the partners of a Process."""
    return tuple(party_fact(party) for party in rcp.parties if party.relation == relation)


def party_fact(party: RcpParty) -> PartyFact:
    """Return an observer or partner as plain data."""
    return PartyFact(party.kind, party.code or party.party_slug or party.name or "", party.note)
