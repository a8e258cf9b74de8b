"""Tables of meetings."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.directory.models import Rcp
from rcp_platform.files.models import StoredFile
from rcp_platform.meetings.states import MeetingAudience, MeetingState

if TYPE_CHECKING:
    from rcp_platform.meetings.invitations.models import Invitation


def _new_uid() -> str:
    return f"{secrets.token_hex(12)}@rcp-exchange"


class MeetingSeries(Base):
    """Meetings of an RCP that follow each other: "Annual Consultations of Senior Officials"."""

    __tablename__ = "meeting_series"
    __table_args__ = (sa.UniqueConstraint("rcp_slug", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug))
    name: Mapped[str] = mapped_column(sa.String(200))


class MeetingRcp(Base):
    """An RCP that holds a meeting, alone or with others."""

    __tablename__ = "meeting_rcps"

    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True
    )
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    rcp: Mapped[Rcp] = relationship()


class Meeting(Base):
    """A meeting of one or several RCPs."""

    __tablename__ = "meetings"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("audience != 'members'", name="invited_know_of_it"),
        sa.Index("ix_meetings_starts_at_id", "starts_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In calendars, for ever (RFC 5545, UID).
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True, default=_new_uid)
    #: Grows with each change that calendars must learn of (RFC 5545, SEQUENCE).
    sequence: Mapped[int] = mapped_column(default=0)
    state: Mapped[MeetingState] = mapped_column(
        state_type(MeetingState), default=MeetingState.DRAFT, index=True
    )
    title: Mapped[str] = mapped_column(sa.String(300))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    #: ISO 639-1, of title and description.
    language: Mapped[str] = mapped_column(sa.String(2))
    level: Mapped[MeetingLevel] = mapped_column(state_type(MeetingLevel))
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey(MeetingSeries.id))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: IANA name of the zone in which it is held, such as ``Asia/Manila``.
    zone: Mapped[str] = mapped_column(sa.String(60))
    #: ISO 3166-1 alpha-2 of the State that hosts it; empty where none does.
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    city: Mapped[str] = mapped_column(sa.String(100), default="")
    #: Room and address, and the address of a call: only those who take part read them.
    venue: Mapped[str] = mapped_column(sa.String(500), default="")
    link: Mapped[str] = mapped_column(sa.String(1000), default="")
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    audience: Mapped[MeetingAudience] = mapped_column(
        state_type(MeetingAudience), default=MeetingAudience.OBSERVERS
    )
    #: Answers to invitations come to this address; empty: to the first RCP's.
    contact: Mapped[str] = mapped_column(sa.String(254), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    cancelled_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    series: Mapped[MeetingSeries | None] = relationship()
    holders: Mapped[list[MeetingRcp]] = relationship(
        cascade="all, delete-orphan", order_by=(MeetingRcp.position, MeetingRcp.rcp_slug)
    )
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting",
        cascade="all, delete-orphan",
        order_by="(AgendaItem.position, AgendaItem.id)",
    )
    documents: Mapped[list["MeetingDocument"]] = relationship(
        back_populates="meeting",
        cascade="all, delete-orphan",
        order_by="(MeetingDocument.position, MeetingDocument.id)",
    )

    invitations: Mapped[list["Invitation"]] = relationship(
        back_populates="meeting", order_by="Invitation.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def rcps(self) -> list[Rcp]:
        """The RCPs that hold it, the first one first."""
        return [holder.rcp for holder in self.holders]

    @property
    def rcp_slugs(self) -> frozenset[str]:
        """The slugs of the RCPs that hold it."""
        return frozenset(holder.rcp_slug for holder in self.holders)

    @property
    def has_begun(self) -> bool:
        """Whether its hour has come."""
        return self.starts_at <= now()

    @property
    def local_start(self) -> datetime:
        """The start on the clocks of the place."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """The end on the clocks of the place."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    def __str__(self) -> str:
        return f"meeting:{self.id}"


class AgendaItem(Base):
    """A point of the agenda."""

    __tablename__ = "meeting_agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Meeting.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int | None]
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: In closed session: only the RCPs that hold the meeting read the point.
    is_closed: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")

    @property
    def text(self) -> str:
        """Title and detail, as practices are searched for."""
        return f"{self.title}. {self.detail}".strip()


class MeetingDocument(Base):
    """A document of a meeting: a file or a link, with its own audience."""

    __tablename__ = "meeting_documents"
    __table_args__ = (
        sa.CheckConstraint("(sha256 IS NULL) != (url IS NULL)", name="file_or_link"),
        sa.CheckConstraint("(sha256 IS NULL) = (name = '')", name="file_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Meeting.id, ondelete="CASCADE"), index=True
    )
    agenda_item_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(AgendaItem.id, ondelete="SET NULL")
    )
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256), index=True)
    name: Mapped[str] = mapped_column(sa.String(150), default="")
    url: Mapped[str | None] = mapped_column(sa.String(1000))
    audience: Mapped[MeetingAudience] = mapped_column(
        state_type(MeetingAudience), default=MeetingAudience.INVITED
    )
    #: Whoever gave it opened it to no more than these; nobody else can open it wider.
    cleared_for: Mapped[MeetingAudience | None] = mapped_column(
        state_type(MeetingAudience, name="cleared_for")
    )
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    meeting: Mapped[Meeting] = relationship(back_populates="documents")
    file: Mapped[StoredFile | None] = relationship()


class MeetingEvent(Base):
    """A step of a meeting, an invitation, a presentation or an outcome."""

    __tablename__ = "meeting_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Meeting.id, ondelete="CASCADE"), index=True
    )
    #: What it is a step of, such as ``invitation:12``; the meeting itself is ``meeting:3``.
    subject: Mapped[str] = mapped_column(sa.String(40), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: None when the platform itself acted, or somebody without an account.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    #: In whose name: an RCP, a person who answered by a link, a body outside.
    on_behalf_of: Mapped[str] = mapped_column(sa.String(200), default="")
    name: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[str] = mapped_column(sa.String(20), default="")
    after: Mapped[str] = mapped_column(sa.String(20), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")

    actor: Mapped[User | None] = relationship()


class CalendarFeed(Base):
    """A person's private subscription to the meetings they may see."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: SHA-256 of the token in the address.
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
