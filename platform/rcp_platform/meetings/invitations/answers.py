"""What the side that is invited says, and answers that the host writes down. Services flush."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import effects, notices, steps
from rcp_platform.meetings.invitations.addressing import addressee_name
from rcp_platform.meetings.invitations.answering import links
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.invitations.timing import require_ahead, require_answerable
from rcp_platform.meetings.invitations.workflow import INVITATION
from rcp_platform.meetings.states import (
    COMING,
    AddresseeKind,
    DeclinedBecause,
    InvitationKind,
)


@dataclass(frozen=True)
class Nominee:
    """Who comes."""

    name: str = ""
    function: str = ""
    #: Lower case; may be empty.
    email: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """The columns of an invitation that name them."""
        return {
            "nominee_name": self.name,
            "nominee_function": self.function,
            "nominee_email": self.email,
        }


def needs_nominee(invitation: Invitation) -> bool:
    """Whether accepting means to say who comes.

    An RCP and a State are not one person, and where somebody else may come nobody knows who.
    """
    is_known = invitation.addressee == AddresseeKind.PERSON and not invitation.allows_delegate
    return not is_known and invitation.kind != InvitationKind.WRITTEN_INPUT


def accept(
    session: Session, invitation: Invitation, nominee: Nominee, note: str = "", *, actor: Actor
) -> None:
    """Say that the invitation is accepted, and who comes."""
    _require_named(invitation, nominee)
    _answer(session, invitation, "accept", actor, note, **nominee.columns)


def delegate(
    session: Session, invitation: Invitation, nominee: Nominee, note: str = "", *, actor: Actor
) -> None:
    """Say that somebody else comes in the addressee's place, where that is allowed."""
    INVITATION.check("delegate", invitation, actor)
    if not invitation.allows_delegate:
        raise Refused(Why.NO_DELEGATE)
    if not nominee.name:
        raise Refused(Why.NOBODY_NAMED)
    _answer(session, invitation, "delegate", actor, note, **nominee.columns)


def hold(session: Session, invitation: Invitation, note: str = "", *, actor: Actor) -> None:
    """Say that the date is kept, and that the answer will follow."""
    _answer(session, invitation, "hold", actor, note)


def counter_propose(session: Session, invitation: Invitation, text: str, *, actor: Actor) -> None:
    """Propose another date, topic or speaker."""
    _answer(session, invitation, "counter_propose", actor, "", counter_proposal=text)


def decline(
    session: Session,
    invitation: Invitation,
    because: DeclinedBecause,
    note: str = "",
    *,
    actor: Actor,
) -> None:
    """Say that the invitation cannot be accepted, and why."""
    _answer(session, invitation, "decline", actor, note, declined_because=because)


def record_accept(
    session: Session, invitation: Invitation, nominee: Nominee, note: str, *, actor: Actor
) -> None:
    """Write down, for the host, that it was accepted by letter or telephone; the note says how."""
    _require_named(invitation, nominee)
    _answer(session, invitation, "record_accept", actor, note, **nominee.columns)


def record_decline(
    session: Session,
    invitation: Invitation,
    because: DeclinedBecause,
    note: str,
    *,
    actor: Actor,
) -> None:
    """Write down, for the host, that it was declined by letter or telephone."""
    _answer(session, invitation, "record_decline", actor, note, declined_because=because)


def _require_named(invitation: Invitation, nominee: Nominee) -> None:
    if needs_nominee(invitation) and not nominee.name:
        raise Refused(Why.NOBODY_NAMED)


def _answer(
    session: Session, invitation: Invitation, name: str, actor: Actor, note: str, **facts: Any
) -> None:
    INVITATION.check(name, invitation, actor)
    is_on_behalf = name.startswith("record_")
    if is_on_behalf:
        # A letter may have come in time and be read later.
        require_ahead(invitation.meeting)
    else:
        require_answerable(invitation)
    was_coming = invitation.state in COMING
    former = (invitation.nominee_name, invitation.nominee_email)
    steps.take(
        session,
        invitation,
        name,
        actor=actor,
        on_behalf_of=_in_whose_name(invitation, actor),
        note=facts.get("counter_proposal", note),
        **{
            **steps.NO_ANSWER,
            "answer_note": note,
            "answered_at": now(),
            "answered_by_id": actor.user_id,
            "is_answered_on_behalf": is_on_behalf,
            **facts,
        },
    )
    links.close(session, invitation)
    if invitation.state in COMING:
        effects.begin(session, invitation, actor=actor)
    elif was_coming:
        effects.end(session, invitation, note=note, actor=actor)
    notices.tell_answered(session, invitation, actor)
    if former[1] != invitation.nominee_email:
        notices.tell_released(session, invitation, *former)
        notices.tell_nominee(session, invitation)


def _in_whose_name(invitation: Invitation, actor: Actor) -> str:
    """The addressee's; with the address, where they answered by a link in a mail."""
    called = addressee_name(invitation)
    return called if actor.user_id is not None or actor.is_system else f"{called}, {actor.email}"
