"""How a practice stands to who reads of it: the same topic, the same route, the same region."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.directory.models import Rcp, RcpState
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Card
from rcp_platform.practices.states import SEARCHABLE


@dataclass(frozen=True)
class Lens:
    """What a practice of another RCP has in common with the reader's RCPs."""

    #: Themes that the reader's RCPs have published on too.
    themes: tuple[str, ...] = ()
    #: States that take part both in the practice's RCP and in the reader's: a route in common.
    shared_states: int = 0
    #: A region of both.
    region: str | None = None


def lenses_on(session: Session, practices: Sequence[Card], actor: Actor) -> dict[int, Lens]:
    """Return a lens for each practice, by its id; an empty one for the reader's own.

    Of a practice whose RCP the reader is not told, only the themes are compared.

    Costs three queries however many practices there are, none for a visitor.
    """
    elsewhere = [p for p in practices if p.rcp_slug not in actor.rcps]
    if not elsewhere or not actor.rcps:
        return {practice.id: Lens() for practice in practices}
    others = {p.rcp_slug for p in elsewhere}
    states = _shared_states(session, others, actor)
    regions = _regions(session, actor)
    themes = _themes(session, actor)
    return {
        p.id: Lens(
            themes=tuple(theme for theme in p.themes if theme in themes),
            shared_states=states.get(p.rcp_slug, 0),
            region=next((r for r in (p.rcp.regions if p.rcp else ()) if r in regions), None),
        )
        for p in elsewhere
    } | {p.id: Lens() for p in practices if p.rcp_slug in actor.rcps}


def _shared_states(session: Session, others: set[str], actor: Actor) -> dict[str, int]:
    own = sa.select(RcpState.code).where(RcpState.rcp_slug.in_(actor.rcps))
    statement = (
        sa.select(RcpState.rcp_slug, sa.func.count())
        .where(RcpState.rcp_slug.in_(others), RcpState.code.in_(own))
        .group_by(RcpState.rcp_slug)
    )
    return dict(session.execute(statement).all())


def _regions(session: Session, actor: Actor) -> set[str]:
    statement = sa.select(Rcp.regions).where(Rcp.slug.in_(actor.rcps))
    return {region for regions in session.scalars(statement) for region in regions}


def _themes(session: Session, actor: Actor) -> set[str]:
    # As text: PostgreSQL does not compare JSON, and reading hundreds of equal lists takes long.
    statement = (
        sa.select(sa.cast(Practice.themes, sa.Text))
        .where(Practice.rcp_slug.in_(actor.rcps), Practice.state.in_(SEARCHABLE))
        .distinct()
    )
    return {theme for themes in session.scalars(statement) for theme in json.loads(themes)}
