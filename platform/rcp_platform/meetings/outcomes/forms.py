"""Forms of what came of meetings."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from rcp_platform.core import vocabularies
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes.fields import AUDIENCES, KINDS
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.outcomes.reading import Item
from rcp_platform.meetings.states import MeetingAudience, OutcomeKind

_ = lazy_gettext
_LADDER = list(MeetingAudience)
_TOO_LONG = _("Shorten this text to %(max)d characters.")


class OutcomeForm(Form):
    """What the meeting concluded, or what a participant intends. ``version`` is the one seen."""

    version = HiddenField()
    kind = RadioField(_("Kind"), choices=choices(KINDS), default="outcome")
    text = TextAreaField(
        _("In which words"),
        [DataRequired(_("Enter the text.")), Length(max=5000, message=_TOO_LONG)],
        render_kw={"rows": 4},
    )
    language = SelectField(_("Language of this text"), choices=choices(vocabularies.LANGUAGES))
    agenda_item_id = SelectField(_("Point of the agenda"))
    owner_slug = SelectField(
        _("Who takes it on"),
        description=_("A Process that holds the meeting or is invited to it. It is told."),
    )
    owner_note = StringField(
        _("State or body, in words"),
        [Length(max=200, message=_("Shorten this to %(max)d characters."))],
        description=_("Such as “Secretariat” or “the States that expressed interest”."),
    )
    due_on = DateField(
        _("Until when"),
        [Optional()],
        description=_("Whoever leads the Process gets one reminder before and one after it."),
    )
    audience = RadioField(_("Who may read it"))

    def validate_due_on(self, field: DateField) -> None:
        """A year has four digits and lies in the time of the exchange."""
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(gettext("Enter a date between 2000 and 2100."))

    def values(self) -> dict[str, Any]:
        """Return the columns of an outcome."""
        return {
            "kind": OutcomeKind(self.kind.data),
            "text": self.text.data,
            "language": self.language.data,
            "agenda_item_id": int(self.agenda_item_id.data) if self.agenda_item_id.data else None,
            "owner_slug": self.owner_slug.data or None,
            "owner_note": self.owner_note.data or "",
            "due_on": self.due_on.data,
            "audience": MeetingAudience(self.audience.data),
        }


class ProgressForm(Form):
    """How an item stands. ``version`` is the one seen, ``step`` one of the workflow or empty."""

    version = HiddenField()
    step = RadioField(_("Where it stands"))
    progress = TextAreaField(
        _("In a few words, if you wish"),
        [Length(max=3000, message=_TOO_LONG)],
        render_kw={"rows": 4},
    )


def outcome_form(meeting: Meeting, owners: Sequence[Rcp], outcome: Outcome | None) -> OutcomeForm:
    """Return the form for a meeting, filled from an outcome if there is one."""
    known = list(owners)
    if outcome is None:
        widest = min(meeting.audience, MeetingAudience.INVITED, key=_LADDER.index)
        form = OutcomeForm(data={"language": reader_language(), "audience": widest.value})
    else:
        form = OutcomeForm(data=_shown(outcome))
        known += [outcome.owner] if outcome.owner and outcome.owner not in known else []
    none = {"": gettext("No Process")}
    form.owner_slug.choices = choices(none | {rcp.slug: rcp.name for rcp in known})
    points = {"": gettext("No point in particular")}
    form.agenda_item_id.choices = choices(
        points | {str(item.id): _point(item.title, item.is_closed) for item in meeting.agenda}
    )
    upto = _LADDER.index(meeting.audience) + 1
    form.audience.choices = choices({a.value: AUDIENCES[a] for a in _LADDER[:upto]})
    return form


def progress_form(item: Item) -> ProgressForm:
    """Return the form with the steps that the reader may take now."""
    form = ProgressForm(data={"version": str(item.version), "step": "", "progress": item.progress})
    unchanged = {"": gettext("As before: %(state)s", state=item.state_name)}
    form.step.choices = choices(unchanged | item.step_names)
    return form


def _shown(outcome: Outcome) -> dict[str, Any]:
    return {
        "version": str(outcome.version),
        "kind": outcome.kind.value,
        "text": outcome.text,
        "language": outcome.language,
        "agenda_item_id": str(outcome.agenda_item_id or ""),
        "owner_slug": outcome.owner_slug or "",
        "owner_note": outcome.owner_note,
        "due_on": outcome.due_on,
        "audience": outcome.audience.value,
    }


def _point(title: str, is_closed: bool) -> str:
    if not is_closed:
        return title
    told = gettext("%(title)s (in closed session: only the holding Processes read it)", title=title)
    return str(told)
