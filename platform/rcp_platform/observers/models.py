"""Tables of observer status."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Right
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.files.models import StoredFile
from rcp_platform.observers.states import (
    DECIDED,
    LIVE,
    OPEN,
    DeclineReason,
    GrantState,
    ObserverKind,
    Reciprocity,
    RequestState,
)


def _listed(states: frozenset[Any]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


class ObserverRules(Base):
    """One version of a host's rules of engagement; a version that was accepted stays."""

    __tablename__ = "observer_rules"
    __table_args__ = (sa.UniqueConstraint("rcp_slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug))
    #: From 1.
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))


class ObserverSettings(Base):
    """How an RCP deals with requests. One that has none is dealt with as the defaults say."""

    __tablename__ = "observer_settings"

    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), primary_key=True)
    #: The kinds it grants: standing status need not exist.
    kinds: Mapped[list[str]] = mapped_column(sa.JSON)
    #: What the host looks at in each request, a sentence each.
    checklist: Mapped[list[str]] = mapped_column(sa.JSON)
    #: Days in which its focal points may object; 0 where requests are not circulated.
    silence_days: Mapped[int]
    validity_months: Mapped[int]
    #: The rights usually granted.
    rights: Mapped[list[str]] = mapped_column(sa.JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ObserverRequest(Base):
    """A request of one RCP, the applicant, to observe another one, the host."""

    __tablename__ = "observer_requests"
    __table_args__ = (
        sa.CheckConstraint("applicant_slug != host_slug", name="two_rcps"),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL) OR state IN ('withdrawn', 'lapsed')",
            name="submitted_when_submitted",
        ),
        sa.CheckConstraint(
            f"(state IN ({_listed(DECIDED)})) = (decided_at IS NOT NULL)",
            name="decided_when_decided",
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (decline_reason IS NOT NULL)", name="declined_with_reason"
        ),
        sa.CheckConstraint(
            "state NOT IN ('circulated', 'consultation') OR silence_ends_at IS NOT NULL",
            name="circulated_until",
        ),
        sa.Index(
            "uq_observer_requests_open",
            "applicant_slug",
            "host_slug",
            unique=True,
            sqlite_where=sa.text(f"state IN ({_listed(OPEN)})"),
            postgresql_where=sa.text(f"state IN ({_listed(OPEN)})"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    host_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    state: Mapped[RequestState] = mapped_column(
        state_type(RequestState), default=RequestState.DRAFT, index=True
    )
    kind: Mapped[ObserverKind] = mapped_column(state_type(ObserverKind))
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    #: ISO 639-1, of the purpose.
    language: Mapped[str] = mapped_column(sa.String(2))
    #: Levels of meeting (MeetingLevel).
    levels: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: For a thematic request.
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: The rights asked for (Right).
    rights: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    reciprocity: Mapped[Reciprocity] = mapped_column(
        state_type(Reciprocity), default=Reciprocity.NONE
    )
    #: The request in the other direction that was opened with this one.
    mirror_id: Mapped[int | None] = mapped_column(sa.ForeignKey("observer_requests.id"))
    #: The version of the host's rules that the applicant accepted.
    rules_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ObserverRules.id))
    validity_months: Mapped[int] = mapped_column(default=24)
    #: A letter of the applicant's own.
    letter_sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256))
    letter_name: Mapped[str] = mapped_column(sa.String(150), default="")

    #: Of the host: for each point of its checklist ``point``, ``met`` (yes, no, unclear), ``note``.
    checked: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    silence_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Who is to decide, and where: "Senior Officials", "12th Meeting, Manila".
    deciding_body: Mapped[str] = mapped_column(sa.String(200), default="")
    deciding_meeting: Mapped[str] = mapped_column(sa.String(200), default="")
    deferred_until: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: What the applicant is told with the decision.
    decision_note: Mapped[str] = mapped_column(sa.Text, default="")
    decline_reason: Mapped[DeclineReason | None] = mapped_column(state_type(DeclineReason))
    reapply_after: Mapped[date | None]
    #: A decision taken outside was recorded on behalf of whoever took it.
    is_decided_outside: Mapped[bool] = mapped_column(default=False)
    decision_sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256))
    decision_name: Mapped[str] = mapped_column(sa.String(150), default="")

    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: Two people deciding at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    applicant: Mapped[Rcp] = relationship(foreign_keys=[applicant_slug])
    host: Mapped[Rcp] = relationship(foreign_keys=[host_slug])
    rules: Mapped[ObserverRules | None] = relationship()
    meetings: Mapped[list["RequestMeeting"]] = relationship(
        cascade="all, delete-orphan", order_by="RequestMeeting.meeting_id"
    )
    objections: Mapped[list["ObserverObjection"]] = relationship(
        order_by="ObserverObjection.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def meeting_ids(self) -> list[int]:
        """The meetings that an ad hoc request names."""
        return [row.meeting_id for row in self.meetings]

    def __str__(self) -> str:
        return f"observer_request:{self.id}"


class RequestMeeting(Base):
    """A meeting that an ad hoc request names."""

    __tablename__ = "observer_request_meetings"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey(ObserverRequest.id), primary_key=True)
    # By name: meetings sit above observers.
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), primary_key=True)


