"""What happens to meetings with time."""

from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.core.schedule import job
from rcp_platform.meetings import services
from rcp_platform.meetings.invitations import deadlines
from rcp_platform.meetings.outcomes import reminders


@job("meetings.deadlines", every="hour")
def sweep(session: Session) -> None:
    """Close what has ended, let invitations expire, and remind of what was concluded."""
    at = now()
    services.close_ended(session, at)
    deadlines.sweep(session, at)
    reminders.sweep(session, at)
