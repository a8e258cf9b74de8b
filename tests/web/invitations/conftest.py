"""Two Processes, a meeting to invite to, and browsers of the people concerned."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.inviting import World, world_of

from rcp_platform.accounts.models import User
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.states import InvitationState


@pytest.fixture
def world(session: Session, make_rcp: Any, make_user: Any) -> World:
    return world_of(session, make_rcp, make_user)


@pytest.fixture
def state_of(session: Session) -> Callable[[Invitation], InvitationState]:
    def state_of(invitation: Invitation) -> InvitationState:
        session.rollback()
        session.expire_all()
        return session.get_one(Invitation, invitation.id).state

    return state_of


@pytest.fixture
def chair(browser: Callable[[User], FlaskClient], world: World) -> FlaskClient:
    return browser(world.chair)


@pytest.fixture
def secretariat(browser: Callable[[User], FlaskClient], world: World) -> FlaskClient:
    return browser(world.secretariat)


@pytest.fixture
def guest(browser: Callable[[User], FlaskClient], world: World) -> FlaskClient:
    return browser(world.guest)


@pytest.fixture
def fresh(session: Session) -> Callable[[int], Invitation]:
    def fresh(invitation_id: int) -> Invitation:
        session.rollback()
        session.expire_all()
        return session.get_one(Invitation, invitation_id)

    return fresh
