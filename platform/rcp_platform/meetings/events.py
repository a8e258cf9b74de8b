"""The steps of meetings, invitations, presentations and outcomes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor
from rcp_platform.meetings.models import MeetingEvent


def happened(
    session: Session,
    meeting_id: int,
    subject: object,
    name: str,
    *,
    actor: Actor,
    on_behalf_of: str = "",
    before: str = "",
    after: str = "",
    note: str = "",
) -> MeetingEvent:
    """Write a step, and the audit record of it (who did what, never in which words).

    ``subject`` is the row it is a step of; as a text it is ``meeting:3`` or ``invitation:12``.
    """
    event = MeetingEvent(
        meeting_id=meeting_id,
        subject=str(subject),
        actor_id=actor.user_id,
        on_behalf_of=on_behalf_of,
        name=name,
        before=before,
        after=after,
        note=note,
    )
    session.add(event)
    kind = str(subject).partition(":")[0]
    record(session, actor, f"{kind}.{name}", str(subject), on_behalf_of=on_behalf_of)
    session.flush()
    return event


def steps_of(session: Session, subject: object) -> Sequence[MeetingEvent]:
    """Return the steps of a meeting or of something of it, newest first, with who took them."""
    statement = (
        sa.select(MeetingEvent)
        .where(MeetingEvent.subject == str(subject))
        .options(joinedload(MeetingEvent.actor))
        .order_by(MeetingEvent.id.desc())
    )
    return session.scalars(statement).all()
