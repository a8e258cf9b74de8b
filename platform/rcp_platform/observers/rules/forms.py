"""The forms on how an RCP deals with observers."""

from flask_babel import gettext, lazy_gettext
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from rcp_platform.core.access import Right
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.languages import reader_language
from rcp_platform.core.text import lines
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.observers.fields import KINDS, RIGHTS
from rcp_platform.observers.models import ObserverRules, ObserverSettings
from rcp_platform.observers.rules.queries import Terms
from rcp_platform.observers.states import ObserverKind

_ = lazy_gettext
_MOST_POINTS = 20
_LONGEST_POINT = 300
_MOST_DAYS = 60
_MOST_MONTHS = 60
_LONGEST_RULES = 30_000


class SettingsForm(Form):
    """The terms on which a Process takes observers; ``version`` is the one that was shown."""

    version = HiddenField()
    kinds = SelectMultipleField(
        _("Kinds of status that are granted"),
        choices=choices(KINDS),
        description=_("Select none if there is no observer status at present."),
    )
    checklist = TextAreaField(
        _("What is looked at in each request"),
        description=_("One point on each line. Only the people of this Process see the list."),
        render_kw={"rows": 8},
    )
    silence_days = IntegerField(
        _("Silence period, in days"),
        [
            InputRequired(_("Enter a number of days.")),
            NumberRange(0, _MOST_DAYS, _("Enter a number from %(min)s to %(max)s.")),
        ],
        description=_(
            "For so many days the focal points may object to a request. With 0, requests are not "
            "circulated."
        ),
    )
    validity_months = IntegerField(
        _("Usual validity, in months"),
        [
            InputRequired(_("Enter a number of months.")),
            NumberRange(1, _MOST_MONTHS, _("Enter a number from %(min)s to %(max)s.")),
        ],
    )
    rights = SelectMultipleField(_("Rights usually granted"), choices=choices(RIGHTS))

    def validate_checklist(self, field: TextAreaField) -> None:
        """A short list of short points."""
        points = lines(field.data or "")
        if len(points) > _MOST_POINTS or any(len(point) > _LONGEST_POINT for point in points):
            raise ValidationError(
                gettext(
                    "Enter at most %(count)d lines of %(length)d characters each.",
                    count=_MOST_POINTS,
                    length=_LONGEST_POINT,
                )
            )

    @property
    def terms(self) -> Terms:
        """What was entered; only for a form that is valid."""
        return Terms(
            kinds=frozenset(map(ObserverKind, self.kinds.data or [])),
            checklist=tuple(lines(self.checklist.data or "")),
            silence_days=self.silence_days.data or 0,
            validity_months=self.validity_months.data or 0,
            rights=frozenset(map(Right, self.rights.data or [])),
        )


def settings_form(settings: ObserverSettings | None, terms: Terms) -> SettingsForm:
    """Return the form, filled with the terms that hold."""
    return SettingsForm(
        data={
            "version": str(settings.version if settings else 0),
            "kinds": sorted(terms.kinds),
            "checklist": "\n".join(terms.checklist),
            "silence_days": terms.silence_days,
            "validity_months": terms.validity_months,
            "rights": sorted(terms.rights),
        }
    )


class RulesForm(Form):
    """A new version of the rules of engagement; ``after`` is the number of the one shown."""

    after = HiddenField()
    text = TextAreaField(
        _("Rules of engagement"),
        [
            DataRequired(_("Enter the rules.")),
            Length(max=_LONGEST_RULES, message=_("Shorten this text to %(max)d characters.")),
        ],
        description=_(
            "What observers undertake, such as confidentiality. An empty line begins a paragraph; "
            "a line that begins with a dash and a space is a point of a list."
        ),
        render_kw={"rows": 20},
    )
    language = SelectField(_("Language"), choices=choices(LANGUAGES))

    def __init__(self, current: ObserverRules | None) -> None:
        self._current = current
        super().__init__(
            data={
                "after": str(current.number if current else 0),
                "text": current.text if current else "",
                "language": current.language if current else reader_language(),
            }
        )

    def validate_text(self, field: TextAreaField) -> None:
        """A new version says something new."""
        if self._current and (field.data, self.language.data) == (
            self._current.text,
            self._current.language,
        ):
            raise ValidationError(
                gettext("These are the rules that hold already. Change the text, or go back.")
            )
