"""Change agendas. Services flush; the view commits."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.meetings import policy
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.services import require_open


def item_of(meeting: Meeting, item_id: int) -> AgendaItem:
    """Return a point of a meeting's agenda, or raise NoResultFound."""
    for item in meeting.agenda:
        if item.id == item_id:
            return item
    raise NoResultFound


def add(
    session: Session, meeting: Meeting, values: Mapping[str, Any], *, actor: Actor
) -> AgendaItem:
    """Put a point at the end of the agenda."""
    require_open(meeting, actor)
    item = AgendaItem(**values, position=len(meeting.agenda))
    meeting.agenda.append(item)
    _changed(session, item, "add", actor)
    return item


def change(session: Session, item: AgendaItem, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change what is said of a point."""
    require_open(item.meeting, actor)
    for name, value in values.items():
        setattr(item, name, value)
    _changed(session, item, "change", actor)


def move(session: Session, item: AgendaItem, steps: int, *, actor: Actor) -> None:
    """Move a point up (negative) or down by so many places, as far as there are."""
    require_open(item.meeting, actor)
    order = list(item.meeting.agenda)
    place = order.index(item)
    order.insert(max(0, min(place + steps, len(order) - 1)), order.pop(place))
    for position, one in enumerate(order):
        one.position = position
    _changed(session, item, "move", actor)
    session.expire(item.meeting, ["agenda"])


def remove(session: Session, item: AgendaItem, *, actor: Actor) -> None:
    """Take a point off; its documents and invitations stay with the meeting.

    What belonged to a closed session is opened to nobody by that.
    """
    require_open(item.meeting, actor)
    for document in item.meeting.documents:
        if document.agenda_item_id == item.id:
            document.audience = policy.audience_of(document)
            document.agenda_item_id = None
    _changed(session, item, "remove", actor)
    item.meeting.agenda.remove(item)
    session.flush()


def _changed(session: Session, item: AgendaItem, action: str, actor: Actor) -> None:
    # Whoever changes the agenda at the same time is told.
    item.meeting.updated_at = now()
    session.flush()
    record(session, actor, f"agenda_item.{action}", item.meeting, item=str(item.id))
    session.flush()
