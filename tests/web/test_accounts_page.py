"""One's own account: seats, password, language and API tokens."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from rcp_platform.accounts import passwords, services
from rcp_platform.accounts.models import Membership, User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.extensions import db

OLD = "harbour lantern seven"
NEW = "another quiet morning"


@pytest.fixture
def person(
    session: Session, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> User:
    user = make_user("bali-process", Role.FOCAL_POINT, email="focal@bali.example")
    services.set_password(session, user, OLD, actor=SYSTEM)
    session.commit()
    sign_in(user)
    return user


def change(client: FlaskClient, current: str = OLD, new: str = NEW) -> TestResponse:
    data = {"current": current, "password": new, "repeated": new}
    return client.post("/account/password", data=data)


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/account").location == "/sign-in?next=/account"
    for path in ("/account/password", "/account/language", "/account/tokens/revoke"):
        assert client.post(path).location == "/sign-in"


def test_the_page_shows_each_seat_with_its_dates_and_standing(
    client: FlaskClient, session: Session, person: User, make_rcp: Callable[..., object]
) -> None:
    make_rcp("rcm", short_name="Regional Conference")
    today = now().date()
    day = timedelta(days=1)
    person.memberships[0].starts_on = today.replace(year=2020, month=3, day=4)
    person.memberships += [
        Membership(rcp_slug="rcm", role=Role.CHAIR, country="ID", starts_on=today + day),
        Membership(
            rcp_slug="rcm",
            role=Role.MEMBER,
            organisation="Ministry <b>of</b> Labour",
            starts_on=today - 9 * day,
            ends_on=today - day,
        ),
    ]
    session.commit()
    page = client.get("/account").text
    found = re.search(r'<ul class="todo">(.*?)</ul>', page, re.DOTALL)
    assert found
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found[1].split("<li>")[1:]]
    held, coming, past = rows
    assert held.startswith("Bali-Process · Focal point")
    assert coming.startswith("Regional Conference · Chair")
    assert past.startswith("Regional Conference · Member")
    assert "Since 4 March 2020 · held now" in held
    assert "Indonesia" in coming
    assert "not yet begun" in coming
    assert "ended" in past
    assert "Ministry &lt;b&gt;of&lt;/b&gt; Labour" in past


def test_an_account_without_seats_says_what_to_do(
    client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> None:
    sign_in(make_user())
    assert "Ask the secretariat of your Process" in client.get("/account").text


def test_the_page_takes_as_many_queries_for_ten_seats_as_for_one(
    client: FlaskClient, session: Session, person: User, make_rcp: Callable[..., object]
) -> None:
    def queries() -> int:
        session.expire_all()
        seen: list[str] = []

        def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        assert client.get("/account").status_code == 200
        event.remove(db.engine, "before_cursor_execute", count)
        return len(seen)

    queries()  # What the platform looks up once.
    with_one = queries()
    for number in range(9):
        make_rcp(f"rcp-{number}")
        person.memberships.append(Membership(rcp_slug=f"rcp-{number}", role=Role.MEMBER))
    session.commit()
    assert queries() == with_one


def test_a_new_password_replaces_the_old_one_and_keeps_this_browser_signed_in(
    client: FlaskClient, session: Session, person: User
) -> None:
    assert change(client).location == "/account"
    session.refresh(person)
    assert passwords.matches(person.password_hash, NEW)
    assert not passwords.matches(person.password_hash, OLD)
    assert client.get("/account").status_code == 200


def test_a_new_password_signs_out_every_other_browser(
    new_client: Callable[[], FlaskClient], client: FlaskClient, person: User
) -> None:
    elsewhere = new_client()
    elsewhere.post("/sign-in", data={"email": person.email, "password": OLD})
    assert elsewhere.get("/account").status_code == 200
    change(client)
    assert elsewhere.get("/account").status_code == 302


def test_the_current_password_is_needed_for_a_new_one(
    client: FlaskClient, session: Session, person: User
) -> None:
    response = change(client, current="not the right one")
    assert response.status_code == 422
    assert "not your current password" in response.text
    session.refresh(person)
    assert passwords.matches(person.password_hash, OLD)


def test_wrong_current_passwords_count_like_failed_sign_ins(
    client: FlaskClient, session: Session, person: User
) -> None:
    for _ in range(5):
        change(client, current="not the right one")
    assert change(client).status_code == 422
    session.refresh(person)
    assert person.next_sign_in_at is not None
    assert passwords.matches(person.password_hash, OLD)


@pytest.mark.parametrize(
    ("new", "sentence"), [("short", "at least 12"), ("aaaaaaaaaaaaaaaa", "too easy to guess")]
)
def test_an_easy_password_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, person: User, new: str, sentence: str
) -> None:
    response = change(client, new=new)
    assert response.status_code == 422
    assert sentence in response.text
    session.refresh(person)
    assert passwords.matches(person.password_hash, OLD)


def test_passwords_are_never_sent_back_to_the_page(client: FlaskClient, person: User) -> None:
    page = change(client, current="not the right one").text
    for secret in (OLD, NEW, "not the right one"):
        assert secret not in page


def test_a_language_chosen_on_the_account_page_is_kept_with_the_account(
    client: FlaskClient, session: Session, person: User
) -> None:
    assert client.post("/account/language", data={"language": "ar"}).location == "/account"
    session.refresh(person)
    assert person.language == "ar"
    client.delete_cookie("language")
    assert 'lang="ar" dir="rtl"' in client.get("/account").text


def test_a_visitors_language_is_kept_in_a_cookie_for_a_year(client: FlaskClient) -> None:
    response = client.post("/language/ru", data={"next": "/sign-in?next=%2Faccount"})
    assert response.location == "/sign-in?next=%2Faccount"
    cookie = client.get_cookie("language")
    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.same_site) == ("ru", 365 * 24 * 3600, "Lax")
    assert '<html lang="ru"' in client.get("/sign-in").text


def test_the_language_switch_is_kept_with_the_account_of_whoever_is_signed_in(
    client: FlaskClient, session: Session, person: User
) -> None:
    client.post("/language/fr")
    session.refresh(person)
    assert person.language == "fr"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\t/evil.example"])
def test_choosing_a_language_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    assert client.post("/language/es", data={"next": target}).location == "/"


@pytest.mark.parametrize("code", ["de", "xx", "EN", "en-GB", "%3Cscript%3E"])
def test_an_unknown_language_is_not_found(
    client: FlaskClient, session: Session, person: User, code: str
) -> None:
    assert client.post(f"/language/{code}").status_code == 404
    assert client.post("/account/language", data={"language": code}).status_code == 404
    session.refresh(person)
    assert person.language is None


def test_opening_the_address_of_a_language_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/language/fr").status_code == 405


def test_the_page_counts_the_tokens_and_revokes_them_all(
    client: FlaskClient, session: Session, person: User
) -> None:
    assert "There are none." in client.get("/account").text
    tokens = [services.issue_api_token(session, person, actor=SYSTEM) for _ in range(2)]
    session.commit()
    page = client.get("/account").text
    assert "2 API tokens sign programs in" in page
    assert not any(token in page for token in tokens)
    response = client.post("/account/tokens/revoke", follow_redirects=True)
    assert "All your API tokens are revoked." in response.text
    assert "There are none." in response.text


def test_revoking_leaves_other_peoples_tokens(
    client: FlaskClient, session: Session, person: User, make_user: Callable[..., User]
) -> None:
    other = make_user()
    token = services.issue_api_token(session, other, actor=SYSTEM)
    session.commit()
    client.post("/account/tokens/revoke")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/status", headers=headers).status_code != 401


def test_changing_the_password_and_tokens_is_recorded_without_secrets(
    client: FlaskClient, session: Session, person: User
) -> None:
    token = services.issue_api_token(session, person, actor=SYSTEM)
    change(client)
    client.post("/account/tokens/revoke")
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.actor_id) for e in events] == [
        ("user.set_password", None),
        ("user.issue_token", None),
        ("user.set_password", person.id),
        ("user.revoke_tokens", person.id),
    ]
    written = " ".join(f"{e.subject} {e.details}" for e in events)
    session.refresh(person)
    for secret in (OLD, NEW, token, str(person.password_hash), person.session_key):
        assert secret not in written
