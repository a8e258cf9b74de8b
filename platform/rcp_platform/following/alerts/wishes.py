"""What people want to hear of, and how often."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.accounts.observing import ByRcp, observations_by_rcp
from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.following.alerts.news import News
from rcp_platform.following.models import TOPIC, Follow, FollowKind, SavedSearch
from rcp_platform.notifications.models import Frequency, MailPreference
from rcp_platform.notifications.topics import topic_of
from rcp_platform.practices.models import Practice

Source = SavedSearch | Follow


class Wishes:
    """All saved searches and follows that are wanted now, each read when it is first needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._actors: dict[int, Actor] = {}

    def actor(self, source: Source) -> Actor:
        """Return its owner with the seats held now, and what they let the owner observe."""
        if source.user_id not in self._actors:
            self._actors[source.user_id] = source.owner.actor_with(self._observed)
        return self._actors[source.user_id]

    def frequency(self, source: Source) -> Frequency:
        """Return how often its owner wants mail; whoever has stopped all of it wants none."""
        return self.frequency_of(source.user_id, source.topic)

    def frequency_of(self, user_id: int, topic: str) -> Frequency:
        """Return how often a person wants mail on a topic of a search or follow."""
        usual = self._said.get((user_id, TOPIC), topic_of(TOPIC).frequencies[0])
        return usual if usual == Frequency.NEVER else self._said.get((user_id, topic), usual)

    def wants(self, source: Source) -> bool:
        """Whether its owner wants to hear of anything it finds."""
        is_paused = isinstance(source, SavedSearch) and source.is_paused
        return not is_paused and self.frequency(source) != Frequency.NEVER

    @cached_property
    def searches(self) -> Sequence[SavedSearch]:
        """The saved searches that are wanted."""
        statement = (
            sa.select(SavedSearch)
            .where(SavedSearch.is_paused.is_(False))
            .options(joinedload(SavedSearch.owner))
            .order_by(SavedSearch.id)
        )
        return [search for search in self._session.scalars(statement) if self.wants(search)]

    def follows_on(self, practice: Practice) -> list[Follow]:
        """Return the follows of its RCP and its themes that are wanted."""
        of_themes = [follow for theme in practice.themes for follow in self._follows(theme)]
        return [*self._follows(practice.rcp_slug, FollowKind.RCP), *of_themes]

    def may_concern(self, news: News) -> bool:
        """Whether anybody asked before it was published; what opens anew may concern everyone."""
        return news.before is not None or news.published_at >= self._first_asked

    def _follows(self, value: str, kind: FollowKind = FollowKind.THEME) -> list[Follow]:
        return self._follows_by_value.get((kind, value), [])

    @cached_property
    def _follows_by_value(self) -> dict[tuple[FollowKind, str], list[Follow]]:
        statement = (
            sa.select(Follow)
            .where(Follow.kind != FollowKind.PRACTICE)
            .options(joinedload(Follow.owner))
            .order_by(Follow.id)
        )
        found: dict[tuple[FollowKind, str], list[Follow]] = {}
        for follow in self._session.scalars(statement):
            if self.wants(follow):
                found.setdefault((follow.kind, follow.value), []).append(follow)
        return found

    @cached_property
    def _observed(self) -> ByRcp:
        return observations_by_rcp(self._session)

    @cached_property
    def _said(self) -> dict[tuple[int, str], Frequency]:
        about = sa.or_(MailPreference.topic == TOPIC, MailPreference.topic.startswith(f"{TOPIC}:"))
        statement = sa.select(
            MailPreference.user_id, MailPreference.topic, MailPreference.frequency
        ).where(about)
        return {(user, topic): often for user, topic, often in self._session.execute(statement)}

    @cached_property
    def _first_asked(self) -> datetime:
        return min((search.since for search in self.searches), default=now())
