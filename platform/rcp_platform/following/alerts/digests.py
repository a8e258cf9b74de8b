"""Tell people what their searches and follows found: one mail a person for all that is due.

What may be told is decided when the mail is put together. Alerts are marked as told in the
transaction that puts the mail into the outbox.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.core.access import Actor
from rcp_platform.discovery.documents import facets_of
from rcp_platform.discovery.search import Scope
from rcp_platform.following.alerts import wording
from rcp_platform.following.alerts.matching import is_told_of
from rcp_platform.following.alerts.models import Alert, Event
from rcp_platform.following.alerts.news import in_batches
from rcp_platform.following.alerts.wishes import Source, Wishes
from rcp_platform.following.alerts.wording import Group, Item
from rcp_platform.following.models import (
    TOPIC,
    Follow,
    FollowKind,
    SavedSearch,
    follow_topic,
    search_topic,
)
from rcp_platform.following.queries import versions_of
from rcp_platform.notifications.links import unsubscribe_address
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.services import send
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Card
from rcp_platform.practices.states import SEARCHABLE

_log = logging.getLogger(__name__)

TEMPLATE = "following/digest"
#: What one search or follow found is shown up to this many in a mail.
MOST_SHOWN = 10


def is_due(frequency: Frequency, found_at: datetime, at: datetime) -> bool:
    """Whether something found is to be told: days and weeks (from Monday) end at midnight, UTC."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    match frequency:
        case Frequency.AT_ONCE:
            return True
        case Frequency.DAILY:
            return found_at < midnight
        case Frequency.WEEKLY:
            return found_at < midnight - timedelta(days=midnight.weekday())
        case Frequency.NEVER:
            return False


def tell(session: Session, at: datetime) -> int:
    """Put a mail into the outbox for everyone for whom something is due; return how many."""
    wishes = Wishes(session)
    due = _due(session, wishes, at)
    practices = _practices(session, {alert.practice_id for alert in due})
    by_person: dict[int, list[Alert]] = defaultdict(list)
    for alert in due:
        by_person[alert.user_id].append(alert)
    mails = 0
    for user_id, alerts in by_person.items():
        try:
            with session.begin_nested():
                mails += _tell(session, wishes, alerts, practices, at)
        except Exception:
            # One person's trouble holds up nobody else's mail; the next look tries again.
            _log.exception("What is new could not be told to user %s.", user_id)
    return mails


def _due(session: Session, wishes: Wishes, at: datetime) -> list[Alert]:
    """Return the alerts that are due; what nobody wants to hear of any more is forgotten."""
    columns = (Alert.id, Alert.user_id, Alert.search_id, Alert.follow_id, Alert.found_at)
    due, unwanted = [], []
    statement = sa.select(*columns).where(Alert.told_at.is_(None))
    for key, user_id, search_id, follow_id, found_at in session.execute(statement):
        topic = follow_topic(follow_id) if follow_id else search_topic(search_id or 0)
        frequency = wishes.frequency_of(user_id, topic)
        if frequency == Frequency.NEVER:
            unwanted.append(key)
        elif is_due(frequency, found_at, at):
            due.append(key)
    _forget(session, unwanted)
    found: list[Alert] = []
    for ids in in_batches(due):
        loaded = (
            sa.select(Alert)
            .where(Alert.id.in_(ids))
            .options(joinedload(Alert.user), joinedload(Alert.search), joinedload(Alert.follow))
            .order_by(Alert.id)
            .execution_options(populate_existing=True)
        )
        found += session.scalars(loaded)
    return found


def _practices(session: Session, ids: Iterable[int]) -> dict[int, tuple[Practice, int]]:
    """Return the practices as they are now, each with the number of its version."""
    found: dict[int, tuple[Practice, int]] = {}
    for some in in_batches(sorted(ids)):
        versions = versions_of(session, some)
        statement = (
            sa.select(Practice)
            .where(Practice.id.in_(some))
            .options(joinedload(Practice.rcp))
            .execution_options(populate_existing=True)
        )
        for practice in session.scalars(statement):
            found[practice.id] = (practice, versions.get(practice.id, 0))
    return found


