"""A status between two Processes, and somebody who looks at it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.observers.models import ObserverGrant

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
A_DAY = timedelta(days=1)


@pytest.fixture
def grant(session: Session, make_rcp: Callable[..., object]) -> ObserverGrant:
    for slug in (OBSERVER, HOST, OTHER):
        make_rcp(slug)
    grant = observe(
        session, OBSERVER, HOST, starts_at=now() - A_DAY, valid_until=now() + 99 * A_DAY
    )
    session.commit()
    return grant


@pytest.fixture
def sit(
    client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> Callable[..., User]:
    """Sign somebody in with a seat."""

    def sit(rcp: str | None = None, role: Role = Role.MEMBER) -> User:
        user = make_user(rcp, role)
        sign_in(user)
        return user

    return sit
