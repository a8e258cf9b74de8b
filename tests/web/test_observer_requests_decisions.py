"""What an RCP decides on a request, at the exchange or outside it."""

import io
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, GRANT, latest, put, steps
from tests.gatherings import gather
from tests.observing import observe

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Right, Role
from rcp_platform.core.db import now
from rcp_platform.observers.models import (
    ObserverGrant,
)
from rcp_platform.observers.states import ObserverKind, RequestState

S = RequestState


@pytest.fixture
def asking(make_user: Callable[..., User]) -> User:
    return make_user(ASKS, Role.SECRETARIAT, email="asking@gov.example")


@pytest.fixture
def asked(make_user: Callable[..., User], asking: User) -> User:
    return make_user(ASKED, Role.CHAIR, email="asked@gov.example")


@pytest.fixture
def host(browser: Callable[[User], FlaskClient], asked: User) -> FlaskClient:
    return browser(asked)


def test_what_is_granted_may_differ_from_what_was_asked(
    host: FlaskClient, session: Session
) -> None:
    request = put(session, S.DECISION_PENDING, deciding_body="Senior Officials")
    sent = {
        "kind": "thematic",
        "rights": ["see_practices", "speak"],
        "themes": ["recruitment"],
        "months": "6",
        "body": "Senior Officials",
        "version": str(request.version),
    }
    assert host.post(f"/observers/requests/{request.id}/grant", data=sent).status_code == 303
    grant = session.scalars(sa.select(ObserverGrant)).one()
    assert (grant.observer_slug, grant.host_slug, grant.request_id) == (ASKS, ASKED, request.id)
    assert (grant.kind, grant.themes) == (ObserverKind.THEMATIC, ["recruitment"])
    assert grant.rights == {Right.SEE_PRACTICES, Right.SPEAK}
    assert timedelta(days=180) < grant.valid_until - grant.starts_at < timedelta(days=186)
    assert latest(session).deciding_body == "Senior Officials"
    assert f"/observers/grants/{grant.id}" in host.get(f"/observers/requests/{request.id}").text


def test_an_ad_hoc_status_ends_with_the_last_meeting_named(
    host: FlaskClient, session: Session
) -> None:
    early = gather(session, ASKED, starts_at=now() + timedelta(days=3))
    late = gather(session, ASKED, starts_at=now() + timedelta(days=9))
    elsewhere = gather(session, ASKS)
    request = put(session, S.RECOMMENDED)
    page, ad_hoc = f"/observers/requests/{request.id}/grant", GRANT | {"kind": "ad_hoc"}
    seen = {"version": str(request.version)}
    assert host.post(page, data=ad_hoc | seen).status_code == 422
    assert host.post(page, data=ad_hoc | seen | {"meetings": [elsewhere.id]}).status_code == 422
    chosen = {"meetings": [early.id, late.id]}
    assert host.post(page, data=ad_hoc | seen | chosen).status_code == 303
    grant = session.scalars(sa.select(ObserverGrant)).one()
    assert [row.meeting_id for row in grant.meetings] == [early.id, late.id]
    assert grant.valid_until == late.ends_at


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rights": []}, "Select at least one right."),
        ({"kind": "thematic", "themes": []}, "Select at least one theme."),
        ({"months": "0"}, "Enter a number from 1 to 60."),
        ({"kind": "friend"}, "Not a valid choice"),
    ],
)
def test_a_grant_that_does_not_hold_together_is_refused_with_a_sentence(
    host: FlaskClient, session: Session, wrong: dict[str, object], sentence: str
) -> None:
    request = put(session, S.RECOMMENDED)
    sent = GRANT | wrong | {"version": str(request.version)}
    answer = host.post(f"/observers/requests/{request.id}/grant", data=sent)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "Welcome." in answer.text, "what was typed is kept"
    assert session.scalars(sa.select(ObserverGrant)).all() == []


def test_a_second_standing_status_is_refused_with_a_sentence(
    host: FlaskClient, session: Session
) -> None:
    request = put(session, S.RECOMMENDED)
    observe(session, ASKS, ASKED)
    session.commit()
    sent = GRANT | {"version": str(request.version)}
    answer = host.post(f"/observers/requests/{request.id}/grant", data=sent)
    assert (answer.status_code, "There is a standing status already." in answer.text) == (422, True)
    assert latest(session).state == S.RECOMMENDED


def test_days_to_come_are_asked_for_where_a_day_is_to_come(
    host: FlaskClient, session: Session
) -> None:
    request = put(session, S.RECOMMENDED)
    page, seen = f"/observers/requests/{request.id}", {"version": str(request.version)}
    today = now().date().isoformat()
    for move, said in [
        ("defer", {"until": today}),
        ("decline", {"reason": "other", "reapply_after": today}),
    ]:
        answer = host.post(f"{page}/{move}", data=said | seen)
        assert (answer.status_code, "Choose a day after today." in answer.text) == (422, True)


def test_a_decision_taken_outside_is_recorded_on_behalf_with_its_document(
    host: FlaskClient, session: Session
) -> None:
    for move, said, after in [
        ("record_decline", {"reason": "not_timely"}, S.DECLINED),
        ("record_grant", GRANT, S.GRANTED),
    ]:
        request = put(session, S.CIRCULATED)
        page, seen = f"/observers/requests/{request.id}", {"version": str(request.version)}
        day = now().date() - timedelta(days=10)
        facts = said | seen | {"body": "Ministerial Conference", "decided_on": day.isoformat()}

        def sent(**others: object) -> dict[str, object]:
            return facts | {"file": (io.BytesIO(b"It was decided.\n"), "minutes.txt")} | others  # noqa: B023

        for lacking in [{"file": ""}, {"body": ""}, {"decided_on": "2099-01-01"}]:
            assert host.post(f"{page}/{move}", data=sent(**lacking)).status_code == 422
        assert latest(session).state == S.CIRCULATED
        assert host.post(f"{page}/{move}", data=sent()).status_code == 303
        decided = latest(session)
        assert (decided.state, decided.decided_at.date()) == (after, day)
        assert (decided.is_decided_outside, decided.decision_name) == (True, "minutes.txt")
        assert steps(session, request)[-1].on_behalf_of == "Ministerial Conference"
    grant = session.scalars(sa.select(ObserverGrant)).one()
    assert grant.starts_at.date() == day
