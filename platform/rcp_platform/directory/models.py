"""Directory tables."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, state_type
from rcp_platform.core.vocabularies import RcpType


class RcpState(Base):
    """A State or territory that takes part in an RCP."""

    __tablename__ = "rcp_states"

    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey("rcps.slug"), primary_key=True)
    #: ISO 3166-1 alpha-2.
    code: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    position: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(200), default="")


class Relation(StrEnum):
    """How a party stands to an RCP without being a participating State."""

    OBSERVER = "observer"
    PARTNER = "partner"


class PartyKind(StrEnum):
    """What an observer or partner is."""

    STATE = "state"
    ORGANISATION = "organisation"
    RCP = "rcp"


class RcpParty(Base):
    """An observer or partner of an RCP as its profile states it."""

    __tablename__ = "rcp_parties"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'state') = (code IS NOT NULL)", name="state_has_code"),
        sa.CheckConstraint("(kind = 'rcp') = (party_slug IS NOT NULL)", name="rcp_has_slug"),
        sa.CheckConstraint("(kind = 'organisation') = (name IS NOT NULL)", name="other_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey("rcps.slug"), index=True)
    relation: Mapped[Relation] = mapped_column(state_type(Relation))
    kind: Mapped[PartyKind] = mapped_column(state_type(PartyKind))
    position: Mapped[int]
    code: Mapped[str | None] = mapped_column(sa.String(2))
    party_slug: Mapped[str | None] = mapped_column(sa.ForeignKey("rcps.slug"))
    name: Mapped[str | None] = mapped_column(sa.String(200))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    party: Mapped["Rcp | None"] = relationship(foreign_keys=[party_slug])


class Priority(Base):
    """Something an RCP has set out to do; practices elsewhere are matched to it."""

    __tablename__ = "priorities"

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey("rcps.slug"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[str] = mapped_column(sa.String(1000), default="")

    @property
    def text(self) -> str:
        """Title and detail, as they are searched for."""
        return f"{self.title}. {self.detail}".strip()


class Rcp(Base):
    """A Regional Consultative Process on migration."""

    __tablename__ = "rcps"

    #: In URLs, labels and interchange files; never changes.
    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(80))
    aliases: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    year_established: Mapped[int | None]
    type: Mapped[RcpType] = mapped_column(state_type(RcpType), default=RcpType.REGIONAL)
    #: The first one gives the colour.
    regions: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    secretariat: Mapped[str] = mapped_column(sa.Text, default="")
    #: The focal-point seat's address, never a person's.
    contact: Mapped[str] = mapped_column(sa.String(254), default="")
    areas_of_discussion: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    goals: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    as_of: Mapped[str] = mapped_column(sa.String(20), default="")
    source: Mapped[str] = mapped_column(sa.String(400), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    #: Two people editing at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    states: Mapped[list[RcpState]] = relationship(
        order_by=RcpState.position, cascade="all, delete-orphan"
    )
    parties: Mapped[list[RcpParty]] = relationship(
        order_by=RcpParty.position,
        cascade="all, delete-orphan",
        foreign_keys=[RcpParty.rcp_slug],
    )
    priorities: Mapped[list[Priority]] = relationship(
        order_by=Priority.position, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def main_region(self) -> str:
        """The region that gives the colour."""
        return self.regions[0] if self.regions else "global"

    def __str__(self) -> str:
        return f"rcp:{self.slug}"
