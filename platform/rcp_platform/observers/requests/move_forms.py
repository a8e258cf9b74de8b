"""What a step of a request needs to know: the forms of its buttons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from rcp_platform.core import vocabularies
from rcp_platform.core.access import Right
from rcp_platform.core.db import now
from rcp_platform.core.forms import Form, choices
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.files.services import Kept
from rcp_platform.observers.fields import DECLINE_REASONS, RIGHTS
from rcp_platform.observers.requests import fields
from rcp_platform.observers.requests.decisions import Granted, Outside, Where
from rcp_platform.observers.requests.forms import MOST_MONTHS
from rcp_platform.observers.states import DeclineReason, ObserverKind

_ = lazy_gettext
_LONG = Length(max=2000, message=_("Shorten this text to %(max)d characters."))
_SHORT = Length(max=200, message=_("Shorten this to %(max)d characters."))
_TOLD = _("The applicant reads it.")


class MoveForm(Form):
    """What a step needs to know besides its name."""

    def __init__(self, move: str, *, is_sent: bool, **facts: Any) -> None:
        """Read the form of a step that was sent, or draw one; many stand on one page."""
        super().__init__(**({} if is_sent else {"formdata": None}), data=facts)
        self.move = move
        for field in self:
            field.id = field.label.field_id = f"{move}-{field.name}"

    @property
    def said(self) -> str:
        """The note; empty where there is none."""
        return (self["note"].data or "") if "note" in self else ""


def _day_to_come(_form: Form, field: DateField) -> None:
    if field.data and field.data <= now().date():
        raise ValidationError(str(_("Choose a day after today.")))


def _note(label: Any, needed: Any = None, hint: Any = "") -> TextAreaField:
    first = [DataRequired(needed)] if needed else []
    return TextAreaField(label, [*first, _LONG], description=hint, render_kw={"rows": 3})


class SubmitForm(MoveForm):
    """Whether the host's rules of engagement are accepted."""

    rules = HiddenField()
    accepted = BooleanField(
        _("We have read the rules of engagement of the host and accept them"),
        [DataRequired(_("Read the rules of engagement and accept them."))],
    )

    @property
    def accepted_rules(self) -> int | None:
        """The id of the rules that were shown and accepted."""
        shown = self.rules.data or ""
        return int(shown) if shown.isascii() and shown.isdigit() and self.accepted.data else None


class NoteForm(MoveForm):
    """A few words, if any."""

    note = _note(_("Note"), hint=_("Optional."))


class QuestionForm(MoveForm):
    """What the applicant is asked."""

    note = _note(
        _("What would you like to know?"),
        _("Say in a sentence what you would like to know."),
        _TOLD,
    )


class ObjectionForm(MoveForm):
    """Why a focal point objects."""

    note = _note(
        _("Reason"),
        _("Say in a sentence why."),
        _("Your own Process reads it. The applicant is told neither of it nor of who objected."),
    )


class BodyForm(MoveForm):
    """Who is to decide."""

    body = StringField(
        _("Body that decides"),
        [DataRequired(_("Enter the body that decides.")), _SHORT],
        description=_("For example: Senior Officials."),
    )
    meeting = StringField(_("At which meeting"), [_SHORT], description=_("Optional."))


class _DecisionForm(MoveForm):
    """What is common to decisions."""

    body = StringField(_("Body that decided"), [_SHORT], description=_("Optional."))
    meeting = StringField(_("At which meeting"), [_SHORT], description=_("Optional."))
    note = _note(_("Note"), hint=_TOLD)

    @property
    def where(self) -> Where:
        """Who decided, and at which meeting."""
        return Where(self.body.data or "", self.meeting.data or "")


class CloseForm(_DecisionForm):
    """Why a request is closed without prejudice."""


class DeferForm(MoveForm):
    """Until when, and why."""

    until = DateField(_("Deferred until"), [InputRequired(_("Choose a day.")), _day_to_come])
    note = _note(_("Note"), hint=_TOLD)

    @property
    def day(self) -> date:
        """The day until which it is deferred."""
        return self.until.data or date.min


