"""Practice tables."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.practices.quotations.models import Quotation
from rcp_platform.practices.states import (
    READABLE,
    WAS_PUBLISHED,
    Attribution,
    Audience,
    PracticeState,
)

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


#: What a version of a practice consists of, besides its quotations, readers and attachments.
CONTENT = (
    "title",
    "summary",
    "language",
    *SECTIONS,
    "countries",
    "scope",
    "corridor",
    "practice_type",
    "status",
    "year_from",
    "year_to",
    "themes",
    "gcm_objectives",
    "sdg_targets",
    "keywords",
    "beneficiaries",
    "lead_organisation",
    "partners",
    "references",
    "source",
    "audience",
    "body_audience",
    "embargo_until",
    "attribution",
)


def _listed(states: frozenset[PracticeState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


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
        # One new version at a time.
        sa.UniqueConstraint("revises_id"),
        sa.CheckConstraint(
            f"(state IN ({_listed(WAS_PUBLISHED)})) = (published_at IS NOT NULL)",
            name="published_when_published",
        ),
        sa.CheckConstraint(
            f"revises_id IS NULL OR state NOT IN ({_listed(WAS_PUBLISHED)})",
            name="version_is_not_published",
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_when_withdrawn"
        ),
        sa.CheckConstraint(
            "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_of_something"
        ),
        sa.CheckConstraint(
            "(state = 'superseded') = (superseded_by_id IS NOT NULL)",
            name="superseded_by_something",
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

    #: Who may read title, summary and the short facts.
    audience: Mapped[Audience] = mapped_column(state_type(Audience), default=Audience.NETWORK)
    #: Who may read the rest; empty when it is the same.
    body_audience: Mapped[Audience | None] = mapped_column(
        state_type(Audience, name="body_audience")
    )
    #: Until the day after, and until the daily job has cleared it, only its own RCP reads it.
    embargo_until: Mapped[date | None]
    attribution: Mapped[Attribution] = mapped_column(
        state_type(Attribution), default=Attribution.NAMED
    )

    #: The published practice that this is a new version of.
    revises_id: Mapped[int | None] = mapped_column(sa.ForeignKey("practices.id"))
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("practices.id"))
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("practices.id"))
    #: Who reviews it; the secretariat when nobody is named.
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: When its Process last said that it still holds.
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    #: Two people editing at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    rcp: Mapped[Rcp] = relationship()
    revises: Mapped["Practice | None"] = relationship(
        foreign_keys=[revises_id], remote_side="Practice.id"
    )
    reviewer: Mapped[User | None] = relationship()
    quotations: Mapped[list[Quotation]] = relationship(
        cascade="all, delete-orphan", order_by=(Quotation.position, Quotation.id)
    )
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

    @property
    def is_readable(self) -> bool:
        """Whether its audience may open it."""
        return self.state in READABLE

    def __str__(self) -> str:
        return f"practice:{self.id}"
