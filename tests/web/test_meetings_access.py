"""Who may know of a meeting: the rule and its SQL say the same, and what is told stays so."""

from collections.abc import Callable
from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite

from rcp_platform.core.access import (
    EDITORS,
    SYSTEM,
    VISITOR,
    Actor,
    Observation,
    Right,
    Role,
    Seat,
)
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.meetings import policy, queries
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.reading import Shown
from rcp_platform.meetings.states import InvitationState, MeetingAudience, MeetingState

OWN, JOINT, GUEST, OTHER = "colombo-process", "abu-dhabi-dialogue", "bali-process", "rcm"
THEME = "recruitment"
EXPERT, NOMINEE = "expert@university.example", "nominee@gov.example"


def seated(rcp: str, role: Role, *observations: Observation) -> Actor:
    return Actor(1, seats=frozenset({Seat(rcp, role)}), observations=frozenset(observations))


def observing(right: Right, theme: str | None = None, meeting_id: int | None = None) -> Actor:
    return seated(OTHER, Role.MEMBER, Observation(OWN, right, theme, meeting_id))


#: Their rights at meeting 1 only are given by its id in the test.
PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1, email="somebody@gov.example"),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"own {role}": seated(OWN, role) for role in Role},
    **{f"joint {role}": seated(JOINT, role) for role in Role},
    **{f"guest {role}": seated(GUEST, role) for role in Role},
    **{f"other {role}": seated(OTHER, role) for role in Role},
    "invited expert": Actor(user_id=1, email=EXPERT),
    "nominee of another Process": Actor(
        1, email=NOMINEE, seats=frozenset({Seat(OTHER, Role.MEMBER)})
    ),
    **{f"observer with {right}": observing(right) for right in Right},
    "observer on the theme": observing(Right.ATTEND_TECHNICAL, THEME),
    "observer on another theme": observing(Right.ATTEND_TECHNICAL, "health"),
    "observer at the first meeting": observing(Right.ATTEND_TECHNICAL, None, 1),
    "observer at the last meeting": observing(Right.ATTEND_TECHNICAL, None, 99),
    "system": SYSTEM,
}
HOLDERS = {f"{whose} {role}" for whose in ("own", "joint") for role in Role} | {"system"}
PREPARING = {f"{whose} {role}" for whose in ("own", "joint") for role in EDITORS} | {"system"}
GUESTS = {f"guest {role}" for role in EDITORS} | {"invited expert", "nominee of another Process"}
OBSERVERS = {
    "observer with attend_technical",
    "observer on the theme",
    "observer at the first meeting",
}
SEATED = {name for name, actor in PEOPLE.items() if actor.rcps} | {"system"}
AUDIENCES = [audience for audience in MeetingAudience if audience != MeetingAudience.MEMBERS]
READERS = {
    MeetingAudience.INVITED: HOLDERS | GUESTS,
    MeetingAudience.OBSERVERS: HOLDERS | GUESTS | OBSERVERS,
    MeetingAudience.NETWORK: SEATED | GUESTS,
    MeetingAudience.PUBLIC: set(PEOPLE),
}


@pytest.fixture
def rcps(make_rcp: Callable[..., object]) -> None:
    for slug in (OWN, JOINT, GUEST, OTHER):
        make_rcp(slug)


@pytest.fixture
def meeting(rcps: None, session: Session) -> Meeting:
    """A technical meeting of two RCPs on recruitment, with a guest RCP and an expert."""
    meeting = gather(
        session, OWN, JOINT, themes=[THEME], venue="Room 4", link="https://meet.example"
    )
    assert meeting.id == 1
    invite(session, meeting, GUEST, state=InvitationState.TENTATIVE)
    invite(session, meeting, EXPERT)
    invite(session, meeting, GUEST, state=InvitationState.ACCEPTED, nominee_email=NOMINEE)
    return meeting


def known_to(session: Session, meeting: Meeting) -> set[str]:
    """By the rule; the SQL must say the same of everybody."""
    by_rule = {name for name, actor in PEOPLE.items() if policy.may_see(actor, meeting)}
    statement = sa.select(Meeting.id).where(Meeting.id == meeting.id)
    by_sql = {
        name
        for name, actor in PEOPLE.items()
        if session.scalars(statement.where(queries.visible_to(actor))).one_or_none()
    }
    assert by_rule == by_sql
    return by_rule


