"""Prepare meetings, announce them, cancel them and close them. Services flush; the view commits."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import SYSTEM, AccessDenied, Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings import policy
from rcp_platform.meetings.events import happened
from rcp_platform.meetings.invitations import taking_back
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingRcp, MeetingSeries
from rcp_platform.meetings.states import COMING, InvitationKind, MeetingState
from rcp_platform.meetings.workflow import MEETING

#: Time, place and documents of what is held or cancelled stay as people knew them.
_OPEN = {MeetingState.DRAFT, MeetingState.ANNOUNCED}
#: What guests must be told of.
_WHEN_AND_WHERE = frozenset({"starts_at", "ends_at", "zone", "country", "city", "venue", "link"})
#: What calendars must learn of.
_IN_CALENDARS = _WHEN_AND_WHERE | {"title"}


class StillNeeded(Exception):
    """An RCP cannot stop holding a meeting to which it has invited, nor can the last one."""


def create(
    session: Session, rcps: Collection[str], values: Mapping[str, Any], *, actor: Actor
) -> Meeting:
    """Begin a meeting of RCPs that the actor leads, the first one first; a draft as yet.

    ``values`` are columns, and ``series`` the name of a series, new or known.
    """
    values = dict(values)
    for rcp in rcps:
        _require_lead(actor, rcp)
    if not rcps:
        raise AccessDenied("a meeting is held by somebody")
    series = values.pop("series", "")
    meeting = Meeting(**values, state=MeetingState.DRAFT, created_by_id=actor.user_id)
    meeting.holders = [MeetingRcp(rcp_slug=rcp, position=at) for at, rcp in enumerate(rcps)]
    session.add(meeting)
    session.flush()
    meeting.series = _series(session, meeting.holders[0].rcp_slug, series)
    happened(session, meeting.id, meeting, "create", actor=actor, after=meeting.state)
    return meeting


def change(session: Session, meeting: Meeting, values: Mapping[str, Any], *, actor: Actor) -> bool:
    """Change a meeting that is still to come. Returns whether anything differs from before.

    Guests are told of another time or place; the points of the agenda move with the beginning.
    """
    require_open(meeting, actor)
    values = dict(values)
    if "series" in values:
        meeting.series = _series(session, meeting.holders[0].rcp_slug, values.pop("series"))
    changed = {name for name, value in values.items() if getattr(meeting, name) != value}
    begun_before = meeting.starts_at
    for name in changed:
        setattr(meeting, name, values[name])
    _move_agenda(meeting, meeting.starts_at - begun_before)
    if not changed and not session.is_modified(meeting):
        return False
    if meeting.state == MeetingState.ANNOUNCED and changed & _IN_CALENDARS:
        meeting.sequence += 1
    meeting.updated_at = now()
    happened(session, meeting.id, meeting, "change", actor=actor)
    if meeting.state == MeetingState.ANNOUNCED and changed & _WHEN_AND_WHERE:
        taking_back.meeting_moved(session, meeting)
    return True


def _move_agenda(meeting: Meeting, later: timedelta) -> None:
    for item in meeting.agenda:
        if item.starts_at is not None:
            item.starts_at += later


def require_open(meeting: Meeting, actor: Actor) -> None:
    """Raise AccessDenied or NotPossible unless the actor may change what it will be."""
    require(policy.is_organiser, actor, meeting)
    if not is_open(meeting):
        raise NotPossible(f"it is {meeting.state}")


def is_open(meeting: Meeting) -> bool:
    """Whether it is still to be held, so that it can be changed."""
    return meeting.state in _OPEN


def announce(session: Session, meeting: Meeting, *, actor: Actor) -> None:
    """Let its audience know of a meeting."""
    _take(session, "announce", meeting, actor)


def cancel(session: Session, meeting: Meeting, reason: str, *, actor: Actor) -> None:
    """Say that an announced meeting will not be held; it stays in calendars as cancelled.

    Its invitations are cancelled with it, and whoever had one is told.
    """
    MEETING.check("cancel", meeting, actor)
    meeting.cancelled_reason = reason
    meeting.sequence += 1
    _take(session, "cancel", meeting, actor, note=reason)
    taking_back.meeting_cancelled(session, meeting, reason, actor=actor)


def close(session: Session, meeting: Meeting, *, actor: Actor) -> None:
    """Say that a meeting, which must have begun, has been held."""
    MEETING.check("close", meeting, actor)
    if not meeting.has_begun:
        raise NotPossible("it has not begun")
    _take(session, "close", meeting, actor)


def close_ended(session: Session, at: datetime) -> int:
    """Close the meetings that have ended, and return how many there were."""
    statement = sa.select(Meeting).where(
        Meeting.state == MeetingState.ANNOUNCED, Meeting.ends_at <= at
    )
    ended = session.scalars(statement).all()
    for meeting in ended:
        _take(session, "close", meeting, SYSTEM)
    return len(ended)


def delete_draft(session: Session, meeting: Meeting, *, actor: Actor) -> None:
    """Delete a draft. Raises NotPossible where something refers to it, such as an invitation."""
    require(policy.is_organiser, actor, meeting)
    if meeting.state != MeetingState.DRAFT:
        raise NotPossible("only a draft can be deleted")
    record(session, actor, "meeting.delete", meeting, title=meeting.title)
    try:
        with session.begin_nested():
            session.delete(meeting)
    except IntegrityError as error:
        raise NotPossible("something refers to it") from error


def may_hold_together(actor: Actor, meeting: Meeting, rcp: str) -> bool:
    """Whoever leads an RCP that has accepted to hold a joint session: both sides agree to it."""
    return (
        policy.may_hold(actor, rcp)
        and rcp not in meeting.rcp_slugs
        and is_open(meeting)
        and any(
            invitation.kind == InvitationKind.JOINT_SESSION
            and invitation.state in COMING
            and invitation.invited_slug == rcp
            for invitation in meeting.invitations
        )
    )


def hold_together(session: Session, meeting: Meeting, rcp: str, *, actor: Actor) -> None:
    """Let an RCP hold a meeting together with those that hold it already."""
    if not may_hold_together(actor, meeting, rcp):
        raise AccessDenied(f"may_hold_together refused user {actor.user_id}")
    _add_holder(meeting, rcp)
    meeting.updated_at = now()
    happened(session, meeting.id, meeting, "hold_together", actor=actor, on_behalf_of=rcp)


def set_holders(session: Session, meeting: Meeting, rcps: Collection[str], *, actor: Actor) -> bool:
    """Say which of the RCPs that the actor leads hold it; the others stay as they are.

    Raises :exc:`StillNeeded`. Returns whether anything has changed.
    """
    require_open(meeting, actor)
    leaving = {
        slug for slug in meeting.rcp_slugs if policy.may_hold(actor, slug) and slug not in rcps
    }
    joining = [slug for slug in rcps if slug not in meeting.rcp_slugs]
    for rcp in joining:
        _require_lead(actor, rcp)
    if not joining and not leaving:
        return False
    if not meeting.rcp_slugs - leaving | set(joining) or _have_invited(meeting, leaving):
        raise StillNeeded
    meeting.holders = [one for one in meeting.holders if one.rcp_slug not in leaving]
    for rcp in joining:
        _add_holder(meeting, rcp)
    meeting.updated_at = now()
    session.flush()
    return True


def _require_lead(actor: Actor, rcp: str) -> None:
    if not policy.may_hold(actor, rcp):
        raise AccessDenied(f"may_hold refused user {actor.user_id}")


def _add_holder(meeting: Meeting, rcp: str) -> None:
    last = max((holder.position for holder in meeting.holders), default=-1)
    meeting.holders.append(MeetingRcp(rcp_slug=rcp, position=last + 1))


def _have_invited(meeting: Meeting, rcps: Collection[str]) -> bool:
    inviting: list[Invitation] = meeting.invitations
    return any(invitation.host_slug in rcps for invitation in inviting)


def _series(session: Session, rcp: str, name: str) -> MeetingSeries | None:
    if not name:
        return None
    statement = sa.select(MeetingSeries).where(
        MeetingSeries.rcp_slug == rcp, sa.func.lower(MeetingSeries.name) == name.lower()
    )
    series = session.scalars(statement).first()
    if series is None:
        series = MeetingSeries(rcp_slug=rcp, name=name)
        session.add(series)
        session.flush()
    return series


def _take(session: Session, name: str, meeting: Meeting, actor: Actor, note: str = "") -> None:
    before = meeting.state
    MEETING.take(name, meeting, actor)
    meeting.updated_at = now()
    happened(
        session,
        meeting.id,
        meeting,
        name,
        actor=actor,
        before=before,
        after=meeting.state,
        note=note,
    )
