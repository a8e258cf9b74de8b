"""Read what people keep for themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from rcp_platform.core.access import Actor
from rcp_platform.following.models import TOPIC, Bookmark, Follow, SavedSearch
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.queries import preferences_of
from rcp_platform.notifications.topics import topic_of
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import FOR_LISTS, visible_to
from rcp_platform.practices.reading import Card
from rcp_platform.practices.states import READABLE
from rcp_platform.practices.versions.models import PracticeVersion


def readable(session: Session, ids: Collection[int], actor: Actor) -> dict[int, Card]:
    """Return those of the practices that the actor may open, by id; archived ones too.

    Nothing else of a practice is shown here: what is missing may not be read any more.
    """
    statement = (
        sa.select(Practice)
        .where(Practice.id.in_(ids), Practice.state.in_(READABLE), visible_to(actor))
        .options(*FOR_LISTS)
    )
    return {practice.id: Card.of(practice, actor) for practice in session.scalars(statement)}


def get_readable(session: Session, practice_id: int, actor: Actor) -> Practice:
    """Return a practice, or raise NoResultFound if there is none that the actor may open."""
    statement = (
        sa.select(Practice)
        .where(Practice.id == practice_id, Practice.state.in_(READABLE), visible_to(actor))
        .options(joinedload(Practice.rcp))
    )
    return session.scalars(statement).one()


def versions_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return the number of each practice's last version, by practice; 0 is left out."""
    statement = (
        sa.select(PracticeVersion.practice_id, sa.func.max(PracticeVersion.number))
        .where(PracticeVersion.practice_id.in_(ids))
        .group_by(PracticeVersion.practice_id)
    )
    return dict(session.execute(statement).all())


# --- how often mail is wanted -----------------------------------------------


def frequencies(
    session: Session, actor: Actor, sources: Sequence[SavedSearch | Follow]
) -> dict[str, Frequency]:
    """Return how often the actor wants mail on each of their searches or follows, by topic."""
    topics = [source.topic for source in sources]
    said = _said(session, actor, [TOPIC, *topics])
    usual = said.get(TOPIC) or topic_of(TOPIC).frequencies[0]
    return {topic: said.get(topic, usual) for topic in topics}


def wants_none(session: Session, actor: Actor) -> bool:
    """Whether the actor has stopped all mail from here."""
    return _said(session, actor, [TOPIC]).get(TOPIC) == Frequency.NEVER


def _said(session: Session, actor: Actor, topics: Sequence[str]) -> dict[str, Frequency]:
    return preferences_of(session, actor.user_id, topics) if actor.user_id else {}


# --- one's own --------------------------------------------------------------


def bookmarks_of(actor: Actor) -> sa.Select[Bookmark]:
    """Return the actor's bookmarks, newest first."""
    return (
        sa.select(Bookmark)
        .where(Bookmark.user_id == actor.user_id)
        .order_by(Bookmark.created_at.desc(), Bookmark.practice_id.desc())
    )


def searches_of(actor: Actor) -> sa.Select[SavedSearch]:
    """Return the actor's saved searches by name."""
    return (
        sa.select(SavedSearch)
        .where(SavedSearch.user_id == actor.user_id)
        .options(defer(SavedSearch.vector))
        .order_by(SavedSearch.name, SavedSearch.id)
    )


def follows_of(actor: Actor) -> sa.Select[Follow]:
    """Return what the actor follows, kind by kind, oldest first."""
    return sa.select(Follow).where(Follow.user_id == actor.user_id).order_by(Follow.kind, Follow.id)


def own_search(session: Session, search_id: int, actor: Actor) -> SavedSearch:
    """Return a saved search of the actor's, or raise NoResultFound."""
    return session.scalars(searches_of(actor).where(SavedSearch.id == search_id)).one()


def own_follow(session: Session, follow_id: int, actor: Actor) -> Follow:
    """Return one of the actor's follows, or raise NoResultFound."""
    return session.scalars(follows_of(actor).where(Follow.id == follow_id)).one()


def bookmark_of(session: Session, practice_id: int, actor: Actor) -> Bookmark | None:
    """Return the actor's bookmark of a practice."""
    return session.scalar(bookmarks_of(actor).where(Bookmark.practice_id == practice_id))


def follows_on(
    session: Session, practice_id: int, rcp: str, themes: Sequence[str], actor: Actor
) -> Sequence[Follow]:
    """Return what the actor follows of a practice: itself, its RCP (if told) and its themes."""
    concerned = sa.or_(
        Follow.practice_id == practice_id, Follow.rcp_slug == rcp, Follow.theme.in_(themes)
    )
    return session.scalars(follows_of(actor).where(concerned)).all()


@dataclass(frozen=True)
class Counts:
    """How much a person keeps."""

    bookmarks: int
    searches: int
    follows: int


def counts_of(session: Session, actor: Actor) -> Counts:
    """Return how much the actor keeps, in one query."""
    counted = [
        sa.select(sa.func.count()).where(table.user_id == actor.user_id).scalar_subquery()
        for table in (Bookmark, SavedSearch, Follow)
    ]
    return Counts(*session.execute(sa.select(*counted)).one())
