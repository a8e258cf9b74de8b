"""Read accounts."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import ApiToken, Membership, OneTimeLink, User
from rcp_platform.accounts.tokens import digest_of
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.core.text import clean

# By name: the directory sits above accounts.
_RCPS = sa.table("rcps", sa.column("slug", sa.String), sa.column("short_name", sa.String))


def user_by_email(session: Session, email: str) -> User | None:
    """Return the account of an address, however it is capitalised."""
    return session.scalar(sa.select(User).where(User.email == clean(email).lower()))


def all_users(session: Session) -> Sequence[User]:
    """Return every account by address, with its seats."""
    return session.scalars(sa.select(User).order_by(User.email)).all()


def seated(session: Session, rcp: str, roles: Collection[Role]) -> Sequence[User]:
    """Return who holds a seat of an RCP in one of the roles today, by name."""
    held = User.memberships.any(
        sa.and_(Membership.rcp_slug == rcp, Membership.role.in_(roles), held_today())
    )
    return session.scalars(sa.select(User).where(held).order_by(User.display_name, User.id)).all()


def held_today() -> sa.ColumnElement[bool]:
    """Return the condition that a seat is held today."""
    today = now().date()
    is_open = sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= today)
    return sa.and_(Membership.starts_on <= today, is_open)


def rcp_names(session: Session, slugs: Collection[str] | None = None) -> dict[str, str]:
    """Return the short names of these RCPs, or of all of them, by slug."""
    statement = sa.select(_RCPS.c.slug, _RCPS.c.short_name).order_by(_RCPS.c.slug)
    if slugs is not None:
        statement = statement.where(_RCPS.c.slug.in_(slugs))
    return dict(session.execute(statement).all())


def token_count(session: Session, user: User) -> int:
    """Return how many API tokens of the user work."""
    statement = sa.select(sa.func.count()).where(ApiToken.user_id == user.id)
    return session.scalar(statement) or 0


def token_owner(session: Session, token: str) -> User | None:
    """Return whom an API token signs in."""
    statement = sa.select(User).join(ApiToken, ApiToken.user_id == User.id)
    return session.scalar(statement.where(ApiToken.digest == digest_of(token)))


def usable_link(session: Session, token: str) -> OneTimeLink | None:
    """Return the one-time link of a token, unless it has expired or been used."""
    return session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.digest == digest_of(token), OneTimeLink.expires_at > now()
        )
    )
