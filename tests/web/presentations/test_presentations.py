"""Presentations from the topic that is agreed to the practice that is drafted from them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.presenting import GUEST, HOST, agree, begin_meeting, mailed, present, send, take

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.events import steps_of
from rcp_platform.meetings.invitations import answers
from rcp_platform.meetings.invitations.answers import Nominee
from rcp_platform.meetings.models import MeetingDocument
from rcp_platform.meetings.presentations import services
from rcp_platform.meetings.presentations.models import Presentation
from rcp_platform.meetings.states import (
    DeclinedBecause,
    InvitationKind,
    InvitationState,
    MeetingState,
    PresentationState,
)
from rcp_platform.practices import services as practices
from rcp_platform.practices.models import Practice

S = PresentationState


def test_the_whole_way_is_gone_by_both_sides_and_written_down(
    host: FlaskClient,
    guest: FlaskClient,
    chair: User,
    session: Session,
    fresh: Callable[[Presentation], Presentation],
) -> None:
    presentation = agree(session, nominee_email="speaker@guest.example")
    due = now().date() + timedelta(days=9)
    steps = [
        (host, "ask_material", {"due": due.isoformat()}),
        (guest, "submit", partial(send, guest)),
        (guest, "clear", {"audience": "observers"}),
        (host, "deliver", {}),
        (host, "record_outcome", {"outcome": "Three States look into it."}),
        (guest, "draft_practice", {"rcp": GUEST}),
    ]
    for client, name, said in steps:
        if name == "deliver":
            begin_meeting(session, presentation)
        address = f"/presentations/{presentation.id}/{'material' if name == 'submit' else name}"
        assert f'action="{address}"' in client.get(f"/presentations/{presentation.id}").text
        answer = said(presentation) if callable(said) else take(client, presentation, name, **said)
        assert answer.status_code == 302, answer.text
        presentation = fresh(presentation)

    assert presentation.state == S.PRACTICE_DRAFTED
    told = [(e.name, e.on_behalf_of) for e in reversed(steps_of(session, presentation))]
    ours, theirs = "Abu-Dhabi-Dialogue", "Bali-Process"
    assert told == [
        ("begin", ""),
        ("ask_material", ours),
        ("submit", theirs),
        ("clear", theirs),
        ("deliver", ours),
        ("record_outcome", ours),
        ("draft_practice", theirs),
    ]
    audited = sa.select(AuditEvent.action).where(AuditEvent.subject == str(presentation))
    assert set(session.scalars(audited)) == {f"presentation.{name}" for name, _who in told}
    presenting = ["chair@guest.example", "speaker@guest.example"]
    assert mailed(session) == {
        "presentation_ask_material": presenting,
        "presentation_submit": ["secretariat@host.example"],
        "presentation_clear": ["secretariat@host.example"],
        "presentation_record_outcome": presenting,
    }


def test_accepting_agrees_on_topic_and_speaker_once(session: Session, chair: User, host) -> None:
    presentation = agree(session, nominee_function="Ministry of Labour")
    invitation = presentation.invitation
    assert (presentation.title, presentation.speaker) == (
        "Ethical recruitment",
        "Director of Migration, Ministry of Labour",
    )
    invitation.nominee_name = "Deputy Director"
    again = services.begin(session, invitation, actor=SYSTEM)
    assert again is presentation
    assert again.speaker == "Deputy Director, Ministry of Labour"
    assert [step.name for step in steps_of(session, presentation)] == ["begin"]


def test_without_a_topic_it_is_called_like_the_practice(
    session: Session, chair: User, host, make_practice: Callable[..., Practice]
) -> None:
    practice = make_practice(GUEST, "Supply chains  without\nfees")
    assert agree(session, topic="", practice_id=practice.id).title == "Supply chains without fees"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (InvitationKind.ATTEND, InvitationState.ACCEPTED),
        (InvitationKind.PRESENT, InvitationState.SENT),
        (InvitationKind.PRESENT, InvitationState.DECLINED),
    ],
)
def test_nothing_begins_unless_somebody_agrees_to_present(
    session: Session, chair: User, host, kind: InvitationKind, state: InvitationState
) -> None:
    invitation = agree(session).invitation
    session.execute(sa.delete(Presentation))
    invitation.kind = kind
    invitation.declined_because = "other" if state == InvitationState.DECLINED else None
    invitation.state = state
    with pytest.raises(NotPossible):
        services.begin(session, invitation, actor=SYSTEM)


def test_a_presentation_comes_and_goes_with_the_answer_to_its_invitation(
    session: Session, chair: User, host: FlaskClient
) -> None:
    meeting = gather(session, HOST)
    invitation = invite(session, meeting, GUEST, kind=InvitationKind.PRESENT, topic="Fees")
    nominee = Nominee("Director", "Ministry of Labour", "director@guest.example")
    answers.accept(session, invitation, nominee, actor=chair.actor)
    presentation = session.scalars(sa.select(Presentation)).one()
    assert (presentation.title, presentation.state) == ("Fees", S.TOPIC_AGREED)
    answers.decline(session, invitation, DeclinedBecause.DATE, "Elections", actor=chair.actor)
    assert presentation.state == S.NOT_HELD
    answers.accept(session, invitation, nominee, actor=chair.actor)
    assert presentation.state == S.TOPIC_AGREED
    told = [(step.name, step.note) for step in reversed(steps_of(session, presentation))]
    assert told == [("begin", ""), ("call_off", "Elections"), ("resume", "")]


def test_a_cleared_document_goes_with_the_invitation_and_comes_back_only_by_clearing_anew(
    session: Session, settings: Settings, chair: User, host
) -> None:
    presentation = present(session, settings.files_folder, S.CLEARED)
    invitation = presentation.invitation
    services.call_off(session, invitation, "The date", actor=SYSTEM)
    services.call_off(session, invitation, "The date", actor=SYSTEM)
    session.commit()
    assert presentation.state == S.NOT_HELD
    assert session.scalars(sa.select(MeetingDocument)).all() == []
    assert [step.name for step in steps_of(session, presentation)] == ["call_off", "begin"]
    services.begin(session, invitation, actor=SYSTEM)
    assert (presentation.state, presentation.audience) == (S.TOPIC_AGREED, None)


def test_what_was_held_stays_so_whatever_becomes_of_the_invitation(
    session: Session, settings: Settings, chair: User, host
) -> None:
    presentation = present(session, settings.files_folder, S.DELIVERED)
    services.call_off(session, presentation.invitation, actor=SYSTEM)
    assert presentation.state == S.DELIVERED


@pytest.mark.parametrize("name", ["deliver", "not_held"])
def test_nothing_is_said_of_a_meeting_that_has_not_begun(
    host: FlaskClient, session: Session, chair: User, name: str
) -> None:
    presentation = agree(session)
    assert f'/{name}"' not in host.get(f"/presentations/{presentation.id}").text
    assert take(host, presentation, name).status_code == 409
    begin_meeting(session, presentation)
    assert f'/{name}"' in host.get(f"/presentations/{presentation.id}").text
    assert take(host, presentation, name).status_code == 302


def test_of_a_cancelled_meeting_it_can_only_be_said_that_nothing_was_held(
    host: FlaskClient, session: Session, chair: User
) -> None:
    presentation = agree(session)
    presentation.meeting.state = MeetingState.CANCELLED
    session.commit()
    page = host.get(f"/presentations/{presentation.id}").text
    assert "/not_held" in page
    assert "/ask_material" not in page
    assert "/deliver" not in page
    assert take(host, presentation, "deliver").status_code == 409
    assert take(host, presentation, "not_held", note="Cancelled").status_code == 302


def test_the_draft_belongs_to_the_presenting_rcp_and_begins_with_what_came_of_it(
    guest: FlaskClient,
    host: FlaskClient,
    session: Session,
    settings: Settings,
    fresh: Callable[[Presentation], Presentation],
) -> None:
    presentation = present(session, settings.files_folder, S.OUTCOME_RECORDED)
    assert take(host, presentation, "draft_practice", rcp=HOST).status_code == 403
    assert take(guest, presentation, "draft_practice", rcp=HOST).status_code == 422
    answer = take(guest, presentation, "draft_practice", rcp=GUEST)
    draft = fresh(presentation).drafted
    assert draft is not None
    assert answer.location == f"/practices/{draft.id}/preview"
    assert (draft.rcp_slug, draft.title, draft.summary, draft.language) == (
        GUEST,
        "Ethical recruitment",
        "Three States look into it.",
        "en",
    )
    assert "Technical meeting on recruitment, Manila" in draft.source
    assert f"/practices/{draft.id}" in guest.get(f"/presentations/{presentation.id}").text
    assert f"/practices/{draft.id}" not in host.get(f"/presentations/{presentation.id}").text


def test_a_deleted_draft_can_be_drafted_again_and_no_second_one_meanwhile(
    guest: FlaskClient,
    host: FlaskClient,
    session: Session,
    settings: Settings,
    fresh: Callable[[Presentation], Presentation],
) -> None:
    presentation = present(session, settings.files_folder, S.OUTCOME_RECORDED)
    take(guest, presentation, "draft_practice", rcp=GUEST)
    presentation = fresh(presentation)
    assert take(guest, presentation, "draft_practice", rcp=GUEST).status_code == 409
    practices.delete_draft(session, presentation.drafted, actor=SYSTEM)
    session.commit()
    presentation = fresh(presentation)
    assert (presentation.state, presentation.drafted_id) == (S.PRACTICE_DRAFTED, None)
    assert take(guest, presentation, "draft_practice", rcp=GUEST).status_code == 302
