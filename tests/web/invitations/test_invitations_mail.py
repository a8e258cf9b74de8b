"""The mails of invitations: whom, in which language, from whom, with which calendar entry."""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session
from tests.gatherings import gather
from tests.inviting import GUEST, HOST, World, invited, last_link, mails, told, world_of

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.invitations import answers, sending, taking_back
from rcp_platform.meetings.invitations.answers import Nominee
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.states import InvitationState
from rcp_platform.notifications import services as notifications
from rcp_platform.notifications.message import bytes_of, message_of
from rcp_platform.notifications.models import Frequency, OutgoingMail

S = InvitationState


@pytest.fixture
def world(session: Session, make_rcp: Any, make_user: Any) -> World:
    return world_of(session, make_rcp, make_user, venue="Room 12", link="https://call.example/x")


def calendar_in(mail: OutgoingMail) -> tuple[Any, Any]:
    """Read the calendar in a mail, with the message builder and the parser of others."""
    message = message_from_bytes(bytes_of(message_of(mail, "X <x@y.example>")), policy=default)
    [part] = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    calendar = Calendar.from_ical(part.get_content())
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_process_is_written_to_at_its_address_and_at_those_who_lead_it(
    session: Session, world: World, make_user: Any
) -> None:
    session.get_one(Rcp, GUEST).contact = "Office@bali.example"
    for role in set(Role) - {Role.SECRETARIAT}:
        make_user(GUEST, role, email=f"{role.value}@bali.example")
    invited(session, world)
    addresses = told(session, "invitation")
    assert addresses == ["chair@bali.example", "office@bali.example", "secretariat@bali.example"]


def test_an_address_that_leads_and_is_the_process_s_own_gets_one_mail(
    session: Session, world: World
) -> None:
    session.get_one(Rcp, GUEST).contact = "Secretariat@Bali.example"
    invited(session, world)
    assert told(session, "invitation") == ["secretariat@bali.example"]


def test_a_profile_that_gives_no_address_is_not_written_to(session: Session, world: World) -> None:
    session.get_one(Rcp, GUEST).contact = "through the Ministry"
    invited(session, world)
    assert told(session, "invitation") == ["secretariat@bali.example"]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Invitation"), ("fr", ""), ("ar", ""), ("ru", "")]
)
def test_the_mail_is_in_the_language_of_the_invitation_whatever_the_reader_s(
    session: Session, world: World, language: str, word: str
) -> None:
    world.guest.language = "es"
    session.commit()
    invited(session, world, language=language)
    [mail] = mails(session, "invitation")
    assert mail.locale == language
    assert word in mail.subject
    assert f'lang="{language}"' in mail.html


def test_the_calendar_entry_calls_the_addressee_in_the_name_of_the_host(
    session: Session, world: World
) -> None:
    invited(session, world)
    [mail] = mails(session, "invitation")
    calendar, event = calendar_in(mail)
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == world.meeting.uid
    assert event["ORGANIZER"] == "mailto:contact@add.example"
    assert event["ATTENDEE"] == "mailto:secretariat@bali.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["DTSTART"].dt == world.meeting.starts_at.replace(microsecond=0)
    assert "Room 12" in event["LOCATION"], "guests read where it is"
    assert mail.headers["Reply-To"] == "contact@add.example"


def test_answers_go_to_the_address_of_the_meeting_then_the_host_then_the_site(
    session: Session, world: World
) -> None:
    host = session.get_one(Rcp, HOST)
    for contact, host_contact, wanted in [
        ("meeting@add.example", "contact@add.example", "meeting@add.example"),
        ("", "contact@add.example", "contact@add.example"),
        ("", "", "no-reply@127.0.0.1"),
        ("see our site", "by telephone", "no-reply@127.0.0.1"),
    ]:
        meeting = gather(session, HOST, contact=contact)
        host.contact = host_contact
        session.commit()
        invited(session, World(meeting, world.chair, world.secretariat, world.guest))
        mail = mails(session, "invitation")[-1]
        assert mail.headers["Reply-To"] == wanted
        assert calendar_in(mail)[1]["ORGANIZER"] == f"mailto:{wanted}"
        for person in (world.chair, world.secretariat):
            assert person.email not in mail.text
            assert person.display_name not in mail.text


def test_what_the_mail_says_names_no_room_and_no_call(session: Session, world: World) -> None:
    invited(session, world, message="You would be most welcome.")
    [mail] = mails(session, "invitation")
    assert "You would be most welcome." in mail.text
    for hidden in ("Room 12", "call.example"):
        assert hidden not in mail.text


