"""The forms of the steps of a presentation."""

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from rcp_platform.accounts.queries import rcp_names
from rcp_platform.core.access import Actor
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.extensions import db
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.meetings.documents.services import audiences_within
from rcp_platform.meetings.fields import DOCUMENT_AUDIENCES
from rcp_platform.meetings.presentations import policy, services
from rcp_platform.meetings.presentations.models import Presentation

_ = lazy_gettext
_TOO_LONG = _("Shorten this text to %(max)d characters.")


class StepForm(Form):
    """A step, and the version of the presentation that was seen before it."""

    version = HiddenField()

    def __init__(
        self, step: str, presentation: Presentation, actor: Actor, *, is_sent: bool
    ) -> None:
        """Read the form of a step that was sent, or draw it; many stand on one page."""
        data = {"version": str(presentation.version), **self.usual(presentation)}
        super().__init__(**({} if is_sent else {"formdata": None, "data": data}))
        self.step = step
        self.presentation = presentation
        for field in self:
            field.id = field.label.field_id = f"{step}-{field.name}"
        self.offer(actor)

    def usual(self, presentation: Presentation) -> dict[str, Any]:
        """Return what the fields hold at first."""
        return {}

    def offer(self, actor: Actor) -> None:
        """Fill in what can be chosen."""

    @property
    def is_of_this_version(self) -> bool:
        """Whether nothing has changed since the page was drawn."""
        return bool(self.version.data == str(self.presentation.version))


class AskForm(StepForm):
    """By when the material is asked for."""

    due = DateField(
        _("By which day"),
        [DataRequired(_("Choose a day."))],
        description=_("Not after the day on which the meeting begins."),
    )

    def validate_due(self, field: DateField) -> None:
        """It lies ahead, and not after the meeting has begun."""
        if not services.is_in_time(self.chosen, self.presentation.meeting):
            raise ValidationError(
                gettext("Choose a day from today to the day on which the meeting begins.")
            )

    @property
    def chosen(self) -> date:
        """The day that was entered; only where there is one."""
        if self.due.data is None:
            raise LookupError("no day")
        return self.due.data


class MaterialForm(StepForm):
    """The material."""

    file = FileField(
        _("File"), [FileRequired(_("Choose a file."))], render_kw={"accept": ",".join(SUFFIXES)}
    )
    language = SelectField(_("Language"), choices=choices(LANGUAGES))

    def usual(self, presentation: Presentation) -> dict[str, Any]:
        """The language of what was sent before, or of the meeting."""
        has_been_sent = presentation.material_sha256 is not None
        meeting = presentation.meeting
        return {"language": presentation.material_language if has_been_sent else meeting.language}


class ClearForm(StepForm):
    """Who may read the material."""

    audience = RadioField(
        _("Who may read it"), [DataRequired(_("Choose who may read it."))], choices=[]
    )

    def offer(self, actor: Actor) -> None:
        """Never more than may know of the meeting."""
        offered = audiences_within(self.presentation.meeting)
        self.audience.choices = choices({one.value: DOCUMENT_AUDIENCES[one] for one in offered})


class NotHeldForm(StepForm):
    """Why it was not held, if anybody wishes to say."""

    note = TextAreaField(
        _("Note"),
        [Length(max=500, message=_TOO_LONG)],
        description=_("Optional. Both sides read it."),
        render_kw={"rows": 2},
    )


class OutcomeForm(StepForm):
    """What came of it."""

    outcome = TextAreaField(
        _("What came of it"),
        [
            DataRequired(_("Say in a few sentences what came of it.")),
            Length(max=5000, message=_TOO_LONG),
        ],
        description=_(
            "Both sides read it. A practice that is drafted from it begins with these words."
        ),
        render_kw={"rows": 5},
    )


class DraftForm(StepForm):
    """To whom the draft belongs."""

    rcp = SelectField(_("Process"), description=_("The draft belongs to this Process."))

    def offer(self, actor: Actor) -> None:
        """Those that present and that the actor works for."""
        owners = policy.rcps_to_draft_for(actor, self.presentation)
        self.rcp.choices = choices(rcp_names(db.session, owners))


FORMS: dict[str, type[StepForm]] = {
    "ask_material": AskForm,
    "submit": MaterialForm,
    "clear": ClearForm,
    "deliver": StepForm,
    "not_held": NotHeldForm,
    "record_outcome": OutcomeForm,
    "draft_practice": DraftForm,
}
