"""Tables of bookmarks, saved searches and follows. They are one person's own, and go with them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import PracticeState

#: The topic of all mail from here; one search or follow has a topic of its own under it.
TOPIC = "follows"


def search_topic(search_id: int) -> str:
    """Return the topic of mail on a saved search."""
    return f"{TOPIC}:search-{search_id}"


def follow_topic(follow_id: int) -> str:
    """Return the topic of mail on something that is followed."""
    return f"{TOPIC}:follow-{follow_id}"


class Bookmark(Base):
    """A practice that a person wants to find again."""

    __tablename__ = "bookmarks"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey(User.id, ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class SavedSearch(Base):
    """A search that a person wants to hear of. How often, the mail preferences say."""

    __tablename__ = "saved_searches"
    # An id is never given twice: links to stop its mail are about.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    scope: Mapped[str] = mapped_column(sa.String(10))
    #: Alternatives by facet.
    filters: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON, default=dict)
    is_paused: Mapped[bool] = mapped_column(default=False)
    #: Only what is new after this is reported.
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: The vector of the text (little-endian float32) and the model that made it.
    vector: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    model: Mapped[str | None] = mapped_column(sa.String(200))

    owner: Mapped[User] = relationship()

    @property
    def topic(self) -> str:
        """What its mail is about, for the mail preferences."""
        return search_topic(self.id)

    def __str__(self) -> str:
        return f"saved_search:{self.id}"


class FollowKind(StrEnum):
    """What can be followed."""

    RCP = "rcp"
    THEME = "theme"
    PRACTICE = "practice"


class Follow(Base):
    """An RCP, a theme or a practice of which a person wants to hear."""

    __tablename__ = "follows"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "rcp_slug", name="uq_follows_rcp"),
        sa.UniqueConstraint("user_id", "theme", name="uq_follows_theme"),
        sa.UniqueConstraint("user_id", "practice_id", name="uq_follows_practice"),
        sa.CheckConstraint(
            "(rcp_slug IS NOT NULL) = (kind = 'rcp') AND (theme IS NOT NULL) = (kind = 'theme')"
            " AND (practice_id IS NOT NULL) = (kind = 'practice')",
            name="follows_one_thing",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"))
    kind: Mapped[FollowKind] = mapped_column(state_type(FollowKind))
    rcp_slug: Mapped[str | None] = mapped_column(sa.ForeignKey(Rcp.slug))
    theme: Mapped[str | None] = mapped_column(sa.String(60))
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True
    )
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: How a followed practice stood when its follower last heard of it.
    known_version: Mapped[int] = mapped_column(default=0)
    known_state: Mapped[PracticeState | None] = mapped_column(
        state_type(PracticeState, name="known_state")
    )

    owner: Mapped[User] = relationship()

    @property
    def value(self) -> str:
        """What is followed: a slug, a theme or a practice's id."""
        return str(self.rcp_slug or self.theme or self.practice_id)

    @property
    def topic(self) -> str:
        """What its mail is about, for the mail preferences."""
        return follow_topic(self.id)

    def __str__(self) -> str:
        return f"follow:{self.id}"
