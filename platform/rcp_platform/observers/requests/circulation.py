"""What the host does before it decides: check, ask, circulate, hear objections, recommend."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership
from rcp_platform.accounts.queries import held_today
from rcp_platform.core.access import Actor, Role, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers import policy
from rcp_platform.observers.grants.validity import end_of
from rcp_platform.observers.models import ObserverObjection, ObserverRequest
from rcp_platform.observers.requests.notices import tell
from rcp_platform.observers.requests.refusals import Refused
from rcp_platform.observers.requests.steps import note_down, take
from rcp_platform.observers.rules.queries import settings_of
from rcp_platform.observers.states import RequestState
from rcp_platform.observers.workflow import REQUEST


def start_check(session: Session, request: ObserverRequest, *, actor: Actor) -> None:
    """Begin to look at a request that has arrived."""
    take(session, request, "start_check", actor=actor)


def check(
    session: Session,
    request: ObserverRequest,
    points: Sequence[dict[str, str]],
    *,
    actor: Actor,
) -> None:
    """Record what was found: for each point ``point``, ``met`` (yes, no, unclear), ``note``."""
    require(policy.is_host, actor, request)
    if request.state != RequestState.ELIGIBILITY_CHECK:
        raise NotPossible(f"cannot check: {request.state}")
    request.checked = [dict(point) for point in points]
    note_down(session, request, "check", actor=actor)


def return_for_information(
    session: Session, request: ObserverRequest, note: str, *, actor: Actor
) -> None:
    """Ask the applicant for information; the note is what is asked."""
    take(session, request, "return_for_information", actor=actor, note=note)


def circulate(session: Session, request: ObserverRequest, *, note: str = "", actor: Actor) -> None:
    """Put a request before the host's focal points, who may object in the silence period.

    It begins anew where the request was circulated before: an objection that still stands is
    raised again. Raises NotPossible for a host that does not circulate.
    """
    REQUEST.check("circulate", request, actor)
    days = settings_of(session, request.host_slug).silence_days
    if not days:
        raise NotPossible("the host does not circulate requests")
    at = now()
    for objection in request.objections:
        if objection.is_open:
            objection.lifted_at, objection.lifted_by_id = at, actor.user_id
    request.silence_ends_at = end_of(at.date() + timedelta(days=days))
    take(session, request, "circulate", actor=actor, note=note)


def object_to(
    session: Session, request: ObserverRequest, reason: str, *, actor: Actor
) -> ObserverObjection:
    """Raise an objection, as a focal point of the host within the silence period.

    Raises :exc:`Refused` when the period is over.
    """
    REQUEST.check("object", request, actor)
    if _is_silence_over(request, now()):
        raise Refused(_("The period in which focal points could object has ended."))
    if actor.user_id is None or _has_objected(request, actor):
        raise NotPossible("one objection a person")
    objection = ObserverObjection(
        request_id=request.id,
        raised_by_id=actor.user_id,
        country=_state_of(session, actor, request.host_slug),
        reason=reason,
    )
    session.add(objection)
    take(session, request, "object", actor=actor, note=reason)
    session.refresh(request, ["objections"])
    return objection


def may_object_now(request: ObserverRequest, actor: Actor) -> bool:
    """Whether the silence period lasts, and the actor has raised no objection that is open."""
    return not _is_silence_over(request, now()) and not _has_objected(request, actor)


def _has_objected(request: ObserverRequest, actor: Actor) -> bool:
    return any(one.is_open and actor.is_user(one.raised_by_id) for one in request.objections)


def lift(
    session: Session, request: ObserverRequest, objection: ObserverObjection, *, actor: Actor
) -> None:
    """Lift one's own objection; the silence period goes on once nothing is held against it."""
    REQUEST.check("lift", request, actor)
    require(policy.may_lift, actor, objection)
    if not objection.is_open:
        raise NotPossible("the objection is lifted")
    objection.lifted_at, objection.lifted_by_id = now(), actor.user_id
    if any(one.is_open for one in request.objections):
        note_down(session, request, "lift", actor=actor)
        tell(session, request, "lift", actor=actor)
    else:
        take(session, request, "lift", actor=actor)


def may_recommend(session: Session, request: ObserverRequest, at: datetime) -> bool:
    """Whether a request is ready: nobody objects, or the host does not circulate requests."""
    if request.state == RequestState.ELIGIBILITY_CHECK:
        return settings_of(session, request.host_slug).silence_days == 0
    is_held_up = any(objection.is_open for objection in request.objections)
    return _is_silence_over(request, at) and not is_held_up


def recommend(
    session: Session,
    request: ObserverRequest,
    *,
    note: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Note that a request is ready for a decision. Raises :exc:`Refused` before its time."""
    REQUEST.check("recommend", request, actor)
    if not may_recommend(session, request, at or now()):
        raise Refused(_("Focal points may still object. Wait until the silence period has ended."))
    take(session, request, "recommend", actor=actor, note=note)


def put_before(
    session: Session, request: ObserverRequest, *, body: str, meeting: str = "", actor: Actor
) -> None:
    """Name the body that decides, and the meeting at which it does."""
    REQUEST.check("put_before", request, actor)
    request.deciding_body, request.deciding_meeting = body, meeting
    take(session, request, "put_before", actor=actor, note=", ".join(filter(None, [body, meeting])))


def _is_silence_over(request: ObserverRequest, at: datetime) -> bool:
    return request.silence_ends_at is None or at > request.silence_ends_at


def _state_of(session: Session, actor: Actor, rcp: str) -> str:
    statement = sa.select(Membership.country).where(
        Membership.user_id == actor.user_id,
        Membership.rcp_slug == rcp,
        Membership.role == Role.FOCAL_POINT,
        held_today(),
    )
    return session.scalars(statement.order_by(Membership.id).limit(1)).first() or ""
