"""What came of a meeting: noted by its organisers, followed by its owner, told to the next one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.file_texts import text_of_pdf, text_of_word
from tests.gatherings import gather, invite
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingEvent, MeetingSeries
from rcp_platform.meetings.outcomes import services
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.reminders import sweep
from rcp_platform.meetings.states import (
    InvitationState,
    MeetingAudience,
    MeetingState,
    OutcomeKind,
    OutcomeState,
)
from rcp_platform.notifications.models import OutgoingMail

HOST, GUEST, OTHER = "bali", "abu-dhabi", "mtm"
FORM = {
    "kind": "statement_of_intent",
    "text": "Compare recruitment fees.",
    "language": "en",
    "agenda_item_id": "",
    "owner_slug": GUEST,
    "owner_note": "Labour ministries",
    "due_on": "2027-03-01",
    "audience": "invited",
}
VALUES = {
    "kind": OutcomeKind.OUTCOME,
    "text": "Compare recruitment fees.",
    "language": "en",
    "audience": MeetingAudience.INVITED,
}


@pytest.fixture
def meeting(session: Session, make_rcp: Callable[..., object]) -> Meeting:
    for slug in (HOST, GUEST, OTHER):
        make_rcp(slug)
    meeting = gather(
        session,
        HOST,
        title="Senior officials on recruitment",
        state=MeetingState.HELD,
        starts_at=now() - timedelta(days=10),
        audience=MeetingAudience.NETWORK,
        series=MeetingSeries(rcp_slug=HOST, name="Senior officials"),
    )
    meeting.agenda = [
        AgendaItem(position=0, title="Fair recruitment"),
        AgendaItem(position=1, title="Closedword", is_closed=True),
        AgendaItem(position=2, title="Skills"),
    ]
    invite(session, meeting, GUEST, state=InvitationState.ACCEPTED)
    session.commit()
    return meeting


@pytest.fixture
def as_(
    make_user: Callable[..., User], sign_in: Callable[[User], None]
) -> Callable[[str, Role], User]:
    def seat_and_sign_in(rcp: str, role: Role) -> User:
        user = make_user(rcp, role)
        sign_in(user)
        return user

    return seat_and_sign_in


def page_of(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/outcomes"


def only(session: Session) -> Outcome:
    return session.scalars(sa.select(Outcome)).one()


def mails(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)))


def test_the_secretariat_notes_an_item_and_whoever_takes_it_on_is_told_that_it_binds_nobody(
    client: FlaskClient,
    session: Session,
    meeting: Meeting,
    make_user: Callable[..., User],
    as_: Callable[..., User],
) -> None:
    told = [make_user(GUEST, role) for role in (Role.CHAIR, Role.SECRETARIAT)]
    make_user(GUEST, Role.MEMBER)
    as_(HOST, Role.SECRETARIAT)
    answer = client.post(f"{page_of(meeting)}/", data=FORM, follow_redirects=True)
    assert "Compare recruitment fees." in answer.text
    assert "binds nobody" in answer.text
    outcome = only(session)
    assert (outcome.kind, outcome.owner_slug, outcome.due_on) == (
        OutcomeKind.STATEMENT_OF_INTENT,
        GUEST,
        date(2027, 3, 1),
    )
    assert {mail.user_id for mail in mails(session)} == {user.id for user in told}
    assert "It binds nobody." in mails(session)[0].text
    step = session.scalars(sa.select(MeetingEvent)).one()
    assert (step.subject, step.name, step.on_behalf_of) == (str(outcome), "add", HOST.title())


def test_organisers_are_asked_what_came_of_a_meeting_once_it_has_begun(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    ahead = gather(session, HOST, audience=MeetingAudience.NETWORK)
    session.commit()
    for role in (Role.SECRETARIAT, Role.FOCAL_POINT):
        as_(HOST, role)
        for one in (meeting, ahead):
            is_asked = "Note what came of it" in client.get(f"/meetings/{one.id}").text
            assert is_asked == (one is meeting and role == Role.SECRETARIAT)


def test_no_mail_is_written_to_those_who_note_an_item_of_their_own(
    session: Session, meeting: Meeting, make_user: Callable[..., User]
) -> None:
    chair = make_user(HOST, Role.CHAIR)
    services.add(session, meeting, VALUES | {"owner_slug": HOST}, actor=chair.actor)
    assert mails(session) == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("text", "", "Enter the text."),
        ("owner_slug", OTHER, "Not a valid choice"),
        ("audience", "public", "Not a valid choice"),
        ("agenda_item_id", "9999", "Not a valid choice"),
        ("due_on", "1027-03-01", "Enter a date between 2000 and 2100."),
        ("due_on", "soon", "Not a valid date"),
    ],
)
def test_bad_input_is_said_and_kept(
    client: FlaskClient,
    session: Session,
    meeting: Meeting,
    as_: Callable[..., User],
    field: str,
    value: str,
    said: str,
) -> None:
    as_(HOST, Role.CHAIR)
    answer = client.post(f"{page_of(meeting)}/", data=FORM | {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert FORM["owner_note"] in answer.text
    assert session.scalars(sa.select(Outcome)).all() == []


def test_no_item_is_for_more_people_than_its_meeting(session: Session, meeting: Meeting) -> None:
    with pytest.raises(services.TooWide):
        services.add(session, meeting, VALUES | {"audience": MeetingAudience.PUBLIC}, actor=SYSTEM)


def test_the_owner_says_how_it_stands_and_whoever_saw_an_older_page_is_told(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    outcome = services.add(session, meeting, VALUES | {"owner_slug": GUEST}, actor=SYSTEM)
    session.commit()
    url = f"{page_of(meeting)}/{outcome.id}/progress"
    as_(GUEST, Role.CHAIR)
    said = {"step": "finish", "progress": "Compared.", "version": str(outcome.version)}
    assert client.post(url, data=said).status_code == 302
    assert client.post(url, data=said | {"step": ""}).status_code == 409
    session.refresh(outcome)
    assert (outcome.state, outcome.progress) == (OutcomeState.DONE, "Compared.")
    assert outcome.done_at is not None
    again = {"step": "take_up_again", "progress": "", "version": str(outcome.version)}
    assert client.post(url, data=again).status_code == 302
    session.refresh(outcome)
    assert (outcome.state, outcome.done_at) == (OutcomeState.UNDER_WAY, None)


def test_strangers_do_not_learn_that_there_is_an_item(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    outcome = services.add(session, meeting, VALUES, actor=SYSTEM)
    session.commit()
    as_(OTHER, Role.CHAIR)
    for url in (f"{outcome.id}", f"{outcome.id}/progress", "9999/progress"):
        assert client.get(f"{page_of(meeting)}/{url}").status_code == 404
    for deed in ("move", "remove"):
        assert client.post(f"{page_of(meeting)}/{outcome.id}/{deed}").status_code == 404
    assert "Compare" not in client.get(f"{page_of(meeting)}/report").text


def test_those_who_were_invited_read_an_item_and_change_nothing(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    outcome = services.add(session, meeting, VALUES, actor=SYSTEM)
    session.commit()
    as_(GUEST, Role.CHAIR)
    assert "Compare" in client.get(f"{page_of(meeting)}/report").text
    assert client.get(f"{page_of(meeting)}/").status_code == 403
    assert client.get(f"{page_of(meeting)}/{outcome.id}").status_code == 403
    assert client.post(f"{page_of(meeting)}/{outcome.id}/remove").status_code == 403


def test_organisers_change_order_and_take_out(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    first, second = (
        services.add(session, meeting, VALUES | {"text": text}, actor=SYSTEM)
        for text in ("Firstword", "Secondword")
    )
    session.commit()
    as_(HOST, Role.CHAIR)
    client.post(f"{page_of(meeting)}/{second.id}/move", data={"direction": "up"})
    shown = client.get(f"{page_of(meeting)}/").text
    assert shown.index("Secondword") < shown.index("Firstword")
    form = FORM | {"text": "Newword", "version": "1"}
    assert client.post(f"{page_of(meeting)}/{first.id}", data=form).status_code == 409
    session.refresh(first)
    form["version"] = str(first.version)
    assert client.post(f"{page_of(meeting)}/{first.id}", data=form).status_code == 302
    client.post(f"{page_of(meeting)}/{second.id}/remove")
    session.expire_all()
    assert only(session).text == "Newword"


def test_the_report_follows_the_agenda_and_says_owner_and_state_in_plain_words(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    points = [item.id for item in meeting.agenda]
    for text, point in [("On the whole", None), ("On skills", 2), ("On fees", 0), ("Secret", 1)]:
        values = VALUES | {
            "text": text,
            "agenda_item_id": points[point] if point is not None else None,
        }
        services.add(session, meeting, values | {"owner_slug": HOST}, actor=SYSTEM)
    following = gather(
        session,
        HOST,
        title="Officials again",
        series=meeting.series,
        audience=MeetingAudience.NETWORK,
    )
    session.commit()
    as_(GUEST, Role.FOCAL_POINT)
    page = client.get(f"{page_of(meeting)}/report").text
    texts = [
        text_of_word(client.get(f"{page_of(meeting)}/report.docx").data),
        text_of_pdf(client.get(f"{page_of(meeting)}/report.pdf").data),
        page,
    ]
    for text in texts:
        places = [text.index(words) for words in ("Fair recruitment", "On fees", "Skills")]
        places += [text.index("On skills"), text.index("On the whole")]
        assert places == sorted(places)
        assert "planned" in text
        assert HOST.title() in text
        assert "binds nobody" in text
        assert following.title in text
        assert "Secret" not in text
        assert "Closedword" not in text


def test_the_report_is_made_for_any_later_meeting_that_the_reader_may_see(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    services.add(session, meeting, VALUES, actor=SYSTEM)
    chosen = gather(session, OTHER, title="Elsewhere", audience=MeetingAudience.NETWORK)
    hidden = gather(session, OTHER, title="Hiddenword", audience=MeetingAudience.INVITED)
    session.commit()
    as_(HOST, Role.CHAIR)
    page = client.get(f"{page_of(meeting)}/report").text
    assert "Elsewhere" in page
    assert "Hiddenword" not in page
    assert "For: " in client.get(f"{page_of(meeting)}/report?for={chosen.id}").text
    assert client.get(f"{page_of(meeting)}/report?for={hidden.id}").status_code == 404
    assert client.get(f"{page_of(meeting)}/report.exe").status_code == 404


@pytest.mark.parametrize(
    ("days", "expected"), [(-15, 0), (-14, 1), (0, 1), (1, 2), (30, 2), (31, 0)]
)
def test_two_gentle_reminders_at_most_one_before_the_day_and_one_after_it(
    session: Session,
    meeting: Meeting,
    make_user: Callable[..., User],
    days: int,
    expected: int,
) -> None:
    lead = make_user(GUEST, Role.SECRETARIAT)
    make_user(GUEST, Role.FOCAL_POINT)
    day = datetime(2027, 3, 1, 9, tzinfo=UTC)
    outcome = services.add(session, meeting, VALUES | {"due_on": day.date()}, actor=SYSTEM)
    outcome.owner_slug, outcome.created_at = GUEST, day - timedelta(days=60)
    for at in {-14, days} if expected == 2 else {days}:
        for _twice in range(2):
            sweep(session, day + timedelta(days=at))
    assert [mail.user_id for mail in mails(session)] == [lead.id] * expected
    assert all("No answer is due" in mail.text for mail in mails(session))


@pytest.mark.parametrize("state", [OutcomeState.DONE, OutcomeState.NOT_PURSUED])
def test_what_is_done_or_rests_is_not_brought_up(
    session: Session, meeting: Meeting, make_user: Callable[..., User], state: OutcomeState
) -> None:
    make_user(HOST, Role.SECRETARIAT)
    day = now().date()
    values = VALUES | {"owner_slug": HOST, "due_on": day}
    outcome = services.add(session, meeting, values, actor=SYSTEM)
    outcome.created_at = now() - timedelta(days=60)
    outcome.state, outcome.done_at = state, now() if state == OutcomeState.DONE else None
    sweep(session, now() + timedelta(days=1))
    written = [mail for mail in mails(session) if mail.kind == "meetings/outcome_reminder"]
    assert written == []


def test_what_was_noted_after_its_day_is_not_brought_up(
    session: Session, meeting: Meeting, make_user: Callable[..., User]
) -> None:
    chair = make_user(HOST, Role.CHAIR)
    values = VALUES | {"owner_slug": HOST, "due_on": now().date() - timedelta(days=3)}
    services.add(session, meeting, values, actor=chair.actor)
    sweep(session, now())
    assert mails(session) == []


def test_a_long_list_of_items_takes_few_queries(
    client: FlaskClient, session: Session, meeting: Meeting, as_: Callable[..., User]
) -> None:
    as_(HOST, Role.CHAIR)
    for number in range(40):
        other = gather(session, HOST, title=f"Meeting {number}")
        other.agenda = [AgendaItem(position=0, title="A point")]
        session.flush()
        values = VALUES | {"owner_slug": OTHER, "agenda_item_id": other.agenda[0].id}
        services.add(session, other, values, actor=SYSTEM)
    session.commit()
    for url in ("/outcomes/", "/outcomes/?page=2", "/outcomes/?view=over"):
        session.expire_all()
        with counted() as statements:
            assert client.get(url).status_code == 200
        assert len(statements) < 15, (url, len(statements))
