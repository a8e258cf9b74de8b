"""The form of a quotation."""

from datetime import UTC, datetime, time
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext
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

from rcp_platform.core import countries
from rcp_platform.core.db import now
from rcp_platform.core.forms import Form, choices
from rcp_platform.core.rendering import language_name
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.practices.models import Practice
from rcp_platform.practices.quotations.models import LONGEST, Quotation
from rcp_platform.practices.states import Attribution

_ = lazy_gettext

ATTRIBUTIONS: dict[str, LazyString] = {
    "anonymous": _("To nobody: “A participant”"),
    "rcp": _("To the Process only"),
    "state": _("To the State only: “A delegate of …”"),
    "named": _("To the speaker by name, who has approved it"),
}
#: Whom an attribution lets the quotation name.
_TELLS_STATE = {Attribution.STATE.value, Attribution.NAMED.value}
_LONG = Length(max=200, message=_("Shorten this to %(max)d characters."))


class QuotationForm(Form):
    """Words that were said, and what may be told of who said them."""

    #: The practice's when the page was drawn.
    version = HiddenField()
    text = TextAreaField(
        _("What was said"),
        [
            DataRequired(_("Enter the words that were said.")),
            Length(max=LONGEST, message=_("Shorten this text to %(max)d characters.")),
        ],
        description=_("Word for word, without quotation marks."),
        render_kw={"rows": 4},
    )
    language = SelectField(_("Language of these words"))
    attribution = RadioField(
        _("To whom it is attributed"),
        choices=choices(ATTRIBUTIONS),
        default=Attribution.ANONYMOUS.value,
        description=_(
            "Your own Process is told no more of a speaker than other readers. Where the practice "
            "withholds its source, its quotations withhold it too."
        ),
    )
    country = StringField(
        _("State of the speaker"),
        [Length(max=100, message=_("Shorten this to %(max)d characters."))],
        description=_("In any of the six languages. Only where the State may be told."),
    )
    speaker = StringField(
        _("Name and function of the speaker"),
        [_LONG],
        description=_("Only with the approval of the speaker, which is recorded below."),
    )
    approved_by = StringField(_("Who approved that the name is told"), [_LONG])
    approved_on = DateField(_("Approved on"), [Optional()])

    def validate_country(self, field: StringField) -> None:
        """The State is known, and there where the attribution tells it."""
        tells = self.attribution.data in _TELLS_STATE
        if not field.data and self.attribution.data == Attribution.STATE.value:
            raise ValidationError(gettext("Enter the State, or choose another attribution."))
        if field.data and not tells:
            raise ValidationError(
                gettext("Remove the State, or choose an attribution that tells it.")
            )
        if field.data and countries.find(field.data) is None:
            raise ValidationError(
                gettext("“%(name)s” is not a State or territory we know.", name=field.data)
            )

    def validate_speaker(self, field: StringField) -> None:
        """A name is kept only of whom it may be told, and with the record of approval."""
        if self.attribution.data != Attribution.NAMED.value:
            if field.data or self.approved_by.data or self.approved_on.data:
                raise ValidationError(
                    gettext("Remove the name and the approval, or choose to attribute it by name.")
                )
            return
        if not field.data:
            raise ValidationError(gettext("Enter who said it, or choose another attribution."))
        if not self.approved_by.data or not self.approved_on.data:
            raise ValidationError(
                gettext(
                    "A name is told only with the approval of the speaker. Enter who approved it "
                    "and on which day, or choose another attribution."
                )
            )

    def validate_approved_on(self, field: DateField) -> None:
        """What is approved was approved before now."""
        if field.data and field.data > now().date():
            raise ValidationError(gettext("Enter the day on which it was approved."))

    def values(self) -> dict[str, Any]:
        """Return the columns of a quotation."""
        day = self.approved_on.data
        return {
            "text": self.text.data,
            "language": self.language.data,
            "attribution": Attribution(self.attribution.data),
            "country": countries.code_of(self.country.data) if self.country.data else "",
            "speaker": self.speaker.data or "",
            "approved_by": self.approved_by.data or "",
            "approved_at": datetime.combine(day, time(), UTC) if day else None,
        }


def quotation_form(practice: Practice, quotation: Quotation | None = None) -> QuotationForm:
    """Return the form, filled from the quotation or with what was sent."""
    shown = _shown(quotation) if quotation else {"language": practice.language}
    form = QuotationForm(data=shown | {"version": str(practice.version)})
    languages = {code: language_name(code) for code in (*LANGUAGES, shown["language"])}
    form.language.choices = choices(languages)
    return form


def _shown(quotation: Quotation) -> dict[str, Any]:
    """A quotation as a person types it."""
    return {
        "text": quotation.text,
        "language": quotation.language,
        "attribution": quotation.attribution.value,
        "country": countries.name_of(quotation.country) if quotation.country else "",
        "speaker": quotation.speaker,
        "approved_by": quotation.approved_by,
        "approved_on": quotation.approved_at.date() if quotation.approved_at else None,
    }
