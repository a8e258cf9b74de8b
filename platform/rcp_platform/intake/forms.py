"""The forms for sending documents and for looking through what was made of them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import MultipleFileField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from rcp_ingest.formats import BY_SUFFIX
from rcp_platform.core import countries
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.directory.models import Rcp
from rcp_platform.intake.models import IntakeDocument, IntakeDraft
from rcp_platform.intake.services import MOST_FILES
from rcp_platform.practices import fields
from rcp_platform.practices.forms import (
    STEP_OF,
    STEPS,
    BasicsForm,
    ReuseForm,
    SourcesForm,
    StoryForm,
    TopicsForm,
)
from rcp_platform.practices.models import SECTIONS
from rcp_platform.practices.states import NARROWER, Audience

_ = lazy_gettext
#: The audiences that need no further names.
_AUDIENCES = {
    name: label for name, label in fields.AUDIENCES.items() if name != Audience.NAMED.value
}
NOT_ATTACHED = ""
#: What the texts of a document can be put into.
TEXTS = {name: fields.HEADINGS[name] for name in SECTIONS} | {
    "title": fields.LABELS["title"],
    "summary": _("Summary"),
}


class SendForm(Form):
    """Documents to be read."""

    rcp = SelectField(_("Process"))
    files = MultipleFileField(
        _("Documents"), render_kw={"accept": ",".join(sorted(BY_SUFFIX)), "multiple": True}
    )
    audience = RadioField(
        _("Who may read the practices, once they are published"),
        choices=choices(_AUDIENCES),
        default=Audience.NETWORK.value,
        description=_("It can be changed for each practice."),
    )
    original_audience = RadioField(
        _("Who may open the original documents"),
        choices=choices(
            {
                Audience.MEMBERS.value: _AUDIENCES[Audience.MEMBERS.value],
                Audience.OBSERVERS.value: _AUDIENCES[Audience.OBSERVERS.value],
                "same": _("Whoever may read the practice"),
                NOT_ATTACHED: _("Nobody: the originals are not attached"),
            }
        ),
        default=Audience.MEMBERS.value,
        description=_(
            "A report may name people who spoke under the Chatham House rule. Drafts leave their "
            "names out; the original does not."
        ),
    )

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file, and not too many."""
        sent = [one for one in field.data or [] if one and one.filename]
        if not sent:
            raise ValidationError(gettext("Choose at least one document."))
        if len(sent) > MOST_FILES:
            raise ValidationError(
                gettext("Send at most %(most)s documents at once.", most=MOST_FILES)
            )

    @property
    def chosen_audience(self) -> Audience:
        """Who may read the practices."""
        return Audience(self.audience.data)

    @property
    def chosen_original_audience(self) -> Audience | None:
        """Who may open the originals, never more than the practices; None for nobody."""
        if self.original_audience.data == NOT_ATTACHED:
            return None
        practices = self.chosen_audience
        if self.original_audience.data == "same":
            return practices
        chosen = Audience(self.original_audience.data)
        return chosen if chosen in NARROWER[practices] else practices


def send_form(own: Sequence[Rcp]) -> SendForm:
    """Return the form for sending documents for one of these RCPs."""
    form = SendForm()
    form.rcp.choices = [(rcp.slug, rcp.name) for rcp in own]
    if len(own) == 1:
        del form.rcp
    return form


class DraftForm(BasicsForm, StoryForm, ReuseForm, TopicsForm, SourcesForm):
    """Everything that a draft says, on one page."""


def draft_form(draft: IntakeDraft) -> DraftForm:
    """Return the form of a draft, filled from it."""
    values = draft.values
    form = DraftForm(
        data={
            **values,
            "language": values.get("language") or draft.document.language or reader_language(),
            "countries": "\n".join(map(countries.name_of, values.get("countries") or [])),
            "keywords": ", ".join(values.get("keywords") or []),
            "version": str(draft.version),
        }
    )
    del form.rcp
    return form


def groups_of(form: DraftForm) -> list[tuple[Any, list[Any], bool]]:
    """Return the fields in groups: heading, fields, and whether any of them says something."""
    groups = []
    for step, (heading, _form) in STEPS.items():
        drawn = [form[name] for name, at in STEP_OF.items() if at == step and name in form]
        if drawn:
            groups.append((heading, drawn, any(one.data or one.errors for one in drawn)))
    return groups


class SplitForm(Form):
    """The title of a draft that is split off."""

    title = StringField(
        _("Title of the new draft"),
        [Length(max=300, message=_("Shorten the title to %(max)d characters."))],
    )


class TakeForm(Form):
    """Where ticked paragraphs of the document go."""

    field = SelectField(_("As"), choices=choices(TEXTS), default="description")
    draft = SelectField(_("Into"))


def take_form(document: IntakeDocument, open_drafts: Sequence[IntakeDraft]) -> TakeForm:
    """Return the form that puts paragraphs of a document into one of its drafts or a new one."""
    form = TakeForm()
    form.draft.choices = [("", gettext("A new draft"))] + [
        (str(draft.id), draft.values.get("title") or gettext("Draft without a title"))
        for draft in open_drafts
    ]
    return form
