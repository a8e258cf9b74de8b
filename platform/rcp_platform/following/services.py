"""Keep bookmarks, saved searches and follows.

Services check access, change rows and flush; the view commits. What a person bookmarks or
follows is their own affair: the audit record holds none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor, require
from rcp_platform.core.vocabularies import THEMES
from rcp_platform.directory.models import Rcp
from rcp_platform.following import queries
from rcp_platform.following.models import Bookmark, Follow, FollowKind, SavedSearch
from rcp_platform.following.policy import is_owner, is_somebody
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.services import set_frequency

MOST_BOOKMARKS = 500
MOST_SEARCHES = 200
MOST_FOLLOWS = 200


class Full(Exception):
    """There is no room for another one of ``what``; ``most`` says how many there can be."""

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"at most {most} {what}")
        self.what = what
        self.most = most


@dataclass(frozen=True)
class Wanted:
    """What a saved search looks for: see :class:`~rcp_platform.discovery.search.SearchRequest`."""

    name: str
    text: str
    scope: str
    filters: Mapping[str, frozenset[str]]


def owner(session: Session, actor: Actor) -> User:
    """Return the actor's account, locked: two presses of a button queue up behind each other."""
    require(is_somebody, actor, None)
    return session.scalars(sa.select(User).where(User.id == actor.user_id).with_for_update()).one()


def require_room(session: Session, owned: Any, most: int, user: User) -> None:
    """Raise :exc:`Full` if a person has as many rows of a table as there can be."""
    count = sa.select(sa.func.count()).select_from(owned).where(owned.user_id == user.id)
    if (session.scalar(count) or 0) >= most:
        raise Full(owned.__tablename__, most)


# --- bookmarks --------------------------------------------------------------


def bookmark(session: Session, practice_id: int, note: str, *, actor: Actor) -> None:
    """Bookmark a practice that the actor may open, or change the note on its bookmark."""
    user = owner(session, actor)
    kept = queries.bookmark_of(session, practice_id, actor)
    if kept is not None:
        kept.note = note
    else:
        practice = queries.get_readable(session, practice_id, actor)
        require_room(session, Bookmark, MOST_BOOKMARKS, user)
        session.add(Bookmark(user_id=user.id, practice_id=practice.id, note=note))
    session.flush()


def remove_bookmark(session: Session, practice_id: int, *, actor: Actor) -> None:
    """Forget a bookmark; nothing happens where there is none."""
    kept = queries.bookmark_of(session, practice_id, actor)
    if kept is not None:
        session.delete(kept)
        session.flush()


# --- saved searches ---------------------------------------------------------


def save_search(
    session: Session, wanted: Wanted, frequency: Frequency, *, actor: Actor
) -> SavedSearch:
    """Save a search; what is published from now on is looked through for it."""
    user = owner(session, actor)
    require_room(session, SavedSearch, MOST_SEARCHES, user)
    search = SavedSearch(user_id=user.id)
    _describe(search, wanted)
    session.add(search)
    session.flush()
    set_frequency(session, user, search.topic, frequency, actor=actor)
    return search


def change_search(
    session: Session, search: SavedSearch, wanted: Wanted, frequency: Frequency, *, actor: Actor
) -> None:
    """Change what a saved search looks for, and how often it is told of."""
    require(is_owner, actor, search)
    if wanted.text != search.text:
        search.vector = search.model = None
    _describe(search, wanted)
    session.flush()
    set_how_often(session, search, frequency, actor=actor)


def _describe(search: SavedSearch, wanted: Wanted) -> None:
    search.name = wanted.name
    search.text = wanted.text
    search.scope = wanted.scope
    search.filters = {name: sorted(values) for name, values in sorted(wanted.filters.items())}


def pause(session: Session, search: SavedSearch, is_paused: bool, *, actor: Actor) -> None:
    """Look for nothing until it goes on; what is published meanwhile is not told later."""
    require(is_owner, actor, search)
    search.is_paused = is_paused
    session.flush()


def delete_search(session: Session, search: SavedSearch, *, actor: Actor) -> None:
    """Delete a saved search; what waits to be told of it is not."""
    require(is_owner, actor, search)
    set_how_often(session, search, Frequency.NEVER, actor=actor)
    session.delete(search)
    session.flush()


def set_how_often(
    session: Session, source: SavedSearch | Follow, frequency: Frequency, *, actor: Actor
) -> None:
    """Say how often mail is wanted on a search or follow of one's own."""
    require(is_owner, actor, source)
    user = session.get_one(User, source.user_id)
    set_frequency(session, user, source.topic, frequency, actor=actor)


# --- follows ----------------------------------------------------------------


def follow(
    session: Session, kind: FollowKind, value: str, frequency: Frequency, *, actor: Actor
) -> Follow:
    """Follow an RCP, a theme or a practice, or change how often one hears of it.

    Raises NoResultFound for what is not there, or what the actor may not open.
    """
    user = owner(session, actor)
    subject = _subject(session, kind, value, actor)
    same = sa.and_(*(getattr(Follow, name) == known for name, known in subject.items()))
    followed = session.scalar(queries.follows_of(actor).where(same))
    if followed is None:
        require_room(session, Follow, MOST_FOLLOWS, user)
        followed = Follow(user_id=user.id, kind=kind, **subject)
        _take_note(session, followed, actor)
        session.add(followed)
        session.flush()
    set_frequency(session, user, followed.topic, frequency, actor=actor)
    return followed


def unfollow(session: Session, followed: Follow, *, actor: Actor) -> None:
    """Follow something no more; what waits to be told of it is not."""
    require(is_owner, actor, followed)
    set_how_often(session, followed, Frequency.NEVER, actor=actor)
    session.delete(followed)
    session.flush()


def _subject(session: Session, kind: FollowKind, value: str, actor: Actor) -> dict[str, Any]:
    match kind:
        case FollowKind.RCP:
            return {"rcp_slug": session.get_one(Rcp, value).slug}
        case FollowKind.THEME:
            if value not in THEMES:
                raise NoResultFound
            return {"theme": value}
        case FollowKind.PRACTICE:
            if not value.isascii() or not value.isdigit() or len(value) > 9:
                raise NoResultFound
            return {"practice_id": queries.get_readable(session, int(value), actor).id}


def _take_note(session: Session, followed: Follow, actor: Actor) -> None:
    """Keep how a practice stands: only what happens from now on is told."""
    if followed.practice_id is not None:
        practice = queries.get_readable(session, followed.practice_id, actor)
        versions = queries.versions_of(session, [practice.id])
        followed.known_state = practice.state
        followed.known_version = versions.get(practice.id, 0)
