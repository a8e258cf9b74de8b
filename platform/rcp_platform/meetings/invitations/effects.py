"""What follows from an answer: an observer status for the meeting, and a presentation."""

from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM, Actor, Right
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.presentations import services as presentations
from rcp_platform.meetings.states import AddresseeKind, InvitationKind
from rcp_platform.observers.grants import services as grants
from rcp_platform.observers.rules.queries import settings_of
from rcp_platform.observers.states import ATTENDING

OPENING = frozenset({InvitationKind.ATTEND, InvitationKind.PRESENT})


def begin(session: Session, invitation: Invitation, *, actor: Actor) -> None:
    """Open what a guest who comes is given."""
    if may_open_grant(invitation):
        # The host agreed to it when it approved the invitation.
        grants.open_for_meeting(
            session,
            invitation.invited_slug or "",
            invitation.host_slug,
            invitation.meeting_id,
            until=invitation.meeting.ends_at,
            rights=_rights(session, invitation),
            actor=SYSTEM,
            source=f"{invitation.host.short_name}: {invitation.meeting.title}"[:400],
        )
    if invitation.kind == InvitationKind.PRESENT:
        presentations.begin(session, invitation, actor=actor)


def end(session: Session, invitation: Invitation, *, note: str, actor: Actor) -> None:
    """Take back what was given to a guest who does not come after all."""
    end_grant(session, invitation, note=note)
    if invitation.kind == InvitationKind.PRESENT:
        presentations.call_off(session, invitation, note, actor=actor)


def end_grant(session: Session, invitation: Invitation, *, note: str) -> None:
    """End the status that accepting opened; nothing happens where there is none."""
    if may_open_grant(invitation):
        grants.end_for_meeting(
            session,
            invitation.invited_slug or "",
            invitation.host_slug,
            invitation.meeting_id,
            actor=SYSTEM,
            note=note,
        )


def may_open_grant(invitation: Invitation) -> bool:
    """Whether accepting opens an observer status: one of an RCP, to attend or to present."""
    return (
        invitation.opens_grant
        and invitation.addressee == AddresseeKind.RCP
        and invitation.kind in OPENING
    )


def _rights(session: Session, invitation: Invitation) -> set[Right]:
    """What the host usually grants, to attend meetings of this level only, and to speak."""
    usual = settings_of(session, invitation.host_slug).rights - set(ATTENDING.values())
    attending = ATTENDING.get(invitation.meeting.level)
    rights = {*usual, Right.SPEAK} | ({attending} if attending else set())
    if invitation.kind == InvitationKind.PRESENT:
        rights.add(Right.SUBMIT_PAPERS)
    return rights
