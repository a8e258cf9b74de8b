"""What happens to invitations with time."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.meetings.invitations import sending, taking_back
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.timing import last_moment
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import PENDING_INVITATION, InvitationState, MeetingState

#: Before the last moment; one gentle reminder.
_REMINDED = timedelta(days=3)
_UNSETTLED = PENDING_INVITATION | {InvitationState.COUNTER_PROPOSED}


def sweep(session: Session, at: datetime) -> None:
    """Close what was not answered by ``at``, and remind of what is to be answered within days."""
    for invitation in _unsettled(session, at + _REMINDED):
        if last_moment(invitation) <= at:
            taking_back.expire(session, invitation)
        elif _is_to_be_reminded(invitation, at):
            sending.remind_once(session, invitation)


def _unsettled(session: Session, until: datetime) -> list[Invitation]:
    statement = (
        sa.select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.state.in_(_UNSETTLED),
            sa.or_(Invitation.reply_by <= until, Meeting.starts_at <= until),
        )
        .options(joinedload(Invitation.meeting), joinedload(Invitation.host))
        .order_by(Invitation.id)
    )
    return list(session.scalars(statement))


def _is_to_be_reminded(invitation: Invitation, at: datetime) -> bool:
    if invitation.meeting.state != MeetingState.ANNOUNCED:
        return False
    begins = last_moment(invitation) - _REMINDED
    was_asked = (invitation.sent_at, invitation.reminded_at)
    return (
        invitation.state in PENDING_INVITATION
        and begins <= at
        # Whoever was only just asked, or reminded by hand these days, is left alone.
        and all(asked is None or asked < begins for asked in was_asked)
    )
