"""Who may know what came of a meeting, and who may say how it stands."""

from collections.abc import Callable
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite

from rcp_platform.core.access import (
    SYSTEM,
    VISITOR,
    AccessDenied,
    Actor,
    Observation,
    Right,
    Role,
    Seat,
)
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingRcp
from rcp_platform.meetings.outcomes import policy, queries
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.reading import Item
from rcp_platform.meetings.outcomes.workflow import OUTCOME
from rcp_platform.meetings.states import MeetingAudience, MeetingState, OutcomeKind, OutcomeState

HOST, JOINT, GUEST, OWNER, OTHER = "bali", "colombo", "abu-dhabi", "rcm", "mtm"
PLANNED, UNDER_WAY = OutcomeState.PLANNED, OutcomeState.UNDER_WAY
DONE, RESTS = OutcomeState.DONE, OutcomeState.NOT_PURSUED
LEADS = {Role.CHAIR, Role.SECRETARIAT}


def seated(rcp: str, role: Role, *observations: Observation) -> Actor:
    seats = frozenset({Seat(rcp, role)})
    return Actor(7, "p@gov.example", seats=seats, observations=frozenset(observations))


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(7, "p@gov.example"),
    "invited person": Actor(8, "expert@uni.example"),
    "administrator": Actor(9, "admin@site.example", is_administrator=True),
    **{
        f"{rcp} {role}": seated(rcp, role)
        for rcp in (HOST, JOINT, GUEST, OWNER, OTHER)
        for role in Role
    },
    "observer": seated(OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_TECHNICAL)),
    "observer on its theme": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_TECHNICAL, "recruitment")
    ),
    "observer on another theme": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_TECHNICAL, "return-readmission")
    ),
    "observer of another level": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_MINISTERIAL)
    ),
    "observer at this meeting": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_TECHNICAL, meeting_id=1)
    ),
    "observer at another meeting": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.ATTEND_TECHNICAL, meeting_id=99)
    ),
    "observer without a right to attend": seated(
        OTHER, Role.MEMBER, Observation(HOST, Right.SEE_PRACTICES)
    ),
    "system": SYSTEM,
}
ORGANISERS = {f"{rcp} {role}" for rcp in (HOST, JOINT) for role in LEADS} | {"system"}
FOLLOWERS = ORGANISERS | {f"{OWNER} {role}" for role in LEADS}
HOLDERS = {f"{rcp} {role}" for rcp in (HOST, JOINT) for role in Role} | {"system"}
GUESTS = {f"{GUEST} {role}" for role in set(Role) - {Role.MEMBER}} | {"invited person"}
OBSERVERS = {"observer", "observer on its theme", "observer at this meeting"}
SEATED = {person for person, actor in PEOPLE.items() if actor.seats}
#: Written by hand: who reads an item of an open point at a public meeting.
READERS = {
    MeetingAudience.MEMBERS: HOLDERS | FOLLOWERS,
    MeetingAudience.INVITED: HOLDERS | FOLLOWERS | GUESTS,
    MeetingAudience.OBSERVERS: HOLDERS | FOLLOWERS | GUESTS | OBSERVERS,
    MeetingAudience.NETWORK: HOLDERS | FOLLOWERS | GUESTS | SEATED,
    MeetingAudience.PUBLIC: set(PEOPLE),
}
#: The whole table, written by hand: from where, to where.
ARROWS = {
    "start": ({PLANNED}, UNDER_WAY),
    "finish": ({PLANNED, UNDER_WAY}, DONE),
    "let_rest": ({PLANNED, UNDER_WAY}, RESTS),
    "take_up_again": ({DONE, RESTS}, UNDER_WAY),
}


@pytest.fixture
def meeting(session: Session, make_rcp: Callable[..., object]) -> Meeting:
    for slug in (HOST, JOINT, GUEST, OWNER, OTHER):
        make_rcp(slug)
    meeting = gather(session, HOST, JOINT, audience=MeetingAudience.PUBLIC, themes=["recruitment"])
    meeting.agenda = [
        AgendaItem(position=0, title="Recruitment"),
        AgendaItem(position=1, title="Budget", is_closed=True),
    ]
    invite(session, meeting, GUEST)
    invite(session, meeting, "expert@uni.example")
    return meeting


@pytest.fixture
def conclude(session: Session, meeting: Meeting) -> Callable[..., Outcome]:
    def add(**facts: object) -> Outcome:
        outcome = Outcome(
            meeting=meeting,
            **{
                "kind": OutcomeKind.OUTCOME,
                "position": 0,
                "text": "Compare fees.",
                "language": "en",
                "owner_slug": OWNER,
                **facts,
            },
        )
        if outcome.state == DONE:
            outcome.done_at = now()
        session.add(outcome)
        session.commit()
        return outcome

    return add


