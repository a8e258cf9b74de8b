"""Read invitations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.db import now
from rcp_platform.core.paging import Page, page_of
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.notices import topic_of
from rcp_platform.meetings.invitations.policy import lets_in, visible_to
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.states import (
    PENDING_INVITATION,
    AddresseeKind,
    InvitationState,
    MeetingState,
)
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.policy import LEADS

#: On the home page; all of them are in the list.
MOST_WAITING = 10
_FOR_LISTS = (
    joinedload(Invitation.meeting),
    joinedload(Invitation.host),
    joinedload(Invitation.invited),
)


class Side(StrEnum):
    """Whose invitations: those one has received, or those of one's own Processes."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True)
class Wanted:
    """Which invitations a list shows; empty values mean all."""

    side: Side
    state: InvitationState | None = None
    meeting: int | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, str], actor: Actor) -> Self:
        """Return what an address asks for; what it says wrongly is left out."""
        side, state = arguments.get("side", ""), arguments.get("state", "")
        meeting = arguments.get("meeting", "")
        usual = Side.SENT if led_rcps(actor) else Side.RECEIVED
        is_number = meeting.isascii() and meeting.isdigit() and len(meeting) < 10
        return cls(
            side=Side(side) if side in set(Side) else usual,
            state=InvitationState(state) if state in set(InvitationState) else None,
            meeting=int(meeting) if is_number else None,
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What an address says to ask for the same."""
        said = {
            "side": self.side.value,
            "state": self.state.value if self.state else "",
            "meeting": str(self.meeting or ""),
        }
        return {name: value for name, value in said.items() if value}


class Waits(StrEnum):
    """What an invitation waits for."""

    ANSWER = "answer"
    APPROVAL = "approval"
    SENDING = "sending"
    #: The addressee proposed something else.
    DECISION = "decision"


def led_rcps(actor: Actor, *roles: Role) -> list[str]:
    """Return the RCPs that the actor leads, as chair or secretariat or in one of the roles."""
    return sorted({seat.rcp for seat in actor.seats if seat.role in (roles or LEADS)})


def get_visible(session: Session, invitation_id: int, actor: Actor) -> Invitation:
    """Return an invitation, or raise NoResultFound if there is none that the actor may see."""
    statement = (
        sa.select(Invitation)
        .where(Invitation.id == invitation_id, visible_to(actor))
        .options(
            joinedload(Invitation.meeting).selectinload(Meeting.holders),
            joinedload(Invitation.host),
            joinedload(Invitation.invited),
            joinedload(Invitation.agenda_item),
        )
    )
    return session.scalars(statement).one()


def page_of_invitations(
    session: Session, actor: Actor, wanted: Wanted, arguments: Mapping[str, str]
) -> Page:
    """Return a page of what the actor may see, the newest first."""
    statement = (
        sa.select(Invitation)
        .where(visible_to(actor), _on_side(wanted.side, actor))
        .options(*_FOR_LISTS)
        .order_by(Invitation.id.desc())
    )
    if wanted.state is not None:
        statement = statement.where(Invitation.state == wanted.state)
    if wanted.meeting is not None:
        statement = statement.where(Invitation.meeting_id == wanted.meeting)
    return page_of(session, statement, arguments)


def _on_side(side: Side, actor: Actor) -> sa.ColumnElement[bool]:
    if side == Side.SENT:
        return Invitation.host_slug.in_(actor.edited_rcps)
    return sa.and_(Invitation.sent_at.is_not(None), lets_in(actor))


def of_meeting(session: Session, meeting_id: int, actor: Actor) -> Sequence[Invitation]:
    """Return the invitations to a meeting that the actor may see, the first first."""
    statement = (
        sa.select(Invitation)
        .where(Invitation.meeting_id == meeting_id, visible_to(actor))
        .options(*_FOR_LISTS)
        .order_by(Invitation.id)
    )
    return session.scalars(statement).all()


def chosen(session: Session, ids: Sequence[int], actor: Actor) -> Sequence[Invitation]:
    """Return those of the invitations that an RCP of the actor's sent."""
    statement = (
        sa.select(Invitation)
        .where(Invitation.id.in_(ids), Invitation.host_slug.in_(led_rcps(actor)))
        .options(*_FOR_LISTS)
        .order_by(Invitation.id)
    )
    return session.scalars(statement).all()


def waiting_for(session: Session, actor: Actor) -> list[tuple[Waits, Invitation]]:
    """Return what waits for the actor on either side, what is due first first; the first few."""
    mine = _addressed_to(actor)
    led = Invitation.host_slug.in_(led_rcps(actor))
    as_chair = Invitation.host_slug.in_(led_rcps(actor, Role.CHAIR))
    state = Invitation.state
    statement = (
        sa.select(Invitation)
        .join(Invitation.meeting)
        .where(
            Meeting.starts_at > now(),
            sa.or_(
                sa.and_(state.in_(PENDING_INVITATION), mine, Invitation.reply_by > now()),
                sa.and_(state == InvitationState.PROPOSED, as_chair),
                sa.and_(state == InvitationState.APPROVED, led),
                sa.and_(state == InvitationState.COUNTER_PROPOSED, led),
            ),
            Meeting.state.in_([MeetingState.DRAFT, MeetingState.ANNOUNCED]),
        )
        .options(*_FOR_LISTS)
        .order_by(Invitation.reply_by, Invitation.id)
        .limit(MOST_WAITING)
    )
    return [(_waits_for(one), one) for one in session.scalars(statement)]


def _addressed_to(actor: Actor) -> sa.ColumnElement[bool]:
    to_rcp = Invitation.invited_slug.in_(led_rcps(actor))
    if not actor.email:
        return to_rcp
    to_address = sa.and_(Invitation.addressee != AddresseeKind.RCP, Invitation.email == actor.email)
    return sa.or_(to_rcp, to_address)


def _waits_for(invitation: Invitation) -> Waits:
    match invitation.state:
        case InvitationState.PROPOSED:
            return Waits.APPROVAL
        case InvitationState.APPROVED:
            return Waits.SENDING
        case InvitationState.COUNTER_PROPOSED:
            return Waits.DECISION
        case _:
            return Waits.ANSWER


def meetings_to_invite_to(session: Session, actor: Actor) -> Sequence[Meeting]:
    """Return the meetings ahead of the RCPs that the actor leads, the next first."""
    statement = (
        sa.select(Meeting)
        .where(
            Meeting.holders.any(MeetingRcp.rcp_slug.in_(led_rcps(actor))),
            Meeting.state.in_([MeetingState.DRAFT, MeetingState.ANNOUNCED]),
            Meeting.starts_at > now(),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(50)
    )
    return session.scalars(statement).all()


def get_meeting_to_invite_to(session: Session, meeting_id: int, actor: Actor) -> Meeting:
    """Return a meeting that an RCP the actor leads holds. Raises NoResultFound."""
    statement = (
        sa.select(Meeting)
        .where(
            Meeting.id == meeting_id, Meeting.holders.any(MeetingRcp.rcp_slug.in_(led_rcps(actor)))
        )
        .options(selectinload(Meeting.holders), selectinload(Meeting.agenda))
    )
    return session.scalars(statement).one()


@dataclass(frozen=True)
class Mailed:
    """A mail about an invitation: which, to whom, and whether it has left."""

    mail: OutgoingMail
    #: The function of whoever has the address, or the address itself.
    to: str


def mails_of(session: Session, invitation: Invitation) -> list[Mailed]:
    """Return the mails to the side that is invited, the newest first."""
    statement = (
        sa.select(OutgoingMail, User.display_name)
        .join(User, User.id == OutgoingMail.user_id, isouter=True)
        .where(OutgoingMail.topic == topic_of(invitation))
        .order_by(OutgoingMail.id.desc())
    )
    return [Mailed(mail, name or mail.address) for mail, name in session.execute(statement)]
