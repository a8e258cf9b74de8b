"""Take a step of a request, write it down, and tell whom it concerns."""

from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.observers.events import happened
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests.notices import OF_HOST_ONLY, tell
from rcp_platform.observers.workflow import REQUEST

_OF_APPLICANT = {"draft", "submit", "resubmit", "withdraw"}


def take(
    session: Session,
    request: ObserverRequest,
    name: str,
    *,
    actor: Actor,
    note: str = "",
    on_behalf_of: str = "",
) -> None:
    """Take a transition and write it down; whatever the new state needs has been set before.

    Done in the name of the RCP whose step it is, unless a body outside is named.
    """
    before = request.state.value
    REQUEST.take(name, request, actor)
    request.state_since = now()
    note_down(
        session, request, name, actor=actor, before=before, note=note, on_behalf_of=on_behalf_of
    )
    tell(session, request, name, actor=actor, note=note)


def note_down(
    session: Session,
    request: ObserverRequest,
    name: str,
    *,
    actor: Actor,
    before: str = "",
    note: str = "",
    on_behalf_of: str = "",
) -> None:
    """Write a step into the timeline without moving the request."""
    happened(
        session,
        request,
        name,
        actor=actor,
        on_behalf_of=on_behalf_of or _whose(request, name),
        before=before or request.state.value,
        note=note,
        is_of_host_only=name in OF_HOST_ONLY,
    )


def _whose(request: ObserverRequest, name: str) -> str:
    if name == "lapse":
        return ""
    side = request.applicant if name in _OF_APPLICANT else request.host
    return side.short_name
