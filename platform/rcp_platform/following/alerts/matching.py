"""Look once through everything new for all saved searches and follows together.

New passages and their vectors are loaded once and compared with the vectors of all saved
searches in one product of matrices. What an owner may read counts as it is now. The last
change looked at is kept in the transaction that keeps the alerts: after a crash the same
changes are looked at again, and nothing is lost or found twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.core.access import Actor
from rcp_platform.core.labels import labels_of
from rcp_platform.discovery.documents import attachment_in, is_of_body
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.models import IndexCounter, SearchPassage
from rcp_platform.discovery.search import Scope, SearchRequest, query_of
from rcp_platform.following.alerts.models import Alert, AlertProgress, Event
from rcp_platform.following.alerts.news import (
    News,
    changed_since,
    in_batches,
    news_among,
    take_note,
)
from rcp_platform.following.alerts.wishes import Wishes
from rcp_platform.following.models import Follow, FollowKind, SavedSearch
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import WITHOUT_TEXTS
from rcp_platform.practices.reading import shown_facts
from rcp_platform.practices.states import SEARCHABLE, PracticeState
from rcp_platform.practices.versions.models import PracticeVersion
from rcp_search import Query
from rcp_search.alerts import Standing, Watch
from rcp_search.models.embedding import Vector, Vectors


class Found(NamedTuple):
    """An alert to be kept, as in :class:`~.models.Alert`: a row costs less than an object."""

    user_id: int
    search_id: int | None
    follow_id: int | None
    practice_id: int
    version: int
    event: Event
    words: tuple[str, ...] = ()
    is_near: bool = False
    is_in_body: bool = False
    attachment_id: int | None = None


_ENDS = {
    PracticeState.ARCHIVED: Event.ARCHIVED,
    PracticeState.SUPERSEDED: Event.SUPERSEDED,
    PracticeState.WITHDRAWN: Event.WITHDRAWN,
}


def look(session: Session, engine: SearchEngine) -> int:
    """Keep an alert for everything new that somebody wants to hear of; return how many.

    While this process changes to another model it finds nothing: the next look does.
    """
    newest, model = session.execute(sa.select(IndexCounter.number, IndexCounter.model)).one()
    watch = Watch.like(engine.in_step(session))
    if model not in (None, engine.embedder.name):
        return 0
    progress = session.get(AlertProgress, 1) or AlertProgress(id=1, number=0)
    wishes = Wishes(session)
    found: list[Found] = []
    seen: list[News] = []
    # What is written at the end holds up nobody who writes meanwhile.
    with session.no_autoflush:
        for ids in in_batches(changed_since(session, progress.number, newest)):
            news = news_among(session, ids)
            of_searches = _of_searches(session, watch, engine.embedder.name, wishes, news)
            found += _not_known(session, [*of_searches, *_of_follows(wishes, news)])
            seen += news
        found += _not_known(session, list(_of_practices(session, wishes)))
    progress.number = newest
    session.add(progress)
    for some in in_batches(found):
        session.execute(sa.insert(Alert), [one._asdict() for one in some])
    take_note(session, seen)
    return len(found)


def _not_known(session: Session, found: Sequence[Found]) -> list[Found]:
    """Return what was found without what was kept at an earlier look."""
    ids = {one.practice_id for one in found}
    columns = (Alert.search_id, Alert.follow_id, Alert.practice_id, Alert.version, Alert.event)
    statement = sa.select(*columns).where(Alert.practice_id.in_(ids))
    known = {tuple(row) for row in session.execute(statement)}
    return [one for one in found if one[1:6] not in known]


# --- saved searches ---------------------------------------------------------


def _of_searches(
    session: Session, watch: Watch, model: str, wishes: Wishes, news: Sequence[News]
) -> Iterator[Found]:
    interesting = {one.practice.id: one for one in news if wishes.may_concern(one)}
    if not interesting or not wishes.searches:
        return
    asked = [
        (search, query)
        for search in wishes.searches
        if (query := _query(search, wishes.actor(search)))
    ]
    questions = [Standing(query, _vector(search, watch, model)) for search, query in asked]
    vectors = _vectors(session, list(interesting), model)
    matches = watch.good_matches(questions, vectors)
    for (search, query), found in zip(asked, matches, strict=True):
        for match in found:
            one = interesting[match.key]
            if one.is_for(query.labels, search.since):
                yield Found(
                    user_id=search.user_id,
                    search_id=search.id,
                    follow_id=None,
                    practice_id=match.key,
                    version=one.now.version,
                    event=Event.PUBLISHED,
                    words=tuple(dict.fromkeys(word.casefold() for word in match.words)),
                    is_near=match.near,
                    is_in_body=is_of_body(match.section),
                    attachment_id=attachment_in(match.section),
                )


def _query(search: SavedSearch, actor: Actor) -> Query | None:
    """Return the search as its owner would ask it now; None where it cannot find anything."""
    filters = {name: frozenset(values) for name, values in search.filters.items()}
    return query_of(SearchRequest(search.text, Scope(search.scope), filters), actor)


def _vector(search: SavedSearch, watch: Watch, model: str) -> Vector:
    """Return the vector that is kept with the search, or make it with the model in use."""
    if search.vector is None or search.model != model:
        search.vector = watch.vector(search.text).astype("<f4").tobytes()
        search.model = model
    return np.frombuffer(search.vector, "<f4")


def _vectors(session: Session, ids: Sequence[int], model: str) -> dict[int, Vectors]:
    """Return the vectors of the passages of each practice, shape (passages, dimension)."""
    statement = (
        sa.select(SearchPassage.practice_id, SearchPassage.vector)
        .where(SearchPassage.practice_id.in_(ids), SearchPassage.model == model)
        .order_by(SearchPassage.practice_id, SearchPassage.number)
    )
    found: dict[int, list[Vector]] = defaultdict(list)
    for key, vector in session.execute(statement):
        found[key].append(np.frombuffer(vector, "<f4"))
    return {key: np.stack(vectors) for key, vectors in found.items()}


# --- follows ----------------------------------------------------------------


def _of_follows(wishes: Wishes, news: Iterable[News]) -> Iterator[Found]:
    for one in news:
        practice = one.practice
        for follow in wishes.follows_on(practice):
            actor = wishes.actor(follow)
            if is_told_of(follow, practice, actor) and one.is_for(labels_of(actor), follow.since):
                yield _alert(follow, practice.id, one.now.version, Event.PUBLISHED)


def is_told_of(follow: Follow, practice: Practice, actor: Actor) -> bool:
    """Whether somebody who follows an RCP or a theme may know that a practice is of it.

    What one's own RCP publishes on a theme is no news to its members.
    """
    if follow.kind == FollowKind.THEME:
        return follow.theme in practice.themes and not actor.sits_in(practice.rcp_slug)
    return follow.rcp_slug == practice.rcp_slug and (
        shown_facts(practice).rcp or policy.knows_the_source(actor, practice)
    )


def _of_practices(session: Session, wishes: Wishes) -> Iterator[Found]:
    """Yield what happened to practices that are followed, and note how they are now."""
    versions = (
        sa.select(PracticeVersion.practice_id, sa.func.max(PracticeVersion.number).label("number"))
        .group_by(PracticeVersion.practice_id)
        .subquery()
    )
    number = sa.func.coalesce(versions.c.number, 0)
    statement = (
        sa.select(Follow, Practice, number)
        .join(Practice, Practice.id == Follow.practice_id)
        .outerjoin(versions, versions.c.practice_id == Practice.id)
        .where(sa.or_(Practice.state != Follow.known_state, number > Follow.known_version))
        .options(joinedload(Follow.owner), *WITHOUT_TEXTS)
        .execution_options(populate_existing=True)
    )
    for follow, practice, version in session.execute(statement):
        if not policy.may_see(wishes.actor(follow), practice):
            continue
        event = _ENDS.get(practice.state) if practice.state != follow.known_state else None
        if practice.state in SEARCHABLE and version > follow.known_version:
            event = Event.PUBLISHED
        follow.known_state, follow.known_version = practice.state, version
        if event and wishes.wants(follow):
            yield _alert(follow, practice.id, version, event)


def _alert(follow: Follow, practice_id: int, version: int, event: Event) -> Found:
    return Found(follow.user_id, None, follow.id, practice_id, version, event)
