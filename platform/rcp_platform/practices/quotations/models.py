"""Quotation tables."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.core.db import Base, UTCDateTime, state_type
from rcp_platform.practices.states import Attribution

#: Characters of one quotation.
LONGEST = 2000


class Quotation(Base):
    """Words of a speaker in a practice. The name is shown only where approval is recorded."""

    __tablename__ = "practice_quotations"
    __table_args__ = (
        sa.CheckConstraint(
            "attribution != 'named' OR (approved_at IS NOT NULL AND approved_by != '')",
            name="named_when_approved",
        ),
        sa.CheckConstraint("attribution = 'named' OR speaker = ''", name="name_only_when_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # By name: practices refer to their quotations.
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practices.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(sa.Text)
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    attribution: Mapped[Attribution] = mapped_column(
        state_type(Attribution), default=Attribution.ANONYMOUS
    )
    #: Name and function; kept only when the quotation is attributed by name.
    speaker: Mapped[str] = mapped_column(sa.String(200), default="")
    #: ISO 3166-1 alpha-2, or empty.
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    #: Who approved the attribution by name, and when.
    approved_by: Mapped[str] = mapped_column(sa.String(200), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_approved(self) -> bool:
        """Whether the speaker may be named."""
        return self.attribution == Attribution.NAMED and self.approved_at is not None
