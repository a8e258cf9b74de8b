"""Forms of observer status: what a deed needs to know, and a status that exists already."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from rcp_platform.core.db import now
from rcp_platform.core.forms import Form, choices
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.observers.fields import RIGHTS
from rcp_platform.observers.grants.validity import months_after
from rcp_platform.observers.models import ObserverGrant

_ = lazy_gettext
_LONGEST_NOTE = 2000
_LONGEST_SOURCE = 400
_LAST_YEAR = 2100


def _reason(hint: Any) -> TextAreaField:
    return TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Say in a sentence why.")),
            Length(max=_LONGEST_NOTE, message=_("Shorten this text to %(max)d characters.")),
        ],
        description=hint,
        render_kw={"rows": 3},
    )


def _note() -> TextAreaField:
    return TextAreaField(
        _("Note"),
        [Length(max=_LONGEST_NOTE, message=_("Shorten this text to %(max)d characters."))],
        description=_("Optional. Both sides' chairs, secretariats and focal points read it."),
        render_kw={"rows": 2},
    )


def _rights() -> SelectMultipleField:
    return SelectMultipleField(
        _("Rights"),
        choices=choices(RIGHTS),
        description=_("What the observer may do while the status is in force."),
    )


def _valid_until() -> DateField:
    return DateField(
        _("Valid until"),
        [Optional()],
        description=_("The last day (UTC). Leave empty where no end is set."),
    )


def _require_to_come(day: date | None) -> None:
    if day is not None and not now().date() < day < date(_LAST_YEAR, 1, 1):
        raise ValidationError(gettext("Choose a day to come."))


class DeedForm(Form):
    """What a deed needs to know besides its name."""

    #: The version of the status that the page showed.
    version = HiddenField()

    def __init__(self, deed: str, grant: ObserverGrant, shown: Mapping[str, Any] | None) -> None:
        """Read the form that was sent, or draw one with what is shown; many stand on one page."""
        drawn = {"formdata": None, "data": {"version": str(grant.version), **(shown or {})}}
        super().__init__(**({} if shown is None else drawn))
        self.deed = deed
        for field in self:
            field.id = field.label.field_id = f"{deed}-{field.name}"


class RenewForm(DeedForm):
    """Until when it goes on."""

    valid_until = _valid_until()
    note = _note()

    def validate_valid_until(self, field: DateField) -> None:
        """It goes on into days to come."""
        _require_to_come(field.data)


class RightsForm(DeedForm):
    """What the observer may do."""

    rights = _rights()


class SuspendForm(DeedForm):
    """Why it is suspended, and until when."""

    note = _reason(_("Both sides' chairs, secretariats and focal points read it."))
    until = DateField(
        _("Suspended until"),
        [Optional()],
        description=_(
            "On this day (UTC) the status comes into force again by itself. Leave empty to decide "
            "later."
        ),
    )

    def validate_until(self, field: DateField) -> None:
        """It ends on a day to come."""
        _require_to_come(field.data)


class NoteForm(DeedForm):
    """A note, if one is wished."""

    note = _note()


class EndForm(DeedForm):
    """Why it ends."""

    note = _reason(_("Both sides' chairs, secretariats and focal points read it."))


_FORMS: dict[str, type[DeedForm]] = {
    "renew": RenewForm,
    "set_rights": RightsForm,
    "suspend": SuspendForm,
    "reinstate": NoteForm,
    "relinquish": NoteForm,
    "end": EndForm,
}


def sent_form(deed: str, grant: ObserverGrant) -> DeedForm:
    """Return the form of a deed as it was sent."""
    return _FORMS[deed](deed, grant, None)


def drawn_form(deed: str, grant: ObserverGrant, months: int) -> DeedForm:
    """Return the form of a deed to be drawn; a renewal is first for the months usual there."""
    today = now().date()
    last_day = max(today, grant.valid_until.date()) if grant.valid_until else None
    shown: dict[str, Any] = {"rights": sorted(grant.rights)}
    shown["valid_until"] = last_day and months_after(last_day, months)
    return _FORMS[deed](deed, grant, shown)


class RecordForm(Form):
    """A status that exists already."""

    observer = SelectField(
        _("Process that observes"), [DataRequired(_("Choose the Process that observes yours."))]
    )
    rights = _rights()
    source = StringField(
        _("How this is known"),
        [
            DataRequired(_("Say how this is known, for example by which decision.")),
            Length(max=_LONGEST_SOURCE, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_(
            "Who decided it and when, or a document that states it. Everybody with a seat reads it."
        ),
    )
    starts_on = DateField(
        _("In force since"), [DataRequired(_("Enter the day, such as 2026-11-21."))]
    )
    valid_until = _valid_until()
    document = FileField(
        _("Document"),
        description=_("Optional. Only the two sides can open it."),
        render_kw={"accept": ",".join(SUFFIXES)},
    )

    def __init__(self, others: Mapping[str, str], rights: Collection[str]) -> None:
        """Offer the other RCPs by name, and first the rights that the host usually grants."""
        super().__init__(data={"starts_on": now().date(), "rights": sorted(rights)})
        self.observer.choices = choices({"": _("Choose a Process"), **others})

    def validate_starts_on(self, field: DateField) -> None:
        """What exists already has begun."""
        if field.data and field.data > now().date():
            raise ValidationError(gettext("Choose today or an earlier day."))

    def validate_valid_until(self, field: DateField) -> None:
        """It has not ended."""
        _require_to_come(field.data)
