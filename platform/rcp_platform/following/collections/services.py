"""Make, share and change collections. Services check access and flush; the view commits."""

from dataclasses import dataclass

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.db import now
from rcp_platform.following.collections import queries
from rcp_platform.following.collections.models import Collection, CollectionItem, Sharing
from rcp_platform.following.policy import is_owner
from rcp_platform.following.queries import get_readable
from rcp_platform.following.services import Full, owner, require_room

MOST_COLLECTIONS = 100
MOST_ITEMS = 200


@dataclass(frozen=True)
class Description:
    """What its owner says of a collection; ``rcp`` is empty unless it is shared with an RCP."""

    title: str
    introduction: str
    sharing: Sharing = Sharing.PRIVATE
    rcp: str = ""


def may_share(actor: Actor, description: Description) -> bool:
    """Everyone shares with the RCPs in which they sit, and whoever sits anywhere with all."""
    match description.sharing:
        case Sharing.PRIVATE:
            return True
        case Sharing.RCP:
            return actor.sits_in(description.rcp)
        case Sharing.NETWORK:
            return bool(actor.rcps)


def create(session: Session, description: Description, *, actor: Actor) -> Collection:
    """Begin a collection."""
    user = owner(session, actor)
    require_room(session, Collection, MOST_COLLECTIONS, user)
    collection = Collection(user_id=user.id, title=description.title)
    session.add(collection)
    session.flush()
    change(session, collection, description, actor=actor)
    return collection


def change(
    session: Session, collection: Collection, description: Description, *, actor: Actor
) -> None:
    """Change title, introduction, and with whom it is shared; the last is written down."""
    require(is_owner, actor, collection)
    rcp = description.rcp if description.sharing == Sharing.RCP else None
    is_shared_anew = (collection.sharing or Sharing.PRIVATE, collection.rcp_slug) != (
        description.sharing,
        rcp,
    )
    if is_shared_anew and not may_share(actor, description):
        raise AccessDenied(f"may_share refused user {actor.user_id}")
    collection.title = description.title
    collection.introduction = description.introduction
    collection.sharing = description.sharing
    collection.rcp_slug = rcp
    if is_shared_anew:
        details = {"sharing": description.sharing.value} | ({"rcp": rcp} if rcp else {})
        record(session, actor, "collection.share", collection, **details)
    session.flush()


def delete(session: Session, collection: Collection, *, actor: Actor) -> None:
    """Delete a collection; the practices stay."""
    require(is_owner, actor, collection)
    if collection.sharing != Sharing.PRIVATE:
        record(session, actor, "collection.delete", collection)
    session.delete(collection)
    session.flush()


def copy(session: Session, collection: Collection, title: str, *, actor: Actor) -> Collection:
    """Make a collection of one's own of what one sees in another: private, with the notes."""
    items = [one.item for one in queries.listed(session, collection, actor) if one.card]
    copied = create(session, Description(title, collection.introduction), actor=actor)
    copied.items = [
        CollectionItem(practice_id=item.practice_id, note=item.note, position=position)
        for position, item in enumerate(items)
    ]
    session.flush()
    return copied


def add(session: Session, collection: Collection, practice_id: int, *, actor: Actor) -> None:
    """Put a practice at the end; one that is there already stays where it is."""
    owner(session, actor)
    require(is_owner, actor, collection)
    practice = get_readable(session, practice_id, actor)
    session.refresh(collection, ["items"])
    if any(item.practice_id == practice.id for item in collection.items):
        return
    if len(collection.items) >= MOST_ITEMS:
        raise Full(CollectionItem.__tablename__, MOST_ITEMS)
    last = max((item.position for item in collection.items), default=-1)
    collection.items.append(CollectionItem(practice_id=practice.id, position=last + 1))
    _touch(session, collection)


def set_note(
    session: Session, collection: Collection, item_id: int, note: str, *, actor: Actor
) -> None:
    """Say something about an item."""
    _own_item(collection, item_id, actor).note = note
    _touch(session, collection)


def move(
    session: Session, collection: Collection, item_id: int, steps: int, *, actor: Actor
) -> None:
    """Move an item up (-1) or down (1); the first stays first and the last last."""
    item = _own_item(collection, item_id, actor)
    others = [one for one in collection.items if one is not item]
    place = collection.items.index(item) + steps
    others.insert(min(max(place, 0), len(others)), item)
    for position, one in enumerate(others):
        one.position = position
    _touch(session, collection)
    session.refresh(collection, ["items"])


def remove(session: Session, collection: Collection, item_id: int, *, actor: Actor) -> None:
    """Take an item out."""
    collection.items.remove(_own_item(collection, item_id, actor))
    _touch(session, collection)


def _own_item(collection: Collection, item_id: int, actor: Actor) -> CollectionItem:
    require(is_owner, actor, collection)
    found = [item for item in collection.items if item.id == item_id]
    if not found:
        raise NoResultFound
    return found[0]


def _touch(session: Session, collection: Collection) -> None:
    collection.updated_at = now()
    session.flush()
