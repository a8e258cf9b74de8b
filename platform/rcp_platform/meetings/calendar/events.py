"""What calendar programs are told of a meeting."""

from flask import url_for

from rcp_platform.core.countries import name_of
from rcp_platform.meetings.calendar.ics import Event
from rcp_platform.meetings.reading import Shown
from rcp_platform.meetings.states import MeetingState


def event_of(shown: Shown) -> Event:
    """Return a meeting as its reader's calendar shows it: room and link only if they are told."""
    place = [shown.venue, shown.city, name_of(shown.country) if shown.country else ""]
    return Event(
        uid=shown.uid,
        sequence=shown.sequence,
        title=shown.title,
        description="\n\n".join(text for text in (shown.description, shown.link) if text),
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=shown.zone,
        location=", ".join(part for part in place if part),
        url=url_for("meetings.show", meeting_id=shown.id, _external=True),
        is_cancelled=shown.state == MeetingState.CANCELLED,
        updated_at=shown.updated_at,
    )
