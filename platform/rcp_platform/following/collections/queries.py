"""Read collections: every reader sees the items that they may open, and no sign of others."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from rcp_platform.accounts.models import Membership
from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.following.collections.models import Collection, CollectionItem, Sharing
from rcp_platform.following.queries import readable
from rcp_platform.practices.reading import Card


@dataclass(frozen=True)
class Listed:
    """An item as a reader may know it; its owner is told that one can no longer be opened."""

    item: CollectionItem
    #: None where the owner may no longer open the practice.
    card: Card | None


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may read a collection.

    It is shared in the name of a seat: once its owner holds none there, nobody else reads it.
    """
    if actor.is_system:
        return sa.true()
    conditions = [Collection.user_id == actor.user_id]
    if actor.rcps:
        seats = _seats_of_owner()
        conditions += [
            sa.and_(
                Collection.sharing == Sharing.RCP,
                Collection.rcp_slug.in_(actor.rcps),
                seats.where(Membership.rcp_slug == Collection.rcp_slug).exists(),
            ),
            sa.and_(Collection.sharing == Sharing.NETWORK, seats.exists()),
        ]
    return sa.or_(*conditions)


def _seats_of_owner() -> sa.Select[int]:
    today = now().date()
    return (
        sa.select(Membership.id)
        .where(
            Membership.user_id == Collection.user_id,
            Membership.starts_on <= today,
            sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
        .correlate(Collection)
    )


def get_visible(session: Session, collection_id: int, actor: Actor) -> Collection:
    """Return a collection with its items, or raise NoResultFound if the actor may not read it."""
    statement = (
        sa.select(Collection)
        .where(Collection.id == collection_id, visible_to(actor))
        .options(
            joinedload(Collection.owner),
            joinedload(Collection.rcp),
            selectinload(Collection.items),
        )
    )
    return session.scalars(statement).one()


def own(session: Session, collection_id: int, actor: Actor) -> Collection:
    """Return a collection of the actor's own, or raise NoResultFound."""
    statement = sa.select(Collection).where(
        Collection.id == collection_id, Collection.user_id == actor.user_id
    )
    return session.scalars(statement.options(selectinload(Collection.items))).one()


def listed(session: Session, collection: Collection, actor: Actor) -> list[Listed]:
    """Return the items in their order as the actor may know them."""
    cards = readable(session, [item.practice_id for item in collection.items], actor)
    is_own = actor.is_user(collection.user_id)
    return [
        Listed(item, cards.get(item.practice_id))
        for item in collection.items
        if is_own or item.practice_id in cards
    ]


def of_owner(session: Session, actor: Actor) -> Sequence[Collection]:
    """Return the actor's own collections, last changed first."""
    statement = (
        sa.select(Collection)
        .where(Collection.user_id == actor.user_id)
        .order_by(Collection.updated_at.desc(), Collection.id.desc())
    )
    return session.scalars(statement).all()


def shared_with(actor: Actor) -> sa.Select[Collection]:
    """Return what others share with the actor, last changed first."""
    return (
        sa.select(Collection)
        .where(visible_to(actor), Collection.user_id != actor.user_id)
        .options(joinedload(Collection.owner), joinedload(Collection.rcp))
        .order_by(Collection.updated_at.desc(), Collection.id.desc())
    )


def holding(session: Session, practice_id: int, actor: Actor) -> set[int]:
    """Return the ids of the actor's own collections that hold a practice."""
    statement = (
        sa.select(Collection.id)
        .join(Collection.items)
        .where(Collection.user_id == actor.user_id, CollectionItem.practice_id == practice_id)
    )
    return set(session.scalars(statement))
