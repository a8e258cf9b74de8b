"""Both sides of a presentation, in browsers of their own."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.presenting import GUEST, HOST

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.meetings.presentations.models import Presentation


@pytest.fixture
def host(make_user: Callable[..., User], browser: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser(make_user(HOST, Role.SECRETARIAT, email="secretariat@host.example"))


@pytest.fixture
def guest(make_user: Callable[..., User], browser: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser(make_user(GUEST, Role.FOCAL_POINT, email="focal@guest.example"))


@pytest.fixture
def chair(make_user: Callable[..., User]) -> User:
    """Who leads the presenting RCP, and is written to."""
    return make_user(GUEST, Role.CHAIR, email="chair@guest.example")


@pytest.fixture
def fresh(session: Session) -> Callable[[Presentation], Presentation]:
    """A presentation as the database holds it now."""

    def fresh(presentation: Presentation) -> Presentation:
        session.rollback()
        session.expire_all()
        return session.get_one(Presentation, presentation.id)

    return fresh
