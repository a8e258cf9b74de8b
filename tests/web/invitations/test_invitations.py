"""The way of an invitation on its pages, from the proposal to the answer and beyond."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.inviting import (
    COMES,
    GUEST,
    HOST,
    OTHER,
    World,
    filled,
    form_of,
    mails,
    steps,
    told,
)
from tests.seats import seated

from rcp_platform.accounts.models import Membership
from rcp_platform.core.access import AccessDenied, Role
from rcp_platform.core.db import now
from rcp_platform.meetings.invitations import sending, services
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.invitations.refusals import Refused, Why
from rcp_platform.meetings.models import AgendaItem
from rcp_platform.meetings.states import (
    AddresseeKind,
    InvitationState,
    MeetingState,
)
from rcp_platform.practices.states import Attribution, Audience, PracticeState

S = InvitationState


def test_an_invitation_is_proposed_approved_sent_and_accepted(
    secretariat: FlaskClient,
    chair: FlaskClient,
    guest: FlaskClient,
    session: Session,
    world: World,
    fresh: Callable[[int], Invitation],
) -> None:
    new = f"/invitations/new?meeting={world.meeting.id}"
    assert "Propose an invitation" in secretariat.get(new).text
    answer = secretariat.post(new, data=filled())
    assert answer.status_code == 302, answer.text
    number = int(answer.location.rsplit("/", 1)[1])
    invitation = fresh(number)
    assert (invitation.state, invitation.topic) == (S.PROPOSED, "Recruitment fees")
    assert invitation.allows_delegate
    assert told(session, "invitation_proposed") == ["chair@add.example"]
    assert told(session, "invitation") == []

    path = f"/invitations/{number}"
    assert f'action="{path}/approve"' not in secretariat.get(path).text, "that is the chair's"
    assert chair.post(f"{path}/approve", data=form_of(fresh(number))).status_code == 302
    sent = secretariat.post(f"{path}/send", data=form_of(fresh(number)))
    assert "The invitation is on its way." in secretariat.get(sent.location).text
    assert told(session, "invitation") == ["secretariat@bali.example"]

    assert f'action="{path}/accept"' in guest.get(path).text
    accepted = guest.post(f"{path}/accept", data=form_of(fresh(number), **COMES))
    assert accepted.status_code == 302, accepted.text
    invitation = fresh(number)
    assert invitation.state == S.ACCEPTED
    assert invitation.answered_by_id == world.guest.id
    assert steps(session, invitation) == ["propose", "approve", "send", "accept"]
    assert "Director, Migration" in secretariat.get(path).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"invited_slug": ""}, "Choose the Process that is invited."),
        ({"invited_slug": HOST}, "Not a valid choice."),
        ({"addressee": "state", "country": "Atlantis"}, "Name the State that is invited."),
        ({"addressee": "state", "country": "Fiji", "name": "Ministry"}, "Enter the address"),
        ({"addressee": "person", "email": "x"}, "This is not an e-mail address."),
        ({"addressee": "person", "email": "x@gov.example"}, "Say who is invited"),
        ({"reply_day": ""}, "Choose the last day to answer."),
        ({"reply_day": "2020-01-01"}, "must lie ahead"),
        ({"reply_day": "2999-01-01"}, "not after the start of the meeting"),
        ({"practice_id": "99"}, "Not a valid choice."),
        ({"agenda_item_id": "99"}, "Not a valid choice."),
        ({"kind": "dance"}, "Not a valid choice."),
        ({"topic": "x" * 301}, "Shorten this to 300 characters."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    secretariat: FlaskClient,
    session: Session,
    world: World,
    said: dict[str, str],
    sentence: str,
) -> None:
    answer = secretariat.post(f"/invitations/new?meeting={world.meeting.id}", data=filled(**said))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "You would be most welcome." in answer.text
    assert session.scalars(sa.select(Invitation)).all() == []


def test_the_same_is_not_proposed_twice(
    secretariat: FlaskClient, session: Session, world: World
) -> None:
    new = f"/invitations/new?meeting={world.meeting.id}"
    assert secretariat.post(new, data=filled()).status_code == 302
    again = secretariat.post(new, data=filled())
    assert again.status_code == 422
    assert "has been invited to the same already" in again.text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FOCAL_POINT])
def test_only_who_leads_a_process_that_holds_it_invites(
    session: Session, world: World, role: Role, make_user: Any, browser: Any
) -> None:
    values = {"invited_slug": GUEST}
    for actor in (seated(HOST, role), seated(GUEST, Role.CHAIR), seated(OTHER, Role.CHAIR)):
        with pytest.raises(AccessDenied):
            services.propose(session, world.meeting, values, actor=actor)
    new = f"/invitations/new?meeting={world.meeting.id}"
    assert browser(make_user(HOST, role)).get(new).status_code == 403
    assert browser(make_user(OTHER, Role.CHAIR)).get(new).status_code == 404


def test_a_state_and_a_person_are_written_to_at_their_address(
    secretariat: FlaskClient, session: Session, world: World
) -> None:
    new = f"/invitations/new?meeting={world.meeting.id}"
    state = {"addressee": "state", "country": "Fiji", "name": "Ministry", "email": "M@gov.example"}
    assert secretariat.post(new, data=filled(**state)).status_code == 302
    person = {"addressee": "person", "name": "Expert", "email": "expert@gov.example"}
    said = filled(**person)
    del said["allows_delegate"]
    assert secretariat.post(new, data=said).status_code == 302
    first, second = session.scalars(sa.select(Invitation).order_by(Invitation.id)).all()
    assert (first.country, first.email, first.invited_slug) == ("FJ", "m@gov.example", None)
    assert (second.country, second.email) == (None, "expert@gov.example")
    assert not second.allows_delegate


def test_the_defaults_let_a_process_and_a_state_send_somebody_else_but_not_a_person(
    session: Session, world: World
) -> None:
    actor = world.chair.actor
    to_rcp = services.propose(session, world.meeting, {"invited_slug": GUEST}, actor=actor)
    values = {"addressee": AddresseeKind.PERSON, "name": "X", "email": "x@gov.example"}
    to_person = services.propose(session, world.meeting, values, actor=actor)
    assert (to_rcp.allows_delegate, to_person.allows_delegate) == (True, False)
    assert abs(to_rcp.reply_by - now() - timedelta(days=14)) < timedelta(minutes=1)
    soon = gather(session, HOST, starts_at=now() + timedelta(days=3))
    near = services.propose(session, soon, {"invited_slug": GUEST}, actor=actor)
    assert near.reply_by == soon.starts_at, "never after the start"


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (MeetingState.DRAFT, Why.NOT_ANNOUNCED),
        (MeetingState.CANCELLED, Why.MEETING_CANCELLED),
        (MeetingState.HELD, Why.MEETING_OVER),
    ],
)
def test_nothing_is_sent_for_a_meeting_that_is_not_announced(
    secretariat: FlaskClient, session: Session, world: World, state: MeetingState, why: Why
) -> None:
    meeting = gather(session, HOST, state=state)
    one = invite(session, meeting, GUEST, state=S.APPROVED, sent_at=None)
    session.commit()
    with pytest.raises(Refused) as refused:
        sending.send(session, one, actor=world.chair.actor)
    assert refused.value.why == why
    answer = secretariat.post(f"/invitations/{one.id}/send", data=form_of(one))
    page = secretariat.get(answer.location).text
    assert 'role="alert"' in page
    assert "is on its way" not in page
    assert mails(session) == []


def test_an_invitation_that_nobody_could_read_is_not_sent(
    session: Session, world: World, make_rcp: Any
) -> None:
    make_rcp("silent")
    one = invite(session, world.meeting, "silent", state=S.APPROVED, sent_at=None)
    with pytest.raises(Refused) as refused:
        sending.send(session, one, actor=world.chair.actor)
    assert refused.value.why == Why.NOBODY_REACHED
    assert one.state == S.APPROVED


# --- practices that may be named ------------------------------------------


@pytest.mark.parametrize(
    ("facts", "is_allowed"),
    [
        ({}, True),
        ({"attribution": Attribution.RCP}, True),
        ({"attribution": Attribution.ANONYMOUS}, False),
        ({"attribution": Attribution.STATE}, False),
        ({"audience": Audience.MEMBERS}, False),
        ({"audience": Audience.OBSERVERS}, False),
        ({"state": PracticeState.DRAFT}, False),
        ({"state": PracticeState.WITHDRAWN}, False),
    ],
)
def test_a_practice_is_asked_for_only_where_its_source_is_known_and_it_may_be_seen(
    session: Session, world: World, make_practice: Any, facts: dict[str, Any], is_allowed: bool
) -> None:
    practice = make_practice(GUEST, **facts)
    values = {"kind": "present", "invited_slug": GUEST, "practice_id": practice.id}
    if is_allowed:
        one = services.propose(session, world.meeting, values, actor=world.chair.actor)
        assert one.practice_id == practice.id
        return
    with pytest.raises(Refused) as refused:
        services.propose(session, world.meeting, values, actor=world.chair.actor)
    assert refused.value.why == Why.PRACTICE, "the same, whatever the reason"


def test_a_practice_of_another_process_is_not_asked_for(
    session: Session, world: World, make_practice: Any
) -> None:
    practice = make_practice(OTHER)
    values = {"kind": "present", "invited_slug": GUEST, "practice_id": practice.id}
    with pytest.raises(Refused):
        services.propose(session, world.meeting, values, actor=world.chair.actor)


def test_whoever_sits_on_both_sides_does_not_carry_over_what_only_one_side_knows(
    session: Session, world: World, make_practice: Any, chair: FlaskClient
) -> None:
    practice = make_practice(GUEST, "A quiet practice", attribution=Attribution.ANONYMOUS)
    world.chair.memberships.append(Membership(rcp_slug=GUEST, role=Role.CHAIR))
    session.commit()
    values = {"kind": "present", "invited_slug": GUEST, "practice_id": practice.id}
    with pytest.raises(Refused):
        services.propose(session, world.meeting, values, actor=world.chair.actor)
    form = chair.get(f"/invitations/new?meeting={world.meeting.id}&practice={practice.id}").text
    assert "A quiet practice" not in form


def test_the_form_is_filled_from_the_practice_and_the_point_of_the_agenda(
    chair: FlaskClient, session: Session, world: World, make_practice: Any
) -> None:
    practice = make_practice(GUEST, "Recruitment fees abolished")
    point = AgendaItem(meeting_id=world.meeting.id, position=1, title="Fair recruitment")
    session.add(point)
    session.commit()
    page = chair.get(
        f"/invitations/new?meeting={world.meeting.id}&item={point.id}&practice={practice.id}"
    ).text
    assert f'<option selected value="{GUEST}">' in page
    assert f'<option selected value="{point.id}">Fair recruitment' in page
    assert f'<option selected value="{practice.id}">Recruitment fees abolished' in page
    assert 'value="present" checked' in page
