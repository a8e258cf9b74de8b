"""Send invitations, send them again, and remind. Services flush; the view commits."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.invitations import addressing, notices, steps
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.policy import is_inviting
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.invitations.timing import (
    last_moment,
    require_announced,
    require_reply_by,
)
from rcp_platform.meetings.invitations.workflow import INVITATION
from rcp_platform.meetings.states import PENDING_INVITATION, InvitationState

_RESENT = PENDING_INVITATION | {InvitationState.COUNTER_PROPOSED}
_BETWEEN_REMINDERS = timedelta(days=1)
_BETWEEN_SENDINGS = timedelta(minutes=5)


def send(session: Session, invitation: Invitation, *, actor: Actor) -> int:
    """Send an approved invitation; return how many mails are on their way.

    Raises :exc:`.refusals.Refused`, also where nobody could hear of it.
    """
    INVITATION.check("send", invitation, actor)
    _require_sendable(session, invitation)
    steps.taken_by_host(session, invitation, "send", actor, sent_at=now())
    return notices.ask(session, invitation, "invitation")


def resend(session: Session, invitation: Invitation, *, actor: Actor) -> int:
    """Send the mail once more, with new links; return how many mails are on their way."""
    require(is_inviting, actor, invitation)
    if invitation.state not in _RESENT:
        raise NotPossible("it is not unanswered")
    _require_sendable(session, invitation)
    if invitation.sent_at is not None and now() < invitation.sent_at + _BETWEEN_SENDINGS:
        raise Refused(Why.JUST_SENT)
    invitation.sent_at = now()
    session.flush()
    steps.note(session, invitation, "resend", actor=actor)
    return notices.ask(session, invitation, "invitation")


def remind(session: Session, chosen: Iterable[Invitation], *, actor: Actor) -> list[Invitation]:
    """Remind those chosen who have not settled on an answer; return the ones reminded.

    Whoever was reminded within a day, or was only just invited, is left alone.
    """
    reminded = []
    for invitation in chosen:
        require(is_inviting, actor, invitation)
        if may_be_reminded(invitation):
            invitation.reminders += 1
            invitation.reminded_at = now()
            session.flush()
            steps.note(session, invitation, "remind", actor=actor)
            notices.ask(session, invitation, "invitation_reminder")
            reminded.append(invitation)
    return reminded


def remind_once(session: Session, invitation: Invitation) -> None:
    """Let the platform remind by itself, once for each time an answer is asked for."""
    if notices.ask(session, invitation, "invitation_reminder", once=f"{invitation.sequence}"):
        invitation.reminders += 1
        steps.note(session, invitation, "remind", actor=SYSTEM)
    # Whoever wants no mail is not tried again every hour.
    invitation.reminded_at = now()
    session.flush()


def may_be_reminded(invitation: Invitation) -> bool:
    """Whether an answer is open, in time, and was not asked for within a day."""
    asked = [at for at in (invitation.sent_at, invitation.reminded_at) if at is not None]
    return (
        invitation.state in PENDING_INVITATION
        and now() < last_moment(invitation)
        and all(at <= now() - _BETWEEN_REMINDERS for at in asked)
    )


def _require_sendable(session: Session, invitation: Invitation) -> None:
    require_announced(invitation.meeting)
    require_reply_by(invitation.reply_by, invitation.meeting)
    if not addressing.recipients_of(session, invitation):
        raise Refused(Why.NOBODY_REACHED)
