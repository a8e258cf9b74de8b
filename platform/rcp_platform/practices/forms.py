"""The form of a practice, in steps."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import LazyString, gettext, lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from rcp_platform.core import countries, vocabularies
from rcp_platform.core.db import now
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.core.rendering import language_name
from rcp_platform.directory.models import Rcp
from rcp_platform.practices import fields
from rcp_platform.practices.interchange import texts_of_lines
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import NARROWER, Attribution, Audience

_ = lazy_gettext
_LONG = 20_000
_LONGEST_EMBARGO = timedelta(days=2 * 365)
_Chosen = TypeVar("_Chosen", bound=StrEnum)


def _long_text(name: str, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        fields.HEADINGS[name],
        [Length(max=_LONG, message=_("Shorten this text to %(max)d characters."))],
        description=hint,
        render_kw={"rows": 6},
    )


def _numbered(pattern: str, labels: Mapping[Any, Any]) -> list[Any]:
    # Joined when it is drawn: only then is the reader's language known.
    return choices({n: LazyString(pattern.format, n, label) for n, label in labels.items()})


def _choices_of(rcps: Iterable[Rcp]) -> list[Any]:
    return choices({rcp.slug: rcp.name for rcp in rcps})


def _optional_choice(label: Any, labels: vocabularies.Labels) -> SelectField:
    return SelectField(label, choices=choices({"": _("Not stated"), **labels}))


class StepForm(Form):
    """One step of the form. ``version`` is the practice's when the page was drawn."""

    version = HiddenField()

    def values(self) -> dict[str, Any]:
        """Return the step's fields as columns of a practice."""
        own = {name: value for name, value in self.data.items() if name not in _NOT_COLUMNS}
        return {name: "" if value is None else value for name, value in own.items()}


_NOT_COLUMNS = {"version", "csrf_token", "rcp"}


class BasicsForm(StepForm):
    """What it is, where and when."""

    rcp = SelectField(_("Process"), description=_("The Process this practice belongs to."))
    title = StringField(
        _("Title"),
        [
            DataRequired(_("Enter a title.")),
            Length(max=300, message=_("Shorten the title to %(max)d characters.")),
        ],
        description=_("Say what was done, and spell out acronyms."),
    )
    summary = TextAreaField(
        _("Summary"),
        [Length(max=2000, message=_("Shorten the summary to %(max)d characters."))],
        description=_("Two or three sentences: who did what, where, and why it is worth knowing."),
        render_kw={"rows": 4},
    )
    language = SelectField(_("Language of this text"), choices=choices(vocabularies.LANGUAGES))
    countries = TextAreaField(
        _("States and territories"),
        description=_("One on each line, in any of the six languages. Leave empty if region-wide."),
        render_kw={"rows": 3},
    )
    scope = _optional_choice(_("Geographic scope"), vocabularies.SCOPES)
    corridor = StringField(
        _("Migration route or corridor"),
        [Length(max=200, message=_("Shorten this to %(max)d characters."))],
        description=_("For example: South Asia to the Gulf."),
    )
    practice_type = _optional_choice(_("Type of practice"), vocabularies.PRACTICE_TYPES)
    status = _optional_choice(_("Status"), vocabularies.PRACTICE_STATUSES)
    year_from = IntegerField(
        _("First year"),
        [Optional(), NumberRange(1900, 2100, _("Enter a year such as 2015."))],
    )
    year_to = IntegerField(
        _("Last year"),
        [Optional(), NumberRange(1900, 2100, _("Enter a year such as 2018, or leave it empty."))],
        description=_("Leave empty if it goes on."),
    )

    def validate_countries(self, field: TextAreaField) -> None:
        """Every line names a State or territory."""
        try:
            countries.parse(field.data or "")
        except countries.UnknownCountry as error:
            raise ValidationError(_unknown_country(error)) from error

    def validate_year_to(self, field: IntegerField) -> None:
        """The last year is not before the first."""
        if field.data and self.year_from.data and field.data < self.year_from.data:
            raise ValidationError(gettext("The last year is before the first year."))

    def values(self) -> dict[str, Any]:
        """Return the columns, with States as codes."""
        years = {"year_from": self.year_from.data, "year_to": self.year_to.data}
        return super().values() | years | {"countries": countries.parse(self.countries.data or "")}


