"""Who a request comes from: the session cookie on pages, a token under /api/ only."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts import services
from rcp_platform.accounts.models import ApiToken, User
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.web import current_actor, public, signed_in

PASSWORD = "harbour lantern seven"


@pytest.fixture
def client(app: Flask, new_client: Callable[[], FlaskClient]) -> FlaskClient:
    """A client of an app with views that say who asks: on a page, and in the API."""

    def who() -> dict[str, int | None]:
        return {"user": current_actor().user_id}

    app.add_url_rule("/who", "who", public(who))
    app.add_url_rule("/api/who", "api_who", public(who))
    app.add_url_rule("/api/mine", "api_mine", signed_in(who))
    app.add_url_rule("/mine", "mine", signed_in(who), methods=["GET", "POST"])
    return new_client()


@pytest.fixture
def person(make_user: Callable[..., User]) -> User:
    return make_user("bali-process", email="focal@bali.example")


def bearer(token: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}"}


@pytest.fixture
def token(session: Session, person: User) -> str:
    issued = services.issue_api_token(session, person, actor=SYSTEM)
    session.commit()
    return issued


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_token_signs_its_owner_in_to_the_api(
    client: FlaskClient, person: User, token: str, scheme: str
) -> None:
    assert client.get("/api/mine", headers=bearer(token, scheme)).json == {"user": person.id}


def test_a_token_counts_for_nothing_outside_the_api(client: FlaskClient, token: str) -> None:
    assert client.get("/who", headers=bearer(token)).json == {"user": None}
    assert client.get("/mine", headers=bearer(token)).status_code == 302


@pytest.mark.parametrize("wrong", ["wrong", "", "é", "x" * 5000])
def test_a_wrong_token_is_refused_even_where_a_visitor_is_welcome(
    client: FlaskClient, token: str, wrong: str
) -> None:
    answer = client.get("/api/who", headers=bearer(wrong))
    assert answer.status_code == 401
    assert answer.json is not None
    assert "not valid" in answer.json["error"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_token_is_refused_even_beside_a_good_cookie(
    client: FlaskClient, person: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(person)
    assert client.get("/api/who").json == {"user": person.id}
    assert client.get("/api/who", headers=bearer("wrong")).status_code == 401


def test_a_token_counts_more_than_the_cookie_beside_it(
    client: FlaskClient,
    token: str,
    person: User,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    sign_in(make_user(email="other@bali.example"))
    assert client.get("/api/who", headers=bearer(token)).json == {"user": person.id}


def test_other_schemes_are_not_ours_to_judge(client: FlaskClient) -> None:
    assert client.get("/api/who", headers=bearer("eDp5", "Basic")).json == {"user": None}


def test_a_revoked_token_is_refused(
    client: FlaskClient, session: Session, person: User, token: str
) -> None:
    second = services.issue_api_token(session, person, actor=SYSTEM)
    assert services.revoke_api_tokens(session, person, actor=person.actor) == 2
    session.commit()
    for revoked in (token, second):
        assert client.get("/api/who", headers=bearer(revoked)).status_code == 401


def test_the_database_does_not_hold_the_token(session: Session, token: str) -> None:
    stored = session.query(ApiToken).one()
    assert token not in stored.digest


def test_the_api_asks_strangers_to_sign_in_in_json(client: FlaskClient) -> None:
    answer = client.get("/api/mine")
    assert answer.status_code == 401
    assert answer.json is not None
    assert "Sign in" in answer.json["error"]


def test_a_page_sends_strangers_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/mine?a=1&b=2")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/mine?a%3D1%26b%3D2"


def test_a_form_sent_after_the_session_ended_is_not_repeated_by_signing_in(
    client: FlaskClient,
) -> None:
    assert client.post("/mine").location == "/sign-in"


@pytest.mark.parametrize("cookie", ["", "1", "1.", "1.wrong", "x.y", "-1.x", ".", "²", "999.x"])
def test_a_cookie_that_does_not_name_a_session_of_the_user_is_a_visitors(
    client: FlaskClient, person: User, cookie: str
) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = cookie
        session["_fresh"] = True
    assert client.get("/who").json == {"user": None}


def test_a_new_password_makes_cookies_issued_before_useless(
    client: FlaskClient, session: Session, person: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(person)
    assert client.get("/who").json == {"user": person.id}
    services.set_password(session, person, PASSWORD, actor=SYSTEM)
    session.commit()
    assert client.get("/who").json == {"user": None}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: FlaskClient, session: Session, person: User
) -> None:
    services.set_password(session, person, PASSWORD, actor=SYSTEM)
    session.commit()
    response = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
