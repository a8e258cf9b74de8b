"""Tables of invitations."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import (
    COMING,
    SENT_OUT,
    AddresseeKind,
    DeclinedBecause,
    InvitationKind,
    InvitationState,
)
from rcp_platform.practices.models import Practice


def _listed(states: frozenset[InvitationState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


class Invitation(Base):
    """An invitation of an RCP, a State or a person to a meeting."""

    __tablename__ = "meeting_invitations"
    __table_args__ = (
        sa.CheckConstraint("(addressee = 'rcp') = (invited_slug IS NOT NULL)", name="rcp_has_slug"),
        sa.CheckConstraint("(addressee = 'state') = (country IS NOT NULL)", name="state_has_code"),
        sa.CheckConstraint("addressee = 'rcp' OR email != ''", name="others_have_an_address"),
        sa.CheckConstraint(
            f"state NOT IN ({_listed(SENT_OUT - {InvitationState.CANCELLED})})"
            " OR sent_at IS NOT NULL",
            name="sent_when_sent",
        ),
        sa.CheckConstraint(
            f"state NOT IN ({_listed(COMING | {InvitationState.DECLINED})})"
            " OR answered_at IS NOT NULL",
            name="answered_when_answered",
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (declined_because IS NOT NULL)", name="declined_with_reason"
        ),
        sa.CheckConstraint("state != 'delegated' OR nominee_name != ''", name="delegate_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey(Meeting.id), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(AgendaItem.id, ondelete="SET NULL")
    )
    kind: Mapped[InvitationKind] = mapped_column(state_type(InvitationKind))
    state: Mapped[InvitationState] = mapped_column(
        state_type(InvitationState), default=InvitationState.PROPOSED, index=True
    )
    #: The RCP that invites: one of those that hold the meeting.
    host_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    addressee: Mapped[AddresseeKind] = mapped_column(state_type(AddresseeKind))
    invited_slug: Mapped[str | None] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    #: ISO 3166-1 alpha-2.
    country: Mapped[str | None] = mapped_column(sa.String(2))
    #: The person, or the office of a State; empty for an RCP.
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Lower case. For an RCP empty: those who lead it get the mail.
    email: Mapped[str] = mapped_column(sa.String(254), default="", index=True)
    #: ISO 639-1, of the mail and the message.
    language: Mapped[str] = mapped_column(sa.String(2))
    topic: Mapped[str] = mapped_column(sa.String(300), default="")
    message: Mapped[str] = mapped_column(sa.Text, default="")
    #: What they are asked to present.
    practice_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Practice.id))
    #: Somebody else may come, and may answer with the link of the mail.
    allows_delegate: Mapped[bool] = mapped_column(default=False)
    #: Accepting opens an observer status that ends with the meeting.
    opens_grant: Mapped[bool] = mapped_column(default=False)
    #: After this moment no answer is taken; never after the start of the meeting.
    reply_by: Mapped[datetime] = mapped_column(UTCDateTime)

    nominee_name: Mapped[str] = mapped_column(sa.String(200), default="")
    nominee_function: Mapped[str] = mapped_column(sa.String(200), default="")
    nominee_email: Mapped[str] = mapped_column(sa.String(254), default="")
    #: Another date, topic or speaker, in the addressee's words.
    counter_proposal: Mapped[str] = mapped_column(sa.Text, default="")
    declined_because: Mapped[DeclinedBecause | None] = mapped_column(state_type(DeclinedBecause))
    answer_note: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    #: The host wrote down an answer that came by letter or telephone.
    is_answered_on_behalf: Mapped[bool] = mapped_column(default=False)

    #: Grows with each mail that calendars must learn of (RFC 5546).
    sequence: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    is_sample: Mapped[bool] = mapped_column(default=False)
    #: Two people answering at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(back_populates="invitations")
    agenda_item: Mapped[AgendaItem | None] = relationship()
    host: Mapped[Rcp] = relationship(foreign_keys=[host_slug])
    invited: Mapped[Rcp | None] = relationship(foreign_keys=[invited_slug])
    practice: Mapped[Practice | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"invitation:{self.id}"


class InvitationLink(Base):
    """A link with which one addressee may answer once, without signing in."""

    __tablename__ = "meeting_invitation_links"

    #: SHA-256 of the secret in the link.
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    invitation_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Invitation.id, ondelete="CASCADE"), index=True
    )
    #: Lower case: to whom it was sent.
    email: Mapped[str] = mapped_column(sa.String(254))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: SHA-256 of a code sent to the addressee, where the link is bound to them.
    code_digest: Mapped[str | None] = mapped_column(sa.String(64))
    code_expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: How often a code has been entered wrongly, and how many have been sent.
    wrong_codes: Mapped[int] = mapped_column(default=0)
    codes_sent: Mapped[int] = mapped_column(default=0)

    invitation: Mapped[Invitation] = relationship()
