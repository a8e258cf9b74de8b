"""An RCP answers: the check, the circulation, objections, and the decision."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, GRANT, latest, mail, put, steps

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import AccessDenied, Role
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers.models import (
    ObserverGrant,
    ObserverObjection,
    ObserverRequest,
    ObserverSettings,
)
from rcp_platform.observers.requests import circulation
from rcp_platform.observers.requests.refusals import Refused
from rcp_platform.observers.states import RequestState

S = RequestState


@pytest.fixture
def asking(make_user: Callable[..., User]) -> User:
    return make_user(ASKS, Role.SECRETARIAT, email="asking@gov.example")


@pytest.fixture
def asked(make_user: Callable[..., User], asking: User) -> User:
    return make_user(ASKED, Role.CHAIR, email="asked@gov.example")


@pytest.fixture
def focal_point(make_user: Callable[..., User], asked: User) -> User:
    user = make_user(ASKED, Role.FOCAL_POINT, email="focal@gov.example")
    user.memberships[0].country = "TH"
    return user


@pytest.fixture
def host(browser: Callable[[User], FlaskClient], asked: User) -> FlaskClient:
    return browser(asked)


#: (state before, step, what its form says, state after, whether the applicant is told)
MOVES = [
    (S.SUBMITTED, "start_check", {}, S.ELIGIBILITY_CHECK, False),
    (S.RESUBMITTED, "start_check", {}, S.ELIGIBILITY_CHECK, False),
    (S.ELIGIBILITY_CHECK, "circulate", {"note": "Please look."}, S.CIRCULATED, False),
    (S.ELIGIBILITY_CHECK, "return_for_information", {"note": "Which themes?"}, S.RETURNED, True),
    (S.RECOMMENDED, "put_before", {"body": "Senior Officials"}, S.DECISION_PENDING, False),
    (S.DEFERRED, "put_before", {"body": "Senior Officials"}, S.DECISION_PENDING, False),
    (S.RECOMMENDED, "grant", GRANT, S.GRANTED, True),
    (S.DECISION_PENDING, "grant", GRANT, S.GRANTED, True),
    (S.CONSULTATION, "defer", {"until": "2099-01-01", "note": "Next year."}, S.DEFERRED, True),
    (S.DEFERRED, "decline", {"reason": "not_timely", "note": "Not now."}, S.DECLINED, True),
    (S.CONSULTATION, "decline", {"reason": "no_consensus"}, S.DECLINED, True),
    (S.DECISION_PENDING, "close", {"note": "May be made again."}, S.CLOSED, True),
]


@pytest.mark.parametrize(("before", "move", "said", "after", "is_told"), MOVES)
def test_a_step_is_taken_once_and_written_down(
    host: FlaskClient,
    session: Session,
    before: RequestState,
    move: str,
    said: dict[str, str],
    after: RequestState,
    is_told: bool,
) -> None:
    request = put(session, before, state_since=now() - timedelta(days=9))
    page = f"/observers/requests/{request.id}"
    assert f'action="{page}/{move}"' in host.get(page).text
    answer = host.post(f"{page}/{move}", data=said | {"version": str(request.version)})
    assert answer.status_code == 303, unescape(answer.text)
    moved = latest(session)
    assert moved.state == after
    assert moved.state_since > now() - timedelta(minutes=1)
    step = steps(session, request)[-1]
    assert (step.name, step.on_behalf_of) == (move, "Bali-Process")
    assert (step.before, step.after, step.is_of_host_only) == (before, after, not is_told)
    told = [address for address, _name in mail(session)]
    assert ("asking@gov.example" in told) == is_told
    again = host.post(f"{page}/{move}", data=said | {"version": str(moved.version)})
    assert again.status_code == 409


def test_who_looks_at_an_old_page_is_told_and_decides_nothing(
    host: FlaskClient, session: Session
) -> None:
    request = put(session, S.RECOMMENDED)
    page, old = f"/observers/requests/{request.id}", str(request.version)
    body = {"body": "Senior Officials", "version": old}
    assert host.post(f"{page}/put_before", data=body).status_code == 303
    for sent in [GRANT | {"version": old}, GRANT, GRANT | {"version": "x"}]:
        assert host.post(f"{page}/grant", data=sent).status_code == 409
    assert latest(session).state == S.DECISION_PENDING
    assert session.scalars(sa.select(ObserverGrant)).all() == []


def test_the_check_is_kept_and_shown_to_the_host_only(host: FlaskClient, session: Session) -> None:
    terms = {"kinds": ["standing"], "silence_days": 7, "validity_months": 12, "rights": []}
    session.add(ObserverSettings(rcp_slug=ASKED, checklist=["Is it a Process?"], **terms))
    request = put(session, S.ELIGIBILITY_CHECK)
    page = f"/observers/requests/{request.id}"
    assert "Is it a Process?" in host.get(page).text
    found = {"met_0": "yes", "note_0": "It is.", "version": str(request.version)}
    assert host.post(f"{page}/check", data=found).status_code == 303
    kept = [{"point": "Is it a Process?", "met": "yes", "note": "It is."}]
    assert latest(session).checked == kept
    assert steps(session, request)[-1].is_of_host_only
    assert host.post(f"{page}/check", data=found | {"met_0": "maybe"}).status_code == 409
    wrong = found | {"met_0": "maybe", "version": str(latest(session).version)}
    assert host.post(f"{page}/check", data=wrong).status_code == 422


def test_it_is_circulated_to_the_focal_points_until_the_end_of_a_day(
    session: Session, asked: User, focal_point: User, make_user: Callable[..., User]
) -> None:
    make_user(ASKED, Role.MEMBER, email="member@gov.example")
    request = put(session, S.ELIGIBILITY_CHECK, silence_ends_at=None)
    circulation.circulate(session, request, actor=asked.actor)
    last = now().date() + timedelta(days=14)
    assert request.silence_ends_at == datetime(
        last.year, last.month, last.day, 23, 59, 59, tzinfo=UTC
    )
    assert mail(session) == [("focal@gov.example", "circulate")]


def test_a_host_without_a_silence_period_recommends_straight_from_the_check(
    session: Session, host: FlaskClient, asked: User
) -> None:
    request = put(session, S.ELIGIBILITY_CHECK)
    with pytest.raises(Refused):
        circulation.recommend(session, request, actor=asked.actor)
    terms = {"kinds": ["standing"], "silence_days": 0, "validity_months": 12, "rights": []}
    session.add(ObserverSettings(rcp_slug=ASKED, checklist=[], **terms))
    session.commit()
    page = host.get(f"/observers/requests/{request.id}").text
    assert ("/circulate" in page, "/recommend" in page) == (False, True)
    with pytest.raises(NotPossible):
        circulation.circulate(session, request, actor=asked.actor)
    circulation.recommend(session, request, actor=asked.actor)
    assert request.state == S.RECOMMENDED


def test_an_objection_leads_to_consultation_until_nothing_is_held_against_it(
    session: Session,
    asked: User,
    focal_point: User,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
) -> None:
    other = make_user(ASKED, Role.FOCAL_POINT, email="other@gov.example")
    request = put(session, S.CIRCULATED)
    page, first, second = f"/observers/requests/{request.id}", browser(focal_point), browser(other)
    assert first.post(f"{page}/object", data={}).status_code == 422
    assert first.post(f"{page}/object", data={"note": "Too early."}).status_code == 303
    assert f'action="{page}/object"' not in first.get(page).text
    assert first.post(f"{page}/object", data={"note": "Once more."}).status_code == 409
    assert second.post(f"{page}/object", data={"note": "I agree."}).status_code == 303
    assert mail(session) == [("asked@gov.example", "object")] * 2
    objections = latest(session).objections
    assert [(o.reason, o.country) for o in objections] == [("Too early.", "TH"), ("I agree.", "")]
    assert request.state == S.CONSULTATION

    foreign = second.post(f"{page}/lift", data={"objection": str(objections[0].id)})
    assert foreign.status_code == 403
    assert first.post(f"{page}/lift", data={"objection": "999"}).status_code == 404
    mine = {"objection": str(objections[0].id)}
    assert first.post(f"{page}/lift", data=mine).status_code == 303
    assert latest(session).state == S.CONSULTATION, "another objection is open"
    assert first.post(f"{page}/lift", data=mine).status_code == 409
    assert second.post(f"{page}/lift", data={"objection": str(objections[1].id)}).status_code == 303
    assert latest(session).state == S.CIRCULATED
    with pytest.raises(Refused):
        circulation.recommend(session, request, actor=asked.actor)


def test_an_objection_is_refused_from_the_moment_the_silence_period_has_ended(
    session: Session, focal_point: User, browser: Callable[[User], FlaskClient]
) -> None:
    for ends_at, is_taken in [
        (now() + timedelta(minutes=1), True),
        (now() - timedelta(seconds=1), False),
    ]:
        request = put(session, S.CIRCULATED, silence_ends_at=ends_at)
        page = f"/observers/requests/{request.id}"
        client = browser(focal_point)
        assert (f'action="{page}/object"' in client.get(page).text) == is_taken
        answer = client.post(f"{page}/object", data={"note": "Too early."})
        assert answer.status_code == (303 if is_taken else 422)
        session.execute(sa.update(ObserverRequest).values(state=S.WITHDRAWN))
        session.commit()
    assert "The period in which focal points could object has ended." in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(ObserverObjection)) == 1


def test_nothing_is_recommended_before_its_time_and_circulating_again_asks_anew(
    session: Session, asked: User, focal_point: User
) -> None:
    request = put(session, S.CIRCULATED)
    with pytest.raises(Refused):
        circulation.recommend(session, request, actor=asked.actor)
    objection = circulation.object_to(session, request, "Too early.", actor=focal_point.actor)
    circulation.circulate(session, request, actor=asked.actor)
    assert (request.state, objection.is_open) == (S.CIRCULATED, False)
    later = request.silence_ends_at + timedelta(seconds=1)
    circulation.object_to(session, request, "Still.", actor=focal_point.actor)
    with pytest.raises(NotPossible):
        circulation.recommend(session, request, actor=asked.actor, at=later)
    circulation.lift(session, request, request.objections[-1], actor=focal_point.actor)
    circulation.recommend(session, request, actor=asked.actor, at=later)
    assert request.state == S.RECOMMENDED


def test_whoever_sits_on_both_sides_takes_no_step_for_the_host(
    session: Session,
    asked: User,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
) -> None:
    asked.memberships.append(Membership(rcp_slug=ASKS, role=Role.MEMBER))
    request = put(session, S.RECOMMENDED)
    page = f"/observers/requests/{request.id}"
    client = browser(asked)
    shown = client.get(page).text
    assert "Within your Process" not in shown
    assert "/grant" not in shown
    sent = GRANT | {"version": str(request.version)}
    assert client.post(f"{page}/grant", data=sent).status_code == 403
    with pytest.raises(AccessDenied):
        circulation.put_before(session, request, body="Senior Officials", actor=asked.actor)
