"""Times are those of the clocks of the place, also where they are set forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rcp_platform.meetings.clocks import NoSuchTime, moments, zones, zones_of
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.presentation import meeting_time
from rcp_platform.meetings.reading import Card


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Asia/Manila", "2026-11-12", "09:00", ["2026-11-12T01:00"]),  # never changes
        ("Asia/Kathmandu", "2026-11-12", "09:00", ["2026-11-12T03:15"]),  # 5 h 45 min
        ("Asia/Kolkata", "2026-06-12", "09:00", ["2026-06-12T03:30"]),
        ("Asia/Colombo", "2026-01-01", "02:00", ["2025-12-31T20:30"]),
        ("America/St_Johns", "2026-11-12", "09:00", ["2026-11-12T12:30"]),
        ("Europe/Zurich", "2026-10-25", "01:59", ["2026-10-24T23:59"]),
        ("Europe/Zurich", "2026-10-25", "02:30", ["2026-10-25T00:30", "2026-10-25T01:30"]),
        ("Europe/Zurich", "2026-10-25", "03:00", ["2026-10-25T02:00"]),
        ("America/New_York", "2026-11-01", "01:00", ["2026-11-01T05:00", "2026-11-01T06:00"]),
        # Half an hour only.
        ("Australia/Lord_Howe", "2026-04-05", "01:45", ["2026-04-04T14:45", "2026-04-04T15:15"]),
        ("UTC", "2026-10-25", "02:30", ["2026-10-25T02:30"]),
    ],
)
def test_what_the_clocks_show_is_one_moment_or_two(
    zone: str, day: str, at: str, expected: list[str]
) -> None:
    found = moments(date.fromisoformat(day), time.fromisoformat(at), zone)
    assert found == [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in expected]


@pytest.mark.parametrize(
    ("zone", "day", "at", "next_time"),
    [
        ("Europe/Zurich", "2026-03-29", "02:00", "2026-03-29T03:00"),
        ("Europe/Zurich", "2026-03-29", "02:59", "2026-03-29T03:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00"),
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-24T01:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30"),
        # A whole day that was left out.
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-31T00:00"),
    ],
)
def test_a_time_that_does_not_exist_is_refused_and_the_next_one_told(
    zone: str, day: str, at: str, next_time: str
) -> None:
    with pytest.raises(NoSuchTime) as refused:
        moments(date.fromisoformat(day), time.fromisoformat(at), zone)
    assert refused.value.next_time == datetime.fromisoformat(next_time)


@given(
    zone=st.sampled_from(sorted(zones())),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
)
def test_every_moment_is_found_again_from_what_the_clocks_show_then(
    zone: str, at: datetime
) -> None:
    moment = at.replace(second=0, microsecond=0)
    local = moment.astimezone(ZoneInfo(zone))
    assert moment in moments(local.date(), local.time().replace(fold=0), zone)


def test_the_zones_of_a_state_are_known_and_places_that_are_none_are_left_out() -> None:
    assert zones_of("PH") == ["Asia/Manila"]
    assert "Asia/Kathmandu" in zones_of("NP")
    assert len(zones_of("BR")) > 10
    assert zones_of("") == []
    assert not [zone for zone in zones() if zone.startswith("Etc/")]


def meeting_in(zone: str, start: str, lasts: timedelta) -> Meeting:
    starts_at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return Meeting(starts_at=starts_at, ends_at=starts_at + lasts, zone=zone)


@pytest.mark.parametrize(
    ("zone", "start", "lasts", "expected"),
    [
        (
            "Asia/Manila",
            "2026-11-12T09:00",
            timedelta(hours=3),
            "12 November 2026, 09:00–12:00 (Manila time, UTC+08:00)",
        ),
        (
            "Asia/Kathmandu",
            "2026-11-12T09:00",
            timedelta(days=1),
            "12 November 2026, 09:00 – 13 November 2026, 09:00 (Kathmandu time, UTC+05:45)",
        ),
        # The night in between is an hour longer; no offset holds for both days.
        (
            "Europe/Zurich",
            "2026-10-24T09:00",
            timedelta(hours=33),
            "24 October 2026, 09:00 – 25 October 2026, 17:00 (Zurich time)",
        ),
        ("UTC", "2026-10-24T09:00", timedelta(hours=1), "24 October 2026, 09:00–10:00 (UTC)"),
    ],
)
def test_a_meeting_is_shown_on_the_clocks_of_its_place_with_the_zone(
    app: Flask, zone: str, start: str, lasts: timedelta, expected: str
) -> None:
    with app.test_request_context():
        assert meeting_time(meeting_in(zone, start, lasts)) == expected


@pytest.mark.parametrize(
    ("start", "hours", "days"),
    [
        ("2026-10-24T09:00", 8, ["2026-10-24", "2026-10-24"]),
        ("2026-10-24T09:00", 33, ["2026-10-24", "2026-10-25"]),
        # It ends at midnight: the next day has nothing of it. That night has 25 hours.
        ("2026-10-25T00:00", 25, ["2026-10-25", "2026-10-25"]),
        ("2026-03-29T00:00", 23, ["2026-03-29", "2026-03-29"]),
        ("2026-03-29T00:00", 24, ["2026-03-29", "2026-03-30"]),
    ],
)
def test_the_days_of_a_meeting_are_those_of_its_place(
    start: str, hours: int, days: list[str]
) -> None:
    meeting = meeting_in("Europe/Zurich", start, timedelta(hours=hours))
    card = Card(
        id=1,
        state="announced",  # type: ignore[arg-type]
        title="",
        language="en",
        level="technical",  # type: ignore[arg-type]
        rcps=(),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        country="",
        city="",
        themes=(),
        is_sample=False,
    )
    assert [day.isoformat() for day in card.days] == days
