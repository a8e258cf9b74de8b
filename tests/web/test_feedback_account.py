"""What is kept of one's searches is one's own: chosen, seen, deleted, and gone in time."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import Result as CommandResult
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.kept_searches import SEARCH, keeper, opinions, questions, result_in, say
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import Role
from rcp_platform.feedback.models import SearchChoice
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

Make = Callable[..., Practice]
SignIn = Callable[[User], None]


@pytest.fixture
def member(session: Session, make_user: Callable[..., User], sign_in: SignIn) -> User:
    user = keeper(session, make_user)
    sign_in(user)
    return user


@pytest.fixture
def fees(make_practice: Make) -> Practice:
    return make_practice("sacm", "Recruitment fees abroad")


def test_the_choice_is_made_on_the_account_page_and_recorded_without_what_was_asked(
    client: FlaskClient,
    session: Session,
    make_user: Callable[..., User],
    sign_in: SignIn,
    fees: Practice,
) -> None:
    user = make_user("rcm")
    sign_in(user)
    page = client.get("/account").text
    assert "Your searches are not kept." in page
    assert "After 180 days it is deleted." in page
    client.post("/feedback/choice", data={"keep": "yes"})
    say(client, result_in(client.get(SEARCH).text))
    client.post("/feedback/choice", data={"keep": "yes"})
    assert "Your searches are kept to improve search." in client.get("/account").text
    client.post("/feedback/choice", data={"keep": "no"})
    events = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.actor_id, e.subject, e.details) for e in events] == [
        ("user.keep_searches", user.id, f"user:{user.id}", {}),
        ("user.keep_searches", user.id, f"user:{user.id}", {}),
        ("user.keep_no_searches", user.id, f"user:{user.id}", {}),
        ("user.delete_searches", user.id, f"user:{user.id}", {"count": "1"}),
    ]


def test_the_invitation_ends_with_either_answer_and_comes_back_to_the_search(
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: SignIn,
    fees: Practice,
) -> None:
    sign_in(make_user("rcm"))
    assert "Help improve search" in client.get(SEARCH).text
    answer = client.post("/feedback/choice", data={"keep": "no", "next": "/search?q=fees"})
    assert answer.location == "/search?q=fees"
    assert "Help improve search" not in client.get(SEARCH).text


def test_a_choice_that_means_nothing_is_refused(
    client: FlaskClient, session: Session, member: User
) -> None:
    assert client.post("/feedback/choice", data={"keep": "maybe"}).status_code == 400
    assert session.scalars(sa.select(SearchChoice.keeps)).all() == [True]


def test_saying_no_deletes_what_was_kept(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    result = result_in(client.get(SEARCH).text)
    say(client, result)
    client.post("/feedback/choice", data={"keep": "no"})
    assert (questions(session), opinions(session)) == ([], [])
    assert say(client, result).status_code == 404
    client.get(SEARCH)
    assert questions(session) == []


def test_one_sees_everything_that_is_kept_and_deletes_one_or_all(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    say(client, result_in(client.get(SEARCH).text))
    client.get("/search?q=<b>visas</b>")
    page = client.get("/feedback/").text
    assert "recruitment fees" in page
    assert "&lt;b&gt;visas" in page
    assert re.search(r"This helped: <bdi[^>]*>Recruitment fees abroad</bdi>", page)
    first = next(q for q in questions(session) if q.text == "recruitment fees")
    client.post("/feedback/delete", data={"question": first.id})
    assert [question.text for question in questions(session)] == ["<b>visas</b>"]
    client.post("/feedback/delete")
    assert questions(session) == []
    assert "Nothing is kept" in client.get("/feedback/").text


def test_the_list_of_kept_searches_hides_what_one_may_no_longer_read(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    say(client, result_in(client.get(SEARCH).text))
    fees.audience = Audience.MEMBERS
    session.commit()
    page = client.get("/feedback/").text
    assert "Recruitment fees abroad" not in page
    assert "a practice that you may no longer read" in page


def test_nobody_sees_or_deletes_what_is_kept_of_others(
    client: FlaskClient,
    session: Session,
    member: User,
    make_user: Callable[..., User],
    sign_in: SignIn,
) -> None:
    client.get(SEARCH)
    (question,) = questions(session)
    sign_in(make_user("rcm", Role.SECRETARIAT, is_administrator=True))
    assert "recruitment fees" not in client.get("/feedback/").text
    client.post("/feedback/delete", data={"question": question.id})
    client.post("/feedback/delete")
    assert len(questions(session)) == 1


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/feedback/").location == "/sign-in?next=/feedback/"
    for path in ("choice", "delete", "opinions"):
        assert client.post(f"/feedback/{path}").location == "/sign-in"


def test_what_is_kept_goes_with_the_person_and_with_the_practice(
    client: FlaskClient, session: Session, make_user: Callable[..., User], sign_in: SignIn,
    make_practice: Make,
) -> None:  # fmt: skip
    user = make_user()
    practice = make_practice("sacm", "Recruitment fees", audience=Audience.PUBLIC)
    sign_in(user)
    client.post("/feedback/choice", data={"keep": "yes"})
    say(client, result_in(client.get(SEARCH).text))
    session.execute(sa.delete(Practice).where(Practice.id == practice.id))
    assert (len(questions(session)), opinions(session)) == (1, [])
    session.execute(sa.delete(AuditEvent))
    session.execute(sa.delete(User).where(User.id == user.id))
    assert questions(session) == []
    assert session.scalars(sa.select(SearchChoice.user_id)).all() == []


def make_old(session: Session, days: int) -> None:
    for question in questions(session):
        question.asked_at -= timedelta(days=days)
    session.commit()


def test_the_sweep_deletes_what_is_older_than_the_setting_says(
    client: FlaskClient,
    session: Session,
    member: User,
    fees: Practice,
    run_command: Callable[..., CommandResult],
) -> None:
    say(client, result_in(client.get(SEARCH).text))
    make_old(session, 181)
    run = run_command("feedback", "sweep")
    assert run.output == "1 searches older than 180 days deleted.\n"
    assert (questions(session), opinions(session)) == ([], [])
    client.get(SEARCH)
    make_old(session, 179)
    run_command("feedback", "sweep")
    assert len(questions(session)) == 1


def test_what_is_too_old_is_gone_for_everybody_even_before_the_sweep(
    client: FlaskClient, session: Session, member: User, fees: Practice
) -> None:
    result = result_in(client.get(SEARCH).text)
    make_old(session, 181)
    assert say(client, result).status_code == 404
    assert "Nothing is kept" in client.get("/feedback/").text
    assert "So far there are none." in client.get("/account").text


def test_the_next_search_that_is_kept_sweeps_too(
    client: FlaskClient, session: Session, member: User
) -> None:
    client.get(SEARCH)
    make_old(session, 181)
    client.get("/search?q=visas")
    assert [question.text for question in questions(session)] == ["visas"]


def test_an_operator_who_keeps_nothing_sweeps_everything(
    client: FlaskClient,
    session: Session,
    app: Flask,
    settings: Settings,
    member: User,
    run_command: Callable[..., CommandResult],
) -> None:
    client.get(SEARCH)
    app.extensions["settings"] = replace(settings, feedback_days=0)
    assert run_command("feedback", "sweep").exit_code == 0
    assert questions(session) == []


def test_the_list_of_kept_searches_costs_the_same_for_one_and_for_many(
    client: FlaskClient, session: Session, member: User, make_practice: Make
) -> None:
    def ask(number: int) -> None:
        make_practice("sacm", f"Recruitment fees {number}")
        say(client, result_in(client.get(f"{SEARCH} {number}").text))

    def cost() -> int:
        with counted() as statements:
            assert client.get("/feedback/").status_code == 200
        return len(statements)

    ask(0)
    few = cost()
    for number in range(1, 8):
        ask(number)
    assert cost() == few


def test_forms_from_elsewhere_are_refused(
    client: FlaskClient, app: Flask, session: Session, member: User
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("choice", "delete", "opinions"):
        answer = client.post(f"/feedback/{path}", data={"keep": "no"})
        assert answer.status_code == 400
        assert "This form has expired" in answer.text
    assert session.scalars(sa.select(SearchChoice.keeps)).all() == [True]


def test_every_form_of_these_pages_carries_the_token(
    client: FlaskClient, app: Flask, member: User, fees: Practice
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for path in (SEARCH, "/account", "/feedback/"):
        forms = re.findall(r'<form[^>]*action="/feedback/.*?</form>', client.get(path).text, re.S)
        assert forms
        assert all('name="csrf_token"' in form for form in forms)
