"""Organisers are told of clashes and of meetings near to theirs, as far as they may see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import MeetingAudience, MeetingState
from rcp_platform.meetings.warnings import Warnings, warnings_for

OWN, NEAR, FAR = "colombo-process", "abu-dhabi-dialogue", "rcm"
NETWORK = MeetingAudience.NETWORK
ORGANISER = Actor(1, seats=frozenset({Seat(OWN, Role.SECRETARIAT)}))
START = now() + timedelta(days=100)


@pytest.fixture
def meeting(make_rcp: Callable[..., object], session: Session) -> Meeting:
    """Two days in Asia on recruitment."""
    make_rcp(OWN, states=["BD", "IN", "LK", "NP", "PH", "PK", "TH"])
    make_rcp(NEAR, states=["AE", "BD", "IN", "LK", "NP", "PH", "PK"])
    make_rcp(FAR, states=["MX", "CR"])
    return gather(
        session,
        OWN,
        starts_at=START,
        ends_at=START + timedelta(days=2),
        themes=["recruitment"],
        state=MeetingState.DRAFT,
    )


def warned(session: Session, meeting: Meeting, *rcps: str, **facts: Any) -> Warnings:
    """What the organiser hears once another meeting is there."""
    gather(session, *rcps, **{"audience": NETWORK, **facts})
    return warnings_for(session, meeting, actor=ORGANISER)


def test_nothing_is_said_where_there_is_nothing(session: Session, meeting: Meeting) -> None:
    assert not warnings_for(session, meeting, actor=ORGANISER)


@pytest.mark.parametrize(
    ("begins", "lasts", "clashes"),
    [
        (timedelta(hours=47), timedelta(hours=3), True),
        (timedelta(hours=-3), timedelta(hours=4), True),
        (timedelta(hours=-30), timedelta(days=9), True),
        # One begins when the other has ended.
        (timedelta(hours=48), timedelta(hours=3), False),
        (timedelta(hours=-3), timedelta(hours=3), False),
    ],
)
def test_meetings_clash_when_they_overlap_in_time_and_states(
    session: Session, meeting: Meeting, begins: timedelta, lasts: timedelta, clashes: bool
) -> None:
    when = {"starts_at": START + begins, "ends_at": START + begins + lasts}
    found = warned(session, meeting, NEAR, **when).clashes
    assert bool(found) == clashes
    if found:
        assert (found[0].states, found[0].more) == (["BD", "IN", "LK", "NP", "PH"], 1)


def test_without_a_state_in_common_there_is_no_clash_but_with_the_same_process_there_is(
    session: Session, meeting: Meeting, make_rcp: Callable[..., object]
) -> None:
    assert not warned(session, meeting, FAR, starts_at=START).clashes
    make_rcp("stateless", states=[])
    alone = gather(session, "stateless", starts_at=START + timedelta(days=400))
    actor = Actor(1, seats=frozenset({Seat("stateless", Role.CHAIR)}))
    gather(session, "stateless", starts_at=alone.starts_at)
    assert len(warnings_for(session, alone, actor=actor).clashes) == 1


@pytest.mark.parametrize(
    ("rcp", "days", "facts", "is_near"),
    [
        (FAR, 85, {}, True),
        (FAR, -85, {}, True),
        (FAR, -85, {"state": MeetingState.HELD}, True),
        (FAR, 95, {}, False),
        (FAR, -95, {}, False),
        (FAR, 10, {"themes": ["health"]}, False),
        (FAR, 10, {"themes": ["health", "recruitment"]}, True),
        (FAR, 10, {"state": MeetingState.CANCELLED}, False),
        (OWN, 10, {}, False),
    ],
)
def test_meetings_of_others_on_the_same_topic_within_three_months_are_told(
    session: Session, meeting: Meeting, rcp: str, days: int, facts: dict[str, Any], is_near: bool
) -> None:
    facts = {"themes": ["recruitment"], "starts_at": START + timedelta(days=days), **facts}
    found = warned(session, meeting, rcp, **facts).near
    assert bool(found) == is_near
    if found:
        assert found[0].themes == ["recruitment"]


def test_the_themes_of_the_agenda_count_too(session: Session, meeting: Meeting) -> None:
    meeting.agenda = [AgendaItem(position=0, title="Health", themes=["health"], is_closed=True)]
    found = warned(session, meeting, FAR, themes=["health"], starts_at=START + timedelta(days=9))
    assert found.near[0].themes == ["health"]


@pytest.mark.parametrize(
    "facts",
    [
        {"audience": MeetingAudience.INVITED},
        {"audience": MeetingAudience.OBSERVERS},
        {"audience": MeetingAudience.PUBLIC, "state": MeetingState.DRAFT},
    ],
)
def test_what_the_organiser_may_not_see_is_not_hinted_at(
    session: Session, meeting: Meeting, facts: dict[str, Any]
) -> None:
    themes = {"themes": ["recruitment"], "starts_at": START}
    assert not warned(session, meeting, NEAR, **themes, **facts)


def test_organisers_see_the_warnings_on_the_page_and_nobody_else_does(
    client: FlaskClient,
    session: Session,
    meeting: Meeting,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
) -> None:
    gather(session, NEAR, title="Elsewhere", starts_at=START, audience=NETWORK)
    session.commit()
    for role, told in [(Role.SECRETARIAT, True), (Role.CHAIR, True), (Role.FOCAL_POINT, False)]:
        sign_in(make_user(OWN, role))
        page = client.get(f"/meetings/{meeting.id}").text
        assert ("Elsewhere" in page) == told, role
        assert ("Bangladesh, India, Nepal, Pakistan, Philippines" in page) is False
        assert ("and 1 more State" in page) == told, role
