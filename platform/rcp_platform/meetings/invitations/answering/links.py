"""Links with which one addressee may answer once. Services flush; the view commits.

A link holds a secret of 256 bits, signed for this purpose; the database has only its digest.
"""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.accounts.tokens import digest_of, new_token
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.invitations.addressing import recipients_of
from rcp_platform.meetings.invitations.models import Invitation, InvitationLink
from rcp_platform.meetings.invitations.timing import last_moment
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import (
    PENDING_INVITATION,
    AddresseeKind,
    InvitationState,
    MeetingState,
)
from rcp_platform.notifications.links import address_of, read, signed

PURPOSE = "invitation"
_ANSWERED_BY_LINK = PENDING_INVITATION | {InvitationState.COUNTER_PROPOSED}


class LinkUsed(NotPossible):
    """Somebody has answered with the link, or otherwise, in the meantime."""


class Standing(StrEnum):
    """How a link that this site has sent stands now."""

    OPEN = "open"
    USED = "used"
    #: A newer mail has another link.
    REPLACED = "replaced"
    EXPIRED = "expired"
    #: The invitation or its meeting does not stand any more.
    CANCELLED = "cancelled"


def new_secret() -> str:
    """Return what makes a link one that nobody can guess."""
    return new_token()


def address_with(secret: str) -> str:
    """Return the address at which the invitation is answered."""
    return address_of("invitation_answers.answer", token=signed(PURPOSE, secret))


def issue(session: Session, invitation: Invitation, email: str, secret: str) -> InvitationLink:
    """Let an address answer with a secret; earlier links of that address end."""
    replace(session, invitation, email)
    link = InvitationLink(
        digest=digest_of(secret),
        invitation_id=invitation.id,
        email=email,
        expires_at=last_moment(invitation),
    )
    session.add(link)
    session.flush()
    return link


def replace(session: Session, invitation: Invitation, email: str | None = None) -> None:
    """End the unused links of an address, or of all: a newer mail takes their place."""
    unused = _unused(invitation).where(InvitationLink.expires_at > now())
    if email is not None:
        unused = unused.where(InvitationLink.email == email)
    _write(session, unused.values(expires_at=now()))


def close(session: Session, invitation: Invitation) -> None:
    """End all links of an invitation that has been answered."""
    _write(session, _unused(invitation).values(used_at=now()))


def find(session: Session, token: str) -> InvitationLink | None:
    """Return the link of a token that this site has signed; None for any other text."""
    secret = read(PURPOSE, token)
    if not isinstance(secret, str):
        return None
    statement = (
        sa.select(InvitationLink)
        .where(InvitationLink.digest == digest_of(secret))
        .options(
            joinedload(InvitationLink.invitation).options(
                joinedload(Invitation.meeting).selectinload(Meeting.holders),
                joinedload(Invitation.host),
                joinedload(Invitation.invited),
            )
        )
    )
    return session.scalar(statement)


def standing_of(session: Session, link: InvitationLink) -> Standing:
    """Return how a link stands. It is worth nothing to an address no longer written to."""
    invitation = link.invitation
    if (
        invitation.state == InvitationState.CANCELLED
        or invitation.meeting.state != MeetingState.ANNOUNCED
    ):
        return Standing.CANCELLED
    if link.used_at is not None:
        # What has been changed since is asked anew.
        return Standing.USED if invitation.answered_at is not None else Standing.REPLACED
    is_over = last_moment(invitation) <= now() or invitation.state not in _ANSWERED_BY_LINK
    if is_over:
        return Standing.EXPIRED
    is_addressed = link.email in {one.email for one in recipients_of(session, invitation)}
    if link.expires_at <= now() or not is_addressed:
        return Standing.REPLACED
    return Standing.OPEN


def use(session: Session, link: InvitationLink) -> None:
    """Use a link up; of two who press at once the second gets :exc:`LinkUsed`."""
    used = (
        sa.update(InvitationLink)
        .where(
            InvitationLink.digest == link.digest,
            InvitationLink.used_at.is_(None),
            InvitationLink.expires_at > now(),
        )
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if session.execute(used).rowcount != 1:  # type: ignore[attr-defined]  # of an UPDATE
        raise LinkUsed("the link has been used")
    session.expire(link)


def actor_of(link: InvitationLink) -> Actor:
    """Return for whom a link speaks: its addressee, as far as this one invitation goes."""
    invitation = link.invitation
    seats = (
        {Seat(invitation.invited_slug or "", Role.SECRETARIAT)}
        if invitation.addressee == AddresseeKind.RCP
        else ()
    )
    return Actor(email=link.email, seats=frozenset(seats))


def _unused(invitation: Invitation) -> sa.Update:
    return sa.update(InvitationLink).where(
        InvitationLink.invitation_id == invitation.id, InvitationLink.used_at.is_(None)
    )


def _write(session: Session, statement: sa.Update) -> None:
    session.execute(statement, execution_options={"synchronize_session": "fetch"})
