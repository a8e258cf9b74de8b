"""The forms of meetings."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_datetime, gettext, lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Email, Length, Optional

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.core.vocabularies import MeetingLevel
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings import clocks, fields
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.presentation import city_of
from rcp_platform.meetings.states import MeetingAudience
from rcp_platform.practices.attachments.forms import is_web_address

_ = lazy_gettext
_LONGEST = timedelta(days=60)
_YEARS = range(1990, 2101)
_NOT_COLUMNS = {"version", "csrf_token", "holders", "starts_on", "starts_time", "ends_on"}


def _text(label: Any, longest: int, hint: Any = "", **render: Any) -> StringField:
    too_long = Length(max=longest, message=_("Shorten this to %(max)d characters."))
    return StringField(label, [too_long], description=hint, render_kw=render or None)


class MeetingForm(Form):
    """What is held, by whom, when, where and for whom. The moments are known once it is valid."""

    version = HiddenField()
    holders = SelectMultipleField(
        _("Held by"),
        description=_(
            "Other Processes hold it together with yours once they have accepted an invitation "
            "to a joint session."
        ),
    )
    title = StringField(
        _("Title"),
        [
            DataRequired(_("Enter a title.")),
            Length(max=300, message=_("Shorten the title to %(max)d characters.")),
        ],
    )
    level = SelectField(
        _("Level"),
        choices=choices(vocabularies.MEETING_LEVELS),
        default=MeetingLevel.TECHNICAL.value,
    )
    language = SelectField(_("Language of this text"), choices=choices(vocabularies.LANGUAGES))
    description = TextAreaField(
        _("Description"),
        [Length(max=5000, message=_("Shorten this text to %(max)d characters."))],
        description=_("Everybody who may know of the meeting reads this."),
    )
    series = _text(
        _("Series"),
        200,
        _("Optional. Meetings that follow each other, such as: Annual Consultations."),
        list="series-names",
    )
    starts_on = DateField(_("First day"), [DataRequired(_("Enter a date."))])
    starts_time = TimeField(_("Begins at"), [DataRequired(_("Enter a time such as 09:00."))])
    ends_on = DateField(
        _("Last day"), [Optional()], description=_("Leave empty if it lasts one day.")
    )
    ends_time = TimeField(_("Ends at"), [DataRequired(_("Enter a time such as 17:00."))])
    country = _text(_("Host State"), 100, _("Leave empty if no State hosts it."))
    city = _text(_("City"), 100)
    zone = SelectField(
        _("Time zone of the place"),
        description=_(
            "The times above are those of the clocks there. Leave it empty if the host State has "
            "one time zone."
        ),
    )
    venue = _text(_("Room and address"), 500, _("Only those who take part read this."))
    link = _text(
        _("Link to take part from afar"),
        1000,
        _("Only those who take part read this."),
        type="url",
        inputmode="url",
        dir="ltr",
    )
    themes = SelectMultipleField(_("Themes"), choices=choices(vocabularies.THEMES))
    audience = RadioField(
        _("Who may know of the meeting once it is announced"),
        choices=choices(fields.AUDIENCES),
        default=MeetingAudience.OBSERVERS.value,
    )
    contact = StringField(
        _("Address for answers"),
        [Optional(), Length(max=254), Email(_("Enter an e-mail address."))],
        description=_("Optional. Of an office; otherwise answers come to that of your Process."),
        render_kw={"type": "email", "dir": "ltr"},
    )

    def __init__(self, meeting: Meeting | None, led: Iterable[Rcp], **shown: Any) -> None:
        super().__init__(data=_shown(meeting) if meeting else shown)
        self._meeting = meeting
        led = list(led)
        self._led = [rcp.slug for rcp in led]
        self.holders.choices = choices({rcp.slug: rcp.name for rcp in led})
        near = [state.code for rcp in led for state in rcp.states]
        self.zone.choices = _zone_choices(_country(self.country.data) or "", near)
        #: Times that the clocks of the place show twice: of these the first was taken.
        self.shown_twice: list[datetime] = []

    def validate_holders(self, field: SelectMultipleField) -> None:
        """Somebody holds it."""
        others = self._meeting.rcp_slugs - set(self._led) if self._meeting else ()
        if not field.data and not others:
            raise ValidationError(gettext("Select the Process that holds the meeting."))

    def validate_country(self, field: StringField) -> None:
        """One State or none."""
        if field.data and _country(field.data) is None:
            raise ValidationError(
                gettext("“%(name)s” is not a State or territory we know.", name=field.data)
            )

    def validate_zone(self, field: SelectField) -> None:
        """The zone is chosen, or follows from the State."""
        if not field.data:
            of_state = clocks.zones_of(_country(self.country.data) or "")
            if len(of_state) != 1:
                raise ValidationError(gettext("Select the time zone of the place."))
            field.data = of_state[0]

    def validate_link(self, field: StringField) -> None:
        """A link leads to a web page."""
        if field.data and not is_web_address(field.data):
            raise ValidationError(
                gettext("Enter a whole address, such as https://www.iom.int/page.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is right, and the times together are."""
        if not super().validate(extra_validators):
            return False
        last_day = self.ends_on if self.ends_on.data else self.starts_on
        self.starts_at = self._moment(self.starts_on, self.starts_time)
        self.ends_at = self._moment(last_day, self.ends_time, after=self.starts_at)
        if self.errors or self.starts_at is None or self.ends_at is None:
            return False
        if self.ends_at <= self.starts_at:
            self.ends_time.errors = [gettext("The end is not after the beginning.")]
        elif self.ends_at - self.starts_at > _LONGEST:
            self.ends_on.errors = [gettext("A meeting lasts at most %(n)s days.", n=_LONGEST.days)]
        return not self.errors

    def _moment(
        self, day: DateField, at: TimeField, after: datetime | None = None
    ) -> datetime | None:
        if day.data is None or at.data is None:
            return None
        if day.data.year not in _YEARS:
            day.errors = [gettext("Enter a date between 1990 and 2100.")]
            return None
        written = datetime.combine(day.data, at.data)
        try:
            found = clocks.moments(day.data, at.data, self.zone.data)
        except clocks.NoSuchTime as gap:
            at.errors = [_no_such_time(written, gap.next_time)]
            return None
        kept = self._meeting and {self._meeting.starts_at, self._meeting.ends_at}
        for moment in found:
            if kept and moment in kept:
                return moment
        later = [moment for moment in found if after is None or moment > after]
        if len(later) > 1:
            self.shown_twice.append(written)
        return later[0] if later else found[-1]

    @property
    def chosen_holders(self) -> list[str]:
        """The slugs of the RCPs that hold it, of those that were offered, in their order."""
        return [slug for slug in self._led if slug in (self.holders.data or ())]

    def values(self) -> dict[str, Any]:
        """Return the columns of a meeting, and the name of its series."""
        own = {name: value for name, value in self.data.items() if name not in _NOT_COLUMNS}
        del own["ends_time"]
        texts = {name: "" if value is None else value for name, value in own.items()}
        return texts | {
            "country": _country(self.country.data) or "",
            "level": MeetingLevel(self.level.data),
            "audience": MeetingAudience(self.audience.data),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


def notes_on_times(form: MeetingForm) -> list[str]:
    """Return a sentence on each time that the clocks of the place show twice."""
    return [
        str(
            gettext(
                "On %(time)s the clocks of the place are set back and show this time twice. The "
                "first one is meant.",
                time=_written(at),
            )
        )
        for at in form.shown_twice
    ]


def _no_such_time(local: datetime, next_time: datetime) -> str:
    return str(
        gettext(
            "The clocks of the place are set forward then: %(time)s does not exist there. The next "
            "time that does is %(next)s.",
            time=_written(local),
            next=_written(next_time),
        )
    )


def _written(local: datetime) -> str:
    return str(format_datetime(local, format="d MMMM y, HH:mm", rebase=False))


def _country(written: str | None) -> str | None:
    return countries.find(written) if written else None


def _zone_choices(country: str, near: Sequence[str]) -> list[SelectChoice]:
    """The zones of the host State first, or before it is known those of the RCPs' States."""
    known = clocks.zones()
    of_states = [zone for state in dict.fromkeys(near) for zone in clocks.zones_of(state)]
    first = clocks.zones_of(country) or of_states
    nearest = [SelectChoice(z, _zone(z), optgroup=str(gettext("Near"))) for z in first]
    others = [zone for zone in known if zone not in first]
    rest = [SelectChoice(z, _zone(z), optgroup=str(gettext("All"))) for z in others]
    return [SelectChoice("", gettext("Not stated")), *nearest, *rest]


def _zone(zone: str) -> str:
    return zone if zone == "UTC" else f"{city_of(zone)} ({zone})"


def _shown(meeting: Meeting) -> dict[str, Any]:
    zone = ZoneInfo(meeting.zone)
    start, end = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    columns = ("title", "language", "description", "city", "zone", "venue", "link", "themes")
    return {name: getattr(meeting, name) for name in columns} | {
        "version": str(meeting.version),
        "holders": [holder.rcp_slug for holder in meeting.holders],
        "level": meeting.level.value,
        "audience": meeting.audience.value,
        "series": meeting.series.name if meeting.series else "",
        "country": countries.name_of(meeting.country) if meeting.country else "",
        "contact": meeting.contact,
        "starts_on": start.date(),
        "starts_time": start.time(),
        "ends_on": end.date(),
        "ends_time": end.time(),
    }


def new_form(led: Sequence[Rcp], rcp: str) -> MeetingForm:
    """Return the form for a meeting of the RCPs that somebody leads, the one asked for first."""
    ordered = sorted(led, key=lambda one: one.slug != rcp)
    return MeetingForm(None, ordered, language=reader_language(), holders=[ordered[0].slug])


class MoveForm(Form):
    """A step of a meeting, by somebody who has seen it as it is."""

    version = HiddenField()
    reason = StringField(
        _("Reason"),
        [Length(max=500, message=_("Shorten this to %(max)d characters."))],
        description=_("Whoever may know of the meeting reads it."),
    )
