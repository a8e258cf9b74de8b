"""The pages of an observer status: what they tell whom, and what can be done there."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather
from tests.observing import ask, observe
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, Right, Role
from rcp_platform.core.db import now
from rcp_platform.observers.grants import services
from rcp_platform.observers.models import GrantMeeting, ObserverGrant
from rcp_platform.observers.states import GrantState, ObserverKind

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
A_DAY = timedelta(days=1)
#: Every deed with a form that would do, who may do it, and the state it leads to.
DEEDS: dict[str, tuple[dict[str, Any], str, GrantState]] = {
    "renew": ({"valid_until": "2099-01-01"}, HOST, GrantState.ACTIVE),
    "set_rights": ({"rights": ["speak"]}, HOST, GrantState.ACTIVE),
    "suspend": ({"note": "Reasonword"}, HOST, GrantState.SUSPENDED),
    "reinstate": ({}, HOST, GrantState.ACTIVE),
    "relinquish": ({}, OBSERVER, GrantState.RELINQUISHED),
    "end": ({"note": "Reasonword"}, HOST, GrantState.ENDED),
}
LEADS = {Role.CHAIR, Role.SECRETARIAT}


def post(client: FlaskClient, grant: ObserverGrant, deed: str, **facts: Any) -> Any:
    form = {"version": str(grant.version), **DEEDS[deed][0], **facts}
    return client.post(f"/observers/grants/{grant.id}/{deed}", data=form)


@pytest.mark.parametrize(("deed", "rcp", "role"), list(product(DEEDS, [OBSERVER, HOST], Role)))
def test_each_deed_is_drawn_for_and_done_by_those_who_may(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    deed: str,
    rcp: str,
    role: Role,
) -> None:
    if deed == "reinstate":
        grant.state = GrantState.SUSPENDED
        session.commit()
    before = grant.state
    sit(rcp, role)
    _form, side, after = DEEDS[deed]
    may = rcp == side and role in LEADS
    drawn = f'action="/observers/grants/{grant.id}/{deed}"'
    assert (drawn in client.get(f"/observers/grants/{grant.id}").text) == may
    answer = post(client, grant, deed)
    assert answer.status_code == (302 if may else 403)
    session.expire_all()
    assert grant.state == (after if may else before)


@pytest.mark.parametrize("deed", DEEDS)
def test_strangers_cannot_do_anything(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    deed: str,
) -> None:
    for rcp, status in [(None, 404), (OTHER, 403)]:
        sit(rcp, Role.CHAIR)
        assert post(client, grant, deed).status_code == status
    session.expire_all()
    assert (grant.state, grant.version) == (GrantState.ACTIVE, 1)


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_looks_at_an_old_page_is_told_and_changes_nothing(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    deed: str,
) -> None:
    grant.state = GrantState.SUSPENDED if deed == "reinstate" else GrantState.ACTIVE
    grant.source = "Somebody was faster"
    session.commit()
    state, version = grant.state, grant.version
    sit(DEEDS[deed][1], Role.CHAIR)
    for old in (str(version - 1), "", "x"):
        answer = post(client, grant, deed, version=old)
        assert answer.status_code == 409
        assert "Someone may have acted before you." in answer.text
    session.expire_all()
    assert (grant.state, grant.version) == (state, version)


@pytest.mark.parametrize(
    ("deed", "facts", "said"),
    [
        ("suspend", {"note": ""}, "Say in a sentence why."),
        ("suspend", {"until": date.today().isoformat()}, "Choose a day to come."),
        ("suspend", {"until": "soon"}, "Not a valid date value"),
        ("end", {"note": " "}, "Say in a sentence why."),
        ("renew", {"valid_until": "2020-01-01"}, "Choose a day to come."),
        ("renew", {"valid_until": "9999-01-01"}, "Choose a day to come."),
        ("set_rights", {"rights": ["rule"]}, "rule"),
        ("renew", {"note": "x" * 2001}, "Shorten this text to 2000 characters."),
    ],
)
def test_bad_input_is_said_and_kept(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    deed: str,
    facts: dict[str, Any],
    said: str,
) -> None:
    sit(HOST, Role.CHAIR)
    answer = post(client, grant, deed, **facts)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'<details id="{deed}" open>' in answer.text
    session.expire_all()
    assert (grant.state, grant.version) == (GrantState.ACTIVE, 1)


def test_reasons_are_read_by_both_sides_editors_and_by_nobody_else(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    services.suspend(session, grant, "Reasonword", None, actor=SYSTEM)
    session.commit()
    pages = [f"/observers/grants/{grant.id}", f"/observers/{OBSERVER}/{HOST}", "/observers/"]
    for rcp, role in product([OBSERVER, HOST, OTHER], Role):
        sit(rcp, role)
        seen = "".join(client.get(page).text for page in pages)
        assert "Suspended" in seen
        assert ("Reasonword" in seen) == (rcp != OTHER and role != Role.MEMBER), (rcp, role)


def test_a_status_for_a_meeting_tells_others_neither_its_title_nor_its_source(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    meeting = gather(session, HOST, title="Titleword", audience="invited")
    own = observe(session, OBSERVER, HOST, kind=ObserverKind.AD_HOC, source="Sourceword")
    own.meetings = [GrantMeeting(meeting_id=meeting.id)]
    session.commit()
    for rcp, role in product([OBSERVER, HOST, OTHER], [Role.CHAIR, Role.MEMBER]):
        sit(rcp, role)
        page = client.get(f"/observers/grants/{own.id}").text
        knows = rcp != OTHER and role == Role.CHAIR
        for word in ("Titleword", "Sourceword"):
            assert (word in page) == knows, (word, rcp, role)


def test_the_page_says_in_words_what_the_observer_may_do(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    services.set_rights(session, grant, [*Right], actor=SYSTEM)
    grant.kind, grant.themes = ObserverKind.THEMATIC, ["recruitment"]
    session.commit()
    sit(OTHER)
    page = client.get(f"/observers/grants/{grant.id}").text
    for words in (
        "Attend ministerial meetings",
        "See practices that are open to observers",
        "All this on these themes only: Recruitment",
        "In force",
    ):
        assert words in page
    services.set_rights(session, grant, [], actor=SYSTEM)
    grant.source = "A study"
    session.commit()
    assert "The source does not state rights." in client.get(f"/observers/grants/{grant.id}").text


def test_what_has_passed_its_end_is_shown_as_expired_before_that_is_swept(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    grant.valid_until = now()
    session.commit()
    sit(HOST, Role.CHAIR)
    page = client.get(f"/observers/grants/{grant.id}").text
    assert "Expired" in page
    assert "none of these rights holds any more" in page
    assert "/renew" not in page
    assert post(client, grant, "renew").status_code == 409


def test_a_renewal_is_first_for_the_months_that_are_usual_there(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    from rcp_platform.observers.grants.validity import end_of

    grant.valid_until = end_of(date(2098, 11, 30))
    session.commit()
    sit(HOST, Role.SECRETARIAT)
    assert 'value="2100-11-30"' in client.get(f"/observers/grants/{grant.id}").text


@pytest.mark.parametrize(
    ("rcp", "role", "has", "offered"),
    [
        (OBSERVER, Role.CHAIR, None, {"ask"}),
        (OBSERVER, Role.FOCAL_POINT, None, set()),
        (HOST, Role.SECRETARIAT, None, {"record"}),
        (OTHER, Role.CHAIR, None, set()),
        (OBSERVER, Role.CHAIR, "request", set()),
        (OBSERVER, Role.CHAIR, "status", set()),
        (HOST, Role.CHAIR, "status", set()),
    ],
)
def test_the_page_of_a_pair_offers_the_next_step_to_whoever_can_take_it(
    session: Session,
    client: FlaskClient,
    grant: ObserverGrant,
    sit: Callable[..., User],
    rcp: str,
    role: Role,
    has: str | None,
    offered: set[str],
) -> None:
    if has != "status":
        session.delete(grant)
        session.flush()
    if has == "request":
        ask(session, OBSERVER, HOST, state="submitted")
    session.commit()
    sit(rcp, role)
    page = client.get(f"/observers/{OBSERVER}/{HOST}").text
    assert (f"host={HOST}&amp;as={OBSERVER}" in page) == ("ask" in offered)
    assert (f"/observers/{HOST}/record?observer={OBSERVER}" in page) == ("record" in offered)


def test_the_page_of_a_status_costs_the_same_however_much_happened(
    session: Session, client: FlaskClient, grant: ObserverGrant, sit: Callable[..., User]
) -> None:
    sit(HOST, Role.CHAIR)

    def cost() -> int:
        session.commit()
        with counted() as statements:
            client.get(f"/observers/grants/{grant.id}")
        return len(statements)

    cost()
    few = cost()
    for number in range(10):
        rights = [Right.SPEAK, Right.SEE_PRACTICES][: number % 2 + 1]
        services.set_rights(session, grant, rights, actor=SYSTEM)
    assert cost() <= few + 1
    assert few <= 12
