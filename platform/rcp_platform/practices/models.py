"""Practice tables."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp


class PracticeState(StrEnum):
    """The life of a practice."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Who may read a published practice."""

    PUBLIC = "public"
    NETWORK = "network"
    OBSERVERS = "observers"
    MEMBERS = "members"
    NAMED = "named"


#: The long texts of a practice, in reading order; the headings are in ``fields.py``.
SECTIONS = (
    "description",
    "challenge",
    "objectives",
    "approach",
    "impact",
    "lessons",
    "enablers",
    "barriers",
    "replication",
    "legal_basis",
    "costs",
)


class PracticeReader(Base):
    """An RCP whose members may read a practice that is for named RCPs."""

    __tablename__ = "practice_readers"

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practices.id"), primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), primary_key=True)


class Practice(Base):
    """A good practice. It belongs to its RCP's seat, never to a person."""

    __tablename__ = "practices"
    __table_args__ = (
        sa.UniqueConstraint("external_id"),
        sa.CheckConstraint(
            "year_from IS NULL OR year_to IS NULL OR year_to >= year_from", name="years_in_order"
        ),
        sa.CheckConstraint(
            "(state IN ('published', 'withdrawn')) = (published_at IS NOT NULL)",
            name="published_when_published",
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_when_withdrawn"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The identifier in interchange files; given at creation when none comes with it.
    external_id: Mapped[str] = mapped_column(sa.String(200))
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    state: Mapped[PracticeState] = mapped_column(
        state_type(PracticeState), default=PracticeState.DRAFT, index=True
    )

    # Dublin Core: title, abstract, language.
    title: Mapped[str] = mapped_column(sa.String(500))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))

    description: Mapped[str] = mapped_column(sa.Text, default="")
    challenge: Mapped[str] = mapped_column(sa.Text, default="")
    objectives: Mapped[str] = mapped_column(sa.Text, default="")
    approach: Mapped[str] = mapped_column(sa.Text, default="")
    impact: Mapped[str] = mapped_column(sa.Text, default="")
    lessons: Mapped[str] = mapped_column(sa.Text, default="")
    enablers: Mapped[str] = mapped_column(sa.Text, default="")
    barriers: Mapped[str] = mapped_column(sa.Text, default="")
    replication: Mapped[str] = mapped_column(sa.Text, default="")
    legal_basis: Mapped[str] = mapped_column(sa.Text, default="")
    costs: Mapped[str] = mapped_column(sa.Text, default="")

    #: ISO 3166-1 alpha-2.
    countries: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    scope: Mapped[str] = mapped_column(sa.String(20), default="")
    corridor: Mapped[str] = mapped_column(sa.String(200), default="")
    practice_type: Mapped[str] = mapped_column(sa.String(20), default="")
    status: Mapped[str] = mapped_column(sa.String(20), default="")
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    gcm_objectives: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    sdg_targets: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    keywords: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    beneficiaries: Mapped[str] = mapped_column(sa.String(500), default="")
    lead_organisation: Mapped[str] = mapped_column(sa.String(300), default="")
    partners: Mapped[str] = mapped_column(sa.String(500), default="")
    #: One reference a line.
    references: Mapped[str] = mapped_column(sa.Text, default="")
    #: Where the facts come from, as a citation.
    source: Mapped[str] = mapped_column(sa.Text, default="")

    audience: Mapped[Audience] = mapped_column(state_type(Audience), default=Audience.NETWORK)

    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Two people editing at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    rcp: Mapped[Rcp] = relationship()
    readers: Mapped[list["PracticeReader"]] = relationship(
        cascade="all, delete-orphan", order_by="PracticeReader.rcp_slug", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def audience_rcps(self) -> list[str]:
        """The slugs of the RCPs named as readers, when the audience is ``named``."""
        return [reader.rcp_slug for reader in self.readers]

    @property
    def sections(self) -> dict[str, str]:
        """The long texts that are filled in, in reading order."""
        return {name: text for name in SECTIONS if (text := getattr(self, name))}

    def __str__(self) -> str:
        return f"practice:{self.id}"
