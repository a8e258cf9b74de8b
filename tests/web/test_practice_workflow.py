"""Who may move a practice from which state to which: every transition, person and state."""

from itertools import product

import pytest

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice, PracticeState
from rcp_platform.practices.workflow import PRACTICE

OWN, OTHER = "bali-process", "rcm"
DRAFT, SUBMITTED, PUBLISHED, WITHDRAWN = PracticeState


def seated(rcp: str, *roles: Role) -> Actor:
    return Actor(user_id=1, seats=frozenset(Seat(rcp, role) for role in roles))


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
    "system": SYSTEM,
}
EDITORS = {
    "own focal_point",
    "own chair",
    "own secretariat",
    "own chair and secretariat",
    "system",
}
SECRETARIATS = {"own secretariat", "own chair and secretariat", "system"}

#: The whole table once more, written by hand: who, from where, to where.
ARROWS = {
    "submit": (EDITORS, {DRAFT}, SUBMITTED),
    "return": (SECRETARIATS, {SUBMITTED}, DRAFT),
    "publish": (SECRETARIATS, {DRAFT, SUBMITTED}, PUBLISHED),
    "withdraw": (EDITORS, {PUBLISHED}, WITHDRAWN),
}


def practice_in(state: PracticeState) -> Practice:
    return Practice(rcp_slug=OWN, title="Joint patrols", state=state)


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in PRACTICE} == ARROWS.keys()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, PracticeState)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: PracticeState, person: str
) -> None:
    allowed, sources, target = ARROWS[name]
    practice = practice_in(state)
    if person not in allowed:
        with pytest.raises(AccessDenied):
            PRACTICE.take(name, practice, PEOPLE[person])
        assert practice.state == state
    elif state not in sources:
        with pytest.raises(NotPossible):
            PRACTICE.take(name, practice, PEOPLE[person])
        assert practice.state == state
    else:
        PRACTICE.take(name, practice, PEOPLE[person])
        assert practice.state == target


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", PracticeState)
def test_the_buttons_are_exactly_what_can_be_taken(state: PracticeState, person: str) -> None:
    offered = set(PRACTICE.available(practice_in(state), PEOPLE[person]))
    assert offered == {
        name
        for name, (allowed, sources, _target) in ARROWS.items()
        if person in allowed and state in sources
    }


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", PracticeState)
def test_editors_change_drafts_and_the_secretariat_what_follows(
    state: PracticeState, person: str
) -> None:
    allowed = {DRAFT: EDITORS, SUBMITTED: SECRETARIATS, PUBLISHED: SECRETARIATS, WITHDRAWN: set()}
    assert policy.may_edit(PEOPLE[person], practice_in(state)) == (person in allowed[state])


@pytest.mark.parametrize("person", PEOPLE)
def test_people_post_for_their_own_process_only(person: str) -> None:
    assert policy.may_post(PEOPLE[person], OWN) == (person in EDITORS)
