"""Write, twice at most, to those who lead an RCP that took something on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.accounts.queries import seated
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.queries import OPEN
from rcp_platform.notifications.services import send
from rcp_platform.observers.policy import LEADS

#: How long before the day somebody is reminded.
BEFORE = timedelta(days=14)
#: A day that passed longer ago is not brought up any more.
AFTER = timedelta(days=30)


def sweep(session: Session, at: datetime) -> None:
    """Put the reminders that are due into the outbox: one before the day, one once it has passed.

    What was recorded after its day, or so late that the first reminder would follow at once,
    is reminded of only later or not at all.
    """
    for outcome in _near(session, at):
        due_on, owner = outcome.due_on, outcome.owner_slug
        if due_on is None or owner is None:
            continue
        is_past = at.date() > due_on
        if outcome.created_at.date() > (due_on if is_past else due_on - BEFORE):
            continue
        which = "past" if is_past else "soon"
        for person in seated(session, owner, LEADS):
            send(
                session,
                person,
                "meetings/outcome_reminder",
                topic="tasks",
                dedupe_key=f"{outcome}:{due_on}:{which}:{person.id}",
                outcome=outcome,
                is_past=is_past,
            )


def _near(session: Session, at: datetime) -> Sequence[Outcome]:
    today = at.date()
    statement = (
        sa.select(Outcome)
        .where(
            Outcome.state.in_(OPEN),
            Outcome.owner_slug.is_not(None),
            Outcome.due_on.between(today - AFTER, today + BEFORE),
        )
        .options(joinedload(Outcome.meeting))
        .order_by(Outcome.id)
    )
    return session.scalars(statement).all()
