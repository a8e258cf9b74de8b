"""One step of an invitation: its state, what is known with it, and the record of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.meetings.events import happened
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.workflow import INVITATION

_LONGEST = 200
#: What an answer filled in.
NO_ANSWER: Mapping[str, Any] = {
    "nominee_name": "",
    "nominee_function": "",
    "nominee_email": "",
    "counter_proposal": "",
    "declined_because": None,
    "answer_note": "",
    "answered_at": None,
    "answered_by_id": None,
    "is_answered_on_behalf": False,
}


def take(
    session: Session,
    invitation: Invitation,
    name: str,
    *,
    actor: Actor,
    on_behalf_of: str,
    note: str = "",
    allowed_by: Actor | None = None,
    **facts: Any,
) -> None:
    """Take a transition and set the columns that go with it.

    ``allowed_by`` has the right where that is not the actor: the platform, when a meeting is
    cancelled with all its invitations. Raises AccessDenied or NotPossible.
    """
    before = invitation.state
    INVITATION.take(name, invitation, allowed_by or actor)
    for column, value in {"state_since": now(), **facts}.items():
        setattr(invitation, column, value)
    session.flush()
    happened(
        session,
        invitation.meeting_id,
        invitation,
        name,
        actor=actor,
        on_behalf_of=on_behalf_of[:_LONGEST],
        before=before.value,
        after=invitation.state.value,
        note=note,
    )


def note(
    session: Session, invitation: Invitation, name: str, *, actor: Actor, said: str = ""
) -> None:
    """Record something the host did that leaves the state as it is."""
    happened(
        session,
        invitation.meeting_id,
        invitation,
        name,
        actor=actor,
        on_behalf_of=invitation.host.short_name,
        before=invitation.state.value,
        after=invitation.state.value,
        note=said,
    )


def taken_by_host(
    session: Session, invitation: Invitation, name: str, actor: Actor, note: str = "", **facts: Any
) -> None:
    """Take a transition in the name of the RCP that invites."""
    host = invitation.host.short_name
    take(session, invitation, name, actor=actor, on_behalf_of=host, note=note, **facts)


def differences(
    invitation: Invitation, values: Mapping[str, Any], allowed: Iterable[str]
) -> dict[str, Any]:
    """Return those of the values that are allowed and not what the invitation says already."""
    return {
        name: values[name]
        for name in allowed
        if name in values and values[name] != getattr(invitation, name)
    }
