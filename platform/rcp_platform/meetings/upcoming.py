"""What lies ahead, for the home page."""

from rcp_platform.core.web import current_actor
from rcp_platform.extensions import db
from rcp_platform.meetings.queries import upcoming
from rcp_platform.meetings.reading import Card

_MOST = 3


def upcoming_meetings() -> list[Card]:
    """Return the next meetings that the reader may see."""
    return upcoming(db.session, current_actor(), _MOST)
