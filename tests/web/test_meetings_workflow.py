"""The life of a meeting: who takes which step from where, and what comes of it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.seats import seated

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import SYSTEM, VISITOR, AccessDenied, Actor, Role, Seat
from rcp_platform.core.db import now
from rcp_platform.core.schedule import JOBS
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings import services
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingEvent
from rcp_platform.meetings.states import (
    InvitationKind,
    InvitationState,
    MeetingAudience,
    MeetingState,
)
from rcp_platform.meetings.workflow import MEETING

OWN, JOINT, OTHER = "colombo-process", "abu-dhabi-dialogue", "rcm"
DRAFT, ANNOUNCED = MeetingState.DRAFT, MeetingState.ANNOUNCED
HELD, CANCELLED = MeetingState.HELD, MeetingState.CANCELLED


PEOPLE = {
    "visitor": VISITOR,
    "signed in without a seat": Actor(user_id=1),
    "administrator without a seat": Actor(user_id=1, is_administrator=True),
    **{f"{rcp} {role}": seated(rcp, role) for rcp in (OWN, JOINT, OTHER) for role in Role},
    "system": SYSTEM,
}
ORGANISERS = {
    "system",
    *(f"{rcp} {role}" for rcp in (OWN, JOINT) for role in ("chair", "secretariat")),
}
ARROWS = {
    "announce": ({DRAFT}, ANNOUNCED),
    "cancel": ({ANNOUNCED}, CANCELLED),
    "close": ({ANNOUNCED}, HELD),
}


@pytest.fixture
def rcps(make_rcp: Callable[..., object], make_user: Callable[..., User]) -> None:
    for slug in (OWN, JOINT, OTHER):
        make_rcp(slug)
    # Whom the people above are.
    assert make_user().id == 1


@pytest.fixture
def make(session: Session, rcps: None) -> Callable[..., Meeting]:
    def make(state: MeetingState = ANNOUNCED, **facts: object) -> Meeting:
        begun = {"starts_at": now() - timedelta(hours=1)}
        meeting = gather(session, OWN, JOINT, state=state, **{**begun, **facts})
        session.commit()
        return meeting

    return make


def test_the_table_has_these_arrows_and_no_others() -> None:
    assert {transition.name for transition in MEETING} == ARROWS.keys()


@pytest.mark.parametrize(("name", "state"), list(product(ARROWS, MeetingState)))
def test_only_organisers_take_a_step_and_only_from_its_states(
    session: Session, make: Callable[..., Meeting], name: str, state: MeetingState
) -> None:
    sources, target = ARROWS[name]
    for person, actor in PEOPLE.items():
        meeting = make(state)
        try:
            if name == "cancel":
                services.cancel(session, meeting, "No quorum.", actor=actor)
            else:
                getattr(services, name)(session, meeting, actor=actor)
            outcome = "taken"
        except AccessDenied:
            outcome = "denied"
        except NotPossible:
            outcome = "not possible"
        if person not in ORGANISERS:
            assert (outcome, meeting.state) == ("denied", state), person
        elif state not in sources:
            assert (outcome, meeting.state) == ("not possible", state), person
        else:
            assert (outcome, meeting.state) == ("taken", target), person
        session.rollback()


@pytest.mark.parametrize("state", MeetingState)
def test_what_is_held_or_cancelled_is_not_changed(
    session: Session, make: Callable[..., Meeting], state: MeetingState
) -> None:
    for person, actor in PEOPLE.items():
        meeting = make(state)
        may = person in ORGANISERS and state in {DRAFT, ANNOUNCED}
        try:
            services.change(session, meeting, {"title": "Another"}, actor=actor)
        except (AccessDenied, NotPossible):
            assert not may, person
        else:
            assert may, person
        session.rollback()


def test_a_meeting_that_has_not_begun_has_not_been_held(
    session: Session, make: Callable[..., Meeting]
) -> None:
    meeting = make(starts_at=now() + timedelta(minutes=1))
    with pytest.raises(NotPossible):
        services.close(session, meeting, actor=SYSTEM)


def test_the_clock_closes_what_has_ended_and_nothing_else(
    session: Session, make: Callable[..., Meeting]
) -> None:
    over = make(starts_at=now() - timedelta(hours=4))
    under_way, draft = make(), make(DRAFT, starts_at=now() - timedelta(days=4))
    JOBS["meetings.deadlines"].work(session)
    assert (over.state, under_way.state, draft.state) == (HELD, ANNOUNCED, DRAFT)
    (event,) = session.scalars(sa.select(MeetingEvent))
    assert (event.subject, event.name, event.actor_id) == (str(over), "close", None)
    JOBS["meetings.deadlines"].work(session)
    assert len(session.scalars(sa.select(MeetingEvent)).all()) == 1


@pytest.mark.parametrize(
    ("values", "grows"),
    [
        ({"title": "Another title"}, True),
        ({"venue": "Room 5"}, True),
        ({"link": "https://meet.example/2"}, True),
        ({"city": "Cebu"}, True),
        ({"ends_at": now() + timedelta(days=90)}, True),
        ({"description": "More words"}, False),
        ({"themes": ["health"]}, False),
    ],
)
def test_calendars_learn_of_changes_once_it_is_announced(
    session: Session, make: Callable[..., Meeting], values: dict[str, object], grows: bool
) -> None:
    announced, draft = make(), make(DRAFT)
    for meeting in (announced, draft):
        assert services.change(session, meeting, values, actor=seated(OWN, Role.CHAIR))
    assert (announced.sequence, draft.sequence) == (int(grows), 0)
    assert not services.change(session, announced, values, actor=seated(OWN, Role.CHAIR))


def test_the_agenda_moves_with_the_beginning_of_the_meeting(
    session: Session, make: Callable[..., Meeting]
) -> None:
    meeting = make()
    begins, week = meeting.starts_at, timedelta(days=7)
    times = [begins, None, begins + timedelta(hours=1)]
    meeting.agenda = [AgendaItem(position=0, title="Point", starts_at=at) for at in times]
    session.flush()
    moved = {"starts_at": begins + week, "ends_at": meeting.ends_at + week}
    services.change(session, meeting, moved, actor=seated(OWN, Role.CHAIR))
    services.change(session, meeting, {"title": "Another"}, actor=seated(OWN, Role.CHAIR))
    assert [item.starts_at for item in meeting.agenda] == [at and at + week for at in times]


def test_a_step_is_in_the_record_and_cancelling_reaches_guests_and_calendars(
    session: Session, make: Callable[..., Meeting], make_user: Callable[..., User]
) -> None:
    meeting = make(starts_at=now() + timedelta(days=30))
    invitation = invite(session, meeting, "expert@university.example")
    chair = make_user(OWN, Role.CHAIR)
    services.cancel(session, meeting, "The host has withdrawn.", actor=chair.actor)
    assert invitation.state == InvitationState.CANCELLED
    assert (meeting.sequence, meeting.cancelled_reason) == (1, "The host has withdrawn.")
    assert "meeting.cancel" in session.scalars(sa.select(AuditEvent.action)).all()


def test_the_first_of_two_who_move_a_meeting_at_once_wins_and_the_other_is_told(
    client: FlaskClient,
    make: Callable[..., Meeting],
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    session: Session,
) -> None:
    meeting = make(DRAFT)
    sign_in(make_user(OWN, Role.SECRETARIAT))
    seen = {"version": str(meeting.version)}
    address = f"/meetings/{meeting.id}/move"
    assert client.post(f"{address}/announce", data=seen).status_code == 302
    late = client.post(f"{address}/cancel", data={**seen, "reason": "Too late"})
    assert late.status_code == 409
    session.expire_all()
    assert meeting.state == ANNOUNCED
    now_seen = {"version": str(meeting.version), "reason": ""}
    assert client.post(f"{address}/cancel", data=now_seen).status_code == 422
    assert client.post(f"{address}/explode", data=now_seen).status_code == 404


# --- holding a meeting together -----------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "role", "may"),
    [
        (InvitationKind.JOINT_SESSION, InvitationState.ACCEPTED, Role.CHAIR, True),
        (InvitationKind.JOINT_SESSION, InvitationState.DELEGATED, Role.SECRETARIAT, True),
        (InvitationKind.JOINT_SESSION, InvitationState.ACCEPTED, Role.FOCAL_POINT, False),
        (InvitationKind.JOINT_SESSION, InvitationState.SENT, Role.CHAIR, False),
        (InvitationKind.JOINT_SESSION, InvitationState.DECLINED, Role.CHAIR, False),
        (InvitationKind.ATTEND, InvitationState.ACCEPTED, Role.CHAIR, False),
        (None, None, Role.CHAIR, False),
    ],
)
def test_another_process_holds_it_too_once_both_sides_have_agreed_to_a_joint_session(
    session: Session,
    make: Callable[..., Meeting],
    kind: InvitationKind | None,
    state: InvitationState | None,
    role: Role,
    may: bool,
) -> None:
    meeting = make(audience=MeetingAudience.PUBLIC)
    if kind is not None:
        invite(session, meeting, OTHER, kind=kind, state=state)
    if not may:
        with pytest.raises(AccessDenied):
            services.hold_together(session, meeting, OTHER, actor=seated(OTHER, role))
        return
    services.hold_together(session, meeting, OTHER, actor=seated(OTHER, role))
    session.expire(meeting)
    assert [holder.rcp_slug for holder in meeting.holders] == [OWN, JOINT, OTHER]


def test_a_meeting_is_begun_only_by_those_who_lead_all_its_processes(
    session: Session, rcps: None
) -> None:
    values = {"title": "Joint", "language": "en", "level": "technical", "zone": "Asia/Manila"}
    values |= {"starts_at": now(), "ends_at": now() + timedelta(hours=1), "series": "Annual"}
    with pytest.raises(AccessDenied):
        services.create(session, [OWN, JOINT], values, actor=seated(OWN, Role.CHAIR))
    with pytest.raises(AccessDenied):
        services.create(session, [], values, actor=seated(OWN, Role.CHAIR))
    both = Actor(1, seats=frozenset({Seat(OWN, Role.CHAIR), Seat(JOINT, Role.SECRETARIAT)}))
    first = services.create(session, [JOINT, OWN], values, actor=both)
    second = services.create(session, [JOINT], {**values, "series": "ANNUAL"}, actor=both)
    assert [holder.rcp_slug for holder in first.holders] == [JOINT, OWN]
    assert first.series_id == second.series_id
    assert first.state == DRAFT


def test_a_process_leaves_a_meeting_unless_it_has_invited_or_is_the_last(
    session: Session, make: Callable[..., Meeting]
) -> None:
    meeting = make()
    chair = seated(JOINT, Role.CHAIR)
    assert services.set_holders(session, meeting, [], actor=chair)
    assert meeting.rcp_slugs == {OWN}
    with pytest.raises(services.StillNeeded):
        services.set_holders(session, meeting, [], actor=seated(OWN, Role.CHAIR))
    with pytest.raises(AccessDenied):
        services.set_holders(session, meeting, [OWN, JOINT], actor=seated(OWN, Role.CHAIR))
