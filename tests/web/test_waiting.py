"""The home page says what waits for whom, and which meetings lie ahead."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.observing import ask

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.meetings.states import InvitationState, MeetingAudience, MeetingState
from rcp_platform.observers.states import RequestState

HOST, GUEST, OTHER = "bali", "abu-dhabi", "mtm"
LEADS = {Role.CHAIR, Role.SECRETARIAT}


@pytest.fixture(autouse=True)
def rcps(make_rcp: Callable[..., object]) -> None:
    for slug in (HOST, GUEST, OTHER):
        make_rcp(slug)


@pytest.fixture
def home_of(
    client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> Callable[[str, Role], str]:
    def open_home(rcp: str, role: Role) -> str:
        sign_in(make_user(rcp, role))
        return client.get("/").text

    return open_home


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rcp", [HOST, GUEST, OTHER])
def test_a_request_that_has_arrived_waits_for_those_who_lead_its_host(
    session: Session, home_of: Callable[[str, Role], str], rcp: str, role: Role
) -> None:
    request = ask(session, GUEST, HOST, state=RequestState.SUBMITTED)
    session.commit()
    is_told = f"/observers/requests/{request.id}" in home_of(rcp, role)
    assert is_told == (rcp == HOST and role in LEADS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rcp", [HOST, GUEST, OTHER])
def test_an_invitation_waits_for_those_who_lead_the_process_that_is_invited(
    session: Session, home_of: Callable[[str, Role], str], rcp: str, role: Role
) -> None:
    invitation = invite(session, gather(session, HOST), GUEST, state=InvitationState.SENT)
    session.commit()
    is_told = f"/invitations/{invitation.id}" in home_of(rcp, role)
    assert is_told == (rcp == GUEST and role in LEADS)


def test_where_nothing_waits_nothing_is_said(home_of: Callable[[str, Role], str]) -> None:
    page = home_of(HOST, Role.CHAIR)
    assert "Waiting for you" not in page
    assert "Coming up" not in page


def test_the_next_three_meetings_that_the_reader_may_see_are_named(
    session: Session, home_of: Callable[[str, Role], str]
) -> None:
    def in_days(days: int, title: str, **facts: object) -> None:
        starts_at = now() + timedelta(days=days)
        facts = {"audience": MeetingAudience.NETWORK, **facts}
        gather(session, HOST, title=title, starts_at=starts_at, **facts)

    in_days(-3, "Overword", state=MeetingState.HELD)
    in_days(1, "Hiddenword", audience=MeetingAudience.INVITED)
    in_days(2, "Cancelledword", state=MeetingState.CANCELLED)
    in_days(3, "Draftword", state=MeetingState.DRAFT)
    for number, days in ((3, 40), (1, 10), (4, 50), (2, 20)):
        in_days(days, f"Meeting-{number}")
    session.commit()
    page = home_of(OTHER, Role.CHAIR)
    places = [page.index(f"Meeting-{number}") for number in (1, 2, 3)]
    assert places == sorted(places)
    for word in ("Meeting-4", "Overword", "Hiddenword", "Cancelledword", "Draftword"):
        assert word not in page


@pytest.mark.parametrize("role", Role)
def test_those_who_lead_a_process_are_led_to_what_it_follows_up(
    client: FlaskClient, session: Session, home_of: Callable[[str, Role], str], role: Role
) -> None:
    gather(session, HOST, audience=MeetingAudience.NETWORK)
    session.commit()
    is_led = 'href="/outcomes/"' in home_of(OTHER, role)
    assert is_led == (role in LEADS)
    assert client.get("/outcomes/").status_code == (200 if is_led else 403)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/calendar/list", "Meetings"),
        ("/invitations/", "Meetings"),
        ("/outcomes/", "Meetings"),
        ("/observers/requests", "Observers"),
        ("/practices/", "Practices"),
    ],
)
def test_the_navigation_says_where_one_is(
    client: FlaskClient,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    path: str,
    entry: str,
) -> None:
    sign_in(make_user(HOST, Role.CHAIR))
    page = client.get(path).text
    current = [line for line in page.splitlines() if "aria-current" in line and "<li><a" in line]
    assert f">{entry}</a>" in current[0]


def test_people_without_a_seat_are_not_led_to_pages_that_refuse_them(
    client: FlaskClient, make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> None:
    for person in (None, make_user()):
        if person:
            sign_in(person)
        page = client.get("/about").text
        assert 'href="/calendar/list"' in page
        assert 'href="/observers/"' not in page
