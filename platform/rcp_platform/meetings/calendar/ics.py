"""Meetings as calendar programs read them (RFC 5545), and invitations to them (RFC 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rcp_platform.core.db import now

# Heavy: the library itself is loaded when somebody asks for a calendar.
if TYPE_CHECKING:
    from icalendar import Calendar, vCalAddress
    from icalendar import Event as Component

_PRODUCT = "-//RCP Exchange//EN"
#: How often calendars that subscribe should look again.
_REFRESHED = timedelta(hours=6)


@dataclass(frozen=True)
class Event:
    """A meeting as one reader's calendar shows it."""

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    #: IANA name: the calendar shows the clocks of the place, and keeps them if rules change.
    zone: str
    location: str
    #: The page of the meeting.
    url: str
    is_cancelled: bool
    updated_at: datetime


@dataclass(frozen=True)
class Party:
    """Who calls to a meeting, or is called: an office rather than a person."""

    name: str
    email: str


def calendar_of(events: Iterable[Event], name: str) -> bytes:
    """Return meetings as a calendar of that name, to open or to subscribe to."""
    from icalendar import vText

    calendar = _calendar("PUBLISH")
    calendar.add("X-WR-CALNAME", vText(name), encode=False)
    calendar.add("REFRESH-INTERVAL", _REFRESHED, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_component(event))
    return _written(calendar)


def request_of(event: Event, organiser: Party, attendee: Party) -> bytes:
    """Return an invitation that calendar programs can answer; the answer goes to the organiser."""
    from icalendar import vText

    component = _component(event)
    component.add("ORGANIZER", _address(organiser))
    asked = _address(attendee)
    asked.params["ROLE"] = vText("REQ-PARTICIPANT")
    asked.params["PARTSTAT"] = vText("NEEDS-ACTION")
    asked.params["RSVP"] = vText("TRUE")
    component.add("ATTENDEE", asked)
    return _single("REQUEST", component)


def cancel_of(event: Event, organiser: Party, attendee: Party) -> bytes:
    """Return the message that takes an invitation out of a calendar."""
    from icalendar import vText

    component = _component(event)
    component["STATUS"] = vText("CANCELLED")
    component.add("ORGANIZER", _address(organiser))
    component.add("ATTENDEE", _address(attendee))
    return _single("CANCEL", component)


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _PRODUCT)
    calendar.add("METHOD", method)
    return calendar


def _component(event: Event) -> "Component":
    from icalendar import Event as Component

    zone = ZoneInfo(event.zone)
    component = Component()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", now())
    component.add("LAST-MODIFIED", event.updated_at)
    component.add("SUMMARY", event.title)
    component.add("DTSTART", event.starts_at.astimezone(zone))
    component.add("DTEND", event.ends_at.astimezone(zone))
    component.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("URL", event.url)
    for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            component.add(name, text)
    return component


def _address(party: Party) -> "vCalAddress":
    from icalendar import vCalAddress, vText

    _name, address = parseaddr(party.email)
    written = vCalAddress(f"mailto:{address}")
    written.params["CN"] = vText(party.name)
    return written


def _single(method: str, component: "Component") -> bytes:
    calendar = _calendar(method)
    calendar.add_component(component)
    return _written(calendar)


def _written(calendar: "Calendar") -> bytes:
    years = [component.start.year for component in calendar.events]
    if years:
        # Clock changes of other years would only make the file longer.
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 12, 31))
    return bytes(calendar.to_ical())
