"""Alert tables."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.following.models import Follow, SavedSearch
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.models import Practice


class Event(StrEnum):
    """What happened to a practice."""

    #: It can be found now: new, in a new version, or newly open to the reader.
    PUBLISHED = "published"
    ARCHIVED = "archived"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Alert(Base):
    """Something a search or follow found: each version of a practice once.

    It is told in the transaction that puts the mail into the outbox; until then it waits.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        sa.UniqueConstraint(
            "search_id", "practice_id", "version", "event", name="uq_alerts_search"
        ),
        sa.UniqueConstraint(
            "follow_id", "practice_id", "version", "event", name="uq_alerts_follow"
        ),
        sa.CheckConstraint(
            "(search_id IS NULL) = (follow_id IS NOT NULL)", name="of_a_search_or_a_follow"
        ),
        sa.Index("ix_alerts_told_at", "told_at", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"))
    search_id: Mapped[int | None] = mapped_column(sa.ForeignKey(SavedSearch.id, ondelete="CASCADE"))
    follow_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Follow.id, ondelete="CASCADE"))
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True
    )
    version: Mapped[int]
    event: Mapped[Event] = mapped_column(state_type(Event))
    #: The words of the practice that a search met, and whether it is near in meaning.
    words: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    is_near: Mapped[bool] = mapped_column(default=False)
    #: Whether what was met stands in the texts that may be open to fewer than the summary is.
    is_in_body: Mapped[bool] = mapped_column(default=False)
    #: The attachment in which it stands, if in one: these may be open to even fewer.
    attachment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Attachment.id, ondelete="CASCADE"), index=True
    )
    found_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
    search: Mapped[SavedSearch | None] = relationship()
    follow: Mapped[Follow | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()

    @property
    def source(self) -> SavedSearch | Follow:
        """The search or follow that found it."""
        found = self.search or self.follow
        assert found is not None  # noqa: S101  a CHECK sees to it
        return found


class SeenPractice(Base):
    """Who could read a practice, and in which version, when alerts were last looked for."""

    __tablename__ = "alerts_seen"

    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    version: Mapped[int]
    labels: Mapped[list[str]] = mapped_column(sa.JSON)
    body_labels: Mapped[list[str]] = mapped_column(sa.JSON)


class AlertProgress(Base):
    """One row: the last change of the index that alerts were looked for in."""

    __tablename__ = "alerts_progress"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
