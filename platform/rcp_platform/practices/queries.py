"""Read practices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from rcp_platform.core.access import Actor, Right
from rcp_platform.core.paging import Page, page_of
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import SECTIONS, Practice, PracticeReader
from rcp_platform.practices.reading import Card, Reading
from rcp_platform.practices.states import (
    IN_WORK,
    SEARCHABLE,
    WAS_PUBLISHED,
    Attribution,
    Audience,
)

#: Lists show titles and facts: the long texts stay in the database until a page asks for them.
WITHOUT_TEXTS = tuple(defer(getattr(Practice, name)) for name in (*SECTIONS, "references"))
FOR_LISTS = (joinedload(Practice.rcp), *WITHOUT_TEXTS)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may open a practice."""
    if actor.is_system:
        return sa.true()
    own = Practice.rcp_slug.in_(actor.rcps)
    named = Practice.readers.any(PracticeReader.rcp_slug.in_(actor.rcps))
    readable = [
        Practice.audience == Audience.PUBLIC,
        sa.and_(Practice.audience == Audience.NAMED, named),
        sa.and_(Practice.audience == Audience.OBSERVERS, _observed_by(actor)),
    ]
    if actor.rcps:
        readable.append(Practice.audience == Audience.NETWORK)
    return sa.or_(
        sa.and_(
            Practice.state.in_(WAS_PUBLISHED),
            sa.or_(own, sa.and_(Practice.embargo_until.is_(None), sa.or_(*readable))),
        ),
        Practice.rcp_slug.in_(actor.edited_rcps),
    )


def _observed_by(actor: Actor) -> sa.ColumnElement[bool]:
    on_themes = [
        sa.and_(
            Practice.rcp_slug == rcp,
            sa.cast(Practice.themes, sa.String).contains(f'"{theme}"', autoescape=True),
        )
        for rcp, theme in sorted(actor.observed_themes(Right.SEE_PRACTICES))
    ]
    return sa.or_(Practice.rcp_slug.in_(actor.observed(Right.SEE_PRACTICES)), *on_themes)


def known_to_be_of(rcp: str, actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may know that a practice is of an RCP."""
    of_rcp = Practice.rcp_slug == rcp
    if actor.is_system or actor.sits_in(rcp):
        return of_rcp
    return sa.and_(of_rcp, Practice.attribution.in_([Attribution.NAMED, Attribution.RCP]))


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


def by_ids(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Card]:
    """Return those of the practices that can be found and the actor may see, by id."""
    statement = published(actor).where(Practice.id.in_(ids)).order_by(None)
    return {practice.id: Card.of(practice, actor) for practice in session.scalars(statement)}


def readings(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Reading]:
    """Return those of the practices that can be found and the actor may see, in full, by id."""
    statement = (
        sa.select(Practice)
        .where(Practice.id.in_(ids), Practice.state.in_(SEARCHABLE), visible_to(actor))
        .options(joinedload(Practice.rcp), selectinload(Practice.quotations))
    )
    return {p.id: Reading.of(p, actor) for p in session.scalars(statement)}


def published(actor: Actor, rcp: str | None = None) -> sa.Select[Practice]:
    """Return what can be found and the actor may read, newest first.

    With an RCP only what the actor may know to be of it. Rows become readings
    (:class:`.reading.Card`) before anybody sees them.
    """
    statement = (
        sa.select(Practice)
        .where(Practice.state.in_(SEARCHABLE), visible_to(actor))
        .options(*FOR_LISTS)
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )
    return statement if rcp is None else statement.where(known_to_be_of(rcp, actor))


def page_of_published(
    session: Session, actor: Actor, arguments: Mapping[str, str], rcp: str | None = None
) -> Page:
    """Return the page asked for of what can be found and the actor may read, newest first."""
    page = page_of(session, published(actor, rcp), arguments)
    return replace(page, items=[Card.of(practice, actor) for practice in page.items])


def newest(session: Session, actor: Actor, count: int) -> list[Card]:
    """Return the newest practices that the actor may read."""
    statement = published(actor).limit(count)
    return [Card.of(practice, actor) for practice in session.scalars(statement)]


def in_work(actor: Actor) -> sa.Select[Practice]:
    """Return what the RCPs the actor works for are preparing, last touched first."""
    return (
        sa.select(Practice)
        .where(Practice.rcp_slug.in_(actor.edited_rcps), Practice.state.in_(IN_WORK))
        .options(*FOR_LISTS)
        .order_by(Practice.updated_at.desc(), Practice.id.desc())
    )


def version_in_work(session: Session, practice: Practice) -> Practice | None:
    """Return the new version of a practice that is being prepared."""
    statement = sa.select(Practice).where(Practice.revises_id == practice.id)
    return session.scalars(statement).one_or_none()


def rcps_of(session: Session, actor: Actor) -> list[Rcp]:
    """Return the RCPs the actor sits in, by name."""
    statement = sa.select(Rcp).where(Rcp.slug.in_(actor.rcps)).order_by(Rcp.name)
    return list(session.scalars(statement))