def test_changes_and_the_end_reach_calendars_with_a_higher_sequence(
    session: Session, world: World
) -> None:
    one = invited(session, world)
    actor = world.chair.actor
    taking_back.revise(session, one, {"topic": "Recruitment costs"}, actor=actor)
    world.meeting.sequence += 1
    taking_back.meeting_moved(session, world.meeting)
    taking_back.cancel(session, one, "Postponed.", actor=actor)
    session.commit()
    kinds = ["invitation", "invitation_revised", "invitation_moved", "invitation_cancelled"]
    entries = [calendar_in(mails(session, kind)[-1]) for kind in kinds]
    sequences = [event["SEQUENCE"] for _calendar, event in entries]
    assert sequences == sorted(set(sequences)), sequences
    assert [calendar["METHOD"] for calendar, _event in entries] == [
        "REQUEST",
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert entries[-1][1]["STATUS"] == "CANCELLED"
    assert {event["UID"] for _calendar, event in entries} == {world.meeting.uid}


def test_written_input_puts_nothing_into_a_calendar(session: Session, world: World) -> None:
    invited(session, world, kind="written_input")
    [mail] = mails(session, "invitation")
    assert mail.attachments == []


def test_a_meeting_that_is_cancelled_takes_its_invitations_along(
    session: Session, world: World
) -> None:
    one = invited(session, world)
    other = invited(session, world, email="expert@gov.example")
    answers.accept(session, one, Nominee("Director"), actor=world.guest.actor)
    taking_back.meeting_cancelled(session, world.meeting, "Flood.", actor=world.chair.actor)
    session.commit()
    assert {one.state, other.state} == {S.CANCELLED}
    assert told(session, "invitation_cancelled") == [
        "expert@gov.example",
        "secretariat@bali.example",
    ]


def test_who_wants_no_mail_is_not_said_to_have_been_written_to(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    stopped = Frequency.NEVER
    guest = world.guest
    notifications.set_frequency(session, guest, "tasks", stopped, actor=guest.actor)
    session.commit()
    one = invited(session, world)
    assert mails(session, "invitation") == []
    page = browser(session.get_one(User, world.chair.id)).get(f"/invitations/{one.id}").text
    assert "No mail has left" in page
    shown = browser(session.get_one(User, guest.id)).get(f"/invitations/{one.id}")
    assert shown.status_code == 200, "they see it when they sign in"


def test_the_page_of_the_host_says_what_has_left_and_what_has_not(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    one = invited(session, world, email="expert@gov.example")
    chair = browser(session.get_one(User, world.chair.id))
    assert "on its way" in chair.get(f"/invitations/{one.id}").text
    [mail] = mails(session, "invitation")
    mail.state = "failed"
    session.commit()
    page = chair.get(f"/invitations/{one.id}").text
    assert "could not be delivered" in page
    assert "expert@gov.example" in page


# --- reminding -------------------------------------------------------------


def long_ago(session: Session, *invitations: Invitation) -> None:
    for one in invitations:
        one.sent_at = now() - timedelta(days=2)
    session.commit()


def test_only_those_chosen_and_pending_are_reminded_and_only_once_a_day(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    pending = invited(session, world)
    chosen = invited(session, world, email="one@gov.example")
    accepted = invited(session, world, email="two@gov.example")
    answers.accept(session, accepted, Nominee(), actor=Actor(email="two@gov.example"))
    fresh = invited(session, world, email="three@gov.example")
    long_ago(session, pending, chosen, accepted)
    chair = browser(session.get_one(User, world.chair.id))
    page = chair.get("/invitations/?side=sent").text
    for one, may in ((pending, True), (chosen, True), (accepted, False), (fresh, False)):
        assert (f'value="{one.id}"' in page) is may
    said = {"chosen": [str(one.id) for one in (chosen, accepted, fresh)]}
    answer = chair.post("/invitations/remind", data=said)
    told_back = chair.get(answer.location).text
    assert "1 invitation: a reminder is on its way." in told_back
    assert "is not reminded" in told_back
    assert told(session, "invitation_reminder") == ["one@gov.example"]
    again = chair.post("/invitations/remind", data=said)
    assert "Nobody was reminded." in chair.get(again.location).text
    assert told(session, "invitation_reminder") == ["one@gov.example"]


@pytest.mark.parametrize("who", ["guest", "focal point"])
def test_others_remind_nobody(
    session: Session, world: World, browser: Any, make_user: Any, who: str
) -> None:
    one = invited(session, world)
    long_ago(session, one)
    person = world.guest if who == "guest" else make_user(HOST, Role.FOCAL_POINT)
    browser(session.get_one(User, person.id)).post("/invitations/remind", data={"chosen": one.id})
    assert told(session, "invitation_reminder") == []


def test_a_mail_is_sent_again_but_not_twice_within_minutes(
    session: Session, world: World, browser: Callable[[User], FlaskClient]
) -> None:
    one = invited(session, world)
    chair = browser(session.get_one(User, world.chair.id))
    path = f"/invitations/{one.id}"
    answer = chair.post(f"{path}/resend", data={"version": str(one.version)})
    assert "sent only minutes ago" in chair.get(answer.location).text
    assert len(mails(session, "invitation")) == 1
    one = session.get_one(Invitation, one.id)
    long_ago(session, one)
    chair.post(f"{path}/resend", data={"version": str(one.version)})
    first, second = mails(session, "invitation")
    assert first.text != second.text, "with a link of its own"


def test_a_press_that_reaches_nobody_claims_nothing(session: Session, world: World) -> None:
    one = invited(session, world)
    assert sending.remind(session, [one], actor=world.chair.actor) == []
    assert last_link(session)


def test_an_attachment_may_say_more_of_its_type(session: Session) -> None:
    kind = "text/calendar; charset=utf-8; method=REQUEST"
    attachment = notifications.Attachment("a.ics", kind, "é".encode())
    row = notifications.send(
        session, "x@y.example", "notifications/trial", topic="account", attachments=[attachment]
    )
    assert row is not None
    assert b64decode(row.attachments[0][2]) == "é".encode()
    message = message_from_bytes(bytes_of(message_of(row, "X <x@y.example>")), policy=default)
    [part] = message.iter_attachments()
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert part.get_content() == "é"
