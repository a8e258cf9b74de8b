"""Who may move a practice from which state to which: every transition, person and state."""

from itertools import product

import pytest
from tests.seats import seated

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.moves import MOVES
from rcp_platform.practices.states import PracticeState
from rcp_platform.practices.workflow import PRACTICE

OWN, OTHER = "bali-process", "rcm"
DRAFT = PracticeState.DRAFT
SUBMITTED = PracticeState.SUBMITTED
IN_REVIEW = PracticeState.IN_REVIEW
CHANGES = PracticeState.CHANGES_REQUESTED
AGAIN = PracticeState.RESUBMITTED
CLEARED = PracticeState.CLEARED
PUBLISHED = PracticeState.PUBLISHED
DUE = PracticeState.UPDATE_DUE
ARCHIVED = PracticeState.ARCHIVED
SUPERSEDED = PracticeState.SUPERSEDED
WITHDRAWN = PracticeState.WITHDRAWN
DECLINED = PracticeState.DECLINED
DUPLICATE = PracticeState.DUPLICATE

#: The person whom the secretariat has named as reviewer of the practice.
REVIEWER_ID = 7


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"own {role.value}": seated(OWN, role) for role in Role},
    **{f"other {role.value}": seated(OTHER, role) for role in Role},
    "own member, other secretariat": Actor(
        1, seats=frozenset({Seat(OWN, Role.MEMBER), Seat(OTHER, Role.SECRETARIAT)})
    ),
    "own chair and secretariat": seated(OWN, Role.CHAIR, Role.SECRETARIAT),
    "named reviewer": seated(OWN, Role.FOCAL_POINT, user_id=REVIEWER_ID),
    "named reviewer who is only a member now": seated(OWN, Role.MEMBER, user_id=REVIEWER_ID),
    "named reviewer who sits elsewhere now": seated(OTHER, Role.CHAIR, user_id=REVIEWER_ID),
    "named reviewer without a seat": Actor(user_id=REVIEWER_ID),
    "system": SYSTEM,
}
SECRETARIATS = {"own secretariat", "own chair and secretariat", "system"}
REVIEWERS = SECRETARIATS | {"named reviewer"}
EDITORS = REVIEWERS | {"own focal_point", "own chair"}
PLATFORM = {"system"}

#: The whole table once more, written by hand: who, from where, to where.
ARROWS = {
    "submit": (EDITORS, {DRAFT}, SUBMITTED),
    "take_back": (EDITORS, {SUBMITTED, AGAIN}, DRAFT),
    "start_review": (REVIEWERS, {SUBMITTED, AGAIN}, IN_REVIEW),
    "request_changes": (REVIEWERS, {IN_REVIEW, CLEARED}, CHANGES),
    "resubmit": (EDITORS, {CHANGES}, AGAIN),
    "clear": (REVIEWERS, {IN_REVIEW}, CLEARED),
    "publish": (SECRETARIATS, {CLEARED}, PUBLISHED),
    "publish_at_once": (
        PLATFORM,
        {DRAFT, SUBMITTED, IN_REVIEW, CHANGES, AGAIN, CLEARED},
        PUBLISHED,
    ),
    "decline": (SECRETARIATS, {SUBMITTED, AGAIN, IN_REVIEW}, DECLINED),
    "mark_duplicate": (REVIEWERS, {SUBMITTED, AGAIN, IN_REVIEW}, DUPLICATE),
    "reopen": (EDITORS, {DECLINED, DUPLICATE}, DRAFT),
    "renew": (SECRETARIATS, {PUBLISHED, DUE, ARCHIVED}, PUBLISHED),
    "fall_due": (PLATFORM, {PUBLISHED}, DUE),
    "confirm": (EDITORS, {PUBLISHED, DUE}, PUBLISHED),
    "archive": (EDITORS, {PUBLISHED, DUE}, ARCHIVED),
    "restore": (SECRETARIATS, {ARCHIVED}, PUBLISHED),
    "supersede": (SECRETARIATS, {PUBLISHED, DUE, ARCHIVED}, SUPERSEDED),
    "withdraw": (EDITORS, {PUBLISHED, DUE, ARCHIVED, SUPERSEDED}, WITHDRAWN),
}
#: What no button stands for: the platform does it, or another move brings it along.
WITHOUT_BUTTON = {"publish_at_once", "renew", "fall_due"}

MAY_EDIT = {
    DRAFT: EDITORS,
    CHANGES: EDITORS,
    SUBMITTED: REVIEWERS,
    IN_REVIEW: REVIEWERS,
    AGAIN: REVIEWERS,
    WITHDRAWN: set(),
}
MAY_REVISE = {PUBLISHED: EDITORS, DUE: EDITORS, ARCHIVED: EDITORS}


def practice_in(state: PracticeState) -> Practice:
    return Practice(rcp_slug=OWN, title="Patrols", state=state, reviewer_id=REVIEWER_ID)


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in PRACTICE} == ARROWS.keys()


def test_every_arrow_that_people_take_has_a_button() -> None:
    assert {*MOVES} == ARROWS.keys() - WITHOUT_BUTTON | {"clear_and_publish"}


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, PracticeState)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: PracticeState
) -> None:
    allowed, sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        practice = practice_in(state)
        outcome = outcome_of(name, practice, actor)
        if person not in allowed:
            assert (outcome, practice.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, practice.state) == ("not possible", state), person
        else:
            assert (outcome, practice.state) == ("taken", target), person


def outcome_of(name: str, practice: Practice, actor: Actor) -> str:
    try:
        PRACTICE.take(name, practice, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


@pytest.mark.parametrize("state", PracticeState)
def test_the_buttons_are_exactly_what_can_be_taken(state: PracticeState) -> None:
    for person, actor in PEOPLE.items():
        assert set(PRACTICE.available(practice_in(state), actor)) == {
            name
            for name, (allowed, sources, _target) in ARROWS.items()
            if person in allowed and state in sources
        }, person


@pytest.mark.parametrize("state", PracticeState)
def test_whoever_holds_a_practice_changes_it_and_nobody_what_is_published(
    state: PracticeState,
) -> None:
    changing = {p for p, actor in PEOPLE.items() if policy.may_edit(actor, practice_in(state))}
    assert changing == MAY_EDIT.get(state, PLATFORM)


@pytest.mark.parametrize("state", PracticeState)
def test_editors_begin_new_versions_of_what_is_published(state: PracticeState) -> None:
    revising = {p for p, actor in PEOPLE.items() if policy.may_revise(actor, practice_in(state))}
    assert revising == MAY_REVISE.get(state, set())


@pytest.mark.parametrize("person", PEOPLE)
def test_people_post_for_their_own_process_only(person: str) -> None:
    assert policy.may_post(PEOPLE[person], OWN) == (person in EDITORS)
