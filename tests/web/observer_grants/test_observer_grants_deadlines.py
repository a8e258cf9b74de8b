"""Observer status and the clock: last moments, what is refused after them, and the sweep."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.orm import Session
from tests.observing import observe

from rcp_platform.accounts import observing
from rcp_platform.accounts.models import User
from rcp_platform.accounts.observing import observations_of
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.directory.models import Rcp
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.grants import deadlines, services
from rcp_platform.observers.grants.validity import end_of, months_after
from rcp_platform.observers.states import GrantState, ObserverKind

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
ACTIVE, DUE, SUSPENDED = GrantState.ACTIVE, GrantState.REVIEW_DUE, GrantState.SUSPENDED
EXPIRED = GrantState.EXPIRED


@pytest.fixture(autouse=True)
def processes(make_rcp: Callable[..., Rcp]) -> None:
    for slug in (OBSERVER, HOST, OTHER):
        make_rcp(slug)


def chair_of(rcp: str) -> Actor:
    return Actor(user_id=1, seats=frozenset({Seat(rcp, Role.CHAIR)}))


LAST_MOMENT = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock wherever observer status is told by it."""

    def at(moment: datetime) -> None:
        for module in (services, observing):
            monkeypatch.setattr(module, "now", lambda: moment)

    return at


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=45))])
def test_rights_hold_before_the_last_moment_and_not_at_it_whatever_the_zone(
    session: Session, at: Callable[[datetime], None], zone: timezone
) -> None:
    begins = LAST_MOMENT - timedelta(days=10)
    grant = observe(
        session,
        OBSERVER,
        HOST,
        starts_at=begins.astimezone(zone),
        valid_until=LAST_MOMENT.astimezone(zone),
    )
    a_moment = timedelta(microseconds=1)
    for moment, holds in [
        (begins - a_moment, False),
        (begins, True),
        (LAST_MOMENT - a_moment, True),
        (LAST_MOMENT, False),
    ]:
        at(moment.astimezone(zone))
        assert bool(observations_of(session, [OBSERVER])) == holds, moment
    assert grant.state == ACTIVE, "no sweep has run"


def test_what_has_passed_its_end_is_refused_at_once(
    session: Session, at: Callable[[datetime], None]
) -> None:
    begins = LAST_MOMENT - timedelta(days=10)
    grant = observe(session, OBSERVER, HOST, starts_at=begins, valid_until=LAST_MOMENT)
    later, of_host = LAST_MOMENT + timedelta(days=90), {"actor": chair_of(HOST)}
    at(LAST_MOMENT)
    for deed in (
        lambda: services.renew(session, grant, later, **of_host),
        lambda: services.suspend(session, grant, "Why", None, **of_host),
        lambda: services.end(session, grant, "Why", **of_host),
        lambda: services.set_rights(session, grant, [], **of_host),
        lambda: services.relinquish(session, grant, actor=chair_of(OBSERVER)),
    ):
        with pytest.raises(NotPossible):
            deed()


def test_the_sweep_asks_in_time_expires_and_reinstates_and_does_each_once(
    session: Session, make_user: Callable[..., User], at: Callable[[datetime], None]
) -> None:
    leads = {make_user(HOST, Role.CHAIR).id, make_user(OBSERVER, Role.CHAIR).id}
    begins = LAST_MOMENT - timedelta(days=400)
    ends = {"starts_at": begins, "valid_until": LAST_MOMENT}
    lasting = observe(session, OBSERVER, HOST, **ends)
    endless = observe(session, HOST, OBSERVER, starts_at=begins)
    paused = observe(
        session, OTHER, HOST, starts_at=begins, state=SUSPENDED, suspended_until=date(2027, 1, 1)
    )
    for_meeting = observe(session, OBSERVER, HOST, kind=ObserverKind.AD_HOC, **ends)

    def states_after(moment: datetime) -> list[GrantState]:
        at(moment)
        deadlines.sweep(session, moment)
        deadlines.sweep(session, moment)
        return [grant.state for grant in (lasting, endless, paused, for_meeting)]

    early = LAST_MOMENT - timedelta(days=60, microseconds=1)
    assert states_after(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))[2] == SUSPENDED
    assert states_after(datetime(2027, 1, 1, tzinfo=UTC))[2] == ACTIVE
    assert states_after(early) == [ACTIVE, ACTIVE, ACTIVE, ACTIVE]
    assert states_after(early + timedelta(microseconds=1)) == [DUE, ACTIVE, ACTIVE, ACTIVE]
    assert states_after(LAST_MOMENT) == [EXPIRED, ACTIVE, ACTIVE, EXPIRED]
    assert lasting.over_since == LAST_MOMENT
    mails = session.scalars(sa.select(OutgoingMail)).all()
    told = Counter(mail.kind.removeprefix("observers/grant_") for mail in mails)
    # One, two and one of them, each to everybody who leads one of its sides.
    assert told == {"fall_due": 2, "expire": 4, "reinstate": 1}
    assert {mail.user_id for mail in mails} == leads


def test_the_hourly_job_writes_down_what_has_expired(
    session: Session, run_command: Callable[..., Result]
) -> None:
    a_day = timedelta(days=1)
    grant = observe(session, OBSERVER, HOST, starts_at=now() - 2 * a_day, valid_until=now() - a_day)
    session.commit()
    assert run_command("sweep").exit_code == 0
    session.expire_all()
    assert (grant.state, grant.over_since) == (EXPIRED, grant.valid_until)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 21), 24, date(2028, 11, 21)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_valid_until_a_day_is_valid_all_through_it() -> None:
    last = end_of(date(2027, 3, 28))
    assert (last.isoformat(), last.utcoffset()) == ("2027-03-28T23:59:59+00:00", timedelta(0))
