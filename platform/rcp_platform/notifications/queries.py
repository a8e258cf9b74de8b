"""Read outgoing mail and what people want of it."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.db import now
from rcp_platform.notifications.models import Frequency, MailPreference, MailState, OutgoingMail
from rcp_platform.notifications.topics import family_of, topic_of


def frequency_of(session: Session, user_id: int, topic: str) -> Frequency:
    """Return how often a person wants mail on a topic.

    What was said of ``saved_search:12`` counts before what was said of ``saved_search``, and that
    before what is usual. Raises :exc:`KeyError` for a topic that is not declared.
    """
    known = topic_of(topic)
    said = preferences_of(session, user_id, [topic, family_of(topic)])
    return said.get(topic) or said.get(family_of(topic)) or known.frequencies[0]


def preferences_of(session: Session, user_id: int, topics: Sequence[str]) -> dict[str, Frequency]:
    """Return what a person has said of these topics; those they said nothing of are left out."""
    statement = sa.select(MailPreference.topic, MailPreference.frequency).where(
        MailPreference.user_id == user_id, MailPreference.topic.in_(topics)
    )
    return dict(session.execute(statement).all())


def outgoing(
    session: Session, states: Sequence[MailState] = (), limit: int = 50
) -> Sequence[OutgoingMail]:
    """Return the newest mails in these states, or in any, newest first."""
    statement = sa.select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(limit)
    if states:
        statement = statement.where(OutgoingMail.state.in_(states))
    return session.scalars(statement).all()


def counts(session: Session) -> dict[MailState, int]:
    """Return how many mails are in each state that any is in."""
    statement = sa.select(OutgoingMail.state, sa.func.count()).group_by(OutgoingMail.state)
    return dict(session.execute(statement).all())


def overdue(session: Session, by: timedelta) -> int:
    """Return how many mails should have left by now, that long ago."""
    statement = (
        sa.select(sa.func.count())
        .select_from(OutgoingMail)
        .where(OutgoingMail.state == MailState.WAITING, OutgoingMail.not_before < now() - by)
    )
    return session.scalar(statement) or 0
