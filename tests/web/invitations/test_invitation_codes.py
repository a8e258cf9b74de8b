"""Links bound to their addressee: what they tell, and the code that shows who holds them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.inviting import (
    COMES,
    EXPERT,
    TITLE,
    World,
    code_in,
    invited,
    last_link,
    told,
)

from rcp_platform.accounts.models import User
from rcp_platform.meetings.invitations.models import Invitation, InvitationLink
from rcp_platform.meetings.states import InvitationState

S = InvitationState


@pytest.fixture
def bound(session: Session, world: World) -> tuple[Invitation, str]:
    invitation = invited(session, world, email=EXPERT, message="Between ourselves.")
    return invitation, last_link(session)


def test_a_bound_link_tells_only_host_title_and_dates(
    client: FlaskClient, session: Session, bound: tuple[Invitation, str]
) -> None:
    _invitation, link = bound
    page = client.get(link).text
    assert TITLE in page
    assert "e…@gov.example" in page
    for hidden in (EXPERT, "Between ourselves.", "Recruitment fees", "/accept"):
        assert hidden not in page
    refused = client.post(f"{link}/accept", data=COMES)
    assert refused.status_code == 403
    assert told(session, "invitation_answered") == []


def test_a_code_from_the_mail_opens_a_bound_link_in_this_browser_only(
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    session: Session,
    bound: tuple[Invitation, str],
    state_of: Any,
) -> None:
    invitation, link = bound
    forwarded_to = new_client()
    assert client.post(f"{link}/code").status_code == 302
    assert told(session, "invitation_code") == [EXPERT]
    code = code_in(session)
    assert code not in str(session.scalars(sa.select(InvitationLink.code_digest)).all())
    assert client.post(f"{link}/confirm", data={"code": code}).status_code == 302
    page = client.get(link).text
    assert "Between ourselves." in page
    assert f"{link}/accept" in page
    assert forwarded_to.post(f"{link}/accept", data=COMES).status_code == 403
    assert "Between ourselves." not in forwarded_to.get(link).text
    again = forwarded_to.post(f"{link}/confirm", data={"code": code})
    assert again.status_code == 422, "a code works once"
    assert client.post(f"{link}/accept", data={}).status_code == 200
    assert state_of(invitation) == S.ACCEPTED


def test_whoever_confirmed_one_invitation_has_not_confirmed_another(
    client: FlaskClient, session: Session, world: World, bound: tuple[Invitation, str]
) -> None:
    _invitation, link = bound
    client.post(f"{link}/code")
    client.post(f"{link}/confirm", data={"code": code_in(session)})
    invited(session, world, email="other@gov.example")
    other = last_link(session)
    assert client.post(f"{other}/decline", data={"because": "date"}).status_code == 403


def test_after_five_wrong_codes_the_link_is_closed_for_the_right_one_too(
    client: FlaskClient, session: Session, bound: tuple[Invitation, str]
) -> None:
    _invitation, link = bound
    client.post(f"{link}/code")
    code = code_in(session)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _try in range(5):
        answer = client.post(f"{link}/confirm", data={"code": wrong})
        assert answer.status_code == 422
        assert "This is not the code" in answer.text
    locked = client.post(f"{link}/confirm", data={"code": code})
    assert locked.status_code == 429
    assert "Too many codes were wrong" in locked.text
    assert client.post(f"{link}/code").status_code == 429
    assert client.post(f"{link}/accept", data={}).status_code == 403


@pytest.mark.parametrize("seconds", [15 * 60, 15 * 60 - 30])
def test_a_code_works_for_fifteen_minutes(
    client: FlaskClient, session: Session, bound: tuple[Invitation, str], seconds: int
) -> None:
    _invitation, link = bound
    client.post(f"{link}/code")
    code = code_in(session)
    row = session.scalars(sa.select(InvitationLink)).one()
    assert row.code_expires_at is not None
    row.code_expires_at -= timedelta(seconds=seconds)
    session.commit()
    answer = client.post(f"{link}/confirm", data={"code": code})
    assert answer.status_code == (422 if seconds == 15 * 60 else 302)


def test_codes_are_sent_a_minute_apart_and_five_at_most(
    client: FlaskClient, session: Session, bound: tuple[Invitation, str]
) -> None:
    _invitation, link = bound
    for number in range(1, 5 + 3):
        client.post(f"{link}/code")
        client.post(f"{link}/code")
        assert len(told(session, "invitation_code")) == min(number, 5)
        row = session.scalars(sa.select(InvitationLink)).one()
        assert row.code_expires_at is not None
        row.code_expires_at -= timedelta(minutes=1)
        session.commit()
    assert "No further code was sent" in client.get(link).text


def test_an_addressee_who_is_signed_in_needs_no_code(
    client: FlaskClient,
    session: Session,
    bound: tuple[Invitation, str],
    make_user: Any,
    sign_in: Callable[[User], None],
) -> None:
    invitation, link = bound
    sign_in(make_user(email=EXPERT))
    answer = client.get(link)
    assert (answer.status_code, answer.location) == (302, f"/invitations/{invitation.id}")
    assert "Between ourselves." in client.get(answer.location).text


def test_somebody_else_who_is_signed_in_is_refused_with_a_clear_page(
    client: FlaskClient,
    session: Session,
    bound: tuple[Invitation, str],
    world: World,
    sign_in: Callable[[User], None],
) -> None:
    _invitation, link = bound
    sign_in(session.get_one(User, world.guest.id))
    for answer in (
        client.get(link),
        client.post(f"{link}/accept", data={}),
        client.post(f"{link}/code"),
    ):
        assert answer.status_code == 403
        assert "This invitation is for somebody else" in answer.text
        assert TITLE not in answer.text


def test_where_somebody_else_may_come_a_forwarded_link_answers_and_names_them(
    client: FlaskClient,
    session: Session,
    world: World,
    make_user: Any,
    sign_in: Callable[[User], None],
    state_of: Any,
) -> None:
    invitation = invited(session, world, email=EXPERT, allows_delegate=True)
    link = last_link(session)
    sign_in(make_user(email="colleague@gov.example"))
    nobody = client.post(f"{link}/accept", data={})
    assert nobody.status_code == 422
    assert "Say who comes." in nobody.text
    said = COMES | {"email": "Colleague@gov.example"}
    assert client.post(f"{link}/delegate", data=said).status_code == 200
    assert state_of(invitation) == S.DELEGATED
    assert invitation.nominee_email == "colleague@gov.example"
    assert told(session, "invitation_nominated") == ["colleague@gov.example"]
    assert told(session, "invitation_noted") == [EXPERT], "who was invited learns of it"


def test_a_person_who_must_come_in_person_cannot_send_somebody_else(
    client: FlaskClient, session: Session, bound: tuple[Invitation, str], state_of: Any
) -> None:
    invitation, link = bound
    client.post(f"{link}/code")
    client.post(f"{link}/confirm", data={"code": code_in(session)})
    assert f"{link}/delegate" not in client.get(link).text
    answer = client.post(f"{link}/delegate", data=COMES)
    assert "asks for the addressee in person" in client.get(answer.location).text
    assert state_of(invitation) == S.SENT