def knows_of(session: Session, outcome: Outcome, actor: Actor) -> bool:
    statement = sa.select(Outcome.id).where(Outcome.id == outcome.id, queries.visible_to(actor))
    return session.scalar(statement) is not None


@pytest.mark.parametrize("audience", MeetingAudience)
def test_an_item_is_read_by_its_audience_and_by_whoever_takes_it_on(
    session: Session, conclude: Callable[..., Outcome], audience: MeetingAudience
) -> None:
    outcome = conclude(audience=audience)
    assert {p for p, a in PEOPLE.items() if policy.may_see(a, outcome)} == READERS[audience]
    assert {p for p, a in PEOPLE.items() if knows_of(session, outcome, a)} == READERS[audience]


@pytest.mark.parametrize("audience", MeetingAudience)
def test_an_item_of_a_closed_point_is_read_by_those_who_hold_the_meeting_and_its_owner(
    session: Session, meeting: Meeting, conclude: Callable[..., Outcome], audience: MeetingAudience
) -> None:
    outcome = conclude(audience=audience, agenda_item_id=meeting.agenda[1].id)
    readers = HOLDERS | FOLLOWERS
    assert {p for p, a in PEOPLE.items() if policy.may_see(a, outcome)} == readers
    assert {p for p, a in PEOPLE.items() if knows_of(session, outcome, a)} == readers
    told = {p for p in readers if Item.of(outcome, PEOPLE[p]).point}
    assert told == HOLDERS, "its title is not for the owner"


@pytest.mark.parametrize("whole", [a for a in MeetingAudience if a != MeetingAudience.MEMBERS])
def test_no_item_is_known_to_more_than_its_meeting_and_sql_agrees_with_the_rule(
    session: Session,
    meeting: Meeting,
    conclude: Callable[..., Outcome],
    whole: MeetingAudience,
) -> None:
    outcome = conclude()
    for state, part in product(MeetingState, MeetingAudience):
        meeting.audience, meeting.state, outcome.audience = whole, state, part
        session.flush()
        for person, actor in PEOPLE.items():
            allowed = policy.may_see(actor, outcome)
            assert allowed == knows_of(session, outcome, actor), (person, state, part)
            if allowed and person not in HOLDERS | FOLLOWERS:
                assert meetings.may_see(actor, meeting), (person, state, part)


@pytest.mark.parametrize("state", MeetingState)
def test_organisers_note_what_came_of_a_meeting_that_is_neither_draft_nor_cancelled(
    meeting: Meeting, state: MeetingState
) -> None:
    meeting.state = state
    allowed = {p for p, actor in PEOPLE.items() if policy.may_record(actor, meeting)}
    is_on = state in {MeetingState.ANNOUNCED, MeetingState.HELD}
    assert allowed == (ORGANISERS if is_on else set())


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {t.name for t in OUTCOME} == ARROWS.keys()


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, OutcomeState)))
def test_only_those_who_follow_an_item_say_how_it_stands_and_only_from_these_states(
    name: str, state: OutcomeState
) -> None:
    holders = [MeetingRcp(rcp_slug=HOST), MeetingRcp(rcp_slug=JOINT)]
    outcome = Outcome(meeting=Meeting(holders=holders), owner_slug=OWNER)
    sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        outcome.state = state
        if person not in FOLLOWERS:
            expected = ("denied", state)
        elif state not in sources:
            expected = ("not possible", state)
        else:
            expected = ("taken", target)
        assert (result_of(name, outcome, actor), outcome.state) == expected, person


def result_of(name: str, outcome: Outcome, actor: Actor) -> str:
    try:
        OUTCOME.take(name, outcome, actor)
    except AccessDenied:
        return "denied"
    except NotPossible:
        return "not possible"
    return "taken"


def test_only_organisers_change_an_item(conclude: Callable[..., Outcome]) -> None:
    outcome = conclude()
    changing = {p for p, actor in PEOPLE.items() if policy.is_organiser(actor, outcome)}
    assert changing == ORGANISERS


@pytest.mark.parametrize("rcp", [HOST, JOINT, GUEST, OWNER, OTHER])
def test_one_follows_what_ones_process_took_on_or_held(
    session: Session, conclude: Callable[..., Outcome], rcp: str
) -> None:
    outcome = conclude(audience=MeetingAudience.PUBLIC)
    for role in Role:
        found = session.scalars(queries.followed(seated(rcp, role), is_open=True)).all()
        assert found == ([outcome] if f"{rcp} {role}" in FOLLOWERS else [])
