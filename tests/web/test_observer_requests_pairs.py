"""One open request of a pair at a time, and the two directions of reciprocity."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, FORM, VALUES, latest, mail
from tests.observing import ask, observe

from rcp_platform.accounts.models import User
from rcp_platform.core.access import AccessDenied, Right, Role
from rcp_platform.core.db import now
from rcp_platform.observers.models import (
    ObserverRequest,
)
from rcp_platform.observers.requests import services
from rcp_platform.observers.requests.reading import fingerprint_of
from rcp_platform.observers.requests.refusals import AlreadyOpen, Refused
from rcp_platform.observers.states import GrantState, Reciprocity, RequestState

S = RequestState


@pytest.fixture
def asking(make_user: Callable[..., User]) -> User:
    return make_user(ASKS, Role.SECRETARIAT, email="asking@gov.example")


@pytest.fixture
def asked(make_user: Callable[..., User]) -> User:
    return make_user(ASKED, Role.CHAIR, email="asked@gov.example")


@pytest.fixture
def applicant(browser: Callable[[User], FlaskClient], asking: User, asked: User) -> FlaskClient:
    return browser(asking)


def test_a_pair_has_one_open_request_and_whoever_begins_another_is_led_to_it(
    session: Session, applicant: FlaskClient, asking: User
) -> None:
    known = ask(session, ASKS, ASKED, state=S.CIRCULATED)
    ask(session, ASKED, ASKS)
    session.commit()
    address = f"/observers/requests/new?as={ASKS}&host={ASKED}"
    assert applicant.get(address).location == f"/observers/requests/{known.id}"
    with pytest.raises(AlreadyOpen) as refusal:
        services.draft(session, ASKS, ASKED, VALUES, actor=asking.actor)
    assert refusal.value.request_id == known.id
    session.rollback()
    sent = applicant.post(address, data=FORM)
    assert sent.status_code == 422
    assert "There is an open request to this Process already." in sent.text
    assert f'href="/observers/requests/{known.id}"' in sent.text
    assert FORM["purpose"] in sent.text, "what was typed is kept"


def test_a_declined_applicant_asks_again_from_the_day_named(
    session: Session, applicant: FlaskClient, asking: User
) -> None:
    day = now().date() + timedelta(days=90)
    declined = ask(session, ASKS, ASKED, state=S.DECLINED, reapply_after=day)
    session.commit()
    with pytest.raises(Refused, match=day.isoformat()):
        services.draft(session, ASKS, ASKED, VALUES, actor=asking.actor)
    sent = applicant.post(f"/observers/requests/new?as={ASKS}&host={ASKED}", data=FORM)
    assert (sent.status_code, day.isoformat() in sent.text) == (422, True)
    declined.reapply_after = now().date()
    session.commit()
    assert services.draft(session, ASKS, ASKED, VALUES, actor=asking.actor).state == S.DRAFT


@pytest.mark.parametrize("state", [GrantState.ACTIVE, GrantState.SUSPENDED, GrantState.ENDED])
def test_a_standing_status_is_not_asked_for_twice(
    session: Session, asking: User, asked: User, state: GrantState
) -> None:
    observe(session, ASKS, ASKED, Right.SPEAK, state=state)
    request = ask(session, ASKS, ASKED, rights=["speak"])
    if state == GrantState.ENDED:
        services.submit(session, request, actor=asking.actor)
        assert request.state == S.SUBMITTED
    else:
        with pytest.raises(Refused):
            services.submit(session, request, actor=asking.actor)


def test_reciprocity_opens_a_draft_of_the_other_side_which_that_side_may_submit(
    session: Session, asking: User, asked: User, browser: Callable[[User], FlaskClient]
) -> None:
    offered = VALUES | {"reciprocity": Reciprocity.OFFERED}
    request = services.draft(session, ASKS, ASKED, offered, actor=asking.actor)
    services.submit(session, request, actor=asking.actor)
    session.commit()
    mirror = session.get_one(ObserverRequest, request.mirror_id)
    assert (mirror.applicant_slug, mirror.host_slug, mirror.mirror_id) == (ASKED, ASKS, request.id)
    assert (mirror.state, mirror.kind, mirror.rights) == (S.DRAFT, request.kind, request.rights)
    assert mail(session) == [("asked@gov.example", "submit"), ("asked@gov.example", "open_mirror")]

    hidden = browser(asking)
    assert hidden.get(f"/observers/requests/{mirror.id}").status_code == 404
    assert (
        f"/observers/requests/{mirror.id}"
        not in hidden.get(f"/observers/requests/{request.id}").text
    )
    with pytest.raises(AccessDenied):
        services.submit(session, mirror, actor=asking.actor)

    other_side = browser(asked)
    assert (
        f"/observers/requests/{mirror.id}"
        in other_side.get(f"/observers/requests/{request.id}").text
    )
    pressed = {"seen": fingerprint_of(mirror)}
    assert (
        other_side.post(f"/observers/requests/{mirror.id}/submit", data=pressed).status_code == 303
    )
    assert latest(session).state == S.SUBMITTED
    assert session.scalar(sa.select(sa.func.count()).select_from(ObserverRequest)) == 2


def test_reciprocity_takes_the_request_that_is_there_and_opens_none_for_a_status(
    session: Session, asking: User, asked: User
) -> None:
    theirs = ask(session, ASKED, ASKS, state=S.CIRCULATED)
    offered = VALUES | {"reciprocity": Reciprocity.OFFERED}
    request = services.draft(session, ASKS, ASKED, offered, actor=asking.actor)
    services.submit(session, request, actor=asking.actor)
    assert (request.mirror_id, theirs.mirror_id) == (theirs.id, request.id)
    services.withdraw(session, request, actor=asking.actor)
    services.withdraw(session, theirs, actor=asked.actor)

    observe(session, ASKED, ASKS)
    again = services.draft(session, ASKS, ASKED, offered, actor=asking.actor)
    services.submit(session, again, actor=asking.actor)
    assert again.mirror_id is None
