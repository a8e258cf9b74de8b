"""People choose how often they get mail, and stop it from any mail without signing in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.core.access import AccessDenied
from rcp_platform.notifications import links, services
from rcp_platform.notifications.models import Frequency
from rcp_platform.notifications.queries import frequency_of

SAVED = "follows:search-12"


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    return make_user("bali-process", email="person@gov.example")


@pytest.fixture
def stop_path(person: User) -> str:
    return "/mail/unsubscribe/" + links.signed(links.UNSUBSCRIBE, [person.id, SAVED])


# --- signed links --------------------------------------------------------------


def test_what_is_signed_is_read_back_for_the_same_purpose_only(app: Flask) -> None:
    token = links.signed("one", {"user": 1})
    assert links.read("one", token) == {"user": 1}
    assert links.read("other", token) is None


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda _t: ""])
def test_a_link_that_was_changed_is_worth_nothing(app: Flask, change: Callable[[str], str]) -> None:
    assert links.read("one", change(links.signed("one", 1))) is None


def test_a_link_is_worth_nothing_once_it_is_too_old(app: Flask) -> None:
    token = links.signed("one", 1)
    assert links.read("one", token, max_age=60) == 1
    assert links.read("one", token, max_age=-1) is None


# --- preferences ---------------------------------------------------------------


def test_without_a_choice_it_is_as_usual(session: Session, person: User) -> None:
    assert frequency_of(session, person.id, "tasks") == Frequency.AT_ONCE
    assert frequency_of(session, person.id, SAVED) == Frequency.WEEKLY


def test_what_was_said_of_one_counts_before_what_was_said_of_all(
    session: Session, person: User
) -> None:
    services.set_frequency(session, person, "follows", Frequency.DAILY, actor=person.actor)
    services.set_frequency(session, person, SAVED, Frequency.AT_ONCE, actor=person.actor)
    assert frequency_of(session, person.id, SAVED) == Frequency.AT_ONCE
    assert frequency_of(session, person.id, "follows:search-13") == Frequency.DAILY


def test_nobody_chooses_for_others(
    session: Session, person: User, make_user: Callable[..., User]
) -> None:
    with pytest.raises(AccessDenied):
        services.set_frequency(
            session, person, "tasks", Frequency.NEVER, actor=make_user("rcm").actor
        )


def test_what_must_be_had_cannot_be_stopped(session: Session, person: User) -> None:
    with pytest.raises(ValueError, match="account"):
        services.set_frequency(session, person, "account", Frequency.NEVER, actor=person.actor)


def test_the_account_page_shows_and_keeps_the_choices(
    client: FlaskClient, sign_in: Callable[[User], None], session: Session, person: User
) -> None:
    sign_in(person)
    page = client.get("/account").text
    assert '<option selected value="at_once">' in page.split('id="mail-tasks"')[1]
    answer = client.post(
        "/mail/preferences",
        data={"mail-tasks": "never", "mail-follows": "daily"},
    )
    assert answer.location == "/account#mail"
    assert frequency_of(session, person.id, "tasks") == Frequency.NEVER
    assert frequency_of(session, person.id, "follows") == Frequency.DAILY


@pytest.mark.parametrize("value", ["sometimes", "daily", ""])
def test_a_frequency_that_a_topic_does_not_have_is_refused(
    client: FlaskClient,
    sign_in: Callable[[User], None],
    session: Session,
    person: User,
    value: str,
) -> None:
    sign_in(person)
    data = {"mail-tasks": value, "mail-follows": "daily"}
    assert client.post("/mail/preferences", data=data).status_code == 400
    assert frequency_of(session, person.id, "follows") == Frequency.WEEKLY


def test_choosing_needs_an_account(client: FlaskClient) -> None:
    assert "/sign-in" in client.post("/mail/preferences").location


# --- stopping from a mail --------------------------------------------------------


def test_opening_the_link_stops_nothing(
    client: FlaskClient, session: Session, person: User, stop_path: str
) -> None:
    page = client.get(stop_path)
    assert "person@gov.example" in page.text
    assert "What you follow, and your saved searches" in page.text
    assert frequency_of(session, person.id, SAVED) == Frequency.WEEKLY


def test_the_button_stops_it_without_signing_in(
    client: FlaskClient, session: Session, person: User, stop_path: str
) -> None:
    assert client.post(stop_path).status_code == 200
    assert frequency_of(session, person.id, SAVED) == Frequency.NEVER
    assert frequency_of(session, person.id, "follows:search-13") == Frequency.WEEKLY


def test_mail_programs_stop_it_in_one_click_though_forms_are_protected(
    app: Flask, client: FlaskClient, session: Session, person: User, stop_path: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(stop_path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert frequency_of(session, person.id, SAVED) == Frequency.NEVER
    assert client.post("/mail/preferences").status_code == 400


def test_stopping_twice_is_as_good_as_once(client: FlaskClient, stop_path: str) -> None:
    client.post(stop_path)
    assert client.post(stop_path).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_nobody_signed_is_not_found(client: FlaskClient, person: User, method: str) -> None:
    for token in ("x", links.signed("other", [person.id, SAVED])):
        assert getattr(client, method)(f"/mail/unsubscribe/{token}").status_code == 404


def test_the_link_of_an_account_that_is_gone_is_not_found(client: FlaskClient) -> None:
    token = links.signed(links.UNSUBSCRIBE, [999, SAVED])
    assert client.post(f"/mail/unsubscribe/{token}").status_code == 404
