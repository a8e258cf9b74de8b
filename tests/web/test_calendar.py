"""The month, the list, the file of a meeting and the private subscription."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session
from tests.gatherings import gather, invite
from tests.observing import observe
from tests.statements import counted

from rcp_platform.accounts.models import User
from rcp_platform.audit.models import AuditEvent
from rcp_platform.core.access import Right, Role
from rcp_platform.core.db import now
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.meetings.calendar import months
from rcp_platform.meetings.models import CalendarFeed, Meeting
from rcp_platform.meetings.states import MeetingAudience, MeetingState

OWN, OTHER = "colombo-process", "rcm"
PUBLIC = MeetingAudience.PUBLIC
MANY = 2000


@pytest.fixture
def member(
    make_rcp: Callable[..., object], make_user: Callable[..., User], sign_in: Callable[..., None]
) -> User:
    make_rcp(OTHER)
    user = make_user(OWN, Role.MEMBER)
    sign_in(user)
    return user


def on(day: str, **facts: Any) -> dict[str, Any]:
    starts_at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), **facts}


# --- the month --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("1990-01", date(1990, 1, 1)),
        *[
            (wrong, date(2026, 7, 1))
            for wrong in ("", "2026-13", "2026-00", "0001-01", "9999-12", "2026-1", "x", "٢٠٢٦-١١")
        ],
    ],
)
def test_a_month_is_read_from_the_address_and_anything_else_is_this_month(
    written: str, expected: date
) -> None:
    assert months.month_of(written, date(2026, 7, 14)) == expected


def test_the_months_beside_a_month_go_over_the_turn_of_the_year() -> None:
    assert months.beside(date(2026, 1, 1), -1) == "2025-12"
    assert months.beside(date(2026, 12, 1), 1) == "2027-01"


@pytest.mark.parametrize(
    ("language", "first_day"), [("en", "Mon"), ("fr", "lun."), ("pt", "domingo")]
)
def test_the_weeks_begin_as_in_the_readers_language(
    client: FlaskClient, language: str, first_day: str
) -> None:
    client.set_cookie("language", language)
    page = client.get("/calendar/?month=2026-11").text
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    assert re.findall(">([^<]+)</th>", head)[0] == first_day
    assert head.count("<th ") == 7


def days_with(page: str, title: str) -> list[str]:
    cells = page.split("<td ")[1:]
    return [c.partition('datetime="')[2][:10] for c in cells if title in c.partition("</td>")[0]]


def test_a_meeting_stands_on_every_day_of_its_place(
    client: FlaskClient, session: Session, member: User
) -> None:
    three_days = on("2026-11-09T23:00", title="Three days")
    three_days["ends_at"] = datetime(2026, 11, 12, 9, tzinfo=UTC)
    gather(session, OWN, **three_days)
    # In Manila it is the next day already.
    gather(session, OWN, **on("2026-11-20T20:00", title="Short one"))
    gather(session, OWN, **on("2026-10-31T18:00", title="In November there"))
    session.commit()
    page = client.get("/calendar/?month=2026-11").text
    assert days_with(page, "Three days") == ["2026-11-10", "2026-11-11", "2026-11-12"]
    assert days_with(page, "Short one") == ["2026-11-21"]
    assert days_with(page, "In November there") == ["2026-11-01"]
    assert "November 2026" in page
    assert "month=2026-10" in page
    assert "month=2026-12" in page


def test_an_empty_month_says_so(client: FlaskClient, member: User) -> None:
    assert "There is no meeting in this month" in client.get("/calendar/?month=2031-01").text


# --- the list ------------------------------------------------------------------------


def titles(page: str) -> list[str]:
    items = page.split("<article>")[1:]
    return [item.partition("</a>")[0].rpartition(">")[2] for item in items]


def test_the_list_shows_what_is_to_come_or_past_and_is_narrowed(
    client: FlaskClient, session: Session, member: User
) -> None:
    soon, ago = now() + timedelta(days=2), now() - timedelta(days=2)
    gather(session, OWN, title="Later", starts_at=soon + timedelta(days=9), audience=PUBLIC)
    gather(session, OWN, title="Sooner", starts_at=soon, themes=["health"], audience=PUBLIC)
    gather(
        session, OTHER, title="Ministers", starts_at=soon, level=MeetingLevel.MINISTERIAL,
        audience=PUBLIC,
    )  # fmt: skip
    gather(session, OTHER, title="Hidden", starts_at=soon, audience=MeetingAudience.INVITED)
    gather(session, OWN, title="Draft", starts_at=soon, state=MeetingState.DRAFT)
    gather(session, OWN, title="Past", starts_at=ago, state=MeetingState.HELD)
    gather(session, OWN, title="Longer ago", starts_at=ago - timedelta(days=9))
    session.commit()
    shown = {
        "": ["Sooner", "Ministers", "Later"],
        "?when=past": ["Past", "Longer ago"],
        "?rcp=rcm": ["Ministers"],
        "?level=ministerial": ["Ministers"],
        "?theme=health": ["Sooner"],
        "?mine=1": ["Sooner", "Later"],
        "?rcp=nonsense!&level=x&theme=y&page=z": ["Sooner", "Ministers", "Later"],
    }
    for query, expected in shown.items():
        assert titles(client.get(f"/calendar/list{query}").text) == expected, query


def test_the_front_door_leads_to_the_list(client: FlaskClient) -> None:
    assert client.get("/meetings/").location == "/calendar/list"


def test_two_thousand_meetings_are_listed_with_few_questions_to_the_database(
    client: FlaskClient, session: Session, member: User
) -> None:
    begin = now().replace(day=1, hour=3, minute=0) + timedelta(days=32)
    facts = {
        "state": MeetingState.ANNOUNCED,
        "title": "Meeting",
        "language": "en",
        "level": MeetingLevel.TECHNICAL,
        "zone": "Asia/Manila",
        "audience": PUBLIC,
    }
    rows = [
        {"uid": f"{n}@x", "starts_at": at, "ends_at": at + timedelta(hours=2), **facts}
        for n in range(MANY)
        for at in [begin + timedelta(hours=6 * n)]
    ]
    session.execute(sa.insert(Meeting), rows)
    table = Meeting.metadata.tables["meeting_rcps"]
    ids = session.scalars(sa.select(Meeting.id)).all()
    holders = [(i, slug) for i in ids for slug in (OWN, OTHER)]
    session.execute(
        sa.insert(table), [{"meeting_id": i, "rcp_slug": s, "position": 0} for i, s in holders]
    )
    session.commit()
    month = f"{begin:%Y-%m}"
    for address in ("/calendar/list", "/calendar/list?mine=1&page=7", f"/calendar/?month={month}"):
        with counted() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) < 15, address
    api = client.get("/api/v1/meetings").json
    assert (api["total"], len(api["meetings"])) == (MANY, 20)


# --- the file of a meeting and the subscription ------------------------------------


def events_in(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_a_meetings_file_opens_in_a_calendar_library_at_its_moment_in_its_zone(
    client: FlaskClient, session: Session, member: User
) -> None:
    gather(
        session,
        OWN,
        **on("2026-10-24T07:00", zone="Europe/Zurich", country="CH", city="Geneva", venue="Room 4"),
        sequence=3,
    )
    session.commit()
    event = events_in(client.get("/meetings/1.ics"))["Technical meeting on recruitment"]
    assert event["DTSTART"].dt == datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert str(event["DTSTART"].params["TZID"]) == "Europe/Zurich"
    assert (str(event["LOCATION"]), event["SEQUENCE"]) == ("Room 4, Geneva, Switzerland", 3)
    assert client.get("/meetings/99.ics").status_code == 404


def subscribed(client: FlaskClient) -> str:
    page = client.post("/calendar/subscription").text
    return "/calendar/feed/" + page.partition("/calendar/feed/")[2].partition(".ics")[0] + ".ics"


def test_a_subscription_holds_what_the_person_may_see_now_without_a_session(
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    session: Session,
    member: User,
) -> None:
    gather(session, OWN, title="Own", venue="Room 4")
    gather(session, OWN, title="Off", state=MeetingState.CANCELLED, venue="Room 4")
    gather(session, OWN, title="Draft", state=MeetingState.DRAFT)
    gather(session, OTHER, title="Network", audience=MeetingAudience.NETWORK, venue="Room 4")
    gather(session, OTHER, title="Observed", venue="Room 4")
    invited = gather(session, OTHER, title="Invited", audience=MeetingAudience.INVITED)
    invite(session, invited, member.email)
    gather(session, OTHER, title="Hidden", audience=MeetingAudience.INVITED)
    begun = now() - timedelta(days=1)
    grant = observe(session, OWN, OTHER, Right.ATTEND_TECHNICAL, starts_at=begun)
    session.commit()
    address = subscribed(client)
    program = new_client()
    answer = program.get(address)
    events = events_in(answer)
    assert events.keys() == {"Own", "Off", "Network", "Observed", "Invited"}
    told = {title for title, event in events.items() if "Room 4" in str(event.get("LOCATION"))}
    assert told == {"Own", "Off", "Network", "Observed"}
    assert str(events["Off"]["STATUS"]) == "CANCELLED"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert events_in(program.get(f"{address}?mine=1")).keys() == {"Own", "Off", "Invited"}
    grant.valid_until = now() - timedelta(seconds=1)
    member.memberships[0].ends_on = now().date() - timedelta(days=1)
    member.memberships[0].starts_on = now().date() - timedelta(days=2)
    session.commit()
    assert events_in(program.get(address)).keys() == {"Invited"}


def test_an_address_is_told_once_ends_with_the_next_and_cannot_be_guessed(
    client: FlaskClient,
    new_client: Callable[[], FlaskClient],
    session: Session,
    member: User,
) -> None:
    first = subscribed(client)
    token = first.removeprefix("/calendar/feed/").removesuffix(".ics")
    assert len(token) >= 43
    assert token not in client.get("/calendar/subscription").text
    assert token not in session.scalars(sa.select(CalendarFeed.digest)).one()
    second = subscribed(client)
    program = new_client()
    assert program.get(first).status_code == 404
    assert program.get(second).status_code == 200
    client.post("/calendar/subscription/end")
    assert program.get(second).status_code == 404
    client.post("/calendar/subscription/end")
    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [a for a in actions if a.startswith("calendar_feed")] == [
        "calendar_feed.create",
        "calendar_feed.renew",
        "calendar_feed.revoke",
    ]
    details = str(session.execute(sa.select(AuditEvent)).scalars().all())
    assert token not in details


def test_only_who_is_signed_in_has_a_subscription(client: FlaskClient) -> None:
    for method in ("GET", "POST"):
        assert client.open("/calendar/subscription", method=method).status_code == 302
