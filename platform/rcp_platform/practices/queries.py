"""Read practices."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from rcp_platform.core.access import Actor, Role
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import (
    SECTIONS,
    Audience,
    Practice,
    PracticeReader,
    PracticeState,
)

#: Lists show titles and facts: the long texts stay in the database until a page asks for them.
_FOR_LISTS = (
    joinedload(Practice.rcp),
    *(defer(getattr(Practice, name)) for name in (*SECTIONS, "references")),
)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which a practice is listed for the actor."""
    if actor.is_system:
        return sa.true()
    own = Practice.rcp_slug.in_(actor.rcps)
    named = Practice.readers.any(PracticeReader.rcp_slug.in_(actor.rcps))
    readable = [
        Practice.audience == Audience.PUBLIC,
        own,
        sa.and_(Practice.audience == Audience.NAMED, named),
    ]
    if actor.rcps:
        readable.append(Practice.audience == Audience.NETWORK)
    return sa.or_(
        sa.and_(Practice.state == PracticeState.PUBLISHED, sa.or_(*readable)),
        Practice.rcp_slug.in_(actor.edited_rcps),
    )


def get_visible(session: Session, practice_id: int, actor: Actor) -> Practice:
    """Return a practice, or raise NoResultFound if there is none that the actor may see.

    Not seeing and not existing look the same, so that an id gives nothing away.
    """
    statement = (
        sa.select(Practice)
        .where(Practice.id == practice_id, visible_to(actor))
        .options(joinedload(Practice.rcp))
    )
    return session.scalars(statement).one()


def by_ids(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Practice]:
    """Return those of the practices that the actor may see, by id, with their RCP."""
    statement = (
        sa.select(Practice).where(Practice.id.in_(ids), visible_to(actor)).options(*_FOR_LISTS)
    )
    return {practice.id: practice for practice in session.scalars(statement)}


def published(actor: Actor, rcp: str | None = None) -> sa.Select[Practice]:
    """Return the published practices the actor may read, newest first."""
    statement = (
        sa.select(Practice)
        .where(Practice.state == PracticeState.PUBLISHED, visible_to(actor))
        .options(*_FOR_LISTS)
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )
    return statement if rcp is None else statement.where(Practice.rcp_slug == rcp)


def in_work(session: Session, actor: Actor) -> list[Practice]:
    """Return the unpublished practices of the RCPs the actor works for, last touched first."""
    statement = (
        sa.select(Practice)
        .where(
            Practice.rcp_slug.in_(actor.edited_rcps),
            Practice.state.in_([PracticeState.DRAFT, PracticeState.SUBMITTED]),
        )
        .options(*_FOR_LISTS)
        .order_by(Practice.updated_at.desc(), Practice.id.desc())
    )
    return list(session.scalars(statement))


def waiting_for(session: Session, actor: Actor) -> list[Practice]:
    """Return the submitted practices that wait for the actor, as secretariat, oldest first."""
    rcps = [seat.rcp for seat in actor.seats if seat.role == Role.SECRETARIAT]
    statement = (
        sa.select(Practice)
        .where(Practice.rcp_slug.in_(rcps), Practice.state == PracticeState.SUBMITTED)
        .options(*_FOR_LISTS)
        .order_by(Practice.submitted_at, Practice.id)
    )
    return list(session.scalars(statement))


def rcps_of(session: Session, actor: Actor) -> list[Rcp]:
    """Return the RCPs the actor sits in, by name."""
    statement = sa.select(Rcp).where(Rcp.slug.in_(actor.rcps)).order_by(Rcp.name)
    return list(session.scalars(statement))
