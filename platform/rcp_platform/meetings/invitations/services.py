"""Propose invitations and approve them. Services flush; the view commits."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.observing import observations_of
from rcp_platform.core.access import AccessDenied, Actor, require
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.invitations import notices, steps
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.policy import is_inviting
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.invitations.timing import (
    require_ahead,
    require_reply_by,
    usual_reply_by,
)
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import (
    LIVE_INVITATION,
    AddresseeKind,
    InvitationKind,
    InvitationState,
)
from rcp_platform.observers.policy import leads
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import known_to_be_of, visible_to
from rcp_platform.practices.states import SEARCHABLE

S = InvitationState

#: What may be changed while nobody has been told.
_OPEN = {
    S.PROPOSED: frozenset(
        {
            "addressee",
            "agenda_item_id",
            "allows_delegate",
            "country",
            "email",
            "invited_slug",
            "kind",
            "language",
            "message",
            "name",
            "opens_grant",
            "practice_id",
            "reply_by",
            "topic",
        }
    ),
    # The chair has approved whom to invite to what.
    S.APPROVED: frozenset({"language", "message", "reply_by", "topic"}),
}
_STANDING = LIVE_INVITATION | {S.PROPOSED, S.APPROVED}


def propose(
    session: Session, meeting: Meeting, values: Mapping[str, Any], *, actor: Actor
) -> Invitation:
    """Propose an invitation to a meeting; nobody outside is told of it yet.

    ``values`` are columns of :class:`Invitation`; what is left out is as usual: an RCP and a
    State may send somebody else, an answer is asked for within 14 days. ``host_slug`` is one of
    the RCPs that hold the meeting and that the actor leads. Raises :exc:`.refusals.Refused`.
    """
    facts = {"kind": InvitationKind.ATTEND, "addressee": AddresseeKind.RCP, **values}
    facts["kind"] = InvitationKind(facts["kind"])
    facts["addressee"] = AddresseeKind(facts["addressee"])
    facts["host_slug"] = facts.get("host_slug") or host_for(meeting, actor)
    if facts["host_slug"] not in meeting.rcp_slugs or not leads(actor, facts["host_slug"]):
        raise AccessDenied("invitations come from an RCP that holds the meeting")
    require_ahead(meeting)
    facts.setdefault("allows_delegate", facts["addressee"] != AddresseeKind.PERSON)
    facts.setdefault("language", meeting.language)
    facts["reply_by"] = facts.get("reply_by") or usual_reply_by(meeting)
    _check(session, meeting, facts)
    if facts.get("practice_id") is not None:
        _check_practice(session, meeting, facts, actor)
    invitation = Invitation(meeting_id=meeting.id, created_by_id=actor.user_id, **facts)
    invitation.meeting = meeting
    session.add(invitation)
    session.flush()
    steps.note(session, invitation, "propose", actor=actor)
    notices.tell_proposed(session, invitation, actor)
    return invitation


def host_for(meeting: Meeting, actor: Actor) -> str:
    """Return the first RCP that holds a meeting and that the actor leads; empty for none."""
    led = (holder.rcp_slug for holder in meeting.holders if leads(actor, holder.rcp_slug))
    return next(led, "")


def change(
    session: Session, invitation: Invitation, values: Mapping[str, Any], *, actor: Actor
) -> bool:
    """Change an invitation that has not been sent; return whether anything differs.

    Once the chair has approved it only its words, language and last day are open.
    """
    require(is_inviting, actor, invitation)
    if invitation.state not in _OPEN:
        raise NotPossible("it has been sent")
    changed = steps.differences(invitation, values, _OPEN[invitation.state])
    if not changed:
        return False
    facts = {name: getattr(invitation, name) for name in _OPEN[S.PROPOSED]} | changed
    _check(session, invitation.meeting, facts, invitation)
    if facts["practice_id"] is not None and changed.keys() & {"practice_id", "invited_slug"}:
        _check_practice(session, invitation.meeting, facts, actor)
    for name, value in changed.items():
        setattr(invitation, name, value)
    session.flush()
    session.refresh(invitation, ["invited", "practice", "agenda_item"])
    steps.note(session, invitation, "change", actor=actor)
    return True


def approve(session: Session, invitation: Invitation, *, actor: Actor) -> None:
    """Approve a proposal, as the chair."""
    steps.taken_by_host(session, invitation, "approve", actor)


def record_approval(session: Session, invitation: Invitation, note: str, *, actor: Actor) -> None:
    """Write down that the chair has approved; the note says how that is known."""
    steps.taken_by_host(session, invitation, "record_approval", actor, note)


def _check(
    session: Session,
    meeting: Meeting,
    facts: Mapping[str, Any],
    but: Invitation | None = None,
) -> None:
    require_reply_by(facts["reply_by"], meeting)
    invited = facts.get("invited_slug")
    if invited is not None:
        session.get_one(Rcp, invited)
        if invited in meeting.rcp_slugs:
            raise Refused(Why.HOLDS_IT)
    item = facts.get("agenda_item_id")
    if item is not None and session.get_one(AgendaItem, item).meeting_id != meeting.id:
        raise Refused(Why.AGENDA)
    if _is_invited(session, meeting, facts, but):
        raise Refused(Why.INVITED_ALREADY)


def _check_practice(
    session: Session, meeting: Meeting, facts: Mapping[str, Any], actor: Actor
) -> None:
    """One that those who hold the meeting may know to be of the RCP invited, else one refusal.

    An invitation tells whose a practice is: then they must have been told before.
    """
    holder = as_holder(session, meeting.rcp_slugs, actor)
    statement = sa.select(Practice.id).where(
        Practice.id == facts["practice_id"],
        Practice.state.in_(SEARCHABLE),
        visible_to(holder),
        known_to_be_of(facts.get("invited_slug") or "", holder),
    )
    if session.scalar(statement) is None:
        raise Refused(Why.PRACTICE)


def as_holder(session: Session, rcps: Collection[str], actor: Actor) -> Actor:
    """Return the actor as somebody who sits in these RCPs alone, with what these observe.

    Whoever sits elsewhere too may know more, and does not carry it over.
    """
    seats = frozenset(seat for seat in actor.seats if seat.rcp in rcps)
    observed = observations_of(session, {seat.rcp for seat in seats})
    return replace(actor, seats=seats, observations=observed)


def _is_invited(
    session: Session, meeting: Meeting, facts: Mapping[str, Any], but: Invitation | None
) -> bool:
    same = sa.select(Invitation.id).where(
        Invitation.meeting_id == meeting.id,
        Invitation.state.in_(_STANDING),
        Invitation.kind == facts["kind"],
        Invitation.addressee == facts["addressee"],
        Invitation.invited_slug.is_not_distinct_from(facts.get("invited_slug")),
        Invitation.email == facts.get("email", ""),
        Invitation.agenda_item_id.is_not_distinct_from(facts.get("agenda_item_id")),
        Invitation.practice_id.is_not_distinct_from(facts.get("practice_id")),
    )
    if but is not None:
        same = same.where(Invitation.id != but.id)
    return session.scalar(same) is not None
