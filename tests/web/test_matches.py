"""Your matches: what other Processes do about what one's own has set out to do."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.matches import MATCHES_PER_PRIORITY, matches
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import POINTING, SEARCHABLE, Audience, PracticeState

Make = Callable[..., Practice]


@pytest.fixture
def member(make_rcp: Callable[..., Rcp], make_user: Callable[..., User]) -> User:
    make_rcp("rcm", priorities=["Recruitment fees", "Border patrols at sea", "Pension portability"])
    return make_user("rcm", Role.MEMBER)


def by_priority(session: Session, member: User) -> dict[str, list[str]]:
    found = matches(session, current_engine(), actor=member.actor)
    return {m.priority.title: [f.practice.title for f in m.found] for m in found}


def test_each_priority_stands_with_what_speaks_to_it(
    session: Session, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Recruitment fees", summary="Recruitment fees fell.")
    make_practice("mtm", "Border patrols", summary="Border patrols at sea.")
    make_practice("rcm", "Recruitment fees at home", summary="Recruitment fees fell.")
    make_practice("sacm", "Zebra crossings", summary="Stripes on roads.")
    assert by_priority(session, member) == {
        "Recruitment fees": ["Recruitment fees"],
        "Border patrols at sea": ["Border patrols"],
        "Pension portability": [],
    }


def test_a_practice_stands_once_under_the_priority_it_matches_best(
    session: Session, member: User, make_practice: Make
) -> None:
    make_practice("sacm", "Recruitment fees", summary="Recruitment fees, and border patrols.")
    found = by_priority(session, member)
    assert sum(len(titles) for titles in found.values()) == 1
    assert found["Recruitment fees"] == ["Recruitment fees"]


def test_a_priority_shows_a_few_and_not_what_stands_elsewhere(
    session: Session, member: User, make_practice: Make
) -> None:
    for number in range(9):
        make_practice("sacm", f"Recruitment fees {number}")
    assert len(by_priority(session, member)["Recruitment fees"]) == MATCHES_PER_PRIORITY


def test_what_a_member_may_not_read_is_no_match(
    session: Session, member: User, make_practice: Make
) -> None:
    make_practice("mtm", "Stripes", audience=Audience.PUBLIC)
    for audience in (Audience.MEMBERS, Audience.OBSERVERS, Audience.NAMED):
        named = ["mtm"] if audience == Audience.NAMED else []
        make_practice(
            "sacm", f"Recruitment fees {audience}", audience=audience, audience_rcps=named
        )
    for state in set(PracticeState) - SEARCHABLE - POINTING:
        make_practice("sacm", f"Recruitment fees {state}", state=state, audience=Audience.PUBLIC)
    assert not any(by_priority(session, member).values())


def test_a_person_in_two_processes_sees_the_priorities_of_both_and_nothing_of_either(
    session: Session, member: User, make_rcp: Callable[..., Rcp], make_practice: Make
) -> None:
    make_rcp("sacm", priorities=["Return and reintegration"])
    member.memberships.append(Membership(rcp_slug="sacm", role=Role.MEMBER))
    session.commit()
    make_practice("sacm", "Recruitment fees")
    make_practice("mtm", "Return and reintegration")
    found = by_priority(session, member)
    assert found["Return and reintegration"] == ["Return and reintegration"]
    assert found["Recruitment fees"] == []
    assert len(found) == 4


def test_the_home_page_shows_the_matches_and_what_has_none_yet(
    client: FlaskClient, member: User, make_practice: Make, sign_in: Callable[[User], None]
) -> None:
    sign_in(member)
    page = client.get("/").text
    assert "No matches yet" in page
    make_practice("sacm", "Recruitment fees", summary="Recruitment fees fell.")
    page = client.get("/").text
    section = page.split('<section class="priority">')[1]
    assert re.search(r"<h2>Recruitment fees</h2>.*Recruitment fees</a>", section, re.S)
    assert "Nothing close yet for" in page
    assert page.index("Nothing close yet for") < page.index("<li>Pension portability</li>")


@pytest.mark.parametrize("administrator", [True, False])
def test_without_a_seat_there_are_no_matches(
    client: FlaskClient,
    make_user: Callable[..., User],
    make_practice: Make,
    sign_in: Callable[[User], None],
    administrator: bool,
) -> None:
    make_practice("sacm", "Recruitment fees")
    sign_in(make_user(is_administrator=administrator))
    page = client.get("/").text
    assert "What works elsewhere" in page
    assert "Recruitment fees" not in page
