"""Read the directory."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, load_only, selectinload

from rcp_platform.core.text import is_slug
from rcp_platform.core.vocabularies import REGIONS
from rcp_platform.directory.models import Rcp, RcpState


@dataclass(frozen=True)
class Listed:
    """A Process as the list shows it."""

    rcp: Rcp
    states: int


def listed(session: Session) -> list[Listed]:
    """Return every Process by short name with the number of its States, in one query."""
    states = (
        sa.select(sa.func.count())
        .where(RcpState.rcp_slug == Rcp.slug)
        .correlate(Rcp)
        .scalar_subquery()
    )
    shown = load_only(
        Rcp.name, Rcp.short_name, Rcp.aliases, Rcp.year_established, Rcp.type, Rcp.regions
    )
    rows = session.execute(sa.select(Rcp, states).options(shown))
    everyone = [Listed(rcp, count) for rcp, count in rows]
    return sorted(everyone, key=lambda item: _place(item.rcp))


def by_short_name(rcps: Iterable[Rcp]) -> list[Rcp]:
    """Return Processes in the order of every list of them, which ranks none."""
    return sorted(rcps, key=_place)


def _place(rcp: Rcp) -> tuple[str, str]:
    return rcp.short_name.casefold(), rcp.slug


def matches(rcp: Rcp, *, region: str, rcp_type: str, name: str) -> bool:
    """Whether a Process is in the region, of the type and bears the name; empty means any."""
    own_names = (rcp.slug, rcp.short_name, rcp.name, *rcp.aliases)
    return (
        (not region or region in rcp.regions)
        and (not rcp_type or rcp.type == rcp_type)
        and (not name or any(_folded(name) in _folded(own) for own in own_names))
    )


def by_region(items: list[Listed], region: str) -> dict[str, list[Listed]]:
    """Return Processes under their main region, or all under the one that was asked for."""
    if region:
        return {region: items} if items else {}
    groups = {known: [i for i in items if i.rcp.main_region == known] for known in REGIONS}
    return {known: members for known, members in groups.items() if members}


_PROFILE = (
    selectinload(Rcp.states),
    selectinload(Rcp.priorities),
    selectinload(Rcp.parties),
)


def get(session: Session, slug: str) -> Rcp:
    """Return a Process with all its profile shows. Raises NoResultFound."""
    if not is_slug(slug):
        raise NoResultFound
    return session.get_one(Rcp, slug, options=_PROFILE)


def profiles(session: Session, slugs: Collection[str]) -> dict[str, Rcp]:
    """Return Processes by slug with all that their profiles show, in a few queries."""
    statement = sa.select(Rcp).where(Rcp.slug.in_(slugs)).options(*_PROFILE)
    return {rcp.slug: rcp for rcp in session.scalars(statement)}


@dataclass(frozen=True)
class Names:
    """By which names the Processes of the directory are known."""

    short_names: dict[str, str]
    _slugs: dict[str, str]

    def slug_of(self, name: str) -> str | None:
        """Return the one Process that bears the name, be it slug, short name, alias or name."""
        return self._slugs.get(_folded(name))


def names(session: Session) -> Names:
    """Return the names of every Process, in one query. A name that two bear means neither."""
    columns = sa.select(Rcp.slug, Rcp.short_name, Rcp.name, Rcp.aliases)
    short_names, bearers = {}, dict[str, set[str]]()
    for slug, short_name, name, aliases in session.execute(columns):
        short_names[slug] = short_name
        for known in (short_name, name, *aliases):
            bearers.setdefault(_folded(known), set()).add(slug)
    slugs = {known: slugs.pop() for known, slugs in bearers.items() if len(slugs) == 1}
    return Names(short_names, slugs | {slug: slug for slug in short_names})


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def holds_samples(session: Session) -> bool:
    """Whether the sample world has been loaded and not all of it replaced."""
    return bool(session.scalar(sa.select(sa.exists().where(Rcp.is_sample))))
