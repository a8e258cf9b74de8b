"""Tables of mail on its way out, and of what people want of it."""

import secrets
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type


class MailState(StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    #: A process is about to send it; nothing has left yet.
    CLAIMED = "claimed"
    #: From here on it may have left: it is never sent again without an operator's word.
    HANDING_OVER = "handing_over"
    SENT = "sent"
    FAILED = "failed"
    #: Whoever was handing it over did not live to say whether it left.
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Frequency(StrEnum):
    """How often a person wants mail on a topic."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class OutgoingMail(Base):
    """A mail as it was written; it exists only if the transaction that wrote it was committed."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index("ix_outgoing_mail_state_not_before", "state", "not_before"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        sa.CheckConstraint(
            "(state IN ('claimed', 'handing_over')) = (claimed_by IS NOT NULL)",
            name="claimed_by_someone",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Whom it is for; None for an address without an account.
    user_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(User.id, ondelete="CASCADE"), index=True
    )
    address: Mapped[str] = mapped_column(sa.String(254))
    #: ISO 639-1.
    locale: Mapped[str] = mapped_column(sa.String(2))
    #: The template, such as ``practices/review_asked``.
    kind: Mapped[str] = mapped_column(sa.String(100))
    topic: Mapped[str] = mapped_column(sa.String(100))
    subject: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    headers: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    #: Each a name, a media type and the content in Base64.
    attachments: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    #: The same notice has the same key, and is put in once.
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    #: Without the brackets. Every try sends the same one.
    message_id: Mapped[str] = mapped_column(sa.String(300), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    state: Mapped[MailState] = mapped_column(state_type(MailState), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(500))
    #: When the state last said that someone is at it, and who.
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claimed_by: Mapped[str | None] = mapped_column(sa.String(100))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        return f"mail:{self.id}"


class MailPreference(Base):
    """How often a person wants mail on a topic, where it is not as usual."""

    __tablename__ = "mail_preferences"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    topic: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    frequency: Mapped[Frequency] = mapped_column(state_type(Frequency))


def new_message_id(host: str) -> str:
    """Return a message id that nobody has used."""
    return f"{secrets.token_hex(16)}@{host}"
