"""The forms in which an RCP asks to observe another one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import format_date, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from rcp_platform.core import vocabularies
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.directory.models import Rcp
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.observers.fields import KINDS, RIGHTS
from rcp_platform.observers.models import ObserverRequest
from rcp_platform.observers.requests import fields
from rcp_platform.observers.requests.named_meetings import NamedMeeting
from rcp_platform.observers.requests.reading import fingerprint_of
from rcp_platform.observers.rules.queries import Terms
from rcp_platform.observers.states import ObserverKind, Reciprocity

_ = lazy_gettext
MOST_MONTHS = 60
#: Levels at which an RCP meets; the others are not its own.
LEVELS = {
    level: name
    for level, name in vocabularies.MEETING_LEVELS.items()
    if level not in {"inter_rcp", "global"}
}


class PairForm(Form):
    """Who asks, and whom."""

    applicant = SelectField(_("Your Process"), name="as")
    host = SelectField(_("The Process that you would like to observe"))


class RequestForm(Form):
    """What is asked for."""

    #: What the request said when the page was drawn; empty for a new one.
    seen = HiddenField()
    kind = RadioField(_("Kind of status"))
    purpose = TextAreaField(
        _("Purpose"),
        [Length(max=4000, message=_("Shorten this text to %(max)d characters."))],
        description=_(
            "Why you ask: what you hope to learn or share, and on which areas of discussion."
        ),
        render_kw={"rows": 6},
    )
    language = SelectField(_("Language of this text"), choices=choices(vocabularies.LANGUAGES))
    levels = SelectMultipleField(_("Levels of meeting"), choices=choices(LEVELS))
    rights = SelectMultipleField(_("Rights asked for"), choices=choices(RIGHTS))
    themes = SelectMultipleField(
        _("Themes"),
        choices=choices(vocabularies.THEMES),
        description=_("For an observer on named themes."),
    )
    meetings = SelectMultipleField(
        _("Meetings"), coerce=int, description=_("For an observer at named meetings.")
    )
    reciprocity = RadioField(_("Reciprocity"), default=Reciprocity.NONE.value)
    validity_months = IntegerField(
        _("Validity in months"),
        [
            InputRequired(_("Enter a number of months.")),
            NumberRange(1, MOST_MONTHS, _("Enter a number from %(min)s to %(max)s.")),
        ],
        description=_("An observer at named meetings is one until the last of them has ended."),
        render_kw={"inputmode": "numeric"},
    )

    def values(self) -> dict[str, Any]:
        """Return the columns of a request."""
        return {
            "kind": ObserverKind(self.kind.data),
            "purpose": self.purpose.data or "",
            "language": self.language.data,
            "levels": self.levels.data,
            "rights": self.rights.data,
            "themes": self.themes.data,
            "meetings": self.meetings.data,
            "reciprocity": Reciprocity(self.reciprocity.data),
            "validity_months": self.validity_months.data,
        }


class LetterForm(Form):
    """A letter that goes with a request."""

    letter = FileField(
        _("Letter"),
        [FileRequired(_("Choose a file."))],
        render_kw={"accept": ",".join(SUFFIXES)},
    )


def pair_form(
    own: Iterable[Rcp], everyone: Iterable[Rcp], arguments: Mapping[str, str]
) -> PairForm:
    """Return the choice of the two RCPs, as the address names them."""
    form = PairForm(
        formdata=None, data={"applicant": arguments.get("as"), "host": arguments.get("host")}
    )
    form.applicant.choices = choices({rcp.slug: rcp.short_name for rcp in own})
    form.host.choices = choices({rcp.slug: rcp.short_name for rcp in everyone})
    return form


def request_form(
    terms: Terms,
    meetings: Sequence[NamedMeeting],
    *,
    is_in_place: bool,
    request: ObserverRequest | None = None,
) -> RequestForm:
    """Return the form, filled from the request or with what the host usually grants."""
    usual = {
        "kind": next((kind.value for kind in ObserverKind if kind in terms.kinds), None),
        "language": reader_language(),
        "rights": sorted(terms.rights),
        "validity_months": terms.validity_months,
    }
    form = RequestForm(data=_said(request) if request else usual)
    form.kind.choices = choices({k: name for k, name in KINDS.items() if k in terms.kinds})
    form.meetings.choices = meeting_choices(meetings)
    left_out = Reciprocity.OFFERED if is_in_place else Reciprocity.IN_PLACE
    form.reciprocity.choices = choices(
        {key: name for key, name in fields.RECIPROCITY.items() if key != left_out}
    )
    if form.reciprocity.data == left_out:
        form.reciprocity.data = Reciprocity.NONE.value
    return form


def meeting_choices(meetings: Iterable[NamedMeeting]) -> list[Any]:
    """Return meetings as the choices of a field: day and title."""
    return choices(
        {
            meeting.id: f"{format_date(meeting.local_start, rebase=False)}: {meeting.title}"
            for meeting in meetings
        }
    )


def _said(request: ObserverRequest) -> dict[str, Any]:
    return {
        "seen": fingerprint_of(request),
        "kind": request.kind.value,
        "purpose": request.purpose,
        "language": request.language,
        "levels": request.levels,
        "rights": request.rights,
        "themes": request.themes,
        "meetings": request.meeting_ids,
        "reciprocity": request.reciprocity.value,
        "validity_months": request.validity_months,
    }
