"""Calendar files mean the same to two independent libraries, on every side of a clock change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from rcp_platform.meetings.calendar.ics import Event, Party, calendar_of, cancel_of, request_of

MEETING = Event(
    uid="6f0c@rcp-exchange",
    sequence=3,
    title="Technical meeting; recruitment, supply chains",
    description="First line\nSecond line",
    starts_at=datetime(2026, 3, 30, 7, tzinfo=UTC),
    ends_at=datetime(2026, 3, 30, 10, tzinfo=UTC),
    zone="Europe/Paris",
    location="Room 1, Paris",
    url="https://exchange.example/meetings/3",
    is_cancelled=False,
    updated_at=datetime(2026, 1, 1, tzinfo=UTC),
)
HOST = Party("Bali Process, Secretariat", "secretariat@bali-process.example")
GUEST = Party("Chair, Abu Dhabi Dialogue", "chair@abu-dhabi-dialogue.example")


def by_icalendar(written: bytes) -> Any:
    return Calendar.from_ical(written).events[0]


def by_vobject(written: bytes) -> Any:
    return vobject.readOne(written.decode()).vevent


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        # The day the clocks go forward, the day they go back, and zones without or with odd rules.
        ("Europe/Paris", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 9, 6, 5, 0, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 6, 1, 9, 0, tzinfo=UTC)),
        ("Asia/Manila", datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 5, 5, 4, 0, tzinfo=UTC)),
        ("Asia/Dubai", datetime(2028, 2, 29, 5, 0, tzinfo=UTC)),
    ],
)
def test_two_libraries_read_the_same_moment_on_the_clocks_of_the_place(
    zone: str, at: datetime
) -> None:
    written = calendar_of(
        [replace(MEETING, zone=zone, starts_at=at, ends_at=at + timedelta(1))], ""
    )
    for start, end in (
        (by_icalendar(written).start, by_icalendar(written).end),
        (by_vobject(written).dtstart.value, by_vobject(written).dtend.value),
    ):
        assert (start, end) == (at, at + timedelta(1))
        assert start.replace(tzinfo=None) == at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_texts_with_signs_of_the_format_come_back_as_they_were() -> None:
    for event in (calendar_of([MEETING], "Meetings"), request_of(MEETING, HOST, GUEST)):
        assert by_icalendar(event)["SUMMARY"] == MEETING.title
        assert by_vobject(event).summary.value == MEETING.title
        assert by_vobject(event).description.value == MEETING.description
        assert by_vobject(event).location.value == MEETING.location


@given(st.text(max_size=400))
def test_no_title_can_add_a_line_of_its_own(title: str) -> None:
    written = calendar_of([replace(MEETING, title=title, location=title)], title)
    lines = written.decode().replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 1
    assert sum(line.startswith("UID:") for line in lines) == 1
    assert by_icalendar(written)["UID"] == MEETING.uid


def test_an_invitation_is_answered_to_the_host() -> None:
    written = request_of(MEETING, HOST, GUEST)
    event = by_vobject(written)
    assert Calendar.from_ical(written)["METHOD"] == "REQUEST"
    assert event.organizer.value == f"mailto:{HOST.email}"
    assert event.organizer.params["CN"] == [HOST.name]
    assert event.attendee.value == f"mailto:{GUEST.email}"
    assert event.attendee.params["RSVP"] == ["TRUE"]
    assert event.sequence.value == "3"


def test_a_cancellation_takes_the_same_event_out_of_the_calendar() -> None:
    asked, cancelled = request_of(MEETING, HOST, GUEST), cancel_of(MEETING, HOST, GUEST)
    assert Calendar.from_ical(cancelled)["METHOD"] == "CANCEL"
    assert by_icalendar(cancelled)["UID"] == by_icalendar(asked)["UID"]
    assert by_icalendar(cancelled)["STATUS"] == "CANCELLED"
    assert by_icalendar(asked)["STATUS"] == "CONFIRMED"


def test_an_address_cannot_carry_a_second_one() -> None:
    sly = Party("A", "a@example.org\r\nATTENDEE:mailto:b@example.org")
    written = request_of(MEETING, HOST, sly).decode()
    assert "b@example.org" not in written.replace("\r\n ", "")


def test_an_empty_calendar_can_be_subscribed_to() -> None:
    assert Calendar.from_ical(calendar_of([], "Meetings")).events == []
