"""Until when a status is valid, in days as people say them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time


def start_of(day: date) -> datetime:
    """Return the first moment of a day, UTC."""
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """Return the last second of a day, UTC, so that what is valid until then is so all day."""
    return datetime.combine(day, time(23, 59, 59), UTC)


def months_after(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
