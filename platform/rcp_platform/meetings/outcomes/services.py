"""Record what came of a meeting, and say how it goes on."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.queries import seated
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.events import happened
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes import policy
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.workflow import OUTCOME
from rcp_platform.meetings.states import MeetingAudience, OutcomeState
from rcp_platform.notifications.services import send
from rcp_platform.observers.policy import LEADS, leads

_LADDER = list(MeetingAudience)


class TooWide(ValueError):
    """More people would read it than may know of the meeting."""


def add(session: Session, meeting: Meeting, values: dict[str, Any], *, actor: Actor) -> Outcome:
    """Record an item at the end of the list, and tell the RCP that takes it on.

    ``values`` are columns of :class:`Outcome`. Raises :exc:`TooWide`.
    """
    require(policy.may_record, actor, meeting)
    _check_audience(meeting, values)
    last = sa.select(sa.func.max(Outcome.position)).where(Outcome.meeting_id == meeting.id)
    position = session.scalar(last)
    outcome = Outcome(
        meeting=meeting,
        position=0 if position is None else position + 1,
        created_by_id=actor.user_id,
        **values,
    )
    session.add(outcome)
    session.flush()
    _wrote(session, outcome, "add", actor)
    _tell_owner(session, outcome, actor)
    return outcome


def change(
    session: Session, outcome: Outcome, values: dict[str, Any], *, version: int, actor: Actor
) -> None:
    """Word an item anew, and tell an RCP that is newly named.

    Raises :exc:`TooWide`, and :exc:`~rcp_platform.core.workflow.NotPossible` for a page that is
    out of date.
    """
    require(policy.is_organiser, actor, outcome)
    _check_version(outcome, version)
    _check_audience(outcome.meeting, values)
    before = outcome.owner_slug
    for name, value in values.items():
        setattr(outcome, name, value)
    session.flush()
    session.refresh(outcome)
    _wrote(session, outcome, "change", actor)
    if outcome.owner_slug != before:
        _tell_owner(session, outcome, actor)


def remove(session: Session, outcome: Outcome, *, actor: Actor) -> None:
    """Take an item out; the record keeps that it was there."""
    require(policy.is_organiser, actor, outcome)
    _wrote(session, outcome, "remove", actor)
    session.delete(outcome)
    session.flush()


def move(session: Session, outcome: Outcome, steps: int, *, actor: Actor) -> None:
    """Move an item up (-1) or down (1) among those of its point; the ends stay the ends."""
    require(policy.is_organiser, actor, outcome)
    statement = (
        sa.select(Outcome)
        .where(
            Outcome.meeting_id == outcome.meeting_id,
            Outcome.agenda_item_id.is_not_distinct_from(outcome.agenda_item_id),
        )
        .order_by(Outcome.position, Outcome.id)
    )
    together = list(session.scalars(statement))
    others = [one for one in together if one is not outcome]
    place = together.index(outcome) + steps
    others.insert(min(max(place, 0), len(others)), outcome)
    for position, one in enumerate(others):
        one.position = position
    session.flush()


def tell_progress(
    session: Session, outcome: Outcome, step: str, progress: str, *, version: int, actor: Actor
) -> None:
    """Say how an item stands; ``step`` is a transition of :data:`OUTCOME`, or empty.

    Raises :exc:`~rcp_platform.core.workflow.NotPossible` for a page that is out of date.
    """
    require(policy.is_follower, actor, outcome)
    _check_version(outcome, version)
    before = outcome.state
    if step:
        OUTCOME.take(step, outcome, actor)
        outcome.state_since = now()
        outcome.done_at = outcome.state_since if outcome.state == OutcomeState.DONE else None
    outcome.progress = progress
    session.flush()
    _wrote(session, outcome, step or "progress", actor, before=before.value)


def _check_version(outcome: Outcome, seen: int) -> None:
    if outcome.version != seen:
        raise NotPossible(f"{outcome} has changed")


def _check_audience(meeting: Meeting, values: dict[str, Any]) -> None:
    if _LADDER.index(values["audience"]) > _LADDER.index(meeting.audience):
        raise TooWide(meeting.audience)


def _tell_owner(session: Session, outcome: Outcome, actor: Actor) -> None:
    """Tell an RCP that it is named, unless those who named it speak for it."""
    owner = outcome.owner_slug
    if owner is None or leads(actor, owner):
        return
    for person in seated(session, owner, LEADS):
        send(session, person, "meetings/outcome_named", topic="tasks", outcome=outcome)


def _wrote(session: Session, outcome: Outcome, name: str, actor: Actor, before: str = "") -> None:
    happened(
        session,
        outcome.meeting_id,
        outcome,
        name,
        actor=actor,
        on_behalf_of=_on_behalf_of(outcome, actor),
        before=before,
        after=outcome.state.value,
    )


def _on_behalf_of(outcome: Outcome, actor: Actor) -> str:
    """Return the short name of the RCP for which the actor speaks: the owner before the hosts."""
    concerned = [*([outcome.owner] if outcome.owner else []), *outcome.meeting.rcps]
    return next((rcp.short_name for rcp in concerned if actor.sits_in(rcp.slug, *LEADS)), "")