class ObserverObjection(Base):
    """What a focal point of the host holds against a request; never shown to the applicant."""

    __tablename__ = "observer_objections"
    __table_args__ = (
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey(ObserverRequest.id), index=True)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id))
    #: ISO 3166-1 alpha-2 of the State for which the focal point sits; empty without one.
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    reason: Mapped[str] = mapped_column(sa.Text)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id])
    request: Mapped[ObserverRequest] = relationship(back_populates="objections")

    @property
    def is_open(self) -> bool:
        """Whether it has not been lifted."""
        return self.lifted_at is None


class ObserverGrant(Base):
    """The status of an RCP, the observer, in another one, the host."""

    __tablename__ = "observer_grants"
    __table_args__ = (
        sa.CheckConstraint("observer_slug != host_slug", name="two_rcps"),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > starts_at", name="ends_after_start"
        ),
        sa.CheckConstraint(
            f"(state IN ({_listed(frozenset(GrantState) - LIVE)})) = (over_since IS NOT NULL)",
            name="over_when_over",
        ),
        # One standing status of a pair at a time; others may stand beside it.
        sa.Index(
            "uq_observer_grants_standing",
            "observer_slug",
            "host_slug",
            unique=True,
            sqlite_where=sa.text(f"kind = 'standing' AND state IN ({_listed(LIVE)})"),
            postgresql_where=sa.text(f"kind = 'standing' AND state IN ({_listed(LIVE)})"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    observer_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    host_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    kind: Mapped[ObserverKind] = mapped_column(state_type(ObserverKind))
    state: Mapped[GrantState] = mapped_column(
        state_type(GrantState), default=GrantState.ACTIVE, index=True
    )
    #: Empty: all. Rights of a thematic status hold for these only.
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: None where it was recorded without one.
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ObserverRequest.id), unique=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: From this moment on no right holds; None where no end was set.
    valid_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    suspended_until: Mapped[date | None]
    over_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: Where an older status is known from: a citation, or who decided outside.
    source: Mapped[str] = mapped_column(sa.String(400), default="")
    document_sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256))
    document_name: Mapped[str] = mapped_column(sa.String(150), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    observer: Mapped[Rcp] = relationship(foreign_keys=[observer_slug])
    host: Mapped[Rcp] = relationship(foreign_keys=[host_slug])
    request: Mapped[ObserverRequest | None] = relationship()
    right_rows: Mapped[list["GrantRight"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="GrantRight.right"
    )
    meetings: Mapped[list["GrantMeeting"]] = relationship(
        cascade="all, delete-orphan", order_by="GrantMeeting.meeting_id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def is_past(self, at: datetime) -> bool:
        """Whether its last moment has passed, written down or not."""
        return self.valid_until is not None and self.valid_until <= at

    @property
    def rights(self) -> frozenset[Right]:
        """What the observer may do while the status is in force."""
        return frozenset(row.right for row in self.right_rows)

    def __str__(self) -> str:
        return f"observer_grant:{self.id}"


class GrantRight(Base):
    """One right of a grant."""

    __tablename__ = "observer_grant_rights"

    grant_id: Mapped[int] = mapped_column(sa.ForeignKey(ObserverGrant.id), primary_key=True)
    right: Mapped[Right] = mapped_column(state_type(Right), primary_key=True)


class GrantMeeting(Base):
    """A meeting to which an ad hoc grant is limited."""

    __tablename__ = "observer_grant_meetings"

    grant_id: Mapped[int] = mapped_column(sa.ForeignKey(ObserverGrant.id), primary_key=True)
    # By name: meetings sit above observers.
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meetings.id"), primary_key=True)


class ObserverEvent(Base):
    """A step of a request or of a grant: who took it, on whose behalf, when, in which words."""

    __tablename__ = "observer_events"
    __table_args__ = (
        sa.CheckConstraint("(request_id IS NULL) != (grant_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ObserverRequest.id), index=True)
    grant_id: Mapped[int | None] = mapped_column(sa.ForeignKey(ObserverGrant.id), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: None when the platform itself acted.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    #: The RCP, or the body outside, in whose name it was done.
    on_behalf_of: Mapped[str] = mapped_column(sa.String(200), default="")
    name: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[str] = mapped_column(sa.String(20), default="")
    after: Mapped[str] = mapped_column(sa.String(20), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: The host's deliberation: the applicant never reads it.
    is_of_host_only: Mapped[bool] = mapped_column(default=False)

    actor: Mapped[User | None] = relationship()
