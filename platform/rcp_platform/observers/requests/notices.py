"""Mail when a request moves: to the side that has to know, and never more than it may read."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.text import one_line
from rcp_platform.notifications.services import send
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.policy import LEADS, may_see_deliberation

#: What only the host's side reads, in its mail and in its timeline.
OF_HOST_ONLY = frozenset(
    {"start_check", "check", "circulate", "object", "lift", "recommend", "put_before"}
)
_TO_HOST_LEADS = {"submit", "resubmit", "object", "lift", "recommend", "withdraw", "lapse"}
_TO_APPLICANT_LEADS = {
    "open_mirror",
    "return_for_information",
    "grant",
    "defer",
    "decline",
    "close",
    "record_grant",
    "record_decline",
    "lapse",
}


def tell(
    session: Session, request: ObserverRequest, name: str, *, actor: Actor, note: str = ""
) -> None:
    """Write to whom a step concerns, but for whoever took it; the caller's commit sends it."""
    for person in _concerned(session, request, name):
        if not actor.is_user(person.id):
            write(session, request, name, person, note=note)


def write(
    session: Session,
    request: ObserverRequest,
    name: str,
    person: User,
    *,
    note: str = "",
    dedupe_key: str | None = None,
) -> None:
    """Write to a person about a request."""
    send(
        session,
        person,
        f"observers/request_{name}",
        topic="tasks",
        dedupe_key=dedupe_key,
        request_id=request.id,
        applicant=one_line(request.applicant.short_name),
        host=one_line(request.host.short_name),
        silence_ends_at=request.silence_ends_at,
        deferred_until=request.deferred_until,
        note=note,
    )


def leads_of(session: Session, rcp: str) -> Sequence[User]:
    """Return the chair and the secretariat of an RCP."""
    return seated(session, rcp, LEADS)


def _concerned(session: Session, request: ObserverRequest, name: str) -> list[User]:
    people: dict[int, User] = {}
    # Of a draft the host knows nothing, also when it ends.
    if name in _TO_HOST_LEADS and request.submitted_at is not None:
        people |= {user.id: user for user in leads_of(session, request.host_slug)}
    if name == "circulate":
        focal_points = seated(session, request.host_slug, {Role.FOCAL_POINT})
        people |= {user.id: user for user in focal_points}
    if name in _TO_APPLICANT_LEADS:
        people |= {user.id: user for user in leads_of(session, request.applicant_slug)}
    if name not in OF_HOST_ONLY:
        return list(people.values())
    return [user for user in people.values() if may_see_deliberation(user.actor, request)]
