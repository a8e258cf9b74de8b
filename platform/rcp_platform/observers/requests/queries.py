"""Read requests."""

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, load_only

from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.queries import by_short_name
from rcp_platform.observers.grants.queries import holds_at
from rcp_platform.observers.models import ObserverGrant, ObserverRequest
from rcp_platform.observers.policy import LEADS, visible_to
from rcp_platform.observers.states import (
    DELIBERATION,
    OPEN,
    RequestState,
)

#: Of the two RCPs lists show the names.
_NAMES = (Rcp.name, Rcp.short_name, Rcp.regions)
FOR_LISTS = (
    joinedload(ObserverRequest.applicant).load_only(*_NAMES),
    joinedload(ObserverRequest.host).load_only(*_NAMES),
)
#: In short lists; all of it is in the list of requests.
_MOST_LISTED = 10
_WITH_LEADS = frozenset(
    {
        RequestState.SUBMITTED,
        RequestState.RESUBMITTED,
        RequestState.ELIGIBILITY_CHECK,
        RequestState.CONSULTATION,
        RequestState.RECOMMENDED,
        RequestState.DECISION_PENDING,
    }
)


def get_visible(session: Session, request_id: int, actor: Actor) -> ObserverRequest:
    """Return a request, or raise NoResultFound if there is none that the actor may see.

    Not seeing and not existing look the same, so that an id gives nothing away.
    """
    statement = (
        sa.select(ObserverRequest)
        .where(ObserverRequest.id == request_id, visible_to(actor))
        .options(*FOR_LISTS)
    )
    return session.scalars(statement).one()


def open_of_pair(session: Session, applicant: str, host: str) -> ObserverRequest | None:
    """Return the open request of one RCP to another, if there is one."""
    statement = sa.select(ObserverRequest).where(
        ObserverRequest.applicant_slug == applicant,
        ObserverRequest.host_slug == host,
        ObserverRequest.state.in_(OPEN),
    )
    return session.scalars(statement).one_or_none()


def may_ask_again_after(session: Session, applicant: str, host: str) -> date | None:
    """Return the day that the last refusal names; None where none does."""
    statement = (
        sa.select(ObserverRequest.reapply_after)
        .where(
            ObserverRequest.applicant_slug == applicant,
            ObserverRequest.host_slug == host,
            ObserverRequest.state == RequestState.DECLINED,
        )
        .order_by(ObserverRequest.decided_at.desc(), ObserverRequest.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def observes(session: Session, observer: str, host: str) -> bool:
    """Whether one RCP has a status in force in another; everybody in the network may know."""
    statement = sa.select(
        sa.exists().where(
            ObserverGrant.observer_slug == observer,
            ObserverGrant.host_slug == host,
            holds_at(now()),
        )
    )
    return bool(session.scalar(statement))


def grant_of(session: Session, request: ObserverRequest) -> int | None:
    """Return the id of the status that came of a request."""
    return session.scalar(sa.select(ObserverGrant.id).filter_by(request_id=request.id))


def mirror_of(session: Session, request: ObserverRequest, actor: Actor) -> ObserverRequest | None:
    """Return the request in the other direction, if the actor may see it."""
    if request.mirror_id is None:
        return None
    statement = sa.select(ObserverRequest).where(
        ObserverRequest.id == request.mirror_id, visible_to(actor)
    )
    return session.scalars(statement.options(*FOR_LISTS)).one_or_none()


def possible_hosts(session: Session) -> Sequence[Rcp]:
    """Return every RCP by its short name."""
    statement = sa.select(Rcp).options(load_only(*_NAMES))
    return by_short_name(session.scalars(statement))


def waiting_for(session: Session, actor: Actor) -> Sequence[ObserverRequest]:
    """Return what waits for the actor on either side, longest with the network first."""
    led, sat = _rcps_as(actor, LEADS), _rcps_as(actor, {Role.FOCAL_POINT})
    if not actor.rcps & (led | sat):
        return []
    at, state = now(), ObserverRequest.state
    for_host_leads = sa.or_(
        state.in_(_WITH_LEADS),
        sa.and_(state == RequestState.DEFERRED, ObserverRequest.deferred_until < at.date()),
    )
    for_focal_points = sa.and_(
        state == RequestState.CIRCULATED, ObserverRequest.silence_ends_at > at
    )
    for_applicant = sa.or_(
        state == RequestState.RETURNED,
        sa.and_(state == RequestState.DRAFT, ObserverRequest.mirror_id.is_not(None)),
    )
    waits = sa.or_(
        sa.and_(ObserverRequest.applicant_slug.in_(led), for_applicant),
        sa.and_(
            ObserverRequest.applicant_slug.not_in(actor.rcps),
            sa.or_(
                sa.and_(ObserverRequest.host_slug.in_(led), for_host_leads),
                sa.and_(ObserverRequest.host_slug.in_(sat), for_focal_points),
            ),
        ),
    )
    statement = (
        sa.select(ObserverRequest)
        .where(waits)
        .options(*FOR_LISTS)
        .order_by(ObserverRequest.created_at, ObserverRequest.id)
        .limit(_MOST_LISTED)
    )
    return session.scalars(statement).all()


def deliberation_is_open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor follows the host's deliberation.

    :func:`..policy.may_see_deliberation` says the same of one request.
    """
    if actor.is_system:
        return sa.true()
    return sa.and_(
        ObserverRequest.host_slug.in_(actor.edited_rcps),
        ObserverRequest.applicant_slug.not_in(actor.rcps),
        ObserverRequest.submitted_at.is_not(None),
    )


def shown_state(actor: Actor) -> sa.ColumnElement[str]:
    """Return the state as the actor may know it; :func:`..policy.is_shown_as` says it of one."""
    is_hidden = sa.and_(
        ObserverRequest.state.in_(DELIBERATION), sa.not_(deliberation_is_open_to(actor))
    )
    state = sa.cast(ObserverRequest.state, sa.String)
    return sa.case((is_hidden, RequestState.SUBMITTED.value), else_=state)


def _rcps_as(actor: Actor, roles: Collection[Role]) -> frozenset[str]:
    return frozenset(seat.rcp for seat in actor.seats if seat.role in EDITORS.intersection(roles))
