"""Record what was made of a practice."""

from typing import Any

from sqlalchemy.orm import Session

from rcp_platform.accounts.queries import seated
from rcp_platform.audit.services import record
from rcp_platform.core.access import EDITORS, AccessDenied, Actor, Role, require
from rcp_platform.core.db import now
from rcp_platform.core.text import one_line
from rcp_platform.notifications.services import send
from rcp_platform.practices.models import Practice
from rcp_platform.practices.uptake import policy
from rcp_platform.practices.uptake.models import Uptake


def add(
    session: Session, practice: Practice, rcp: str, values: dict[str, Any], *, actor: Actor
) -> Uptake:
    """Record that an RCP the actor works for has used a practice, and tell its focal points."""
    require(policy.may_record, actor, practice)
    if rcp == practice.rcp_slug or not actor.sits_in(rcp, *EDITORS):
        raise AccessDenied("uptake is recorded for one's own Process")
    uptake = Uptake(practice_id=practice.id, rcp_slug=rcp, recorded_by_id=actor.user_id, **values)
    session.add(uptake)
    session.flush()
    record(session, actor, "practice.uptake", practice, rcp=rcp, phase=uptake.phase.value)
    for person in seated(session, practice.rcp_slug, {Role.FOCAL_POINT}):
        send(
            session,
            person,
            "practices/used",
            topic="tasks",
            title=one_line(practice.title),
            practice_id=practice.id,
            rcp=uptake.rcp.name,
            note=uptake.note,
        )
    return uptake


def change(session: Session, uptake: Uptake, values: dict[str, Any], *, actor: Actor) -> None:
    """Say it anew."""
    require(policy.may_change, actor, uptake)
    for name, value in values.items():
        setattr(uptake, name, value)
    record(session, actor, "practice.uptake_change", uptake)
    session.flush()


def withdraw(session: Session, uptake: Uptake, *, actor: Actor) -> None:
    """Take it back: nobody sees it any more."""
    require(policy.may_change, actor, uptake)
    uptake.withdrawn_at = now()
    record(session, actor, "practice.uptake_withdraw", uptake)
    session.flush()
