"""Tell the other side by mail what has happened to a presentation."""

from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.text import one_line
from rcp_platform.meetings.invitations.addressing import hosts_of, told_of
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.notifications.services import send

_TO_PRESENTING = frozenset({"ask_material", "record_outcome"})
_TO_HOST = frozenset({"submit", "clear"})


def tell(session: Session, presentation: Presentation, step: str) -> None:
    """Write to the side that did not take the step, where it is one to be told of."""
    invitation = presentation.invitation
    for person in _told(session, presentation, step):
        send(
            session,
            person,
            f"meetings/presentation_{step}",
            topic="tasks",
            title=one_line(presentation.title),
            meeting=one_line(presentation.meeting.title),
            host=invitation.host.short_name,
            due=presentation.material_due,
            presentation_id=presentation.id,
        )


def _told(session: Session, presentation: Presentation, step: str) -> list[User | str]:
    invitation = presentation.invitation
    if step in _TO_HOST:
        return list(hosts_of(session, invitation))
    if step not in _TO_PRESENTING:
        return []
    return [one.to for one in told_of(session, invitation)]
