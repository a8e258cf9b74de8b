"""The queue: what is on its way, with whom, since when; narrowed, counted, in pages."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review import queries, services
from rcp_platform.practices.review.holding import Side
from rcp_platform.practices.states import IN_WORK, WITH_REVIEWERS, PracticeState

OWN, OTHER = "bali-process", "rcm"
S = PracticeState

Browser = Callable[[User], FlaskClient]
Make = Callable[..., Practice]


@pytest.fixture
def focal_point(make_user: Callable[..., User]) -> User:
    return make_user(OWN, Role.FOCAL_POINT, display_name="Focal point of Bali")


@pytest.fixture
def secretariat(make_user: Callable[..., User]) -> User:
    return make_user(OWN, Role.SECRETARIAT)


def titles(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/practices/queue{query}")
    assert page.status_code == 200
    return [unescape(t) for t in re.findall(r'/preview"><bdi[^>]*>([^<]*)</bdi>', page.text)]


def days_ago(days: int) -> dict[str, object]:
    return {"state_since": now() - timedelta(days=days)}


@pytest.fixture
def world(make_practice: Make) -> None:
    for state, days in [(S.SUBMITTED, 3), (S.IN_REVIEW, 40), (S.RESUBMITTED, 8), (S.CLEARED, 1)]:
        make_practice(OWN, f"{state.value} {days}", state=state, **days_ago(days))
    make_practice(OWN, "draft 2", state=S.DRAFT, **days_ago(2))
    make_practice(OWN, "changes 5", state=S.CHANGES_REQUESTED, **days_ago(5))
    make_practice(OWN, "published 4", **days_ago(4))
    make_practice(OWN, "declined 50", state=S.DECLINED, **days_ago(50))
    make_practice(OWN, "published long ago", **days_ago(200))
    make_practice(OWN, "due by the calendar", state=S.UPDATE_DUE, **days_ago(1))
    make_practice(OTHER, "elsewhere", state=S.SUBMITTED, **days_ago(9))


WITH_SECRETARIAT = ["in_review 40", "resubmitted 8", "submitted 3", "cleared 1"]
WITH_FOCAL_POINTS = ["changes 5", "draft 2"]


def test_the_secretariat_sees_first_what_waits_for_it_longest_first(
    browser: Browser, secretariat: User, world: None
) -> None:
    client = browser(secretariat)
    assert titles(client) == WITH_SECRETARIAT
    assert titles(client, "?view=authors") == WITH_FOCAL_POINTS
    assert titles(client, "?view=done") == ["published 4", "declined 50"]


def test_a_focal_point_sees_first_what_waits_for_the_focal_points(
    browser: Browser, focal_point: User, world: None
) -> None:
    client = browser(focal_point)
    assert titles(client) == WITH_FOCAL_POINTS
    assert titles(client, "?view=reviewers") == WITH_SECRETARIAT
    page = client.get("/practices/queue").text
    assert "With you" in page
    assert "With the secretariat" in page
    assert "Done lately" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=submitted", ["submitted 3"]),
        ("?days=7", ["in_review 40", "resubmitted 8"]),
        ("?days=30", ["in_review 40"]),
        ("?days=90", []),
        ("?q=REVIEW", ["in_review 40"]),
        ("?q=%25", []),
        ("?q=_", ["in_review 40"]),
        ("?language=ar", []),
        ("?language=en&state=cleared&days=7", []),
        # What an address says wrongly is left out.
        ("?state=published&days=8&language=xx&reviewer=x&view=x&page=x&q=", WITH_SECRETARIAT),
    ],
)
def test_the_queue_is_narrowed(
    browser: Browser, secretariat: User, world: None, query: str, expected: list[str]
) -> None:
    assert titles(browser(secretariat), query) == expected


@pytest.mark.parametrize("typed", ["МИГРАЦИЯ", "миграция", "Миграция"])
def test_words_of_a_title_are_found_however_they_are_capitalised(
    browser: Browser, secretariat: User, make_practice: Make, typed: str
) -> None:
    make_practice(OWN, "Трудовая миграция", state=S.SUBMITTED)
    assert titles(browser(secretariat), f"?q={typed}") == ["Трудовая миграция"]


def test_the_counts_are_those_of_the_other_choices(
    browser: Browser, secretariat: User, world: None
) -> None:
    page = browser(secretariat).get("/practices/queue?days=7&state=in_review").text
    assert "In review (1)" in page
    assert "Submitted again (1)" in page
    assert "Submitted (0)" in page
    assert "Draft" not in page.partition("<form")[2].partition("</form>")[0]


def test_the_queue_is_narrowed_by_reviewer_and_by_who_is_no_longer_one(
    browser: Browser,
    session: Session,
    focal_point: User,
    secretariat: User,
    make_practice: Make,
) -> None:
    make_practice(OWN, "mine", state=S.IN_REVIEW, reviewer_id=secretariat.id, **days_ago(4))
    make_practice(OWN, "theirs", state=S.IN_REVIEW, reviewer_id=focal_point.id, **days_ago(3))
    make_practice(OWN, "nobody's", state=S.IN_REVIEW, **days_ago(2))
    client = browser(secretariat)
    assert titles(client, "?reviewer=me") == ["mine"]
    assert titles(client, "?reviewer=nobody") == ["nobody's"]
    assert "With <bdi>Focal point of Bali</bdi> since" in client.get("/practices/queue").text
    focal_point.memberships[0].starts_on = now().date() - timedelta(days=9)
    focal_point.memberships[0].ends_on = now().date() - timedelta(days=1)
    session.commit()
    assert titles(client, "?reviewer=nobody") == ["theirs", "nobody's"]
    assert "Focal point of Bali" not in client.get("/practices/queue").text


def test_pages_keep_what_was_asked_for(
    browser: Browser, secretariat: User, make_practice: Make
) -> None:
    for number in range(21):
        make_practice(OWN, f"Patrol {number:02}", state=S.SUBMITTED, **days_ago(50 - number))
    make_practice(OWN, "Another", state=S.SUBMITTED)
    client = browser(secretariat)
    assert titles(client, "?q=patrol&days=7") == [f"Patrol {n:02}" for n in range(20)]
    page = unescape(client.get("/practices/queue?q=patrol&days=7").text)
    assert "/practices/queue?view=reviewers&days=7&q=patrol&page=2" in page
    assert titles(client, "?q=patrol&days=7&page=2") == ["Patrol 20"]


@pytest.mark.parametrize("role", [Role.MEMBER, None])
def test_the_queue_is_for_those_who_work_on_practices(
    browser: Browser, make_user: Callable[..., User], client: FlaskClient, role: Role | None
) -> None:
    assert client.get("/practices/queue").status_code == 302
    user = make_user(OWN, role) if role else make_user()
    assert browser(user).get("/practices/queue").status_code == 403


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("page", ["/practices/queue", "/practices/"])
def test_a_longer_queue_takes_no_more_queries(
    browser: Browser,
    session: Session,
    secretariat: User,
    make_user: Callable[..., User],
    make_practice: Make,
    page: str,
) -> None:
    client = browser(secretariat)

    def add(many: int) -> None:
        for _ in range(many):
            reviewer = make_user(OWN, Role.CHAIR)
            practice = make_practice(OWN, state=S.IN_REVIEW, reviewer_id=reviewer.id)
            services.comment(session, practice, "", "Why?", actor=secretariat.actor)
        session.commit()

    def queries_for() -> int:
        with counted() as statements:
            assert client.get(page).status_code == 200
        return len(statements)

    add(2)
    few = queries_for()
    add(7)
    assert queries_for() == few


#: Whom each state waits for, when nobody is named and when somebody else is.
HOLDERS = {
    S.DRAFT: (Side.AUTHORS, Side.AUTHORS),
    S.CHANGES_REQUESTED: (Side.AUTHORS, Side.AUTHORS),
    S.SUBMITTED: (Side.SECRETARIAT, Side.REVIEWER),
    S.IN_REVIEW: (Side.SECRETARIAT, Side.REVIEWER),
    S.RESUBMITTED: (Side.SECRETARIAT, Side.REVIEWER),
    S.CLEARED: (Side.SECRETARIAT, Side.SECRETARIAT),
}


@pytest.mark.parametrize("state", PracticeState)
def test_what_waits_for_somebody_is_on_the_home_page_of_exactly_those(
    session: Session,
    focal_point: User,
    secretariat: User,
    make_user: Callable[..., User],
    make_practice: Make,
    state: PracticeState,
) -> None:
    reviewer = make_user(OWN, Role.CHAIR)
    left = make_user(OWN, Role.CHAIR)
    session.delete(left.memberships[0])
    points = {S.DUPLICATE: "duplicate_of_id", S.SUPERSEDED: "superseded_by_id"}
    pointing = {points[state]: make_practice(OWN).id} if state in points else {}
    assert set(HOLDERS) == IN_WORK
    for named in [None, reviewer, left]:
        practice = make_practice(OWN, state=state, reviewer_id=named and named.id, **pointing)
        expected = HOLDERS.get(state, (None, None))[named is reviewer]
        waits_for = {
            name
            for name, user in [("f", focal_point), ("s", secretariat), ("r", reviewer)]
            for task in queries.waiting_for(session, user.actor)
            if task.practice is practice
        }
        tasks = queries.tasks(session, [practice])
        assert (tasks[0].holder.side if tasks[0].holder else None) == expected
        if state == S.CHANGES_REQUESTED:
            assert waits_for == {"f", "r"}, "who reviews is an author of the Process as well"
        elif expected == Side.REVIEWER:
            assert waits_for == {"r"}
        elif expected == Side.SECRETARIAT:
            assert waits_for == {"s"}
        else:
            assert waits_for == set(), "a draft waits for nobody"
        session.delete(practice)
        session.commit()


def test_the_home_page_says_with_whom_a_practice_is_and_since_when(
    browser: Browser, secretariat: User, focal_point: User, make_practice: Make
) -> None:
    since = now() - timedelta(days=18)
    practice = make_practice(OWN, state=S.SUBMITTED, state_since=since)
    line = f"With the secretariat since {since.day} {since:%B} {since.year}"
    assert line in browser(secretariat).get("/").text
    for page in ["/", f"/practices/{practice.id}/preview", "/practices/?x", "/practices/queue"]:
        assert line in browser(secretariat).get(page).text, page
    assert "Waiting for you" in browser(secretariat).get("/").text
    assert "Waiting for you" not in browser(focal_point).get("/").text


def test_a_seat_that_ends_leaves_the_work_to_its_successor(
    browser: Browser,
    session: Session,
    focal_point: User,
    make_user: Callable[..., User],
    make_practice: Make,
) -> None:
    practice = make_practice(OWN, "Handed over", state=S.CHANGES_REQUESTED)
    address = f"/practices/{practice.id}"
    leaving = browser(focal_point)
    assert leaving.get(f"{address}/edit/basics").status_code == 200
    [seat] = focal_point.memberships
    seat.starts_on, seat.ends_on = (now().date() - timedelta(days=days) for days in (9, 1))
    successor = make_user(OWN, Role.FOCAL_POINT)
    session.commit()

    assert leaving.get(f"{address}/preview").status_code == 404
    assert leaving.post(f"{address}/resubmit").status_code == 404
    assert leaving.get("/practices/queue").status_code == 403
    carrying_on = browser(successor)
    assert titles(carrying_on) == ["Handed over"]
    assert "Handed over" in carrying_on.get("/").text
    assert carrying_on.post(f"{address}/resubmit").status_code == 302


def test_a_reviewer_whose_seat_ends_reviews_no_more_and_the_secretariat_does(
    browser: Browser,
    session: Session,
    secretariat: User,
    make_user: Callable[..., User],
    make_practice: Make,
) -> None:
    reviewer = make_user(OWN, Role.CHAIR, display_name="Chair of Bali")
    practice = make_practice(OWN, state=S.SUBMITTED)
    address = f"/practices/{practice.id}"
    client = browser(secretariat)
    client.post(f"{address}/reviewer", data={"reviewer": str(reviewer.id)})
    assert "With <bdi>Chair of Bali</bdi> since" in client.get(f"{address}/preview").text
    assert browser(reviewer).post(f"{address}/start_review").status_code == 302
    reviewer.memberships.append(Membership(rcp_slug=OWN, role=Role.MEMBER))
    [chair, _member] = reviewer.memberships
    chair.starts_on, chair.ends_on = (now().date() - timedelta(days=days) for days in (9, 1))
    session.commit()
    assert browser(reviewer).post(f"{address}/clear").status_code == 404
    page = client.get(f"{address}/preview").text
    assert "With the secretariat since" in page
    assert '<option selected value="">' in page
    assert client.post(f"{address}/clear").status_code == 302


@pytest.mark.parametrize("state", PracticeState)
def test_reviewers_are_named_by_the_secretariat_among_those_with_an_editing_seat(
    browser: Browser,
    session: Session,
    secretariat: User,
    focal_point: User,
    make_user: Callable[..., User],
    make_practice: Make,
    state: PracticeState,
) -> None:
    points = {S.DUPLICATE: "duplicate_of_id", S.SUPERSEDED: "superseded_by_id"}
    pointing = {points[state]: make_practice(OWN).id} if state in points else {}
    practice = make_practice(OWN, state=state, **pointing)
    address = f"/practices/{practice.id}/reviewer"
    client, chosen = browser(secretariat), {"reviewer": str(focal_point.id)}
    assert browser(focal_point).post(address, data=chosen).status_code == 403
    if state not in WITH_REVIEWERS:
        assert client.post(address, data=chosen).status_code == 409
        return
    for forged in [make_user(OWN).id, make_user(OTHER, Role.SECRETARIAT).id, 99, "x", "-1"]:
        assert client.post(address, data={"reviewer": str(forged)}).status_code == 400
    assert client.post(address, data=chosen).status_code == 302
    session.expire_all()
    assert practice.reviewer_id == focal_point.id
    assert client.post(address, data={"reviewer": ""}).status_code == 302
    session.expire_all()
    assert practice.reviewer_id is None
