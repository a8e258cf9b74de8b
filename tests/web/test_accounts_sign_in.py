"""Signing in and out: who gets in, what a refusal tells, where one ends up."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform import create_app
from rcp_platform.accounts import passwords, services
from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import Base, now
from rcp_platform.extensions import db
from rcp_search import HashingEmbedder

PASSWORD = "harbour lantern seven"
EMAIL = "chair@add.example"


@pytest.fixture
def person(session: Session, make_user: Callable[..., User]) -> User:
    user = make_user("abu-dhabi-dialogue", email=EMAIL)
    services.set_password(session, user, PASSWORD, actor=SYSTEM)
    session.commit()
    return user


def post(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def refusal(response: TestResponse) -> str:
    """The part of the page that says what is wrong."""
    found = re.search(r'<div class="error-summary".*?</div>', response.text, re.DOTALL)
    assert found
    return found[0]


def test_the_right_password_signs_in(client: FlaskClient, person: User) -> None:
    response = post(client)
    assert response.status_code == 302
    assert response.location == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize("written", ["Chair@ADD.example", "  chair@add.example "])
def test_the_address_may_be_written_in_any_case_and_with_spaces(
    client: FlaskClient, person: User, written: str
) -> None:
    post(client, email=written)
    assert is_signed_in(client)


def test_a_wrong_password_does_not_sign_in(client: FlaskClient, person: User) -> None:
    response = post(client, password=PASSWORD + "x")
    assert response.status_code == 422
    assert not is_signed_in(client)
    assert PASSWORD not in response.text


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_is_named(client: FlaskClient, person: User, missing: str) -> None:
    response = post(client, **{missing: ""})
    assert response.status_code == 422
    assert "Enter your" in refusal(response)


def test_known_unknown_waiting_and_passwordless_accounts_are_refused_in_the_same_words(
    client: FlaskClient, session: Session, person: User, make_user: Callable[..., User]
) -> None:
    passwordless = make_user(email="new@add.example")
    wrong = refusal(post(client, password="not the right one"))
    unknown = refusal(post(client, email="nobody@add.example"))
    never_set = refusal(post(client, email=passwordless.email))
    person.next_sign_in_at = now() + timedelta(minutes=1)
    session.commit()
    waiting = refusal(post(client))
    assert wrong == unknown == never_set == waiting


def test_an_unknown_address_costs_as_many_hashes_as_a_wrong_password(
    session: Session, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str, password: str) -> bool:  # noqa: A002
            hashed.append(password)
            return super().verify(hash, password)

        def hash(self, password: str, *, salt: bytes | None = None) -> str:
            hashed.append(password)
            return super().hash(password, salt=salt)

    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    services.authenticate(session, EMAIL, "not the right one")
    services.authenticate(session, "nobody@add.example", "not the right one")
    assert len(hashed) == 2


def fail(client: FlaskClient, times: int) -> None:
    for _ in range(times):
        post(client, password="not the right one")


def test_four_wrong_passwords_do_not_make_anyone_wait(client: FlaskClient, person: User) -> None:
    fail(client, 4)
    post(client)
    assert is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits_a_minute(
    client: FlaskClient, session: Session, person: User
) -> None:
    fail(client, 5)
    post(client)
    assert not is_signed_in(client)
    session.refresh(person)
    assert person.next_sign_in_at is not None
    assert timedelta(seconds=50) < person.next_sign_in_at - now() <= timedelta(minutes=1)


def test_the_wait_doubles_with_the_next_wrong_password(
    client: FlaskClient, session: Session, person: User
) -> None:
    fail(client, 5)
    person.next_sign_in_at = now() - timedelta(seconds=1)
    session.commit()
    fail(client, 1)
    session.refresh(person)
    assert person.next_sign_in_at is not None
    assert person.next_sign_in_at - now() > timedelta(seconds=110)


def test_attempts_while_waiting_do_not_make_the_wait_longer(
    client: FlaskClient, session: Session, person: User
) -> None:
    fail(client, 5)
    session.refresh(person)
    until = person.next_sign_in_at
    fail(client, 3)
    session.refresh(person)
    assert (person.failed_sign_ins, person.next_sign_in_at) == (5, until)


def test_after_the_wait_the_right_password_signs_in_and_the_count_starts_again(
    client: FlaskClient, session: Session, person: User
) -> None:
    fail(client, 5)
    person.next_sign_in_at = now() - timedelta(seconds=1)
    session.commit()
    post(client)
    assert is_signed_in(client)
    session.refresh(person)
    assert (person.failed_sign_ins, person.next_sign_in_at) == (0, None)


def test_one_account_waiting_does_not_keep_another_out(
    client: FlaskClient, session: Session, person: User, make_user: Callable[..., User]
) -> None:
    other = make_user(email="other@add.example")
    services.set_password(session, other, PASSWORD, actor=SYSTEM)
    session.commit()
    fail(client, 5)
    post(client, email=other.email)
    assert is_signed_in(client)


def test_an_outdated_hash_is_renewed_when_its_owner_signs_in(
    client: FlaskClient, session: Session, person: User
) -> None:
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    session.commit()
    post(client)
    session.refresh(person)
    assert person.password_hash is not None
    assert not passwords.is_outdated(person.password_hash)
    assert passwords.matches(person.password_hash, PASSWORD)


def test_signing_in_leads_back_to_the_page_that_asked_for_it(
    client: FlaskClient, person: User
) -> None:
    asked = client.get("/account?tab=seats")
    assert asked.status_code == 302
    page = client.get(asked.location)
    found = re.search(r'<form method="post" action="(/sign-in[^"]*)"', page.text)
    assert found
    action = found[1].replace("&amp;", "&")
    response = client.post(action, data={"email": EMAIL, "password": PASSWORD})
    assert response.location == "/account?tab=seats"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "/\r\n/evil.example",
        "\t//evil.example/",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(
    client: FlaskClient, person: User, target: str
) -> None:
    response = client.post(
        "/sign-in", query_string={"next": target}, data={"email": EMAIL, "password": PASSWORD}
    )
    assert response.status_code == 302
    assert response.location == "/"


def test_whoever_is_signed_in_is_not_asked_again(
    client: FlaskClient, person: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(person)
    assert client.get("/sign-in?next=/account").location == "/account"


def test_nothing_planted_in_the_session_before_signing_in_is_kept(
    client: FlaskClient, person: User
) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by someone else"
        cookie["csrf_token"] = "known to someone else"
    post(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "known to someone else"
        assert cookie["_user_id"] == person.get_id()


def test_looking_whether_the_page_is_there_is_no_attempt_to_sign_in(client: FlaskClient) -> None:
    assert client.head("/sign-in").status_code == 200


def test_signing_out_ends_the_session(
    client: FlaskClient, person: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(person)
    response = client.post("/sign-out", follow_redirects=True)
    assert "You are signed out." in response.text
    assert not is_signed_in(client)


def test_opening_the_address_of_signing_out_does_nothing(
    client: FlaskClient, person: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(person)
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "written", ["<script>alert(1)</script>", "' OR 1=1 --", "\x00", "a" * 100_000, "\u202e@x"]
)
def test_hostile_text_in_the_form_is_a_wrong_password_and_shown_as_text(
    client: FlaskClient, person: User, written: str
) -> None:
    response = client.post("/sign-in", data={"email": written, "password": written})
    assert response.status_code == 422
    assert "<script>alert" not in response.text


def test_the_record_tells_who_signed_in_and_never_a_password_or_address(
    client: FlaskClient, session: Session, person: User
) -> None:
    post(client, password="not the right one")
    post(client, email="nobody@add.example", password="not the right one")
    post(client)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.subject, e.actor_id) for e in events[1:]] == [
        ("user.password_refused", str(person), None),
        ("user.password_refused", "user:unknown", None),
        ("user.sign_in", str(person), person.id),
    ]
    written = " ".join(str(event.details) for event in events)
    for secret in (PASSWORD, "not the right one", "nobody@add.example"):
        assert secret not in written


@pytest.fixture
def guarded(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an app whose protection against forged forms is on, as in production."""
    app = create_app(settings, embedder=HashingEmbedder(), overrides={"TESTING": True})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app.test_client()
        db.session.rollback()
        db.engine.dispose()


FORMS = [
    "/sign-in",
    "/sign-out",
    "/welcome/some-token",
    "/account/password",
    "/account/language",
    "/account/tokens/revoke",
    "/language/fr",
]


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_did_not_come_from_our_page_is_refused(guarded: FlaskClient, path: str) -> None:
    response = guarded.post(path, data={"email": EMAIL, "password": PASSWORD})
    assert response.status_code == 400
    assert "This form has expired" in response.text


def test_the_sign_in_page_carries_what_its_own_form_needs(guarded: FlaskClient) -> None:
    found = re.search(r'id="csrf_token"[^>]*value="([^"]+)"', guarded.get("/sign-in").text)
    assert found
    fields = {"email": EMAIL, "password": PASSWORD, "csrf_token": found[1]}
    response = guarded.post("/sign-in", data=fields)
    assert response.status_code == 422
    assert "do not belong together" in response.text
