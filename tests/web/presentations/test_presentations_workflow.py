"""Who may move a presentation from which state to which: every transition, person and state."""

from itertools import product

import pytest

from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import Meeting, MeetingRcp
from rcp_platform.meetings.presentations import fields, policy
from rcp_platform.meetings.presentations.forms import FORMS
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.presentations.workflow import PRESENTATION
from rcp_platform.meetings.states import AddresseeKind, InvitationState, PresentationState

HOST, CO_HOST, GUEST, OTHER = "abu-dhabi-dialogue", "colombo-process", "bali-process", "rcm"
NOMINEE = "nominee@gov.example"
AGREED = PresentationState.TOPIC_AGREED
ASKED = PresentationState.MATERIAL_ASKED
SUBMITTED = PresentationState.SUBMITTED
CLEARED = PresentationState.CLEARED
DELIVERED = PresentationState.DELIVERED
NOT_HELD = PresentationState.NOT_HELD
OUTCOME = PresentationState.OUTCOME_RECORDED
DRAFTED = PresentationState.PRACTICE_DRAFTED


def seated(*seats: tuple[str, Role], email: str = "someone@gov.example") -> Actor:
    return Actor(user_id=1, email=email, seats=frozenset(Seat(*seat) for seat in seats))


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": seated(),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"host {role.value}": seated((HOST, role)) for role in Role},
    **{f"guest {role.value}": seated((GUEST, role)) for role in Role},
    "chair of an RCP that holds it too": seated((CO_HOST, Role.CHAIR)),
    "chair of another RCP": seated((OTHER, Role.CHAIR)),
    "host secretariat, guest member": seated((HOST, Role.SECRETARIAT), (GUEST, Role.MEMBER)),
    "chair of both": seated((HOST, Role.CHAIR), (GUEST, Role.CHAIR)),
    "nominee without a seat": seated(email=NOMINEE),
    "nominee who works for another RCP": seated((OTHER, Role.FOCAL_POINT), email=NOMINEE),
    "system": SYSTEM,
}
HOSTS = {
    "host chair",
    "host secretariat",
    "host secretariat, guest member",
    "chair of both",
    "system",
}
OF_THE_GUEST = {"guest chair", "guest secretariat", "guest focal_point", "chair of both"}
PRESENTERS = OF_THE_GUEST | {"nominee without a seat", "nominee who works for another RCP"}

#: The whole table once more, written by hand: who, from where, to where.
ARROWS = {
    "ask_material": (HOSTS, {AGREED, ASKED, SUBMITTED}, ASKED),
    "submit": (PRESENTERS, {AGREED, ASKED, SUBMITTED, CLEARED}, SUBMITTED),
    "clear": (PRESENTERS, {SUBMITTED}, CLEARED),
    "deliver": (HOSTS, {AGREED, ASKED, SUBMITTED, CLEARED}, DELIVERED),
    "not_held": (HOSTS, {AGREED, ASKED, SUBMITTED, CLEARED}, NOT_HELD),
    "resume": ({"system"}, {NOT_HELD}, AGREED),
    "record_outcome": (HOSTS, {DELIVERED}, OUTCOME),
    "draft_practice": (OF_THE_GUEST, {OUTCOME, DRAFTED}, DRAFTED),
}
BY_THE_PLATFORM = {"resume"}


def presentation_in(state: PresentationState, **to: object) -> Presentation:
    whom = to or {"addressee": AddresseeKind.RCP, "invited_slug": GUEST, "email": ""}
    invitation = Invitation(
        host_slug=HOST, state=InvitationState.ACCEPTED, **{"nominee_email": NOMINEE, **whom}
    )
    holders = [MeetingRcp(rcp_slug=HOST), MeetingRcp(rcp_slug=CO_HOST)]
    return Presentation(state=state, invitation=invitation, meeting=Meeting(holders=holders))


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in PRESENTATION} == ARROWS.keys()


def test_every_arrow_that_people_take_has_a_button_and_a_form() -> None:
    assert {*fields.TRANSITIONS} == {*FORMS} == ARROWS.keys() - BY_THE_PLATFORM


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, PresentationState)))
def test_only_the_allowed_take_an_arrow_and_only_from_its_states(
    name: str, state: PresentationState
) -> None:
    allowed, sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        presentation = presentation_in(state)
        outcome = outcome_of(name, presentation, actor)
        if person not in allowed:
            assert (outcome, presentation.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, presentation.state) == ("not possible", state), person
        else:
            assert (outcome, presentation.state) == ("taken", target), person


def outcome_of(name: str, presentation: Presentation, actor: Actor) -> str:
    try:
        PRESENTATION.take(name, presentation, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


@pytest.mark.parametrize(
    ("person", "rcps"),
    [
        ("guest focal_point", {GUEST}),
        ("guest member", set()),
        ("chair of both", {GUEST}),
        ("nominee who works for another RCP", set()),
        ("host chair", set()),
    ],
)
def test_a_practice_is_drafted_for_the_rcp_that_was_invited_and_no_other(
    person: str, rcps: set[str]
) -> None:
    assert policy.rcps_to_draft_for(PEOPLE[person], presentation_in(OUTCOME)) == rcps


def test_of_a_person_a_practice_is_drafted_for_their_rcps_and_never_for_the_hosts() -> None:
    to_a_person = {"addressee": AddresseeKind.PERSON, "email": NOMINEE, "nominee_email": ""}
    presentation = presentation_in(OUTCOME, **to_a_person)
    speaker = seated((OTHER, Role.CHAIR), (CO_HOST, Role.CHAIR), email=NOMINEE)
    assert policy.rcps_to_draft_for(speaker, presentation) == {OTHER}
    assert policy.rcps_to_draft_for(PEOPLE["guest chair"], presentation) == set()
