"""The applicant reads that its request is under consideration, and nothing else, anywhere.

The host deliberates, in many ways; each person outside it looks at every page after each step.
All must look the same as before the first.
"""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.asking import ASKED, ASKS, OTHER
from tests.observing import ask

from rcp_platform.accounts.models import Membership, User
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.db import now
from rcp_platform.notifications.models import OutgoingMail
from rcp_platform.observers.models import ObserverEvent, ObserverRequest
from rcp_platform.observers.policy import may_see, visible_to
from rcp_platform.observers.requests import circulation, decisions
from rcp_platform.observers.states import RequestState
from rcp_platform.observers.workflow import REQUEST

S = RequestState
#: Whoever does not follow the deliberation.
OUTSIDERS: dict[str, list[tuple[str, Role]]] = {
    "applicant secretariat": [(ASKS, Role.SECRETARIAT)],
    "applicant focal point": [(ASKS, Role.FOCAL_POINT)],
    "applicant member": [(ASKS, Role.MEMBER)],
    "host member": [(ASKED, Role.MEMBER)],
    "other secretariat": [(OTHER, Role.SECRETARIAT)],
    "host secretariat, applicant member": [(ASKED, Role.SECRETARIAT), (ASKS, Role.MEMBER)],
    "host focal point, applicant chair": [(ASKED, Role.FOCAL_POINT), (ASKS, Role.CHAIR)],
}
#: Words that are only in the deliberation.
SECRET = "zanzibarite"
STEPS = ("start_check", "check", "circulate", "object", "lift", "recommend", "put_before")


@pytest.fixture
def chair(make_user: Callable[..., User]) -> User:
    make_user(OTHER)
    make_user(ASKS)
    return make_user(ASKED, Role.CHAIR, display_name=f"Chair {SECRET}")


@pytest.fixture
def focal_points(make_user: Callable[..., User], chair: User) -> list[User]:
    name = f"Focal point {SECRET}"
    return [make_user(ASKED, Role.FOCAL_POINT, display_name=name) for _ in range(2)]


@pytest.fixture
def outsiders(
    session: Session,
    make_user: Callable[..., User],
    browser: Callable[[User], FlaskClient],
    chair: User,
) -> dict[str, FlaskClient]:
    people = {}
    for who, seats in OUTSIDERS.items():
        user = make_user(email=f"{who.replace(' ', '-').replace(',', '')}@gov.example")
        user.memberships = [Membership(rcp_slug=rcp, role=role) for rcp, role in seats]
        people[who] = user
    session.commit()
    return {who: browser(user) for who, user in people.items()}


def as_told(text: str) -> str:
    """Return a page without what is new each time it is drawn."""
    text = re.sub(r'name="csrf_token"[^>]*', "", text)
    return re.sub(r"requests/\d+", "requests/1", text)


def look(client: FlaskClient, request_id: int) -> dict[str, tuple[int, str]]:
    """Return everything that a person sees of requests."""
    page = f"/observers/requests/{request_id}"
    addresses = [
        "/",
        page,
        f"{page}/edit",
        "/observers/requests",
        "/observers/requests?side=outgoing",
        "/observers/requests?side=incoming&state=circulated",
        "/observers/requests?state=submitted",
        "/observers/requests?state=consultation",
        "/observers/",
        f"/observers/{ASKS}/{ASKED}",
        f"/directory/{ASKED}",
        f"{page}/letters/decision.docx",
    ]
    seen = {}
    for address in addresses:
        answer = client.get(address)
        is_text = answer.mimetype == "text/html"
        seen[address] = (answer.status_code, as_told(answer.text) if is_text else answer.mimetype)
    return seen


def step(
    session: Session, request: ObserverRequest, name: str, chair: Actor, focal_points: list[Actor]
) -> None:
    """Let the host take a step, if it can be taken now."""
    someone = focal_points[request.version % len(focal_points)]
    match name:
        case "start_check":
            circulation.start_check(session, request, actor=chair)
        case "check":
            found = [{"point": SECRET, "met": "no", "note": SECRET}]
            circulation.check(session, request, found, actor=chair)
        case "circulate":
            circulation.circulate(session, request, note=SECRET, actor=chair)
        case "object" if circulation.may_object_now(request, someone):
            circulation.object_to(session, request, SECRET, actor=someone)
        case "lift":
            mine = [o for o in request.objections if o.is_open and someone.is_user(o.raised_by_id)]
            if mine:
                circulation.lift(session, request, mine[0], actor=someone)
        case "recommend":
            later = now() + timedelta(days=30)
            if circulation.may_recommend(session, request, later):
                circulation.recommend(session, request, note=SECRET, actor=chair, at=later)
        case "put_before":
            circulation.put_before(session, request, body=SECRET, meeting=SECRET, actor=chair)


