"""A collection as programs read it."""

from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.following.collections import queries


def as_json(session: Session, collection_id: int, actor: Actor) -> dict[str, Any]:
    """Return a collection with those of its practices that the actor may open.

    Raises NoResultFound if there is none that the actor may read.
    """
    collection = queries.get_visible(session, collection_id, actor)
    items = queries.listed(session, collection, actor)
    return {
        "id": collection.id,
        "title": collection.title,
        "introduction": collection.introduction,
        "sharing": collection.sharing.value,
        "by": collection.owner.display_name,
        "updated_at": collection.updated_at.isoformat(),
        "items": [
            {
                "practice": one.card.id,
                "external_id": one.card.external_id,
                "title": one.card.title,
                "language": one.card.language,
                "rcp": one.card.rcp_slug,
                "note": one.item.note,
            }
            for one in items
            if one.card
        ],
    }
