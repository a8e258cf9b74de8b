"""What happens to requests and grants with time."""

from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.core.schedule import job
from rcp_platform.observers.grants import deadlines as of_grants
from rcp_platform.observers.requests import deadlines as of_requests


@job("observers.deadlines", every="hour")
def meet_deadlines(session: Session) -> None:
    """Let lapse, expire and fall due what has passed its date."""
    at = now()
    of_requests.sweep(session, at)
    of_grants.sweep(session, at)