def possible(request: ObserverRequest, chair: Actor, focal_points: list[Actor]) -> list[str]:
    can = {*REQUEST.available(request, chair), *REQUEST.available(request, focal_points[0])}
    if request.state == S.ELIGIBILITY_CHECK:
        can.add("check")
    return [name for name in STEPS if name in can]


@pytest.mark.parametrize("seed", range(2))
def test_nobody_outside_the_host_notices_its_deliberation(
    session: Session,
    chair: User,
    focal_points: list[User],
    outsiders: dict[str, FlaskClient],
    seed: int,
) -> None:
    walk = random.Random(seed)  # noqa: S311
    long_ago = now() - timedelta(days=9)
    sent = {"created_at": long_ago, "submitted_at": long_ago, "state_since": long_ago}
    request = ask(session, ASKS, ASKED, state=S.SUBMITTED, rights=["speak"], **sent)
    session.add(ObserverEvent(request_id=request.id, at=long_ago, name="submit"))
    # Of others that stand elsewhere in lists ordered by what happens to them.
    ask(session, ASKS, OTHER, state=S.SUBMITTED)
    ask(session, OTHER, ASKED, state=S.DECLINED)
    session.commit()
    request_id = request.id
    before = {who: look(client, request_id) for who, client in outsiders.items()}
    visited = set()
    leads, sitting = chair.actor, [user.actor for user in focal_points]
    for _ in range(9):
        can = possible(request, leads, sitting)
        if not can:
            break
        step(session, request, walk.choice(can), leads, sitting)
        session.commit()
        visited.add(request.state)
    for who, client in outsiders.items():
        after = look(client, request_id)
        for address, seen in after.items():
            assert seen == before[who][address], (who, address, request.state)
            assert SECRET not in seen[1], (who, address)
    assert len(visited) > 1
    outside = sa.select(OutgoingMail.address).where(~OutgoingMail.address.startswith("person"))
    assert session.scalars(outside).all() == [], "nobody outside gets mail of it"


@pytest.mark.parametrize("end", ["return_for_information", "defer", "decline", "close"])
def test_the_answer_tells_nothing_of_the_way_to_it(
    session: Session,
    chair: User,
    focal_points: list[User],
    outsiders: dict[str, FlaskClient],
    end: str,
) -> None:
    leads, objector = chair.actor, focal_points[0].actor
    told = {}
    for way in ("short", "long"):
        request = ask(session, ASKS, ASKED, state=S.SUBMITTED, rights=["speak"])
        circulation.start_check(session, request, actor=leads)
        if way == "long":
            step(session, request, "check", leads, [objector])
            circulation.circulate(session, request, actor=leads)
            circulation.object_to(session, request, SECRET, actor=objector)
        elif end == "defer":
            request.silence_ends_at = now() - timedelta(days=1)
            request.state = S.CONSULTATION
        match end:
            case "return_for_information":
                circulation.return_for_information(session, request, "Which?", actor=leads)
            case "defer":
                until = now().date() + timedelta(days=90)
                decisions.defer(session, request, until, actor=leads)
            case "decline":
                decisions.decline(session, request, "no_consensus", actor=leads)
            case "close":
                decisions.close(session, request, actor=leads)
        session.commit()
        chair_name = re.compile(rf"Chair {SECRET}")
        seen = {}
        for who, client in outsiders.items():
            text = client.get(f"/observers/requests/{request.id}").text
            text = as_told(re.sub(r"\d\d:\d\d \(UTC\)", "", chair_name.sub("", text)))
            assert SECRET not in text, who
            seen[who] = text
        told[way] = seen
        session.execute(
            sa.update(ObserverRequest).values(
                state=S.WITHDRAWN, decided_at=None, decline_reason=None
            )
        )
        session.commit()
    assert told["short"] == told["long"]


def test_both_ways_of_asking_who_may_see_a_request_agree(session: Session, chair: User) -> None:
    requests = [ask(session, ASKS, ASKED), ask(session, ASKED, ASKS, state=S.CIRCULATED)]
    requests += [ask(session, ASKS, ASKED, state=S.WITHDRAWN, submitted_at=None)]
    requests += [ask(session, OTHER, ASKED, state=S.GRANTED)]
    for who, seats in OUTSIDERS.items():
        user = User(email=f"{who}@gov.example", display_name=who)
        user.memberships = [Membership(rcp_slug=rcp, role=role) for rcp, role in seats]
        session.add(user)
        session.flush()
        found = set(session.scalars(sa.select(ObserverRequest.id).where(visible_to(user.actor))))
        assert found == {r.id for r in requests if may_see(user.actor, r)}, who
