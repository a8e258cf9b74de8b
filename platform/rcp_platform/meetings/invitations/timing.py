"""Until when invitations are answered, sent and changed."""

from datetime import datetime, timedelta

from rcp_platform.core.db import now
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.states import COMING, MeetingState

USUAL_REPLY = timedelta(days=14)


def usual_reply_by(meeting: Meeting) -> datetime:
    """Return by when an answer is asked for unless somebody says otherwise."""
    return min(now() + USUAL_REPLY, meeting.starts_at)


def last_moment(invitation: Invitation) -> datetime:
    """Return from when on a first answer is refused.

    A meeting that was moved to an earlier day takes the time to answer along.
    """
    return min(invitation.reply_by, invitation.meeting.starts_at)


def require_ahead(meeting: Meeting) -> None:
    """Raise :exc:`Refused` unless the meeting may still take place."""
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(Why.MEETING_CANCELLED)
    if meeting.state == MeetingState.HELD or meeting.starts_at <= now():
        raise Refused(Why.MEETING_OVER)


def require_announced(meeting: Meeting) -> None:
    """Raise :exc:`Refused` unless the meeting is announced and ahead."""
    require_ahead(meeting)
    if meeting.state == MeetingState.DRAFT:
        raise Refused(Why.NOT_ANNOUNCED)


def require_reply_by(reply_by: datetime, meeting: Meeting) -> None:
    """Raise :exc:`Refused` unless there is time to answer, before the meeting starts."""
    if not now() < reply_by <= meeting.starts_at:
        raise Refused(Why.REPLY_BY)


def require_answerable(invitation: Invitation) -> None:
    """Raise :exc:`Refused` where an answer comes too late.

    Whoever is coming may say otherwise until the meeting starts; everybody else until the moment
    by which an answer was asked for.
    """
    require_announced(invitation.meeting)
    if invitation.state not in COMING and last_moment(invitation) <= now():
        raise Refused(Why.LATE)
