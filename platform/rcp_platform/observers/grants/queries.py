"""Read observer status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload, lazyload

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.queries import by_short_name
from rcp_platform.observers.models import GrantMeeting, ObserverGrant
from rcp_platform.observers.policy import may_see_grant
from rcp_platform.observers.states import IN_FORCE, LIVE, ObserverKind


def get_visible(session: Session, grant_id: int, actor: Actor) -> ObserverGrant:
    """Return a grant with both RCPs, or raise NoResultFound if the actor may not know of it."""
    grant = session.get(
        ObserverGrant,
        grant_id,
        options=[joinedload(ObserverGrant.observer), joinedload(ObserverGrant.host)],
    )
    if grant is None or not may_see_grant(actor, grant):
        raise NoResultFound
    return grant


def holds_at(at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that the rights of a grant hold at a moment."""
    return sa.and_(
        ObserverGrant.state.in_(IN_FORCE),
        ObserverGrant.starts_at <= at,
        sa.or_(ObserverGrant.valid_until.is_(None), ObserverGrant.valid_until > at),
    )


def in_force(session: Session) -> Sequence[ObserverGrant]:
    """Return the grants whose rights hold now, by observer and host, without their rights."""
    statement = (
        sa.select(ObserverGrant)
        .where(holds_at(now()))
        .options(lazyload(ObserverGrant.right_rows))
        .order_by(ObserverGrant.observer_slug, ObserverGrant.host_slug, ObserverGrant.id)
    )
    return session.scalars(statement).all()


@dataclass(frozen=True)
class Observing:
    """Which RCPs one of them observes now, and which observe it; by short name."""

    observes: Sequence[Rcp]
    observed_by: Sequence[Rcp]
    #: The slugs of the reader's own RCPs.
    own: Sequence[str]


def observing_of(session: Session, slug: str, actor: Actor) -> Observing:
    """Return whom an RCP observes and who observes it, other than at single meetings."""
    statement = (
        sa.select(ObserverGrant)
        .where(
            holds_at(now()),
            ObserverGrant.kind != ObserverKind.AD_HOC,
            sa.or_(ObserverGrant.observer_slug == slug, ObserverGrant.host_slug == slug),
        )
        .options(
            lazyload(ObserverGrant.right_rows),
            joinedload(ObserverGrant.observer),
            joinedload(ObserverGrant.host),
        )
    )
    grants = session.scalars(statement).all()
    return Observing(
        by_short_name({grant.host for grant in grants if grant.observer_slug == slug}),
        by_short_name({grant.observer for grant in grants if grant.host_slug == slug}),
        sorted(actor.rcps),
    )


def standing_of(session: Session, observer: str, host: str) -> ObserverGrant | None:
    """Return the live standing status of a pair."""
    return session.scalar(
        sa.select(ObserverGrant).where(
            ObserverGrant.observer_slug == observer,
            ObserverGrant.host_slug == host,
            ObserverGrant.kind == ObserverKind.STANDING,
            ObserverGrant.state.in_(LIVE),
        )
    )


def of_meeting(session: Session, observer: str, host: str, meeting_id: int) -> ObserverGrant | None:
    """Return the live status that came of an invitation to this meeting, not of a request."""
    return session.scalar(
        sa.select(ObserverGrant)
        .join(GrantMeeting, GrantMeeting.grant_id == ObserverGrant.id)
        .where(
            GrantMeeting.meeting_id == meeting_id,
            ObserverGrant.observer_slug == observer,
            ObserverGrant.host_slug == host,
            ObserverGrant.kind == ObserverKind.AD_HOC,
            ObserverGrant.request_id.is_(None),
            ObserverGrant.state.in_(LIVE),
        )
        .order_by(ObserverGrant.id)
        .limit(1)
    )


def short_name_of(session: Session, slug: str) -> str:
    """Return by which short name an RCP is known."""
    return session.scalars(sa.select(Rcp.short_name).where(Rcp.slug == slug)).one()
