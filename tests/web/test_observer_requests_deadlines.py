"""What happens to requests with time, and that it happens once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, mail
from tests.observing import ask

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.observers.models import ObserverEvent, ObserverObjection, ObserverRequest
from rcp_platform.observers.requests.deadlines import sweep
from rcp_platform.observers.states import OPEN, RequestState

S = RequestState
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def people(make_user: Callable[..., User]) -> None:
    make_user(ASKS, Role.SECRETARIAT, email="asking@gov.example")
    make_user(ASKED, Role.CHAIR, email="asked@gov.example")
    make_user(ASKED, Role.FOCAL_POINT, email="focal@gov.example")


def test_silence_is_consent_from_the_moment_the_period_has_ended(session: Session) -> None:
    ends_at = now() + 5 * DAY
    request = ask(session, ASKS, ASKED, state=S.CIRCULATED, silence_ends_at=ends_at)
    sweep(session, ends_at)
    assert request.state == S.CIRCULATED
    sweep(session, ends_at + timedelta(microseconds=1))
    assert request.state == S.RECOMMENDED
    assert mail(session) == [("asked@gov.example", "recommend")]
    step = session.scalars(sa.select(ObserverEvent)).one()
    assert (step.name, step.actor_id, step.is_of_host_only) == ("recommend", None, True)
    sweep(session, ends_at + DAY)
    assert len(mail(session)) == 1


def test_what_somebody_holds_against_it_is_not_swept_away(session: Session) -> None:
    ended = now() - DAY
    for state in (S.CONSULTATION, S.CIRCULATED):
        request = ask(session, ASKS, ASKED, state=state, silence_ends_at=ended)
        focal_point = session.scalars(sa.select(User).filter_by(email="focal@gov.example")).one()
        session.add(
            ObserverObjection(request_id=request.id, raised_by_id=focal_point.id, reason="No.")
        )
        sweep(session, now())
        assert request.state == state
        request.state = S.WITHDRAWN
        session.flush()


@pytest.mark.parametrize("state", S)
def test_what_is_open_for_two_years_lapses_and_only_that(
    session: Session, state: RequestState
) -> None:
    young = ask(session, ASKED, ASKS, state=state, created_at=now() - 729 * DAY)
    old = ask(session, ASKS, ASKED, state=state, created_at=now() - 731 * DAY)
    young.deferred_until = old.deferred_until = now().date() + 9 * DAY
    young.silence_ends_at = old.silence_ends_at = now() + 9 * DAY
    session.flush()
    sweep(session, now())
    assert young.state == state
    assert old.state == (S.LAPSED if state in OPEN else state)
    told = {("asking@gov.example", "lapse"), ("asked@gov.example", "lapse")}
    if state == S.DRAFT:
        told = {("asking@gov.example", "lapse")}
    assert {*mail(session)} == (told if state in OPEN else set())


@pytest.mark.parametrize("state", [S.DRAFT, S.RETURNED])
def test_whoever_has_the_next_word_for_a_year_is_asked_once(
    session: Session, state: RequestState
) -> None:
    request = ask(session, ASKS, ASKED, state=state, state_since=now() - 364 * DAY)
    sweep(session, now())
    assert mail(session) == []
    for later in (2, 3, 40):
        sweep(session, now() + later * DAY)
    assert mail(session) == [("asking@gov.example", "untouched")], "of a draft the host is not told"
    assert request.state == state


def test_the_host_is_asked_once_when_the_day_of_a_deferral_has_passed(session: Session) -> None:
    today = now().date()
    request = ask(session, ASKS, ASKED, state=S.DEFERRED, deferred_until=today)
    sweep(session, now())
    assert mail(session) == []
    for later in (1, 2, 30):
        sweep(session, now() + later * DAY)
    assert mail(session) == [("asked@gov.example", "deferred_over")]
    request.deferred_until, request.state_since = today + 60 * DAY, now() + 40 * DAY
    session.flush()
    sweep(session, now() + 50 * DAY)
    assert len(mail(session)) == 1
    sweep(session, now() + 61 * DAY)
    assert len(mail(session)) == 2, "put off again, it is asked again"


def test_sweeping_twice_changes_nothing_more(session: Session) -> None:
    for number, state in enumerate(sorted(OPEN)):
        other = ASKED if number % 2 else ASKS
        host = ASKS if number % 2 else ASKED
        request = ask(session, other, host, state=state, created_at=now() - 800 * DAY)
        sweep(session, now())
        version = request.version
        sweep(session, now())
        assert (request.state, request.version) == (S.LAPSED, version)
    count = sa.select(sa.func.count()).select_from(ObserverRequest)
    assert session.scalar(count) == len(OPEN)