def _unknown_country(error: countries.UnknownCountry) -> str:
    if error.suggestion:
        return str(
            gettext(
                "“%(name)s” is not a State or territory we know. Did you mean %(suggestion)s?",
                name=error.name,
                suggestion=error.suggestion,
            )
        )
    return str(gettext("“%(name)s” is not a State or territory we know.", name=error.name))


class StoryForm(StepForm):
    """What happened and what came of it."""

    challenge = _long_text("challenge", _("What needed to change?"))
    objectives = _long_text("objectives", _("What did you set out to achieve?"))
    approach = _long_text("approach", _("Who did what, step by step?"))
    impact = _long_text("impact", _("What changed? Give figures where you have them."))
    lessons = _long_text("lessons", _("What would you tell a colleague who starts tomorrow?"))


class ReuseForm(StepForm):
    """What others need to know to use it."""

    enablers = _long_text("enablers")
    barriers = _long_text("barriers")
    replication = _long_text("replication", _("What would others have to adapt?"))
    legal_basis = _long_text("legal_basis")
    costs = _long_text("costs")
    description = _long_text("description", _("Anything that fits nowhere else."))


class TopicsForm(StepForm):
    """What it is about, so that others find it."""

    themes = SelectMultipleField(_("Themes"), choices=choices(vocabularies.THEMES))
    gcm_objectives = SelectMultipleField(
        _("Objectives of the Global Compact for Migration"),
        choices=_numbered("{}. {}", vocabularies.GCM_OBJECTIVES),
        coerce=int,
        description=_("Optional. Only if your Process uses them."),
    )
    sdg_targets = SelectMultipleField(
        _("Targets of the Sustainable Development Goals"),
        choices=_numbered("{} {}", vocabularies.SDG_TARGETS),
        description=_("Optional."),
    )
    beneficiaries = StringField(
        _("Who benefits"), [Length(max=500, message=_("Shorten this to %(max)d characters."))]
    )
    keywords = TextAreaField(
        _("Keywords"),
        description=_("Your own words and acronyms, separated by commas."),
        render_kw={"rows": 2},
    )

    def values(self) -> dict[str, Any]:
        """Return the columns, with keywords as a list."""
        return super().values() | {"keywords": texts_of_lines(self.keywords.data or "")}

    def validate_keywords(self, field: TextAreaField) -> None:
        """A keyword is short."""
        words = texts_of_lines(field.data or "")
        if len(words) > 50 or any(len(word) > 100 for word in words):
            raise ValidationError(gettext("Enter at most 50 keywords of 100 characters each."))


class SourcesForm(StepForm):
    """Who stands behind it and where to read more."""

    lead_organisation = StringField(
        _("Lead organisation"),
        [Length(max=300, message=_("Shorten this to %(max)d characters."))],
        description=_("The ministry or body that is responsible."),
    )
    partners = StringField(
        _("Partners and funders"),
        [Length(max=500, message=_("Shorten this to %(max)d characters."))],
    )
    source = TextAreaField(
        _("Source"),
        [Length(max=2000, message=_("Shorten this to %(max)d characters."))],
        description=_("The report or document the facts come from."),
        render_kw={"rows": 2},
    )
    references = TextAreaField(
        _("Further reading"),
        [Length(max=_LONG, message=_("Shorten this text to %(max)d characters."))],
        description=_("One title or address on each line."),
        render_kw={"rows": 3},
    )


