"""The steps of requests and grants."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor
from rcp_platform.observers.models import ObserverEvent, ObserverGrant, ObserverRequest


def happened(
    session: Session,
    subject: ObserverRequest | ObserverGrant,
    name: str,
    *,
    actor: Actor,
    on_behalf_of: str,
    before: str = "",
    note: str = "",
    is_of_host_only: bool = False,
) -> ObserverEvent:
    """Write a step of a request or grant, and the audit record of it.

    ``on_behalf_of`` is the RCP, or the body outside, in whose name the actor did it. The audit
    record says who did what, never in which words.
    """
    event = ObserverEvent(
        request_id=subject.id if isinstance(subject, ObserverRequest) else None,
        grant_id=subject.id if isinstance(subject, ObserverGrant) else None,
        actor_id=actor.user_id,
        on_behalf_of=on_behalf_of,
        name=name,
        before=before,
        after=subject.state.value,
        note=note,
        is_of_host_only=is_of_host_only,
    )
    session.add(event)
    kind = "request" if event.request_id else "grant"
    record(session, actor, f"observers.{kind}.{name}", subject, on_behalf_of=on_behalf_of)
    session.flush()
    return event


def steps_of(
    session: Session, subject: ObserverRequest | ObserverGrant, *, with_deliberation: bool
) -> Sequence[ObserverEvent]:
    """Return the steps of a request or grant, newest first, with who took them.

    Without the host's deliberation as the applicant may read them.
    """
    of = (
        ObserverEvent.request_id == subject.id
        if isinstance(subject, ObserverRequest)
        else ObserverEvent.grant_id == subject.id
    )
    statement = sa.select(ObserverEvent).where(of)
    if not with_deliberation:
        statement = statement.where(ObserverEvent.is_of_host_only.is_(False))
    statement = statement.options(joinedload(ObserverEvent.actor))
    return session.scalars(statement.order_by(ObserverEvent.id.desc())).all()
