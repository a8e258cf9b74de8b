"""Who may do what with observer status: every transition, person and state."""

from itertools import product

import pytest
from tests.seats import seated

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import GrantState
from rcp_platform.observers.workflow import GRANT

OBSERVER, HOST, OTHER = "apc", "bali-process", "rcm"
ACTIVE, DUE, SUSPENDED = GrantState.ACTIVE, GrantState.REVIEW_DUE, GrantState.SUSPENDED
ENDED, EXPIRED, GIVEN_BACK = GrantState.ENDED, GrantState.EXPIRED, GrantState.RELINQUISHED


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"host {role.value}": seated(HOST, role) for role in Role},
    **{f"observer {role.value}": seated(OBSERVER, role) for role in Role},
    **{f"other {role.value}": seated(OTHER, role) for role in Role},
    "chair of both": Actor(
        1, seats=frozenset({Seat(HOST, Role.CHAIR), Seat(OBSERVER, Role.CHAIR)})
    ),
    "system": SYSTEM,
}
HOSTS = {"host chair", "host secretariat", "chair of both", "system"}
OBSERVERS = {"observer chair", "observer secretariat", "chair of both", "system"}
PLATFORM = {"system"}

#: The whole table once more, written by hand: who, from where, to where.
ARROWS = {
    "fall_due": (PLATFORM, {ACTIVE}, DUE),
    "renew": (HOSTS, {ACTIVE, DUE}, ACTIVE),
    "suspend": (HOSTS, {ACTIVE, DUE}, SUSPENDED),
    "reinstate": (HOSTS, {SUSPENDED}, ACTIVE),
    "relinquish": (OBSERVERS, {ACTIVE, DUE, SUSPENDED}, GIVEN_BACK),
    "end": (HOSTS, {ACTIVE, DUE, SUSPENDED}, ENDED),
    "expire": (PLATFORM, {ACTIVE, DUE, SUSPENDED}, EXPIRED),
}


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {arrow.name for arrow in GRANT} == ARROWS.keys()


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, GrantState)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: GrantState
) -> None:
    allowed, sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        grant = ObserverGrant(observer_slug=OBSERVER, host_slug=HOST, state=state)
        outcome = outcome_of(name, grant, actor)
        if person not in allowed:
            assert (outcome, grant.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, grant.state) == ("not possible", state), person
        else:
            assert (outcome, grant.state) == ("taken", target), person


def outcome_of(name: str, grant: ObserverGrant, actor: Actor) -> str:
    try:
        GRANT.take(name, grant, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


@pytest.mark.parametrize("state", GrantState)
def test_the_buttons_are_exactly_what_can_be_taken(state: GrantState) -> None:
    for person, actor in PEOPLE.items():
        grant = ObserverGrant(observer_slug=OBSERVER, host_slug=HOST, state=state)
        assert set(GRANT.available(grant, actor)) == {
            name
            for name, (allowed, sources, _target) in ARROWS.items()
            if person in allowed and state in sources
        }, person
