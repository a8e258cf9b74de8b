"""What people can do with an invitation: the buttons of its pages, and what they do."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.meetings.invitations import answers, sending, services, taking_back, wording
from rcp_platform.meetings.invitations.forms import (
    CounterForm,
    DeclineForm,
    MoveForm,
    NomineeForm,
    form_of,
)
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.policy import is_inviting
from rcp_platform.meetings.invitations.refusals import Refused
from rcp_platform.meetings.invitations.timing import require_ahead, require_answerable
from rcp_platform.meetings.invitations.workflow import INVITATION
from rcp_platform.meetings.states import PENDING_INVITATION, InvitationState

#: What has no arrow of its own in the workflow: the state stays.
_AGAIN = {
    "resend": PENDING_INVITATION | {InvitationState.COUNTER_PROPOSED},
    "remind": PENDING_INVITATION,
}
_FORWARD = {"approve", "send", "accept"}
_ENDING = {"cancel", "decline", "record_decline"}


@dataclass(frozen=True)
class Move:
    """A button, with the form of what it needs to know, if anything."""

    name: str
    label: LazyString
    #: primary, secondary or danger.
    style: str
    form: MoveForm | None


def host_moves(invitation: Invitation, actor: Actor, tried: MoveForm | None = None) -> list[Move]:
    """Return what the side that invites can do now; ``tried`` is a form with its errors."""
    possible = {*INVITATION.available(invitation, actor)} & {*wording.HOST_MOVES}
    if "approve" in possible:
        possible.discard("record_approval")
    if is_inviting(actor, invitation):
        possible |= {name for name, states in _AGAIN.items() if invitation.state in states}
    if "remind" in possible and not sending.may_be_reminded(invitation):
        possible.discard("remind")
    if _is_over(invitation):
        possible -= {"send", "resend", "approve", "record_approval"}
        possible -= {"record_accept", "record_decline"}
    return _drawn(wording.HOST_MOVES, possible, invitation, tried)


def answers_of(invitation: Invitation, actor: Actor, tried: MoveForm | None = None) -> list[Move]:
    """Return what the side that is invited can answer now."""
    try:
        require_answerable(invitation)
    except Refused:
        return []
    possible = {*INVITATION.available(invitation, actor)} & {*wording.ANSWERS}
    if not invitation.allows_delegate:
        possible.discard("delegate")
    return _drawn(wording.ANSWERS, possible, invitation, tried)


def _drawn(
    names: dict[str, LazyString],
    possible: set[str],
    invitation: Invitation,
    tried: MoveForm | None,
) -> list[Move]:
    return [
        Move(
            name,
            label,
            _style(name),
            tried if tried and tried.move == name else form_of(name, invitation, is_sent=False),
        )
        for name, label in names.items()
        if name in possible
    ]


def _is_over(invitation: Invitation) -> bool:
    try:
        require_ahead(invitation.meeting)
    except Refused:
        return True
    return False


def _style(name: str) -> str:
    return "primary" if name in _FORWARD else "danger" if name in _ENDING else "secondary"


def take(
    session: Session, invitation: Invitation, name: str, form: MoveForm | None, *, actor: Actor
) -> str:
    """Do it with what its form says; return what came of it, in a sentence."""
    note = form.said if form else ""
    match name:
        case "approve":
            services.approve(session, invitation, actor=actor)
        case "record_approval":
            services.record_approval(session, invitation, note, actor=actor)
        case "send":
            return told(sending.send(session, invitation, actor=actor))
        case "resend":
            return told(sending.resend(session, invitation, actor=actor))
        case "remind":
            reminded = sending.remind(session, [invitation], actor=actor)
            return str(_("The reminder is on its way.") if reminded else _("Nobody was reminded."))
        case "cancel":
            if taking_back.cancel(session, invitation, note, actor=actor):
                return str(_("The invitation is taken back. Whoever had been told is told of it."))
            return str(_("The invitation is taken back. Nobody had been told of it."))
        case _:
            answer(session, invitation, name, form, actor=actor)
    return str(wording.DONE[name])


def answer(
    session: Session, invitation: Invitation, name: str, form: MoveForm | None, *, actor: Actor
) -> None:
    """Give an answer, or record one, with what its form says."""
    match name, form:
        case "accept", NomineeForm():
            answers.accept(session, invitation, form.nominee, form.said, actor=actor)
        case "delegate", NomineeForm():
            answers.delegate(session, invitation, form.nominee, form.said, actor=actor)
        case "hold", MoveForm():
            answers.hold(session, invitation, form.said, actor=actor)
        case "counter_propose", CounterForm():
            answers.counter_propose(session, invitation, form.said, actor=actor)
        case "decline", DeclineForm():
            answers.decline(session, invitation, form.reason, form.said, actor=actor)
        case "record_accept", NomineeForm():
            answers.record_accept(session, invitation, form.nominee, form.said, actor=actor)
        case "record_decline", DeclineForm():
            answers.record_decline(session, invitation, form.reason, form.said, actor=actor)
        case _:
            raise KeyError(name)


def told(mails: int) -> str:
    """Return how many mails are on their way, in a sentence."""
    if not mails:
        return str(
            _(
                "Nobody was written to: those addressed want no mail. They see the invitation "
                "when they sign in."
            )
        )
    return str(_("The invitation is on its way. How the mails fare stands below."))
