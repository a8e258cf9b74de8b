"""When and where meetings are, in the reader's language and on the clocks of the place."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_gmt, get_timezone_location
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _


class Timed(Protocol):
    """Whatever begins and ends in a zone: a meeting, or what a reader may know of one."""

    @property
    def starts_at(self) -> datetime:
        """The start, in UTC."""

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""

    @property
    def zone(self) -> str:
        """The IANA name of the zone of the place."""


def meeting_time(meeting: Timed) -> str:
    """Return from when to when it lasts, on the clocks of the place, with the zone named."""
    zone = ZoneInfo(meeting.zone)
    start, end = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    if start.date() == end.date():
        lasts = f"{_day_and_clock(start)}–{_clock(end)}"
    else:
        lasts = f"{_day_and_clock(start)} – {_day_and_clock(end)}"
    return f"{lasts} ({zone_of(meeting.zone, start, end)})"


def place_time(at: datetime, zone: str) -> str:
    """Return a moment on the clocks of a place, with the zone named."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{_day_and_clock(local)} ({zone_of(zone, local, local)})"


def clock_time(at: datetime, zone: str) -> str:
    """Return what the clocks of a place show, without the day."""
    return _clock(at.astimezone(ZoneInfo(zone)))


def zone_of(zone: str, start: datetime, end: datetime) -> str:
    """Return a zone by the name of its city, with the offset unless that changes meanwhile."""
    if zone == "UTC":
        return zone
    named = _("%(city)s time", city=city_of(zone))
    if start.utcoffset() != end.utcoffset():
        return str(named)
    offset = get_timezone_gmt(start, width="iso8601", locale=get_locale())
    return f"{named}, UTC{offset}" if offset != "Z" else f"{named}, UTC"


def city_of(zone: str) -> str:
    """Return the city that a zone is named after, in the reader's language."""
    named: str = get_timezone_location(ZoneInfo(zone), locale=get_locale(), return_city=True)
    return named.rpartition("/")[2]


def _day_and_clock(local: datetime) -> str:
    return str(_(", ").join([format_date(local.date(), format="long"), _clock(local)]))


def _clock(local: datetime) -> str:
    return str(format_datetime(local, format="HH:mm", rebase=False))
