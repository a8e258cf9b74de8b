"""Ask anew, take back, and follow the meeting. Services flush; the view commits."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM, Actor
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import addressing, effects, notices, steps
from rcp_platform.meetings.invitations.answering import links
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.invitations.timing import require_announced, require_reply_by
from rcp_platform.meetings.invitations.workflow import INVITATION
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import LIVE_INVITATION, InvitationState

_REVISED = frozenset({"agenda_item_id", "language", "message", "reply_by", "topic"})
_STANDING = LIVE_INVITATION | {InvitationState.PROPOSED, InvitationState.APPROVED}


def revise(
    session: Session, invitation: Invitation, values: Mapping[str, Any], *, actor: Actor
) -> bool:
    """Change what was sent and ask again; what was answered no longer holds.

    Returns False, and does nothing, where nothing differs.
    """
    INVITATION.check("revise", invitation, actor)
    changed = steps.differences(invitation, values, _REVISED)
    if not changed:
        return False
    item = changed.get("agenda_item_id")
    if item is not None and session.get_one(AgendaItem, item).meeting_id != invitation.meeting_id:
        raise Refused(Why.AGENDA)
    require_announced(invitation.meeting)
    require_reply_by(changed.get("reply_by", invitation.reply_by), invitation.meeting)
    if not addressing.recipients_of(session, invitation):
        raise Refused(Why.NOBODY_REACHED)
    nominee = (invitation.nominee_name, invitation.nominee_email)
    changed |= {
        **steps.NO_ANSWER,
        "sequence": invitation.sequence + 1,
        "sent_at": now(),
        "reminded_at": None,
    }
    steps.taken_by_host(session, invitation, "revise", actor, **changed)
    session.refresh(invitation, ["agenda_item"])
    links.replace(session, invitation)
    effects.end_grant(session, invitation, note="")
    notices.ask(session, invitation, "invitation_revised")
    notices.tell_released(session, invitation, *nominee)
    return True


def cancel(session: Session, invitation: Invitation, reason: str, *, actor: Actor) -> bool:
    """Take an invitation back; return whether anybody had been told, and is told of this."""
    return _cancel(session, invitation, reason, actor)


def _cancel(
    session: Session,
    invitation: Invitation,
    reason: str,
    actor: Actor,
    allowed_by: Actor | None = None,
) -> bool:
    steps.take(
        session,
        invitation,
        "cancel",
        actor=actor,
        on_behalf_of=invitation.host.short_name,
        note=reason,
        allowed_by=allowed_by,
        sequence=invitation.sequence + 1,
    )
    effects.end(session, invitation, note=reason, actor=actor)
    if invitation.sent_at is None:
        return False
    notices.tell_cancelled(session, invitation, reason)
    return True


def expire(session: Session, invitation: Invitation) -> None:
    """Close an invitation that nobody answered in time, and tell the host."""
    steps.take(session, invitation, "expire", actor=SYSTEM, on_behalf_of="")
    effects.end(session, invitation, note="", actor=SYSTEM)
    notices.tell_expired(session, invitation)


def meeting_cancelled(session: Session, meeting: Meeting, reason: str, *, actor: Actor) -> None:
    """Take back every invitation to a meeting that will not be held; call it where that is said."""
    for invitation in _standing(session, meeting):
        _cancel(session, invitation, reason, actor, allowed_by=SYSTEM)


def meeting_moved(session: Session, meeting: Meeting) -> None:
    """Tell every guest of a change of time or place; call it once the meeting has it."""
    for invitation in _standing(session, meeting):
        if invitation.sent_at is not None:
            notices.tell_moved(session, invitation)


def _standing(session: Session, meeting: Meeting) -> list[Invitation]:
    statement = sa.select(Invitation).where(
        Invitation.meeting_id == meeting.id, Invitation.state.in_(_STANDING)
    )
    return list(session.scalars(statement.order_by(Invitation.id)))
