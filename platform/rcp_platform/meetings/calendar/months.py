"""Months as tables of weeks, in the way of the reader's language."""

import re
from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rcp_platform.meetings.reading import Card

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Day:
    """A day and the meetings on it."""

    date: date
    #: Days of the months before and after fill the first and the last week.
    is_inside: bool
    cards: Sequence[Card]


def month_of(written: str, today: date) -> date:
    """Return the first day of a month written as ``2026-11``; of this month if it is none."""
    match = _WRITTEN.fullmatch(written)
    year, month = (int(match[1]), int(match[2])) if match else (0, 0)
    if year not in _YEARS or not 1 <= month <= 12:
        return today.replace(day=1)
    return date(year, month, 1)


def beside(month: date, steps: int) -> str:
    """Return the month so many months later, or earlier, as addresses write it."""
    number = month.year * 12 + month.month - 1 + steps
    return f"{number // 12:04}-{number % 12 + 1:02}"


def weeks_in(month: date, first_weekday: int) -> list[list[date]]:
    """Return the days of the weeks that a month touches; Monday is 0."""
    return Calendar(first_weekday).monthdatescalendar(month.year, month.month)


def weeks_of(month: date, weeks: list[list[date]], cards: Iterable[Card]) -> list[list[Day]]:
    """Return the weeks of a month with the meetings on each day, by the calendars of the places."""
    on: dict[date, list[Card]] = {day: [] for week in weeks for day in week}
    for card in cards:
        first, last = card.days
        for number in range((last - first).days + 1):
            if (day := first + timedelta(days=number)) in on:
                on[day].append(card)
    return [[Day(day, day.month == month.month, on[day]) for day in week] for week in weeks]
