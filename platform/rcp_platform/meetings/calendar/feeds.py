"""Private subscriptions to meetings: one a person, known by a secret address alone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.tokens import digest_of, new_token
from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.meetings.models import CalendarFeed


def _is_somebody(actor: Actor, _subject: object) -> bool:
    return actor.user_id is not None


def feed_of(session: Session, actor: Actor) -> CalendarFeed | None:
    """Return the actor's own subscription."""
    return session.get(CalendarFeed, actor.user_id) if actor.user_id is not None else None


def subscribe(session: Session, *, actor: Actor) -> str:
    """Make the actor's subscription, or give it a new address; return the secret in that.

    The database keeps only its digest: it is told once. An address given before ends.
    """
    require(_is_somebody, actor, None)
    token = new_token()
    feed = feed_of(session, actor)
    action = "calendar_feed.renew" if feed else "calendar_feed.create"
    if feed is None:
        feed = CalendarFeed(user_id=actor.user_id)
        session.add(feed)
    feed.digest = digest_of(token)
    feed.created_at = now()
    session.flush()
    record(session, actor, action, f"user:{actor.user_id}")
    return token


def unsubscribe(session: Session, *, actor: Actor) -> bool:
    """End the actor's subscription. Returns whether there was one."""
    require(_is_somebody, actor, None)
    feed = feed_of(session, actor)
    if feed is None:
        return False
    session.delete(feed)
    session.flush()
    record(session, actor, "calendar_feed.revoke", f"user:{actor.user_id}")
    return True


def subscriber(session: Session, token: str) -> User | None:
    """Return whose subscription has this secret."""
    statement = (
        sa.select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(CalendarFeed.digest == digest_of(token))
    )
    return session.scalar(statement)
