"""Practices that were confirmed long ago: who is asked, how often, and how an answer is taken."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.core.schedule import JOBS
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState
from rcp_platform.practices.staying_true import reminders

LONG_AGO = now() - timedelta(days=400)


@pytest.fixture
def focal_point(make_user: Callable[..., User]) -> User:
    return make_user("rcm", Role.FOCAL_POINT)


@pytest.fixture
def secretariat(make_user: Callable[..., User]) -> User:
    return make_user("rcm", Role.SECRETARIAT)


@pytest.fixture
def old(make_practice: Callable[..., Practice]) -> Practice:
    return make_practice("rcm", "Old practice", published_at=LONG_AGO, confirmed_at=LONG_AGO)


def ask(session: Session) -> None:
    JOBS["practices.due"].work(session)
    session.commit()


def mails(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)))


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/]+(/practices/still-true/\S+)", mail.text)
    assert found
    return found[1]


def test_what_was_confirmed_long_ago_falls_due_and_stays_readable(
    session: Session, focal_point: User, old: Practice, make_practice: Callable[..., Practice]
) -> None:
    new = make_practice("rcm", "New practice")
    ask(session)
    assert (old.state, new.state) == (PracticeState.UPDATE_DUE, PracticeState.PUBLISHED)
    assert old.is_readable
    (mail,) = mails(session)
    assert mail.user_id == focal_point.id
    assert "Old practice" in mail.text
    assert "New practice" not in mail.text


def test_one_mail_a_person_names_everything_that_is_due(
    session: Session, focal_point: User, make_practice: Callable[..., Practice]
) -> None:
    for number in range(3):
        make_practice("rcm", f"Old practice {number}", confirmed_at=LONG_AGO)
    ask(session)
    (mail,) = mails(session)
    assert mail.subject == "Do these 3 practices still hold?"
    assert all(f"Old practice {number}" in mail.text for number in range(3))


def test_nobody_is_asked_the_same_twice(session: Session, focal_point: User, old: Practice) -> None:
    for _run in range(3):
        ask(session)
    assert len(mails(session)) == 1


def test_reminders_come_after_30_days_and_after_60_to_the_secretariat_too(
    session: Session, focal_point: User, secretariat: User, old: Practice
) -> None:
    ask(session)
    since = old.state_since
    for days, expected in [(29, 1), (31, 2), (59, 2), (61, 4), (200, 4)]:
        reminders.remind(session, since + timedelta(days=days))
        session.commit()
        assert len(mails(session)) == expected, days
    assert {mail.user_id for mail in mails(session)[2:]} == {focal_point.id, secretariat.id}


def test_of_steps_that_were_missed_only_the_last_is_made_up_for(
    session: Session, focal_point: User, old: Practice
) -> None:
    publication.fall_due(session, now(), actor=SYSTEM)
    reminders.remind(session, old.state_since + timedelta(days=45))
    session.commit()
    assert len(mails(session)) == 1


def test_a_process_without_a_focal_point_has_its_secretariat_asked(
    session: Session, secretariat: User, old: Practice
) -> None:
    ask(session)
    assert [mail.user_id for mail in mails(session)] == [secretariat.id]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("confirm", PracticeState.PUBLISHED), ("archive", PracticeState.ARCHIVED)],
)
def test_a_link_takes_one_answer_without_signing_in(
    client: FlaskClient, session: Session, focal_point: User, old: Practice, answer: str, state: str
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    page = client.get(link)
    assert page.status_code == 200
    assert "Old practice" in page.text
    session.expire_all()
    assert old.state == PracticeState.UPDATE_DUE, "opening the page changes nothing"
    assert client.post(link, data={"answer": answer}).status_code == 200
    session.expire_all()
    assert old.state == state
    assert client.get(link).status_code == 404
    assert client.post(link, data={"answer": "archive"}).status_code == 404
    session.expire_all()
    assert old.state == state


def test_a_confirmation_makes_it_fresh_for_another_year(
    client: FlaskClient, session: Session, focal_point: User, old: Practice
) -> None:
    ask(session)
    client.post(link_in(mails(session)[0]), data={"answer": "confirm"})
    ask(session)
    session.expire_all()
    assert old.state == PracticeState.PUBLISHED
    assert old.confirmed_at is not None
    assert now() - old.confirmed_at < timedelta(minutes=5)
    assert len(mails(session)) == 1


def test_a_link_is_worth_nothing_once_the_seat_has_ended(
    client: FlaskClient, session: Session, focal_point: User, old: Practice
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    focal_point.memberships[0].starts_on = (now() - timedelta(days=9)).date()
    focal_point.memberships[0].ends_on = (now() - timedelta(days=1)).date()
    session.commit()
    answer = client.get(link)
    assert answer.status_code == 404
    assert "Old practice" not in answer.text


def test_a_link_of_an_earlier_question_does_not_answer_a_later_one(
    client: FlaskClient, session: Session, focal_point: User, old: Practice
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    publication.confirm(session, old, actor=SYSTEM)
    old.confirmed_at = LONG_AGO
    session.commit()
    ask(session)
    assert old.state == PracticeState.UPDATE_DUE
    assert client.get(link).status_code == 404
    assert client.get(link_in(mails(session)[1])).status_code == 200


@pytest.mark.parametrize("change", ["x", ".", ""])
def test_a_link_that_is_not_ours_opens_nothing(
    client: FlaskClient, session: Session, focal_point: User, old: Practice, change: str
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    forged = link[:-3] + change
    assert client.get(forged).status_code == 404
    assert client.post(forged, data={"answer": "archive"}).status_code == 404


def test_a_link_is_too_old_after_60_days(
    client: FlaskClient,
    session: Session,
    focal_point: User,
    old: Practice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    later = datetime.now(UTC) + timedelta(days=61)
    monkeypatch.setattr("time.time", lambda: later.timestamp())
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("answer", ["", "withdraw", "publish"])
def test_only_the_two_answers_are_taken(
    client: FlaskClient, session: Session, focal_point: User, old: Practice, answer: str
) -> None:
    ask(session)
    link = link_in(mails(session)[0])
    assert client.post(link, data={"answer": answer}).status_code == 404
    session.expire_all()
    assert old.state == PracticeState.UPDATE_DUE


def test_an_embargo_opens_the_day_after_and_not_before(
    session: Session, make_practice: Callable[..., Practice]
) -> None:
    today = now().date()
    over = make_practice("rcm", "Over", embargo_until=today - timedelta(days=1))
    still = make_practice("rcm", "Still", embargo_until=today)
    JOBS["practices.embargoes"].work(session)
    session.commit()
    assert over.embargo_until is None
    assert still.embargo_until == today


@pytest.mark.parametrize("role", Role)
def test_the_list_is_for_those_who_work_on_practices(
    client: FlaskClient,
    session: Session,
    old: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    role: Role,
) -> None:
    ask(session)
    sign_in(make_user("rcm", role))
    answer = client.get("/practices/due")
    confirmed = client.post(f"/practices/{old.id}/still-true")
    if role == Role.MEMBER:
        assert (answer.status_code, confirmed.status_code) == (403, 403)
    else:
        assert "Old practice" in answer.text
        assert confirmed.status_code == 302
        session.expire_all()
        assert old.state == PracticeState.PUBLISHED


def test_another_process_confirms_nothing(
    client: FlaskClient,
    session: Session,
    old: Practice,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    old.audience = Audience.PUBLIC
    ask(session)
    sign_in(make_user("sacm", Role.SECRETARIAT))
    assert "Old practice" not in client.get("/practices/due").text
    assert client.post(f"/practices/{old.id}/still-true").status_code == 403


def test_the_list_costs_the_same_however_long_it_is(
    client: FlaskClient,
    session: Session,
    focal_point: User,
    make_practice: Callable[..., Practice],
    sign_in: Callable[[User], None],
) -> None:
    sign_in(focal_point)

    def cost() -> int:
        with counted() as statements:
            assert client.get("/practices/due").status_code == 200
        return len(statements)

    make_practice("rcm", confirmed_at=LONG_AGO)
    ask(session)
    few = cost()
    for _number in range(5):
        make_practice("rcm", confirmed_at=LONG_AGO)
    ask(session)
    assert cost() == few
