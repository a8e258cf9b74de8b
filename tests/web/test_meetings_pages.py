"""The pages of meetings: entering, changing, and what is said where something is not right."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Role
from rcp_platform.core.db import now
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import InvitationState, MeetingAudience, MeetingState

OWN, OTHER = "colombo-process", "rcm"
FORM = {
    "holders": OWN,
    "title": "Senior officials",
    "level": "senior_officials",
    "language": "en",
    "series": "Annual Consultations",
    "starts_on": "2027-10-31",
    "starts_time": "09:00",
    "ends_time": "17:00",
    "country": "Philippines",
    "city": "Manila",
    "zone": "",
    "themes": ["recruitment"],
    "audience": "network",
}


@pytest.fixture
def organiser(
    make_rcp: Callable[..., object], make_user: Callable[..., User], sign_in: Callable[..., None]
) -> User:
    """The secretariat of a Process, signed in."""
    make_rcp(OTHER)
    user = make_user(OWN, Role.SECRETARIAT)
    sign_in(user)
    return user


def only(session: Session) -> Meeting:
    session.expire_all()
    return session.scalars(sa.select(Meeting)).one()


def test_a_meeting_is_entered_checked_and_announced(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    page = client.get("/meetings/new").text
    # The zones of the Process's States come first: Thailand and Indonesia in the tests.
    assert page.index("Asia/Bangkok") < page.index("Asia/Jakarta") < page.index("Africa/Abidjan")
    answer = client.post("/meetings/new", data=FORM)
    meeting = only(session)
    assert answer.location == f"/meetings/{meeting.id}"
    assert meeting.state == MeetingState.DRAFT
    assert (meeting.zone, meeting.country) == ("Asia/Manila", "PH")
    assert meeting.starts_at == datetime(2027, 10, 31, 1, tzinfo=UTC)
    assert meeting.ends_at == datetime(2027, 10, 31, 9, tzinfo=UTC)
    page = client.get(answer.location).text
    assert "31 October 2027, 09:00–17:00 (Manila time, UTC+08:00)" in page
    assert "A draft: only those who prepare it see it." in page
    seen = {"version": str(meeting.version)}
    client.post(f"/meetings/{meeting.id}/move/announce", data=seen)
    assert only(session).state == MeetingState.ANNOUNCED


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("rcp", [OWN, OTHER, None])
def test_only_those_who_lead_a_process_enter_its_meetings(
    client: FlaskClient,
    session: Session,
    organiser: User,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    rcp: str | None,
    role: Role,
) -> None:
    sign_in(make_user(rcp, role))
    answer = client.post("/meetings/new", data=FORM)
    leads = role in {Role.CHAIR, Role.SECRETARIAT}
    expected = 403 if rcp is None or not leads else 302 if rcp == OWN else 422
    assert answer.status_code == expected
    assert len(session.scalars(sa.select(Meeting)).all()) == (expected == 302)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter a title."),
        ({"starts_on": ""}, "Enter a date."),
        ({"starts_on": "0001-01-01"}, "Enter a date between 1990 and 2100."),
        ({"ends_time": "08:59"}, "The end is not after the beginning."),
        ({"ends_on": "2028-10-31"}, "A meeting lasts at most 60 days."),
        ({"country": "Atlantis"}, "“Atlantis” is not a State or territory we know."),
        ({"country": "Brazil"}, "Select the time zone of the place."),
        ({"country": ""}, "Select the time zone of the place."),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"link": "javascript:alert(1)"}, "Enter a whole address"),
        ({"contact": "nobody"}, "Enter an e-mail address."),
        ({"audience": "members"}, "Not a valid choice"),
        (
            {"zone": "Europe/Zurich", "starts_on": "2027-03-28", "starts_time": "02:15"},
            "28 March 2027, 02:15 does not exist there. The next time that does is 28 March 2027, "
            "03:00.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_the_form_is_kept(
    client: FlaskClient, session: Session, organiser: User, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/meetings/new", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert wrong.get("title", "Senior officials") in answer.text
    assert not session.scalars(sa.select(Meeting)).all()


def test_a_time_that_comes_twice_is_the_first_and_the_page_says_so(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    twice = {"zone": "Europe/Zurich", "starts_time": "01:00", "ends_time": "02:30"}
    answer = client.post("/meetings/new", data={**FORM, **twice}, follow_redirects=True)
    assert only(session).ends_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert "31 October 2027, 02:30 the clocks of the place are set back" in answer.text


def test_a_meeting_that_begins_the_first_time_may_end_the_second_time(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    twice = {"zone": "Europe/Zurich", "starts_time": "02:45", "ends_time": "02:30"}
    client.post("/meetings/new", data={**FORM, **twice})
    meeting = only(session)
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=45)
    same = {**FORM, **twice, "title": "Another title", "version": str(meeting.version)}
    client.post(f"/meetings/{meeting.id}/edit", data=same)
    meeting = only(session)
    assert (meeting.title, meeting.ends_at - meeting.starts_at) == (
        "Another title",
        timedelta(minutes=45),
    )


def test_whoever_saves_after_somebody_else_keeps_the_text_and_is_told(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    client.post("/meetings/new", data=FORM)
    meeting = only(session)
    seen = str(meeting.version)
    address = f"/meetings/{meeting.id}/edit"
    assert client.post(address, data={**FORM, "title": "First", "version": seen}).status_code == 302
    late = client.post(address, data={**FORM, "title": "Second", "version": seen})
    assert late.status_code == 409
    assert 'value="Second"' in late.text
    assert only(session).title == "First"
    again = {**FORM, "title": "Second", "version": str(only(session).version)}
    assert f'value="{only(session).version}"' in late.text
    assert client.post(address, data=again).status_code == 302
    assert only(session).title == "Second"


def test_the_agenda_is_written_in_order_and_at_the_clocks_of_the_place(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    client.post("/meetings/new", data=FORM)
    address = f"/meetings/{only(session).id}/agenda/"
    for title, time in [("Opening", "09:00"), ("Recruitment", "10:30"), ("Closing", "")]:
        data = {"title": title, "time": time, "minutes": "45", "themes": ["recruitment"]}
        assert client.post(address, data=data).status_code == 302
    first, second, _third = only(session).agenda
    assert second.starts_at == datetime(2027, 10, 31, 2, 30, tzinfo=UTC)
    client.post(f"{address}{second.id}/move", data={"direction": "up"})
    assert [item.title for item in only(session).agenda] == ["Recruitment", "Opening", "Closing"]
    client.post(f"{address}{first.id}/remove")
    changed = {"title": "Fair recruitment", "time": "10:30", "is_closed": "y"}
    client.post(f"{address}{second.id}", data=changed)
    assert [(i.title, i.is_closed) for i in only(session).agenda] == [
        ("Fair recruitment", True),
        ("Closing", False),
    ]
    outside = client.post(address, data={"title": "Late", "time": "18:00"})
    assert outside.status_code == 422
    assert "The meeting is not under way at this time." in outside.text


def test_a_point_of_another_meeting_is_not_found_in_this_one(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    mine, other = gather(session, OWN), gather(session, OTHER)
    item = AgendaItem(position=0, title="Elsewhere")
    other.agenda.append(item)
    session.commit()
    for rest in ("", "/move", "/remove"):
        answer = client.post(f"/meetings/{mine.id}/agenda/{item.id}{rest}", data={"title": "Mine"})
        assert answer.status_code == 404, rest
    assert client.get(f"/meetings/{other.id}/agenda/").status_code == 404


WORK = [
    ("GET", "edit"),
    ("POST", "edit"),
    ("POST", "move/announce"),
    ("POST", "move/cancel"),
    ("GET", "agenda/"),
    ("POST", "agenda/"),
    ("GET", "documents/"),
    ("POST", "documents/links"),
]


@pytest.mark.parametrize(("method", "address"), WORK)
def test_who_may_not_see_a_meeting_is_told_that_there_is_none_and_others_that_they_may_not(
    client: FlaskClient,
    session: Session,
    organiser: User,
    make_user: Callable[..., User],
    sign_in: Callable[[User], None],
    method: str,
    address: str,
) -> None:
    hidden = gather(session, OWN, audience=MeetingAudience.INVITED)
    known = gather(session, OWN, audience=MeetingAudience.NETWORK)
    session.commit()
    for user, expected in [
        (make_user(OTHER, Role.SECRETARIAT), {hidden: 404, known: 403}),
        (make_user(OWN, Role.MEMBER), {hidden: 403, known: 403}),
    ]:
        sign_in(user)
        for meeting, status in expected.items():
            answer = client.open(f"/meetings/{meeting.id}/{address}", method=method)
            assert answer.status_code == status


def test_a_held_meeting_is_not_changed_and_still_takes_documents(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    meeting = gather(
        session, OWN, state=MeetingState.HELD, starts_at=now() - timedelta(days=1), documents=[]
    )
    session.commit()
    assert client.get(f"/meetings/{meeting.id}/edit").status_code == 409
    assert client.get(f"/meetings/{meeting.id}/agenda/").status_code == 409
    assert client.get(f"/meetings/{meeting.id}/documents/").status_code == 200


def test_a_draft_is_deleted_with_its_parts_unless_somebody_is_invited(
    client: FlaskClient, session: Session, organiser: User
) -> None:
    client.post("/meetings/new", data=FORM)
    meeting = only(session)
    client.post(f"/meetings/{meeting.id}/agenda/", data={"title": "Opening"})
    proposed = invite(session, only(session), OTHER, state=InvitationState.PROPOSED)
    session.commit()
    assert client.post(f"/meetings/{meeting.id}/delete").status_code == 409
    session.delete(proposed)
    session.commit()
    assert client.post(f"/meetings/{meeting.id}/delete").location == "/calendar/list"
    session.expire_all()
    assert not session.scalars(sa.select(Meeting)).all()
    assert not session.scalars(sa.select(AgendaItem)).all()
    announced = gather(session, OWN)
    session.commit()
    assert client.post(f"/meetings/{announced.id}/delete").status_code == 409
