"""Account tables."""

import secrets
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from rcp_platform.accounts.observing import ByRcp, observations_by_rcp, together
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.core.db import Base, UTCDateTime, now, state_type


def _new_session_key() -> str:
    return secrets.token_urlsafe(12)


class Membership(Base):
    """A person's seat in an RCP, for a State or organisation, from one day to another."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    # By name: the directory sits above accounts.
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey("rcps.slug"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role))
    #: ISO 3166-1 alpha-2, or empty for a secretariat or organisation.
    country: Mapped[str | None] = mapped_column(sa.String(2))
    organisation: Mapped[str | None] = mapped_column(sa.String(200))
    starts_on: Mapped[date] = mapped_column(default=lambda: now().date())
    #: The last day the seat is held; empty while open.
    ends_on: Mapped[date | None]

    def is_held_on(self, day: date) -> bool:
        """Whether the seat is held that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class User(Base):
    """Someone who can sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Lower case.
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    #: The function, as others see it: "Focal point, Bali Process".
    display_name: Mapped[str] = mapped_column(sa.String(200))
    #: Empty until the person has set one.
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    #: Part of the session cookie: a new one signs out everywhere.
    session_key: Mapped[str] = mapped_column(sa.String(32), default=_new_session_key)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(sa.String(2))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    next_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    memberships: Mapped[list[Membership]] = relationship(
        lazy="selectin", order_by=Membership.starts_on
    )

    # Flask-Login's contract, spelled out so that this module needs no Flask.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the session cookie."""
        return f"{self.id}.{self.session_key}"

    def sign_out_everywhere(self) -> None:
        """Make every session cookie issued so far useless."""
        self.session_key = _new_session_key()

    @property
    def current_memberships(self) -> list[Membership]:
        """The seats held today."""
        today = now().date()
        return [m for m in self.memberships if m.is_held_on(today)]

    @property
    def actor(self) -> Actor:
        """What the access rules may know about the user; a query for whoever has a seat."""
        rcps = {m.rcp_slug for m in self.current_memberships}
        session = object_session(self)
        return self.actor_with(observations_by_rcp(session, rcps) if rcps and session else {})

    def actor_with(self, observed: ByRcp) -> Actor:
        """The same without a query, given what the RCPs observe at this moment."""
        seats = frozenset(Seat(m.rcp_slug, m.role) for m in self.current_memberships)
        return Actor(
            user_id=self.id,
            email=self.email,
            is_administrator=self.is_administrator,
            seats=seats,
            observations=together(observed, {seat.rcp for seat in seats}),
        )

    def __str__(self) -> str:
        return f"user:{self.id}"


class OneTimeLink(Base):
    """A link that lets a person set a password, once."""

    __tablename__ = "one_time_links"

    #: SHA-256 of the token; the token itself is only in the link.
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A token that signs its owner in to the JSON API."""

    __tablename__ = "api_tokens"

    #: SHA-256 of the token; the token itself is shown once.
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    user: Mapped[User] = relationship()
