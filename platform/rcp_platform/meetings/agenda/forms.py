"""The form for a point of an agenda."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_date, gettext, lazy_gettext
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from rcp_platform.core import vocabularies
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.forms import Form, choices
from rcp_platform.meetings import clocks
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.reading import Card

_ = lazy_gettext
_LONGEST = 24 * 60
_COLUMNS = ("title", "detail", "minutes", "themes", "is_closed")


class ItemForm(Form):
    """A point: what it is about, when, and whether it is for the holding RCPs alone."""

    title = StringField(
        _("Title"),
        [
            DataRequired(_("Enter a title.")),
            Length(max=300, message=_("Shorten the title to %(max)d characters.")),
        ],
    )
    detail = TextAreaField(
        _("Description"),
        [Length(max=5000, message=_("Shorten this text to %(max)d characters."))],
        description=_("Optional. Practices that speak to it are found by these words."),
        render_kw={"rows": 3},
    )
    themes = SelectMultipleField(_("Themes"), choices=choices(vocabularies.THEMES))
    day = SelectField(_("Day"), validate_choice=True)
    time = TimeField(
        _("Begins at"), [Optional()], description=_("Optional. By the clocks of the place.")
    )
    minutes = IntegerField(
        _("Minutes"),
        [Optional(), NumberRange(1, _LONGEST, _("Enter a number of minutes such as 45."))],
    )
    is_closed = BooleanField(
        _("In closed session"),
        description=_("Only the Processes that hold the meeting know of this point."),
    )

    def __init__(self, meeting: Meeting, item: AgendaItem | None = None) -> None:
        super().__init__(data=_shown(meeting, item) if item else None)
        self._meeting, self._item = meeting, item
        days = _days(meeting)
        if len(days) > 1:
            self.day.choices = choices({d.isoformat(): format_date(d, "long") for d in days})
        else:
            del self.day
        self.starts_at: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is right, and the point begins during the meeting."""
        if not super().validate(extra_validators):
            return False
        self.starts_at = self._moment()
        return not self.errors

    def _moment(self) -> datetime | None:
        if self.time.data is None:
            return None
        meeting = self._meeting
        day = date.fromisoformat(self.day.data) if self.day else meeting.local_start.date()
        try:
            found = clocks.moments(day, self.time.data, meeting.zone)
        except clocks.NoSuchTime as gap:
            next_time = f"{gap.next_time:%H:%M}"
            self.time.errors = [
                gettext("This time does not exist there. The next is %(next)s.", next=next_time)
            ]
            return None
        if self._item and self._item.starts_at in found:
            return self._item.starts_at
        during = [m for m in found if meeting.starts_at <= m < meeting.ends_at]
        if not during:
            self.time.errors = [gettext("The meeting is not under way at this time.")]
            return None
        return during[0]

    def values(self) -> dict[str, Any]:
        """Return the columns of a point."""
        return {name: self.data[name] for name in _COLUMNS} | {"starts_at": self.starts_at}


def _shown(meeting: Meeting, item: AgendaItem) -> dict[str, Any]:
    shown = {name: getattr(item, name) for name in _COLUMNS}
    if item.starts_at is None:
        return shown
    local = item.starts_at.astimezone(ZoneInfo(meeting.zone))
    return shown | {"day": local.date().isoformat(), "time": local.time()}


def _days(meeting: Meeting) -> list[date]:
    first, last = Card.of(meeting, SYSTEM).days
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
