"""Invitations changed, taken back and answered by letter; what accepting opens; two at once."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tests.gatherings import invite
from tests.inviting import (
    COMES,
    GUEST,
    HOST,
    World,
    filled,
    form_of,
    invited,
    mails,
    steps,
    told,
)

from rcp_platform.accounts.models import Membership
from rcp_platform.core.access import SYSTEM, AccessDenied, Right, Role
from rcp_platform.extensions import db
from rcp_platform.meetings.invitations import answers
from rcp_platform.meetings.invitations.answers import Nominee
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import (
    DeclinedBecause,
    InvitationKind,
    InvitationState,
)
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.states import GrantState

S = InvitationState


def test_what_is_approved_keeps_whom_and_what_for(
    secretariat: FlaskClient, session: Session, world: World, fresh: Callable[[int], Invitation]
) -> None:
    one = invite(session, world.meeting, GUEST, state=S.APPROVED, sent_at=None)
    session.commit()
    path = f"/invitations/{one.id}/edit"
    said = filled(version=str(one.version), kind="present", topic="Other words")
    assert secretariat.post(path, data=said).status_code == 302
    changed = fresh(one.id)
    assert (changed.topic, changed.kind) == ("Other words", InvitationKind.ATTEND)
    same = secretariat.post(path, data=said | {"version": str(changed.version)})
    assert "Nothing was changed" in secretariat.get(same.location).text
    assert steps(session, changed) == ["change"]


def test_a_change_of_what_was_sent_asks_again_and_forgets_the_answer(
    secretariat: FlaskClient,
    guest: FlaskClient,
    session: Session,
    world: World,
    fresh: Callable[[int], Invitation],
) -> None:
    one = invited(session, world)
    nominee = COMES | {"email": "nominee@gov.example"}
    guest.post(f"/invitations/{one.id}/accept", data=form_of(fresh(one.id), **nominee))
    assert told(session, "invitation_nominated") == ["nominee@gov.example"]
    before = fresh(one.id)
    sequence = before.sequence
    said = filled(version=str(before.version), topic="Recruitment costs")
    answer = secretariat.post(f"/invitations/{one.id}/edit", data=said)
    assert "Everybody addressed is asked again." in secretariat.get(answer.location).text
    after = fresh(one.id)
    assert (after.state, after.sequence) == (S.SENT, sequence + 1)
    assert (after.nominee_name, after.answered_at, after.answered_by_id) == ("", None, None)
    assert told(session, "invitation_revised") == ["secretariat@bali.example"]
    assert told(session, "invitation_released") == ["nominee@gov.example"]


def test_what_is_taken_back_is_told_to_everybody_who_was_told(
    chair: FlaskClient,
    guest: FlaskClient,
    session: Session,
    world: World,
    fresh: Callable[[int], Invitation],
) -> None:
    one = invited(session, world)
    path = f"/invitations/{one.id}"
    nominee = COMES | {"email": "nominee@gov.example"}
    guest.post(f"{path}/accept", data=form_of(fresh(one.id), **nominee))
    missing = chair.post(f"{path}/cancel", data=form_of(fresh(one.id), note=" "))
    assert missing.status_code == 422
    assert "Say in a sentence why it is taken back." in missing.text
    answer = chair.post(f"{path}/cancel", data=form_of(fresh(one.id), note="Postponed."))
    assert "Whoever had been told is told of it." in chair.get(answer.location).text
    assert fresh(one.id).state == S.CANCELLED
    assert told(session, "invitation_cancelled") == [
        "nominee@gov.example",
        "secretariat@bali.example",
    ]
    assert all("Postponed." in mail.text for mail in mails(session, "invitation_cancelled"))


def test_an_answer_by_letter_is_recorded_for_the_addressee_who_is_told(
    secretariat: FlaskClient, session: Session, world: World, fresh: Callable[[int], Invitation]
) -> None:
    one = invited(session, world)
    path = f"/invitations/{one.id}"
    missing = secretariat.post(f"{path}/record_accept", data=form_of(fresh(one.id), **COMES))
    assert missing.status_code == 422
    assert "Say in a sentence how this is known." in missing.text
    said = COMES | {"note": "By letter of 3 May."}
    secretariat.post(f"{path}/record_accept", data=form_of(fresh(one.id), **said))
    accepted = fresh(one.id)
    assert (accepted.state, accepted.is_answered_on_behalf) == (S.ACCEPTED, True)
    [mail] = mails(session, "invitation_noted")
    assert "has recorded an answer of Bali" in mail.text
    said = {"because": "capacity", "note": "By telephone."}
    secretariat.post(f"{path}/record_decline", data=form_of(fresh(one.id), **said))
    assert fresh(one.id).declined_because == DeclinedBecause.CAPACITY


# --- what accepting opens --------------------------------------------------


def grants(session: Session) -> list[tuple[str, str, GrantState]]:
    found = session.scalars(sa.select(ObserverGrant).order_by(ObserverGrant.id))
    return [(grant.observer_slug, grant.host_slug, grant.state) for grant in found]


def test_accepting_opens_a_status_until_the_end_of_the_meeting_and_declining_ends_it(
    session: Session, world: World
) -> None:
    one = invited(session, world, opens_grant=True)
    answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)
    [grant] = session.scalars(sa.select(ObserverGrant)).all()
    assert grants(session) == [(GUEST, HOST, GrantState.ACTIVE)]
    assert grant.valid_until == world.meeting.ends_at
    assert {Right.ATTEND_TECHNICAL, Right.SPEAK, Right.SEE_PRACTICES} <= grant.rights
    assert Right.ATTEND_MINISTERIAL not in grant.rights
    assert [meeting.meeting_id for meeting in grant.meetings] == [world.meeting.id]
    answers.decline(session, one, DeclinedBecause.DATE, actor=world.guest.actor)
    assert grants(session) == [(GUEST, HOST, GrantState.ENDED)]


def test_without_the_host_s_word_accepting_opens_nothing(session: Session, world: World) -> None:
    one = invited(session, world)
    answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)
    assert grants(session) == []


def test_accepting_to_present_begins_a_presentation(session: Session, world: World) -> None:
    one = invited(session, world, kind="present")
    answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)
    [presentation] = session.scalars(sa.select(Presentation)).all()
    assert presentation.invitation_id == one.id
    assert "Director" in presentation.speaker


# --- two at once -----------------------------------------------------------


def test_whoever_looks_at_an_old_page_is_told(
    chair: FlaskClient, secretariat: FlaskClient, session: Session, world: World, fresh: Any
) -> None:
    one = invite(session, world.meeting, GUEST, state=S.PROPOSED, sent_at=None)
    session.commit()
    seen = form_of(one)
    said = seen | {"note": "By telephone."}
    assert secretariat.post(f"/invitations/{one.id}/record_approval", data=said).status_code == 302
    second = chair.post(f"/invitations/{one.id}/approve", data=seen)
    assert second.status_code == 409
    assert "Someone may have acted before you." in second.text
    for forged in ("", "0", "x", "9" * 1000):
        answer = chair.post(f"/invitations/{one.id}/send", data={"version": forged})
        assert answer.status_code == 409
    assert steps(session, fresh(one.id)) == ["record_approval"]


def test_of_two_who_decide_at_the_same_moment_one_wins(session: Session, world: World) -> None:
    one = invited(session, world)
    session.refresh(one)
    with db.engine.connect() as other:
        other.execute(sa.update(Invitation.__table__).values(version=99))
        other.commit()
    with pytest.raises(StaleDataError):
        answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)
    session.rollback()
    assert session.get_one(Invitation, one.id).state == S.SENT


def test_somebody_who_sits_on_both_sides_answers_as_the_addressee(
    session: Session, world: World
) -> None:
    one = invited(session, world)
    world.chair.memberships.append(Membership(rcp_slug=GUEST, role=Role.CHAIR))
    session.commit()
    answers.accept(session, one, Nominee("Director"), actor=world.chair.actor)
    assert one.state == S.ACCEPTED


def test_the_platform_does_not_answer_for_anybody(session: Session, world: World) -> None:
    one = invited(session, world)
    with pytest.raises(AccessDenied):
        answers.accept(session, one, Nominee("Director"), actor=SYSTEM)
