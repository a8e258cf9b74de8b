"""Tables of the review."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now
from rcp_platform.practices.models import SECTIONS, Practice

#: What a comment can be about; empty is the whole practice.
COMMENTED = ("", "title", "summary", *SECTIONS)


class Comment(Base):
    """What somebody who works on a practice says about a part of it. Readers never see it."""

    __tablename__ = "practice_comments"
    __table_args__ = (
        # Who resolved it is empty when the platform did.
        sa.CheckConstraint(
            "resolved_by_id IS NULL OR resolved_at IS NOT NULL", name="resolved_has_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), index=True
    )
    #: One of :data:`COMMENTED`.
    section: Mapped[str] = mapped_column(sa.String(20), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    resolved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    resolved_by: Mapped[User | None] = relationship(foreign_keys=[resolved_by_id])

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something."""
        return self.resolved_at is None
