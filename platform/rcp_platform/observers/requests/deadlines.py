"""What happens to requests with time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.observers.models import ObserverObjection, ObserverRequest
from rcp_platform.observers.requests.circulation import recommend
from rcp_platform.observers.requests.notices import leads_of, write
from rcp_platform.observers.requests.queries import FOR_LISTS
from rcp_platform.observers.requests.steps import take
from rcp_platform.observers.states import OPEN, WITH_APPLICANT, RequestState

_REMINDED_AFTER = timedelta(days=365)
_LAPSES_AFTER = timedelta(days=730)


def sweep(session: Session, at: datetime) -> None:
    """Do what has fallen due by a moment: lapse, note what is ready, remind. Harmless to repeat."""
    for request in _older_than(session, at - _LAPSES_AFTER):
        take(session, request, "lapse", actor=SYSTEM)
    for request in _ready(session, at):
        recommend(session, request, actor=SYSTEM, at=at)
    _remind(session, at)


def _older_than(session: Session, moment: datetime) -> Sequence[ObserverRequest]:
    return _requests(session, ObserverRequest.state.in_(OPEN), ObserverRequest.created_at < moment)


def _ready(session: Session, at: datetime) -> Sequence[ObserverRequest]:
    is_held_up = ObserverRequest.objections.any(ObserverObjection.lifted_at.is_(None))
    return _requests(
        session,
        ObserverRequest.state == RequestState.CIRCULATED,
        ObserverRequest.silence_ends_at < at,
        ~is_held_up,
    )


def _remind(session: Session, at: datetime) -> None:
    untouched = _requests(
        session,
        ObserverRequest.state.in_(WITH_APPLICANT),
        ObserverRequest.state_since < at - _REMINDED_AFTER,
    )
    deferred = _requests(
        session,
        ObserverRequest.state == RequestState.DEFERRED,
        ObserverRequest.deferred_until < at.date(),
    )
    for request in untouched:
        _remind_once(session, request, "untouched", request.applicant_slug)
    for request in deferred:
        _remind_once(session, request, "deferred_over", request.host_slug)


def _remind_once(session: Session, request: ObserverRequest, name: str, rcp: str) -> None:
    since = request.state_since.date().isoformat()
    for person in leads_of(session, rcp):
        key = f"{request}:{name}:{since}:{person.id}"
        write(session, request, name, person, dedupe_key=key)


def _requests(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[ObserverRequest]:
    statement = sa.select(ObserverRequest).where(*conditions).options(*FOR_LISTS)
    return session.scalars(statement.order_by(ObserverRequest.id)).all()
