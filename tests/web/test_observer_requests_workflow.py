"""Who may take which step of a request from which state: every step, person and state."""

from collections.abc import Iterator
from itertools import product

import pytest
from tests.asking import ASKED, ASKS, OTHER

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers import policy
from rcp_platform.observers.models import ObserverObjection, ObserverRequest
from rcp_platform.observers.requests import fields
from rcp_platform.observers.requests.notices import OF_HOST_ONLY
from rcp_platform.observers.states import RequestState
from rcp_platform.observers.workflow import REQUEST

S = RequestState


def seated(*seats: tuple[str, Role], user_id: int = 1) -> Actor:
    return Actor(user_id=user_id, seats=frozenset(Seat(rcp, role) for rcp, role in seats))


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"applicant {role.value}": seated((ASKS, role)) for role in Role},
    **{f"host {role.value}": seated((ASKED, role)) for role in Role},
    **{f"other {role.value}": seated((OTHER, role)) for role in Role},
    "host chair who is a focal point too": seated((ASKED, Role.CHAIR), (ASKED, Role.FOCAL_POINT)),
    "secretariat of both": seated((ASKS, Role.SECRETARIAT), (ASKED, Role.SECRETARIAT)),
    "host secretariat, applicant member": seated((ASKED, Role.SECRETARIAT), (ASKS, Role.MEMBER)),
    "host focal point, applicant member": seated((ASKED, Role.FOCAL_POINT), (ASKS, Role.MEMBER)),
    "host chair, sits elsewhere": seated((ASKED, Role.CHAIR), (OTHER, Role.MEMBER)),
    "system": SYSTEM,
}
ASKING = {"applicant chair", "applicant secretariat", "secretariat of both", "system"}
ANSWERING = {
    "host chair",
    "host secretariat",
    "host chair who is a focal point too",
    "host chair, sits elsewhere",
    "system",
}
OBJECTING = {"host focal_point", "host chair who is a focal point too"}
PLATFORM = {"system"}
CLOSED = {S.GRANTED, S.DECLINED, S.CLOSED, S.WITHDRAWN, S.LAPSED}
STILL_OPEN = set(S) - CLOSED
ARRIVED = STILL_OPEN - {S.DRAFT}
RIPE = {S.RECOMMENDED, S.DECISION_PENDING}

#: The whole table once more, written by hand: who, from where, to where.
ARROWS = {
    "submit": (ASKING, {S.DRAFT}, S.SUBMITTED),
    "start_check": (ANSWERING, {S.SUBMITTED, S.RESUBMITTED}, S.ELIGIBILITY_CHECK),
    "return_for_information": (
        ANSWERING,
        {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.RECOMMENDED, S.DECISION_PENDING, S.DEFERRED},
        S.RETURNED,
    ),
    "resubmit": (ASKING, {S.RETURNED}, S.RESUBMITTED),
    "circulate": (ANSWERING, {S.ELIGIBILITY_CHECK, S.CONSULTATION}, S.CIRCULATED),
    "object": (OBJECTING, {S.CIRCULATED, S.CONSULTATION}, S.CONSULTATION),
    "lift": (OBJECTING, {S.CONSULTATION}, S.CIRCULATED),
    "recommend": (ANSWERING, {S.ELIGIBILITY_CHECK, S.CIRCULATED}, S.RECOMMENDED),
    "put_before": (ANSWERING, {S.RECOMMENDED, S.DEFERRED}, S.DECISION_PENDING),
    "grant": (ANSWERING, RIPE, S.GRANTED),
    "defer": (ANSWERING, RIPE | {S.CONSULTATION}, S.DEFERRED),
    "decline": (
        ANSWERING,
        RIPE | {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.DEFERRED},
        S.DECLINED,
    ),
    "close": (ANSWERING, RIPE | {S.ELIGIBILITY_CHECK, S.CONSULTATION, S.DEFERRED}, S.CLOSED),
    "record_grant": (ANSWERING, ARRIVED, S.GRANTED),
    "record_decline": (ANSWERING, ARRIVED, S.DECLINED),
    "withdraw": (ASKING, STILL_OPEN, S.WITHDRAWN),
    "lapse": (PLATFORM, STILL_OPEN, S.LAPSED),
}
#: What the platform does by itself.
WITHOUT_BUTTON = {"lapse"}
FOLLOWS_DELIBERATION = ANSWERING | OBJECTING
UNDER_WAY = {
    S.SUBMITTED,
    S.ELIGIBILITY_CHECK,
    S.RESUBMITTED,
    S.CIRCULATED,
    S.CONSULTATION,
    S.RECOMMENDED,
    S.DECISION_PENDING,
}


