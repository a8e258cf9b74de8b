"""What people may see and do because an RCP of theirs observes another one."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Observation, Right
from rcp_platform.core.db import UTCDateTime, now

# By name: observers sit above accounts.
_GRANTS = sa.table(
    "observer_grants",
    sa.column("id", sa.Integer),
    sa.column("observer_slug", sa.String),
    sa.column("host_slug", sa.String),
    sa.column("state", sa.String),
    sa.column("starts_at", UTCDateTime),
    sa.column("valid_until", UTCDateTime),
    sa.column("themes", sa.JSON),
)
_RIGHTS = sa.table(
    "observer_grant_rights", sa.column("grant_id", sa.Integer), sa.column("right", sa.String)
)
_IN_FORCE = ("active", "review_due")


def observations_of(session: Session, rcps: Collection[str]) -> frozenset[Observation]:
    """Return the rights in other RCPs that these RCPs have at this moment, in one query."""
    at = now()
    statement = (
        sa.select(_GRANTS.c.host_slug, _GRANTS.c.themes, _RIGHTS.c.right)
        .join(_RIGHTS, _RIGHTS.c.grant_id == _GRANTS.c.id)
        .where(
            _GRANTS.c.observer_slug.in_(sorted(rcps)),
            _GRANTS.c.state.in_(_IN_FORCE),
            _GRANTS.c.starts_at <= at,
            sa.or_(_GRANTS.c.valid_until.is_(None), _GRANTS.c.valid_until > at),
        )
    )
    return frozenset(
        Observation(host, Right(right), theme)
        for host, themes, right in session.execute(statement)
        for theme in (themes or [None])
    )
