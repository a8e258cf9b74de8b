"""What is done for alerts again and again."""

from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.core.schedule import job
from rcp_platform.discovery.engine import current_engine
from rcp_platform.following.alerts.digests import tell
from rcp_platform.following.alerts.matching import look

ALERTS = "following.alerts"


@job(ALERTS, every="5 minutes")
def look_and_tell(session: Session) -> None:
    """Find what is new for everyone, and put what is due into the outbox: all or nothing."""
    look(session, current_engine())
    tell(session, now())