@pytest.mark.parametrize(("audience", "state"), list(product(AUDIENCES, MeetingState)))
def test_a_meeting_is_known_to_its_audience_and_a_draft_to_those_who_prepare_it(
    session: Session, meeting: Meeting, audience: MeetingAudience, state: MeetingState
) -> None:
    session.execute(sa.update(Meeting).values(audience=audience, state=state))
    session.refresh(meeting)
    expected = PREPARING if state == MeetingState.DRAFT else READERS[audience]
    assert known_to(session, meeting) == expected


@pytest.mark.parametrize("level", MeetingLevel)
def test_observers_know_of_the_levels_that_they_may_attend(
    session: Session, rcps: None, level: MeetingLevel
) -> None:
    attending = {
        MeetingLevel.MINISTERIAL: {"observer with attend_ministerial"},
        MeetingLevel.SENIOR_OFFICIALS: {"observer with attend_senior_officials"},
        MeetingLevel.TECHNICAL: OBSERVERS,
        MeetingLevel.WORKING_GROUP: OBSERVERS,
        MeetingLevel.INTER_RCP: set(),
        MeetingLevel.GLOBAL: set(),
    }
    meeting = gather(session, OWN, JOINT, level=level, themes=[THEME])
    assert known_to(session, meeting) == HOLDERS | attending[level]


@pytest.mark.parametrize("state", InvitationState)
def test_an_invitation_opens_a_meeting_from_when_it_is_sent_until_it_is_over(
    session: Session, rcps: None, state: InvitationState
) -> None:
    meeting = gather(session, OWN, audience=MeetingAudience.INVITED)
    invite(session, meeting, EXPERT, state=state)
    live = {"sent", "accepted", "delegated", "tentative", "counter_proposed"}
    assert ("invited expert" in known_to(session, meeting)) == (state in live)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_room_and_link_are_told_to_whoever_may_join_and_to_nobody_else(
    session: Session, meeting: Meeting, audience: MeetingAudience
) -> None:
    session.execute(sa.update(Meeting).values(audience=audience))
    session.refresh(meeting)
    joining = HOLDERS | GUESTS
    if audience != MeetingAudience.INVITED:
        joining = joining | OBSERVERS
    for name in READERS[audience]:
        shown = Shown.of(meeting, PEOPLE[name])
        told = (shown.venue, shown.link, shown.is_joining)
        expected = ("Room 4", "https://meet.example", True) if name in joining else ("", "", False)
        assert told == expected, name


def test_a_closed_point_and_what_belongs_to_it_are_left_out_without_a_gap(
    session: Session, meeting: Meeting
) -> None:
    titles = ["Opening", "Deliberation", "Closing"]
    meeting.agenda = [
        AgendaItem(position=at, title=title, is_closed=title == "Deliberation")
        for at, title in enumerate(titles)
    ]
    meeting.audience = MeetingAudience.PUBLIC
    session.flush()
    meeting.documents = [
        MeetingDocument(
            position=0,
            title=f"Paper on {item.title}",
            language="en",
            url=f"https://papers.example/{item.id}",
            audience=MeetingAudience.PUBLIC,
            agenda_item_id=item.id,
        )
        for item in meeting.agenda
    ]
    session.flush()
    for name, actor in PEOPLE.items():
        shown = Shown.of(meeting, actor)
        known = titles if name in HOLDERS else ["Opening", "Closing"]
        assert [item.title for item in shown.agenda] == known, name
        assert [one.title for one in shown.documents] == [f"Paper on {t}" for t in known], name


@pytest.mark.parametrize(
    ("document", "meeting_audience"), list(product(MeetingAudience, AUDIENCES))
)
def test_a_document_is_for_its_audience_and_never_for_more_than_know_of_the_meeting(
    session: Session,
    meeting: Meeting,
    document: MeetingAudience,
    meeting_audience: MeetingAudience,
) -> None:
    session.execute(sa.update(Meeting).values(audience=meeting_audience))
    session.refresh(meeting)
    meeting.documents = [
        MeetingDocument(
            position=0, title="Paper", language="en", url="https://p.example", audience=document
        )
    ]
    session.flush()
    ladder = list(MeetingAudience)
    widest = min(document, meeting_audience, key=ladder.index)
    readers = {
        MeetingAudience.MEMBERS: HOLDERS,
        MeetingAudience.INVITED: HOLDERS | GUESTS,
        MeetingAudience.OBSERVERS: HOLDERS | GUESTS | {"observer with receive_documents"},
        MeetingAudience.NETWORK: SEATED | GUESTS,
        MeetingAudience.PUBLIC: set(PEOPLE),
    }[widest] & READERS[meeting_audience]
    opened = {
        name for name in READERS[meeting_audience] if Shown.of(meeting, PEOPLE[name]).documents
    }
    assert opened == readers
