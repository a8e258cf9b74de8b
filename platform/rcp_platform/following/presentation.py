"""What pages of lower domains show of what their reader keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from rcp_platform.following.collections.models import Collection
from rcp_platform.following.models import Bookmark, Follow, FollowKind, SavedSearch
from rcp_platform.following.services import Full
from rcp_platform.notifications.models import Frequency
from rcp_platform.practices.reading import Card


@dataclass(frozen=True)
class Kept:
    """What a reader keeps of a practice, and where else it can go."""

    bookmark: Bookmark | None = None
    #: By kind and what is followed.
    follows: dict[tuple[FollowKind, str], Follow] = field(default_factory=dict)
    collections: Sequence[Collection] = ()
    #: The ids of those that hold it.
    holding: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Marked:
    """A bookmark; ``card`` is None where it may not be opened any more."""

    bookmark: Bookmark
    card: Card | None


@dataclass(frozen=True)
class Watched:
    """A saved search or a follow with what its page says."""

    source: SavedSearch | Follow
    name: str
    #: Where it leads; empty where the practice may not be opened any more.
    address: str
    frequency: Frequency
    #: The language of the name, where it is a title.
    language: str = ""
    details: Sequence[str] = ()


def sentence_of(full: Full) -> str:
    """Return what to do when there is no room for another one."""
    most = full.most
    return str(
        {
            "bookmarks": _(
                "You have %(most)s bookmarks, the most there can be. Remove one first.", most=most
            ),
            "saved_searches": _(
                "You have %(most)s saved searches, the most there can be. Delete one first.",
                most=most,
            ),
            "follows": _(
                "You follow %(most)s things, the most there can be. Stop following one first.",
                most=most,
            ),
            "collections": _(
                "You have %(most)s collections, the most there can be. Delete one first.", most=most
            ),
            "collection_items": _(
                "This collection has %(most)s practices, the most there can be. Remove one first.",
                most=most,
            ),
        }[full.what]
    )
