"""The list of requests, and what waits for whom: what is in them, and what they cost."""

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, OTHER
from tests.observing import ask
from tests.statements import counted

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests import circulation, queries
from rcp_platform.observers.requests.listing import Side, Wanted, counts, page_of_requests
from rcp_platform.observers.states import OPEN, RequestState

S = RequestState
DAY = timedelta(days=1)


@pytest.fixture
def people(make_user: Callable[..., User]) -> dict[str, User]:
    return {
        f"{rcp} {role.value}": make_user(rcp, role) for rcp in (ASKS, ASKED, OTHER) for role in Role
    }


@pytest.fixture
def many(session: Session, make_rcp: Callable[..., object]) -> int:
    """500 requests among many Processes, half of them to or from one; return how many of it."""
    slugs = [f"process-{number}" for number in range(12)]
    for slug in slugs:
        make_rcp(slug)
    states = [state for state in S if state not in OPEN]
    of_one = 0
    for number, (applicant, host) in enumerate(list(permutations(slugs, 2)) * 4):
        if number >= 500:
            break
        ask(session, applicant, host, state=states[number % len(states)])
        of_one += "process-0" in (applicant, host)
    session.commit()
    return of_one


def test_five_hundred_requests_cost_a_few_queries(
    session: Session,
    many: int,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
) -> None:
    reader = browser(make_user("process-0", Role.SECRETARIAT))
    reader.get("/observers/requests")
    for address in ["", "?page=3", "?state=granted&side=incoming"]:
        with counted() as statements:
            answer = reader.get(f"/observers/requests{address}")
        assert answer.status_code == 200
        assert len(statements) < 15, "\n".join(statements)
    assert f"{many} requests" in reader.get("/observers/requests").text


def test_a_page_of_a_request_costs_no_more_with_a_long_history(
    session: Session, people: dict[str, User], browser: Callable[[User], FlaskClient]
) -> None:
    request = ask(session, ASKS, ASKED, state=S.SUBMITTED)
    session.commit()
    host = browser(people[f"{ASKED} chair"])
    costs = []
    for _ in range(2):
        host.get(f"/observers/requests/{request.id}")
        with counted() as statements:
            assert host.get(f"/observers/requests/{request.id}").status_code == 200
        costs.append(len(statements))
        circulation.start_check(session, request, actor=people[f"{ASKED} chair"].actor)
        circulation.circulate(session, request, actor=people[f"{ASKED} chair"].actor)
        for _ in range(6):
            actor = people[f"{ASKED} focal_point"].actor
            circulation.object_to(session, request, "Too early.", actor=actor)
            circulation.lift(session, request, request.objections[-1], actor=actor)
        session.commit()
        request.state = S.SUBMITTED
        session.commit()
    assert costs[1] <= costs[0] + 3, "the objections and who raised them"


def test_each_reads_its_own_and_narrows_it_by_side_and_state(
    session: Session, people: dict[str, User]
) -> None:
    mine = ask(session, ASKS, ASKED, state=S.CIRCULATED)
    draft = ask(session, ASKED, ASKS)
    ask(session, OTHER, ASKED, state=S.GRANTED)

    def seen(person: str, **arguments: str) -> list[tuple[int, str]]:
        actor = people[person].actor
        page = page_of_requests(session, actor, Wanted.of(arguments), arguments)
        return [(card.id, card.state.value) for card in page.items]

    assert seen(f"{ASKS} chair") == [(mine.id, "submitted")]
    assert seen(f"{ASKS} chair", state="circulated") == []
    assert seen(f"{ASKS} chair", state="submitted") == [(mine.id, "submitted")]
    assert seen(f"{ASKS} member") == []
    assert len(seen(f"{ASKED} focal_point")) == 3
    assert seen(f"{ASKED} chair", state="circulated") == [(mine.id, "circulated")]
    assert seen(f"{ASKED} chair", side="outgoing") == [(draft.id, "draft")]
    assert len(seen(f"{ASKED} chair", side="incoming")) == 2
    assert seen(f"{ASKED} chair", state="nonsense", side="x") == seen(f"{ASKED} chair")
    numbers = counts(session, people[f"{ASKED} chair"].actor, Wanted(Side.INCOMING))
    assert numbers == {S.CIRCULATED: 1, S.GRANTED: 1}
    assert counts(session, people[f"{ASKS} chair"].actor, Wanted()) == {S.SUBMITTED: 1}


#: The state, what else is known, and for whom of either side it waits.
WAITING = [
    (S.DRAFT, {}, set()),
    (S.DRAFT, {"mirror_id": True}, {"applicant leads"}),
    (S.SUBMITTED, {}, {"host leads"}),
    (S.ELIGIBILITY_CHECK, {}, {"host leads"}),
    (S.RETURNED, {}, {"applicant leads"}),
    (S.RESUBMITTED, {}, {"host leads"}),
    (S.CIRCULATED, {"silence_ends_at": 1}, {"host focal points"}),
    (S.CIRCULATED, {"silence_ends_at": -1}, set()),
    (S.CONSULTATION, {}, {"host leads"}),
    (S.RECOMMENDED, {}, {"host leads"}),
    (S.DECISION_PENDING, {}, {"host leads"}),
    (S.DEFERRED, {"deferred_until": 1}, set()),
    (S.DEFERRED, {"deferred_until": -1}, {"host leads"}),
    *[(state, {}, set()) for state in S if state not in OPEN],
]
WHO = {
    "applicant leads": {f"{ASKS} chair", f"{ASKS} secretariat"},
    "host leads": {f"{ASKED} chair", f"{ASKED} secretariat"},
    "host focal points": {f"{ASKED} focal_point"},
}


@pytest.mark.parametrize(("state", "facts", "expected"), WAITING)
def test_a_request_waits_for_those_whose_word_is_next(
    session: Session,
    people: dict[str, User],
    state: RequestState,
    facts: dict[str, int],
    expected: set[str],
) -> None:
    known = dict(facts)
    if "mirror_id" in known:
        known["mirror_id"] = ask(session, ASKED, ASKS, state=S.CLOSED).id
    if "silence_ends_at" in known:
        known["silence_ends_at"] = now() + known["silence_ends_at"] * DAY
    if "deferred_until" in known:
        known["deferred_until"] = (now() + known["deferred_until"] * DAY).date()
    request = ask(session, ASKS, ASKED, state=state, **known)
    waits = {p for p, user in people.items() if waits_for(session, user) == [request.id]}
    assert waits == {person for who in expected for person in WHO[who]}


def waits_for(session: Session, user: User) -> list[int]:
    return [one.id for one in queries.waiting_for(session, user.actor)]


def test_nothing_of_the_host_waits_for_whoever_sits_in_the_applicant(
    session: Session, people: dict[str, User]
) -> None:
    both = people[f"{ASKED} chair"]
    both.memberships.append(Membership(rcp_slug=ASKS, role=Role.MEMBER))
    ask(session, ASKS, ASKED, state=S.RECOMMENDED)
    session.flush()
    assert waits_for(session, both) == []


def test_the_home_page_names_what_waits(
    session: Session, people: dict[str, User], browser: Callable[[User], FlaskClient]
) -> None:
    request: ObserverRequest = ask(session, ASKS, ASKED, state=S.SUBMITTED)
    session.commit()
    home = browser(people[f"{ASKED} secretariat"]).get("/").text
    assert f'href="/observers/requests/{request.id}"' in home
    assert f"/observers/requests/{request.id}" not in browser(people[f"{ASKS} chair"]).get("/").text
