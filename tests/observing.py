"""Requests and grants of observer status for tests."""

from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.core.access import Right
from rcp_platform.core.db import now
from rcp_platform.observers.models import GrantRight, ObserverGrant, ObserverRequest
from rcp_platform.observers.states import DECIDED, OVER, ObserverKind, RequestState


def observe(
    session: Session, observer: str, host: str, *rights: Right, **facts: Any
) -> ObserverGrant:
    """Let an RCP observe another one, with the right to see practices unless others are named."""
    grant = ObserverGrant(
        observer_slug=observer,
        host_slug=host,
        **{"kind": ObserverKind.STANDING, **facts},
        right_rows=[GrantRight(right=right) for right in rights or (Right.SEE_PRACTICES,)],
    )
    if grant.state in OVER:
        grant.over_since = grant.over_since or now()
    session.add(grant)
    session.flush()
    return grant


def ask(session: Session, applicant: str, host: str, **facts: Any) -> ObserverRequest:
    """Put a request into a state, with what the state implies."""
    state = facts.setdefault("state", RequestState.DRAFT)
    if state != RequestState.DRAFT:
        facts.setdefault("submitted_at", now())
    if state in {RequestState.CIRCULATED, RequestState.CONSULTATION}:
        facts.setdefault("silence_ends_at", now())
    if state in DECIDED:
        facts.setdefault("decided_at", now())
    if state == RequestState.DECLINED:
        facts.setdefault("decline_reason", "other")
    request = ObserverRequest(
        applicant_slug=applicant,
        host_slug=host,
        **{"kind": ObserverKind.STANDING, "language": "en", "purpose": "To learn.", **facts},
    )
    session.add(request)
    session.flush()
    return request
