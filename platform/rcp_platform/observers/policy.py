"""Who may do what with requests and grants of observer status."""

import sqlalchemy as sa

from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.observers.models import ObserverGrant, ObserverObjection, ObserverRequest
from rcp_platform.observers.states import DELIBERATION, WITH_APPLICANT, RequestState

#: Who speaks for an RCP towards another one.
LEADS = (Role.CHAIR, Role.SECRETARIAT)


def leads(actor: Actor, rcp: str) -> bool:
    """The chair and the secretariat of an RCP."""
    return actor.is_system or actor.sits_in(rcp, *LEADS)


def is_applicant(actor: Actor, request: ObserverRequest) -> bool:
    """The applicant's chair and secretariat."""
    return leads(actor, request.applicant_slug)


def is_host(actor: Actor, request: ObserverRequest) -> bool:
    """The host's chair and secretariat, but for whoever sits in the applicant too."""
    return leads(actor, request.host_slug) and not actor.sits_in(request.applicant_slug)


def may_object(actor: Actor, request: ObserverRequest) -> bool:
    """The host's focal points, but for whoever sits in the applicant too."""
    is_of_both = actor.sits_in(request.applicant_slug)
    return actor.sits_in(request.host_slug, Role.FOCAL_POINT) and not is_of_both


def may_change(actor: Actor, request: ObserverRequest) -> bool:
    """The applicant's chair and secretariat, as long as the next word is theirs."""
    return request.state in WITH_APPLICANT and is_applicant(actor, request)


def may_lift(actor: Actor, objection: ObserverObjection) -> bool:
    """Whoever raised the objection, as long as they are a focal point of the host."""
    return actor.is_user(objection.raised_by_id) and may_object(actor, objection.request)


def is_of_host(actor: Actor, request: ObserverRequest) -> bool:
    """The host's chair, secretariat and focal points, once the request has been submitted."""
    if request.submitted_at is None:
        return False
    return actor.is_system or actor.sits_in(request.host_slug, *EDITORS)


def is_of_applicant(actor: Actor, request: ObserverRequest) -> bool:
    """The applicant's chair, secretariat and focal points."""
    return actor.is_system or actor.sits_in(request.applicant_slug, *EDITORS)


def may_see(actor: Actor, request: ObserverRequest) -> bool:
    """Both sides' editors; a draft only the applicant's. :func:`visible_to` says it in SQL."""
    return is_of_applicant(actor, request) or is_of_host(actor, request)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may see a request."""
    if actor.is_system:
        return sa.true()
    return sa.or_(
        ObserverRequest.applicant_slug.in_(actor.edited_rcps),
        sa.and_(
            ObserverRequest.host_slug.in_(actor.edited_rcps),
            ObserverRequest.submitted_at.is_not(None),
        ),
    )


def may_see_deliberation(actor: Actor, request: ObserverRequest) -> bool:
    """The host's side, unless it also works for the applicant: nobody reads both hands."""
    return actor.is_system or (
        is_of_host(actor, request) and not actor.sits_in(request.applicant_slug)
    )


def is_grantor(actor: Actor, grant: ObserverGrant) -> bool:
    """The chair and the secretariat of the host."""
    return leads(actor, grant.host_slug)


def is_observer(actor: Actor, grant: ObserverGrant) -> bool:
    """The chair and the secretariat of the observer."""
    return leads(actor, grant.observer_slug)


def may_see_grant(actor: Actor, grant: ObserverGrant) -> bool:
    """Who observes whom is known to everybody with a seat in the network."""
    return actor.is_system or bool(actor.rcps)


def may_read_grant(actor: Actor, grant: ObserverGrant) -> bool:
    """Its steps, reasons and documents: both sides' editors."""
    return actor.is_system or bool({grant.observer_slug, grant.host_slug} & actor.edited_rcps)


def is_shown_as(request: ObserverRequest, actor: Actor) -> RequestState:
    """Return the state as the actor may know it: deliberation looks alike to the applicant."""
    if request.state in DELIBERATION and not may_see_deliberation(actor, request):
        return RequestState.SUBMITTED
    return request.state
