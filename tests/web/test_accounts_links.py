"""One-time links: a person sets the first or a new password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform.accounts import passwords, services
from rcp_platform.accounts.models import OneTimeLink, User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, AccessDenied
from rcp_platform.core.db import now

PASSWORD = "harbour lantern seven"


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    return make_user("bali-process", email="focal@bali.example")


@pytest.fixture
def token(session: Session, person: User) -> str:
    issued = services.issue_one_time_link(session, person, actor=SYSTEM)
    session.commit()
    return issued


def send(client: FlaskClient, token: str, password: str = PASSWORD) -> TestResponse:
    return client.post(f"/welcome/{token}", data={"password": password, "repeated": password})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_the_link_sets_the_password_and_signs_in(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    response = send(client, token)
    assert response.location == "/"
    assert is_signed_in(client)
    session.refresh(person)
    assert passwords.matches(person.password_hash, PASSWORD)


def test_opening_the_link_does_not_use_it_up(client: FlaskClient, token: str) -> None:
    for _ in range(3):
        page = client.get(f"/welcome/{token}")
        assert page.status_code == 200
        assert "focal@bali.example" in page.text
    assert client.head(f"/welcome/{token}").status_code == 200
    assert not is_signed_in(client)
    assert send(client, token).status_code == 302


def test_the_link_works_once(client: FlaskClient, token: str) -> None:
    send(client, token)
    client.post("/sign-out")
    again = send(client, token, "another password here")
    assert again.status_code == 410
    assert not is_signed_in(client)
    assert "ask the secretariat" in client.get(f"/welcome/{token}").text


def test_of_two_requests_with_the_same_link_only_one_succeeds(session: Session, token: str) -> None:
    services.redeem_one_time_link(session, token, PASSWORD)
    with pytest.raises(services.LinkExpired):
        services.redeem_one_time_link(session, token, PASSWORD)


def test_the_link_lasts_seven_days(client: FlaskClient, session: Session, token: str) -> None:
    link = session.scalars(select(OneTimeLink)).one()
    assert timedelta(days=6, hours=23) < link.expires_at - now() <= timedelta(days=7)
    link.expires_at = now() - timedelta(seconds=1)
    session.commit()
    assert client.get(f"/welcome/{token}").status_code == 410
    assert send(client, token).status_code == 410
    assert not is_signed_in(client)


def test_a_link_that_expires_while_its_page_is_open_sets_nothing(
    session: Session, person: User, token: str
) -> None:
    session.scalars(select(OneTimeLink)).one().expires_at = now() - timedelta(seconds=1)
    with pytest.raises(services.LinkExpired):
        services.redeem_one_time_link(session, token, PASSWORD)
    assert person.password_hash is None


@pytest.mark.parametrize("token", ["wrong", "x" * 3000, "%00", "..%2f..", "é"])
def test_an_unknown_link_gets_the_same_page_as_an_old_one(client: FlaskClient, token: str) -> None:
    response = client.get(f"/welcome/{token}")
    assert response.status_code in {404, 410}
    assert "Traceback" not in response.text


def test_a_newer_link_replaces_the_older_one(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    newer = services.issue_one_time_link(session, person, actor=SYSTEM)
    session.commit()
    assert client.get(f"/welcome/{token}").status_code == 410
    assert client.get(f"/welcome/{newer}").status_code == 200


def test_a_link_of_one_person_does_not_end_with_anothers(
    client: FlaskClient, session: Session, token: str, make_user: Callable[..., User]
) -> None:
    services.issue_one_time_link(session, make_user(), actor=SYSTEM)
    session.commit()
    assert client.get(f"/welcome/{token}").status_code == 200


def test_changing_the_password_ends_a_link_that_is_still_out(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    services.set_password(session, person, PASSWORD, actor=SYSTEM)
    session.commit()
    assert client.get(f"/welcome/{token}").status_code == 410


@pytest.mark.parametrize(
    ("password", "repeated", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        ("focal@bali.example", "focal@bali.example", "other than your e-mail"),
        (PASSWORD, PASSWORD + "x", "not the same"),
        ("", "", "Enter a new password"),
    ],
)
def test_a_refused_password_leaves_the_link_usable_and_says_why(
    client: FlaskClient, token: str, password: str, repeated: str, sentence: str
) -> None:
    data = {"password": password, "repeated": repeated}
    response = client.post(f"/welcome/{token}", data=data)
    assert response.status_code == 422
    assert sentence in response.text
    assert send(client, token).status_code == 302


def test_the_link_ends_a_wait_after_wrong_passwords(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    person.failed_sign_ins = 9
    person.next_sign_in_at = now() + timedelta(minutes=15)
    session.commit()
    send(client, token)
    session.refresh(person)
    assert (person.failed_sign_ins, person.next_sign_in_at) == (0, None)


def test_the_link_replaces_whoever_was_signed_in(
    client: FlaskClient,
    token: str,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    sign_in(make_user(email="other@bali.example"))
    send(client, token)
    assert "focal@bali.example" in client.get("/account").text


def test_only_administrators_issue_links(
    session: Session, person: User, make_user: Callable[..., User]
) -> None:
    with pytest.raises(AccessDenied):
        services.issue_one_time_link(session, person, actor=person.actor)
    administrator = make_user(is_administrator=True)
    assert services.issue_one_time_link(session, person, actor=administrator.actor)


def test_neither_the_link_nor_the_password_is_stored_or_recorded(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    assert session.scalars(select(OneTimeLink.digest)).all() != [token]
    send(client, token)
    session.refresh(person)
    events = session.scalars(select(AuditEvent)).all()
    assert {event.action for event in events} == {"user.issue_link", "user.set_password"}
    for event in events:
        for secret in (token, PASSWORD, person.password_hash, person.session_key):
            assert str(secret) not in f"{event.subject} {event.details}"
