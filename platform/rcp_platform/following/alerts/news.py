"""What is new: practices, versions, and practices that open to more readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.discovery.models import IndexChange
from rcp_platform.following.alerts.models import SeenPractice
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import FOR_LISTS
from rcp_platform.practices.states import SEARCHABLE
from rcp_platform.practices.versions.models import PracticeVersion

Labels = frozenset[str]

_BATCH = 500


@dataclass(frozen=True)
class Openness:
    """Who may read title and summary of a practice, and who the body, in which version."""

    version: int
    labels: Labels
    body_labels: Labels

    @classmethod
    def of(cls, practice: Practice, version: int) -> "Openness":
        """Return how open a practice is now."""
        return cls(version, policy.labels_on(practice), policy.body_labels_on(practice))


@dataclass(frozen=True)
class News:
    """A practice that can be found, as it is now and as it was at the last look."""

    practice: Practice
    #: When this version was published.
    published_at: datetime
    now: Openness
    before: Openness | None

    def is_for(self, labels: Labels, since: datetime) -> bool:
        """Whether it is new to somebody with these labels who asked to be told at a moment."""
        if labels.isdisjoint(self.now.labels):
            return False
        before = self.before
        is_new = before is None or self.now.version > before.version
        if is_new and self.published_at >= since:
            return True
        return before is not None and (
            _opens(before.labels, self.now.labels, labels)
            or _opens(before.body_labels, self.now.body_labels, labels)
        )


def _opens(before: Labels, now: Labels, labels: Labels) -> bool:
    return labels.isdisjoint(before) and not labels.isdisjoint(now)


def changed_since(session: Session, last: int, newest: int) -> Sequence[int]:
    """Return the ids of practices whose last change has a number above ``last``."""
    statement = sa.select(IndexChange.practice_id).where(
        IndexChange.number > last, IndexChange.number <= newest
    )
    return session.scalars(statement.order_by(IndexChange.practice_id)).all()


def news_among(session: Session, ids: Sequence[int]) -> list[News]:
    """Return those of the practices that can be found and are more than at the last look."""
    practices = session.scalars(
        sa.select(Practice)
        .where(Practice.id.in_(ids), Practice.state.in_(SEARCHABLE))
        .options(*FOR_LISTS)
        .order_by(Practice.id)
        .execution_options(populate_existing=True)
    ).all()
    versions = _versions(session, ids)
    seen = _seen(session, ids)
    found = []
    for practice in practices:
        version, published_at = versions.get(practice.id, (0, practice.published_at))
        assert published_at is not None  # noqa: S101  a CHECK sees to it
        is_now, before = Openness.of(practice, version), seen.get(practice.id)
        if is_now != before:
            found.append(News(practice, published_at, is_now, before))
    return found


def take_note(session: Session, news: Sequence[News]) -> None:
    """Remember how practices are now for the next look."""
    for some in in_batches(news):
        ids = [one.practice.id for one in some]
        session.execute(sa.delete(SeenPractice).where(SeenPractice.practice_id.in_(ids)))
        session.execute(sa.insert(SeenPractice), [_row(one) for one in some])


def in_batches(items: Sequence[Any]) -> list[Sequence[Any]]:
    """Return the items, so many at a time as one statement takes."""
    return [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]


def _row(news: News) -> dict[str, Any]:
    return {
        "practice_id": news.practice.id,
        "version": news.now.version,
        "labels": sorted(news.now.labels),
        "body_labels": sorted(news.now.body_labels),
    }


def _versions(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    statement = (
        sa.select(
            PracticeVersion.practice_id,
            sa.func.max(PracticeVersion.number),
            sa.func.max(PracticeVersion.published_at),
        )
        .where(PracticeVersion.practice_id.in_(ids))
        .group_by(PracticeVersion.practice_id)
    )
    return {key: (number, at) for key, number, at in session.execute(statement)}


def _seen(session: Session, ids: Sequence[int]) -> dict[int, Openness]:
    rows = session.scalars(sa.select(SeenPractice).where(SeenPractice.practice_id.in_(ids)))
    return {
        row.practice_id: Openness(row.version, frozenset(row.labels), frozenset(row.body_labels))
        for row in rows
    }
