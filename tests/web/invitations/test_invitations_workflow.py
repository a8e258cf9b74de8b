"""Who may move an invitation from which state to which: every transition, person and state."""

from itertools import product

import pytest
from tests.inviting import EXPERT

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.invitations import wording
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.workflow import INVITATION
from rcp_platform.meetings.states import AddresseeKind, InvitationState

HOST, GUEST, OTHER = "abu-dhabi-dialogue", "bali-process", "rcm"
S = InvitationState


def seated(rcp: str, role: Role, email: str = "somebody@gov.example") -> Actor:
    return Actor(1, email=email, seats=frozenset({Seat(rcp, role)}))


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(1, email="somebody@gov.example"),
    "administrator without a seat": Actor(1, email="admin@gov.example", is_administrator=True),
    **{f"host {role.value}": seated(HOST, role) for role in Role},
    **{f"guest {role.value}": seated(GUEST, role) for role in Role},
    **{f"other {role.value}": seated(OTHER, role) for role in Role},
    "the expert": Actor(2, email=EXPERT),
    "the expert, who sits elsewhere": seated(OTHER, Role.MEMBER, EXPERT),
    "chair of both": Actor(3, seats=frozenset({Seat(HOST, Role.CHAIR), Seat(GUEST, Role.CHAIR)})),
    "nominee": Actor(4, email="nominee@gov.example"),
    "system": SYSTEM,
}
CHAIRS = {"host chair", "chair of both"}
HOSTS = CHAIRS | {"host secretariat", "system"}
#: Who answers, by who is invited.
ADDRESSEES = {
    "rcp": {"guest chair", "guest secretariat", "chair of both"},
    "person": {"the expert", "the expert, who sits elsewhere"},
    "state": {"the expert", "the expert, who sits elsewhere"},
}
UNSETTLED = {S.SENT, S.TENTATIVE, S.COUNTER_PROPOSED}
COMING = {S.ACCEPTED, S.DELEGATED}

#: The whole table once more, written by hand: from where, to where.
BY_HOST = {
    "record_approval": ({S.PROPOSED}, S.APPROVED),
    "send": ({S.APPROVED}, S.SENT),
    "record_accept": (UNSETTLED | {S.DECLINED, S.EXPIRED}, S.ACCEPTED),
    "record_decline": (UNSETTLED | COMING | {S.EXPIRED}, S.DECLINED),
    "revise": (UNSETTLED | COMING | {S.DECLINED, S.EXPIRED}, S.SENT),
    "cancel": (UNSETTLED | COMING | {S.PROPOSED, S.APPROVED}, S.CANCELLED),
}
BY_ADDRESSEE = {
    "accept": (UNSETTLED | {S.DELEGATED, S.DECLINED}, S.ACCEPTED),
    "delegate": (UNSETTLED | {S.ACCEPTED}, S.DELEGATED),
    "hold": ({S.SENT}, S.TENTATIVE),
    "counter_propose": ({S.SENT, S.TENTATIVE}, S.COUNTER_PROPOSED),
    "decline": (UNSETTLED | COMING, S.DECLINED),
}
OTHERS = {
    "approve": (CHAIRS, {S.PROPOSED}, S.APPROVED),
    "expire": ({"system"}, UNSETTLED, S.EXPIRED),
}


def arrows(addressee: str) -> dict[str, tuple[set[str], set[InvitationState], InvitationState]]:
    return {
        **{name: (HOSTS, *arrow) for name, arrow in BY_HOST.items()},
        **{name: (ADDRESSEES[addressee], *arrow) for name, arrow in BY_ADDRESSEE.items()},
        **OTHERS,
    }


def invitation_in(state: InvitationState, addressee: str) -> Invitation:
    is_to_rcp = addressee == "rcp"
    return Invitation(
        host_slug=HOST,
        state=state,
        addressee=AddresseeKind(addressee),
        invited_slug=GUEST if is_to_rcp else None,
        email="" if is_to_rcp else EXPERT,
        nominee_email="nominee@gov.example",
    )


def outcome_of(name: str, invitation: Invitation, actor: Actor) -> str:
    try:
        INVITATION.take(name, invitation, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in INVITATION} == arrows("rcp").keys()


def test_every_arrow_that_people_take_has_a_button() -> None:
    by_people = arrows("rcp").keys() - {"expire", "revise"}
    assert {*wording.MOVES} == by_people | {"resend", "remind"}


def test_every_step_has_words() -> None:
    assert {*wording.EVENTS} == arrows("rcp").keys() | {"propose", "change", "resend", "remind"}
    assert {*wording.STATES} == {*S}


@pytest.mark.parametrize("addressee", ["rcp", "state", "person"])
@pytest.mark.parametrize(("name", "state"), list(product(arrows("rcp"), S)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: InvitationState, addressee: str
) -> None:
    allowed, sources, target = arrows(addressee)[name]
    for person, actor in PEOPLE.items():
        invitation = invitation_in(state, addressee)
        outcome = outcome_of(name, invitation, actor)
        if person not in allowed:
            assert (outcome, invitation.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, invitation.state) == ("not possible", state), person
        else:
            assert (outcome, invitation.state) == ("taken", target), person


@pytest.mark.parametrize("addressee", ["rcp", "person"])
@pytest.mark.parametrize("state", S)
def test_the_buttons_are_exactly_what_can_be_taken(state: InvitationState, addressee: str) -> None:
    for person, actor in PEOPLE.items():
        assert set(INVITATION.available(invitation_in(state, addressee), actor)) == {
            name
            for name, (allowed, sources, _target) in arrows(addressee).items()
            if person in allowed and state in sources
        }, person