class DeclineForm(_DecisionForm):
    """Why a request is declined."""

    reason = SelectField(_("Reason"), choices=choices(DECLINE_REASONS))
    reapply_after = DateField(
        _("A new request can be made from"), [Optional(), _day_to_come], description=_("Optional.")
    )

    @property
    def chosen_reason(self) -> DeclineReason:
        """The class of reason."""
        return DeclineReason(self.reason.data)


class GrantForm(_DecisionForm):
    """What is granted."""

    kind = RadioField(_("Kind of status"))
    rights = SelectMultipleField(_("Rights granted"), choices=choices(RIGHTS))
    themes = SelectMultipleField(
        _("Themes"),
        choices=choices(vocabularies.THEMES),
        description=_("For an observer on named themes."),
    )
    meetings = SelectMultipleField(
        _("Meetings"), coerce=int, description=_("For an observer at named meetings.")
    )
    months = IntegerField(
        _("Validity in months"),
        [
            InputRequired(_("Enter a number of months.")),
            NumberRange(1, MOST_MONTHS, _("Enter a number from %(min)s to %(max)s.")),
        ],
        description=_("An observer at named meetings is one until the last of them has ended."),
        render_kw={"inputmode": "numeric"},
    )

    @property
    def granted(self) -> Granted:
        """What is granted."""
        return Granted(
            kind=ObserverKind(self.kind.data),
            rights=[Right(right) for right in self.rights.data or ()],
            themes=self.themes.data or (),
            meetings=self.meetings.data or (),
            months=self.months.data or 0,
        )


class _OutsideForm(_DecisionForm):
    """What is needed of a decision taken outside."""

    decided_on = DateField(_("Day of the decision"), [InputRequired(_("Choose a day."))])
    file = FileField(
        _("Document of the decision"),
        [FileRequired(_("Choose a file."))],
        render_kw={"accept": ",".join(SUFFIXES)},
    )

    def outside(self, kept: Kept) -> Outside:
        """Return who decided, when, and the document that says so."""
        return Outside(
            self.body.data or "",
            self.meeting.data or "",
            decided_on=self.decided_on.data or date.max,
            document=kept,
        )

    def validate_body(self, field: StringField) -> None:
        """It is recorded on behalf of somebody."""
        if not field.data:
            raise ValidationError(str(_("Enter the body that decided.")))

    def validate_decided_on(self, field: DateField) -> None:
        """It was decided before now."""
        if field.data and field.data > now().date():
            raise ValidationError(str(_("Choose today or a day before.")))


class RecordGrantForm(_OutsideForm, GrantForm):
    """A grant decided outside."""


class RecordDeclineForm(_OutsideForm, DeclineForm):
    """A refusal decided outside."""


class CheckForm(MoveForm):
    """What the host found, for each point of its checklist."""

    points: Sequence[str] = ()

    def found(self) -> list[dict[str, str]]:
        """Return the points with what was found."""
        return [
            {
                "point": point,
                "met": self[f"met_{at}"].data,
                "note": self[f"note_{at}"].data or "",
            }
            for at, point in enumerate(self.points)
        ]


def check_form(
    points: Sequence[str], checked: Sequence[dict[str, str]], *, is_sent: bool
) -> CheckForm:
    """Return the form of a checklist, filled with what was found so far."""
    parts: dict[str, Any] = {"points": points}
    known = {one["point"]: one for one in checked}
    facts = {}
    for at, point in enumerate(points):
        parts[f"met_{at}"] = RadioField(point, choices=choices(fields.MET))
        parts[f"note_{at}"] = StringField(
            _("Note on this point"),
            [Length(max=500, message=_("Shorten this to %(max)d characters."))],
        )
        facts[f"met_{at}"] = known.get(point, {}).get("met", "unclear")
        facts[f"note_{at}"] = known.get(point, {}).get("note", "")
    kind: type[CheckForm] = type("PointsForm", (CheckForm,), parts)
    return kind("check", is_sent=is_sent, **facts)