def _forget(session: Session, ids: Sequence[int]) -> None:
    for some in in_batches(ids):
        statement = sa.delete(Alert).where(Alert.id.in_(some))
        session.execute(statement, execution_options={"synchronize_session": False})


# --- one person's mail ------------------------------------------------------


def _tell(
    session: Session,
    wishes: Wishes,
    alerts: Sequence[Alert],
    practices: Mapping[int, tuple[Practice, int]],
    at: datetime,
) -> int:
    user = alerts[0].user
    actor = wishes.actor(alerts[0].source)
    items: dict[Source, list[Item]] = defaultdict(list)
    for alert in alerts:
        card = _card(alert, *practices[alert.practice_id], actor)
        if card and wishes.wants(alert.source):
            items[alert.source].append(Item(alert, card))
    kept = {item.alert.id for found in items.values() for item in found}
    _forget(session, [alert.id for alert in alerts if alert.id not in kept])
    told = _claim(session, kept, at)
    groups = [
        Group(
            source,
            mine[:MOST_SHOWN],
            max(0, len(mine) - MOST_SHOWN),
            unsubscribe_address(user.id, source.topic),
        )
        for source, found in sorted(items.items(), key=lambda pair: _order(pair[0]))
        if (mine := [item for item in found if item.alert.id in told])
    ]
    if not groups:
        return 0
    topic = groups[0].source.topic if len(groups) == 1 else TOPIC
    count = len({alert.practice_id for alert in alerts if alert.id in told})
    send(session, user, TEMPLATE, topic=topic, groups=groups, count=count, wording=wording)
    return 1


def _claim(session: Session, ids: Iterable[int], at: datetime) -> set[int]:
    """Mark alerts as told and return which; whoever else is about to tell them waits for that."""
    statement = (
        sa.update(Alert)
        .where(Alert.id.in_(ids), Alert.told_at.is_(None))
        .values(told_at=at)
        .returning(Alert.id)
    )
    return set(session.scalars(statement, execution_options={"synchronize_session": False}))


def _order(source: Source) -> tuple[bool, str, int]:
    if isinstance(source, SavedSearch):
        return (False, source.name.casefold(), source.id)
    return (True, source.kind, source.id)


def _card(alert: Alert, practice: Practice, version: int, actor: Actor) -> Card | None:
    """Return the practice as the actor may know it; None where it is not to be told any more."""
    if not policy.may_see(actor, practice) or alert.version != version:
        return None
    if alert.event != Event.PUBLISHED:
        return Card.of(practice, actor) if practice.state == alert.event.value else None
    if practice.state not in SEARCHABLE:
        return None
    if alert.search is not None:
        is_told = _is_in(alert.search, practice, actor) and _may_read(alert, practice, actor)
    else:
        is_told = _is_of(alert.follow, practice, actor)
    return Card.of(practice, actor) if is_told else None


def _may_read(alert: Alert, practice: Practice, actor: Actor) -> bool:
    if alert.attachment is not None:
        return policy.may_open_attachment(actor, practice, alert.attachment.audience)
    return not alert.is_in_body or policy.may_read_body(actor, practice)


def _is_in(search: SavedSearch, practice: Practice, actor: Actor) -> bool:
    """Whether a practice is still where the search looks."""
    is_own = actor.sits_in(practice.rcp_slug)
    if search.scope != Scope.ALL and is_own != (search.scope == Scope.OWN):
        return False
    facets = facets_of(practice, practice.rcp)
    return all(not facets[name].isdisjoint(values) for name, values in search.filters.items())


def _is_of(follow: Follow | None, practice: Practice, actor: Actor) -> bool:
    assert follow is not None  # noqa: S101  a CHECK sees to it
    return follow.kind == FollowKind.PRACTICE or is_told_of(follow, practice, actor)
