"""What people may see and do because an RCP of theirs observes another one."""

from collections.abc import Collection, Iterable, Iterator, Mapping

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
    sa.column("kind", sa.String),
    sa.column("state", sa.String),
    sa.column("starts_at", UTCDateTime),
    sa.column("valid_until", UTCDateTime),
    sa.column("themes", sa.JSON),
)
_RIGHTS = sa.table(
    "observer_grant_rights", sa.column("grant_id", sa.Integer), sa.column("right", sa.String)
)
_MEETINGS = sa.table(
    "observer_grant_meetings", sa.column("grant_id", sa.Integer), sa.column("meeting_id")
)
_IN_FORCE = ("active", "review_due")
_THEMATIC, _AD_HOC = "thematic", "ad_hoc"

ByRcp = Mapping[str, frozenset[Observation]]


def observations_of(session: Session, rcps: Collection[str]) -> frozenset[Observation]:
    """Return the rights in other RCPs that these RCPs have at this moment, in one query."""
    return together(observations_by_rcp(session, rcps), rcps)


def together(by_rcp: ByRcp, rcps: Iterable[str]) -> frozenset[Observation]:
    """Return what these RCPs have among them."""
    return frozenset().union(*(by_rcp.get(rcp, frozenset()) for rcp in rcps))


def observations_by_rcp(session: Session, rcps: Collection[str] | None = None) -> ByRcp:
    """Return the rights of these RCPs, or of all, at this moment by the RCP that observes."""
    at = now()
    grant = _GRANTS.c
    statement = (
        sa.select(grant.observer_slug, grant.host_slug, grant.kind, grant.themes)
        .add_columns(_RIGHTS.c.right, _MEETINGS.c.meeting_id)
        .join(_RIGHTS, _RIGHTS.c.grant_id == grant.id)
        .outerjoin(_MEETINGS, _MEETINGS.c.grant_id == grant.id)
        .where(
            grant.state.in_(_IN_FORCE),
            grant.starts_at <= at,
            sa.or_(grant.valid_until.is_(None), grant.valid_until > at),
        )
    )
    if rcps is not None:
        statement = statement.where(grant.observer_slug.in_(sorted(rcps)))
    found: dict[str, set[Observation]] = {}
    for observer, host, kind, themes, right, meeting_id in session.execute(statement):
        observations = _observations(host, Right(right), kind, themes, meeting_id)
        found.setdefault(observer, set()).update(observations)
    return {observer: frozenset(observations) for observer, observations in found.items()}


def _observations(
    host: str, right: Right, kind: str, themes: Collection[str], meeting_id: int | None
) -> Iterator[Observation]:
    """Say what a row stands for; what a limited status is limited to is never empty."""
    if kind == _THEMATIC:
        for theme in themes:
            yield Observation(host, right, theme)
    elif kind != _AD_HOC or right == Right.SEE_PRACTICES:
        # Practices belong to no meeting: whoever takes part in one prepares with all of them.
        yield Observation(host, right)
    elif meeting_id is not None:
        yield Observation(host, right, meeting_id=meeting_id)