def request_in(state: RequestState) -> ObserverRequest:
    sent = None if state == S.DRAFT else True
    return ObserverRequest(applicant_slug=ASKS, host_slug=ASKED, state=state, submitted_at=sent)


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in REQUEST} == ARROWS.keys()


def test_every_arrow_that_people_take_has_a_button_and_a_name_in_the_timeline() -> None:
    assert fields.MOVES.keys() == ARROWS.keys() - WITHOUT_BUTTON | {"check"}
    assert fields.DONE.keys() == fields.MOVES.keys()
    assert fields.EVENTS.keys() == ARROWS.keys() | {"draft", "check", "open_mirror"}
    assert fields.STATES.keys() == {state.value for state in S}


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, S)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: RequestState
) -> None:
    allowed, sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        request = request_in(state)
        outcome = outcome_of(name, request, actor)
        if person not in allowed:
            assert (outcome, request.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, request.state) == ("not possible", state), person
        else:
            assert (outcome, request.state) == ("taken", target), person


def outcome_of(name: str, request: ObserverRequest, actor: Actor) -> str:
    try:
        REQUEST.take(name, request, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


@pytest.mark.parametrize("state", S)
def test_the_applicant_is_told_one_word_from_the_submission_to_the_answer(
    state: RequestState,
) -> None:
    for person, actor in PEOPLE.items():
        request = request_in(state)
        follows = person in FOLLOWS_DELIBERATION and (state != S.DRAFT or person == "system")
        assert policy.may_see_deliberation(actor, request) == follows, person
        is_told_less = state in UNDER_WAY and not follows
        expected = S.SUBMITTED if is_told_less else state
        assert policy.is_shown_as(request, actor) == expected, person


@pytest.mark.parametrize("state", S)
def test_who_acts_for_the_host_follows_its_deliberation_and_nobody_else_acts_for_it(
    state: RequestState,
) -> None:
    for person, actor in PEOPLE.items():
        request = request_in(state)
        if state != S.DRAFT and {*REQUEST.available(request, actor)} & OF_HOST_ONLY:
            assert policy.may_see_deliberation(actor, request), person


@pytest.mark.parametrize("state", S)
def test_the_applicant_changes_its_request_while_the_next_word_is_its_own(
    state: RequestState,
) -> None:
    changing = {p for p, actor in PEOPLE.items() if policy.may_change(actor, request_in(state))}
    assert changing == (ASKING if state in {S.DRAFT, S.RETURNED} else set())


def objectors() -> Iterator[tuple[str, Actor, bool]]:
    yield "who raised it", seated((ASKED, Role.FOCAL_POINT)), True
    yield "another focal point", seated((ASKED, Role.FOCAL_POINT), user_id=2), False
    yield "who raised it and is a member now", seated((ASKED, Role.MEMBER)), False
    yield "who raised it and sits elsewhere now", seated((OTHER, Role.FOCAL_POINT)), False
    yield (
        "who raised it and joined the applicant",
        PEOPLE["host focal point, applicant member"],
        False,
    )
    yield "the host's chair", seated((ASKED, Role.CHAIR), user_id=2), False
    yield "system", SYSTEM, False


@pytest.mark.parametrize(("person", "actor", "may_lift"), list(objectors()))
def test_only_the_focal_point_who_raised_an_objection_lifts_it(
    person: str, actor: Actor, may_lift: bool
) -> None:
    objection = ObserverObjection(raised_by_id=1, request=request_in(S.CONSULTATION))
    assert policy.may_lift(actor, objection) == may_lift, person
