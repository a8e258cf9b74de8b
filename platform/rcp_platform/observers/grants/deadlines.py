"""What happens to observer status when its dates have come."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import SYSTEM
from rcp_platform.observers.grants import services
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import LIVE, GrantState, ObserverKind

#: So long before its end both sides are asked whether a status is to go on.
REVIEWED_BEFORE = timedelta(days=60)


def sweep(session: Session, at: datetime) -> None:
    """Expire what has ended, reinstate what was suspended until now, ask about what ends soon."""
    for grant in _where(session, ObserverGrant.state.in_(LIVE), ObserverGrant.valid_until <= at):
        services.expire(session, grant)
    suspended = ObserverGrant.state == GrantState.SUSPENDED
    for grant in _where(session, suspended, ObserverGrant.suspended_until <= at.date()):
        services.reinstate(session, grant, actor=SYSTEM)
    # What is for meetings ends with them; nobody needs to be asked.
    lasting = ObserverGrant.kind != ObserverKind.AD_HOC
    active = sa.and_(lasting, ObserverGrant.state == GrantState.ACTIVE)
    for grant in _where(session, active, ObserverGrant.valid_until <= at + REVIEWED_BEFORE):
        services.fall_due(session, grant)


def _where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[ObserverGrant]:
    statement = sa.select(ObserverGrant).where(*conditions).order_by(ObserverGrant.id)
    return list(session.scalars(statement))
