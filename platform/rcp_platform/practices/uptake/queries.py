"""Read what was made of practices."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import WITHOUT_TEXTS
from rcp_platform.practices.uptake.models import Uptake
from rcp_platform.practices.uptake.policy import visible_to

_RECENT = timedelta(days=90)


def trail_of(session: Session, practice_id: int, actor: Actor) -> Sequence[Uptake]:
    """Return what the actor may know of the uptake of a practice, oldest first."""
    statement = (
        sa.select(Uptake)
        .where(Uptake.practice_id == practice_id, visible_to(actor))
        .options(joinedload(Uptake.rcp))
        .order_by(Uptake.recorded_at, Uptake.id)
    )
    return session.scalars(statement).all()


def of_own_practices(session: Session, actor: Actor, most: int = 5) -> Sequence[Uptake]:
    """Return the latest uptakes of practices of the RCPs the actor works for."""
    statement = (
        sa.select(Uptake)
        .join(Uptake.practice)
        .where(
            Practice.rcp_slug.in_(actor.edited_rcps),
            Uptake.withdrawn_at.is_(None),
            Uptake.recorded_at > now() - _RECENT,
        )
        .options(joinedload(Uptake.rcp), contains_eager(Uptake.practice).options(*WITHOUT_TEXTS))
        .order_by(Uptake.recorded_at.desc(), Uptake.id.desc())
        .limit(most)
    )
    return session.scalars(statement).all()


def get_visible(session: Session, practice_id: int, uptake_id: int, actor: Actor) -> Uptake:
    """Return an uptake, or raise NoResultFound where there is none that the actor may know of."""
    statement = (
        sa.select(Uptake)
        .where(Uptake.id == uptake_id, Uptake.practice_id == practice_id, visible_to(actor))
        .options(joinedload(Uptake.practice))
    )
    return session.scalars(statement).one()
