"""Uptake tables."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.models import Practice


class Phase(StrEnum):
    """How far a practice has come where it was taken up (Hansen 2010)."""

    AGENDA = "agenda"
    CONVERGENCE = "convergence"
    LAW_POLICY_PRACTICE = "law_policy_practice"


class UptakeAudience(StrEnum):
    """Who may know of it, besides both sides; the receiving side says so."""

    BOTH_SIDES = "both_sides"
    NETWORK = "network"
    PUBLIC = "public"


class Uptake(Base):
    """“We used this”: an RCP, or one of its States, says what it made of a practice."""

    __tablename__ = "practice_uptakes"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id), index=True)
    #: The receiving side.
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    #: ISO 3166-1 alpha-2 of the State that used it; empty for the RCP as a whole.
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    phase: Mapped[Phase] = mapped_column(state_type(Phase))
    note: Mapped[str] = mapped_column(sa.Text)
    #: A document or an address, in words.
    evidence: Mapped[str] = mapped_column(sa.String(1000), default="")
    audience: Mapped[UptakeAudience] = mapped_column(
        state_type(UptakeAudience), default=UptakeAudience.BOTH_SIDES
    )
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    practice: Mapped[Practice] = relationship()
    rcp: Mapped[Rcp] = relationship()

    def __str__(self) -> str:
        return f"uptake:{self.id}"
