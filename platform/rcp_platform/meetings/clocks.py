"""The clocks of places: what is written there, and which moment that is.

Where clocks are set forward some times do not exist, and where they are set back some come twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

_MINUTE = timedelta(minutes=1)
_NOT_A_PLACE = "Etc/"


class NoSuchTime(Exception):
    """The clocks of the place never show this; ``next_time`` is what they show next."""

    def __init__(self, next_time: datetime) -> None:
        super().__init__(next_time.isoformat())
        self.next_time = next_time


@cache
def zones() -> dict[str, str]:
    """Return the zones of places by IANA name with their State (ISO 3166-1), and UTC with none."""
    known = available_timezones()
    places = {
        zone: country
        for zone, country in sorted(get_global("zone_territories").items())
        if zone in known and not zone.startswith(_NOT_A_PLACE)
    }
    return {**places, "UTC": ""}


def zones_of(country: str) -> list[str]:
    """Return the zones of a State or territory by name."""
    return [zone for zone, where in zones().items() if country and where == country]


def moments(day: date, at: time, zone: str) -> list[datetime]:
    """Return the moments at which the clocks of a zone show this: one, or two, the first first.

    Raises :exc:`NoSuchTime` where they never do.
    """
    written = datetime.combine(day, at)
    read = (written.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    found = sorted({local.astimezone(UTC) for local in read})
    shown = [moment for moment in found if _shown(moment, zone) == written]
    if not shown:
        raise NoSuchTime(_next_time(written, zone))
    return shown


def _shown(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _next_time(written: datetime, zone: str) -> datetime:
    while True:
        written += _MINUTE
        moment = written.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if _shown(moment, zone) == written:
            return written