class AudienceForm(StepForm):
    """Who may read it once it is published, from when, and what they are told of the source."""

    audience = RadioField(
        _("Who may read title, summary and short facts"), choices=choices(fields.AUDIENCES)
    )
    body_audience = RadioField(
        _("Who may read the full text"),
        choices=choices(fields.BODY_AUDIENCES),
        description=_(
            "The full text is everything else: sections, quotations and attachments. It can be "
            "for the same readers or for fewer."
        ),
    )
    audience_rcps = SelectMultipleField(
        _("Named Processes"), description=_("Where you chose “the Processes named below”.")
    )
    embargo_until = DateField(
        _("Keep it within your Process until the end of"),
        [Optional()],
        description=_("Optional. Until then only your own Process reads it, once published."),
    )
    attribution = RadioField(
        _("What readers outside your Process are told of the source"),
        choices=choices(fields.ATTRIBUTIONS),
        description=_(
            "Under the Chatham House rule, what was said at a meeting may be used, but not who "
            "said it. Choose what may be named. Your own Process always sees everything."
        ),
    )

    def validate_body_audience(self, field: RadioField) -> None:
        """The full text is for the same readers or for fewer."""
        wider = _as(Audience, self.audience.data)
        chosen = _as(Audience, field.data)
        if wider and chosen and chosen != wider and chosen not in NARROWER[wider]:
            raise ValidationError(
                gettext("The full text cannot be for more readers than title and summary are.")
            )

    def validate_audience_rcps(self, field: SelectMultipleField) -> None:
        """Naming Processes needs at least one name."""
        named = Audience.NAMED.value in {self.audience.data, self.body_audience.data}
        if named and not field.data:
            raise ValidationError(gettext("Select at least one Process that may read it."))

    def validate_embargo_until(self, field: DateField) -> None:
        """The day is to come, and not too far away."""
        today = now().date()
        if field.data and not today < field.data <= today + _LONGEST_EMBARGO:
            raise ValidationError(
                gettext("Choose a day after today and within two years, or leave it empty.")
            )

    def values(self) -> dict[str, Any]:
        """Return the columns, with choices as their enums."""
        audience = Audience(self.audience.data)
        body = _as(Audience, self.body_audience.data)
        return super().values() | {
            "audience": audience,
            "body_audience": None if body == audience else body,
            "embargo_until": self.embargo_until.data,
            "attribution": Attribution(self.attribution.data),
        }


def _as(kind: type[_Chosen], value: str | None) -> _Chosen | None:
    """Return a choice as its enum; None for no choice and for a forged one."""
    return kind(value) if value in set(kind) else None


#: The steps in order: address, heading, form.
STEPS: dict[str, tuple[Any, type[StepForm]]] = {
    "basics": (_("What and where"), BasicsForm),
    "story": (_("What was done"), StoryForm),
    "reuse": (_("Using it elsewhere"), ReuseForm),
    "topics": (_("Topics"), TopicsForm),
    "sources": (_("Partners and sources"), SourcesForm),
    "audience": (_("Who may read it"), AudienceForm),
}
#: The step on which a field is found, for links from the preview.
STEP_OF = {
    name: step
    for step, (_heading, form) in STEPS.items()
    for name, field in vars(form).items()
    if isinstance(field, UnboundField) and name not in _NOT_COLUMNS
}


def form_for(step: str, practice: Practice | None, rcps: list[Rcp], own: list[Rcp]) -> StepForm:
    """Return a step's form, filled from the practice; ``rcps`` are all, ``own`` the poster's."""
    shown = _shown(practice) if practice else {"language": reader_language()}
    form = STEPS[step][1](data=shown)
    if isinstance(form, BasicsForm):
        if practice or len(own) == 1:
            del form.rcp
        else:
            form.rcp.choices = _choices_of(own)
        if practice and practice.language not in vocabularies.LANGUAGES:
            imported = {practice.language: language_name(practice.language)}
            form.language.choices = choices(vocabularies.LANGUAGES | imported)
    if isinstance(form, AudienceForm) and practice:
        others = [rcp for rcp in rcps if rcp.slug != practice.rcp_slug]
        form.audience_rcps.choices = _choices_of(others)
    return form


def _shown(practice: Practice) -> dict[str, Any]:
    """A practice's columns as a person types them."""
    shown = {name: getattr(practice, name) for name in STEP_OF}
    return shown | {
        "audience": practice.audience.value,
        "body_audience": practice.body_audience.value if practice.body_audience else "",
        "attribution": practice.attribution.value,
        "countries": "\n".join(countries.name_of(code) for code in practice.countries),
        "keywords": ", ".join(practice.keywords),
        "version": str(practice.version),
    }
