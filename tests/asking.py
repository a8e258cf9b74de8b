"""What tests of requests for observer status share: who asks whom, forms, and what is found."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.observing import ask

from rcp_platform.core.db import now
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.models import ObserverEvent, ObserverRequest
from rcp_platform.observers.states import ObserverKind, Reciprocity, RequestState

ASKS, ASKED, OTHER = "abu-dhabi-dialogue", "bali-process", "rcm"
#: As a browser sends them.
FORM = {
    "kind": "standing",
    "purpose": "To learn how recruitment is overseen.",
    "language": "en",
    "levels": ["technical"],
    "rights": ["see_practices", "attend_technical"],
    "reciprocity": "none",
    "validity_months": "24",
}
GRANT = {"kind": "standing", "rights": ["see_practices"], "months": "24", "note": "Welcome."}
#: As services take them.
VALUES = {
    "kind": ObserverKind.STANDING,
    "purpose": "To learn.",
    "language": "en",
    "levels": ["technical"],
    "rights": ["see_practices"],
    "themes": [],
    "meetings": [],
    "reciprocity": Reciprocity.NONE,
    "validity_months": 24,
}


def put(session: Session, state: RequestState, **facts: object) -> ObserverRequest:
    """Put the request of one to the other into a state; a silence period lasts five days more."""
    facts.setdefault("silence_ends_at", now() + timedelta(days=5))
    request = ask(session, ASKS, ASKED, state=state, rights=["speak"], **facts)
    session.commit()
    return request


def latest(session: Session) -> ObserverRequest:
    """Return the last request as the database holds it now."""
    session.rollback()
    session.expire_all()
    statement = sa.select(ObserverRequest).order_by(ObserverRequest.id.desc()).limit(1)
    return session.scalars(statement).one()


def mail(session: Session) -> list[tuple[str, str]]:
    """Return whom mail about requests went to, and what it said, in order."""
    found = session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id))
    return [(one.address, one.kind.removeprefix("observers/request_")) for one in found]


def steps(session: Session, request: ObserverRequest) -> list[ObserverEvent]:
    """Return the steps of a request, oldest first."""
    statement = sa.select(ObserverEvent).filter_by(request_id=request.id)
    return list(session.scalars(statement.order_by(ObserverEvent.id)))
