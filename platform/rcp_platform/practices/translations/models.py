"""Translation tables."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.practices.models import Practice


class TranslationState(StrEnum):
    """The life of a translation."""

    DRAFT = "draft"
    APPROVED = "approved"
    #: Of a version before the present one; readers are told so.
    OUT_OF_DATE = "out_of_date"


#: What readers of the practice may read.
READABLE = frozenset({TranslationState.APPROVED, TranslationState.OUT_OF_DATE})


class Translation(Base):
    """A published practice in another language. Its short facts need none."""

    __tablename__ = "practice_translations"
    __table_args__ = (
        sa.UniqueConstraint("practice_id", "language"),
        sa.CheckConstraint(
            "(state = 'draft') = (approved_at IS NULL)", name="approved_when_approved"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practices.id"))
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    state: Mapped[TranslationState] = mapped_column(
        state_type(TranslationState), default=TranslationState.DRAFT
    )
    title: Mapped[str] = mapped_column(sa.String(500))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    #: The translated ones of :data:`.models.SECTIONS`, by name.
    sections: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    #: The number of the version that it translates.
    of_version: Mapped[int]
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    practice: Mapped[Practice] = relationship()

    @property
    def is_readable(self) -> bool:
        """Whether readers of the practice may read it."""
        return self.state in READABLE
