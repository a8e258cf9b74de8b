"""Collection tables."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice


class Sharing(StrEnum):
    """Who may read a collection besides its owner."""

    PRIVATE = "private"
    RCP = "rcp"
    NETWORK = "network"


class CollectionItem(Base):
    """A practice in a collection."""

    __tablename__ = "collection_items"
    __table_args__ = (sa.UniqueConstraint("collection_id", "practice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(sa.ForeignKey("collections.id", ondelete="CASCADE"))
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(1000), default="")


class Collection(Base):
    """A list that one person makes, for themselves or for others."""

    __tablename__ = "collections"
    __table_args__ = (
        sa.CheckConstraint("(sharing = 'rcp') = (rcp_slug IS NOT NULL)", name="shared_with_rcp"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    introduction: Mapped[str] = mapped_column(sa.Text, default="")
    sharing: Mapped[Sharing] = mapped_column(state_type(Sharing), default=Sharing.PRIVATE)
    rcp_slug: Mapped[str | None] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)

    owner: Mapped[User] = relationship()
    rcp: Mapped[Rcp | None] = relationship()
    items: Mapped[list[CollectionItem]] = relationship(
        cascade="all, delete-orphan", order_by=(CollectionItem.position, CollectionItem.id)
    )

    def __str__(self) -> str:
        return f"collection:{self.id}"
