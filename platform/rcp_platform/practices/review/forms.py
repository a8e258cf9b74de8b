"""The forms of the review: what a move needs to know, who reviews, what is said."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from rcp_platform.accounts.models import User
from rcp_platform.core.forms import Form, choices
from rcp_platform.practices import fields
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import SEARCHABLE

_ = lazy_gettext
#: Reasons and notes that are kept with a practice.
_SHORT = 500
_LONG = 2000
#: Nothing of a form that was sent for something else on the page.
_EMPTY: dict[str, Any] = {"formdata": None}

#: Returns the practice that a text names, if it can be pointed to.
Find = Callable[[str], Practice | None]


def _text(label: Any, needed: Any, most: int, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label,
        [
            DataRequired(needed),
            Length(max=most, message=_("Shorten this text to %(max)d characters.")),
        ],
        description=hint,
        render_kw={"rows": 3},
    )


class MoveForm(Form):
    """What a move needs to know besides its name."""

    def __init__(self, move: str, practice: Practice, find: Find, *, is_sent: bool) -> None:
        """Read the form of a move that was sent, or draw an empty one; many stand on one page."""
        super().__init__(**({} if is_sent else _EMPTY))
        self.move = move
        self.moved = practice
        self.find = find
        for field in self:
            field.id = field.label.field_id = f"{move}-{field.name}"

    @property
    def said(self) -> str:
        """The note or reason; empty where none is asked for."""
        return (self.note.data or "") if "note" in self else ""


class ReasonForm(MoveForm):
    """Why."""

    note = _text(_("Reason"), _("Say in a sentence why."), _SHORT)


class WithdrawForm(MoveForm):
    """Why a practice is withdrawn, for its readers."""

    note = _text(
        _("Reason"),
        _("Say in a sentence why it is withdrawn."),
        _SHORT,
        _("Readers see it instead of the practice."),
    )


class ChangesForm(MoveForm):
    """What should be changed before a practice can be published."""

    note = _text(
        _("What should be changed?"), _("Say in a sentence what should be changed."), _LONG
    )


class WhatChangedForm(MoveForm):
    """What is new in a version."""

    note = _text(
        _("What changed?"),
        _("Say in a sentence what changed."),
        _SHORT,
        _("Readers see it in the list of versions."),
    )


class PointingForm(MoveForm):
    """Another practice, by its address or number."""

    practice = StringField(
        _("Address or number of the other practice"),
        [
            DataRequired(_("Enter the address or number of the other practice.")),
            Length(max=300, message=_("Shorten this to %(max)d characters.")),
        ],
        description=_("For example the address at the top of your browser when you read it."),
        render_kw={"dir": "ltr"},
    )

    def validate_practice(self, field: StringField) -> None:
        """It names a practice that can be pointed to."""
        if self.find(field.data or "") is None:
            raise ValidationError(
                gettext("There is no practice here that you may choose. Check the number.")
            )

    @property
    def chosen(self) -> Practice:
        """The practice that was named; only after the form was found to be valid."""
        found = self.find(self.practice.data or "")
        if found is None:
            raise LookupError(self.practice.data)
        return found


class DuplicateForm(PointingForm):
    """Which practice says the same already."""

    note = TextAreaField(
        _("Note"),
        [Length(max=_SHORT, message=_("Shorten this text to %(max)d characters."))],
        description=_("Optional."),
        render_kw={"rows": 2},
    )


class SuccessorForm(PointingForm):
    """Which practice takes the place of this one."""

    def validate_practice(self, field: StringField) -> None:
        """It names a published practice of the same RCP."""
        super().validate_practice(field)
        if self.chosen.rcp_slug != self.moved.rcp_slug or self.chosen.state not in SEARCHABLE:
            raise ValidationError(gettext("Choose a published practice of the same Process."))


class ReviewerForm(Form):
    """Who reviews a practice."""

    reviewer = SelectField(_("Reviewer"))

    def __init__(self, people: Iterable[User], chosen: User | None) -> None:
        """Offer the people with an editing seat, and the secretariat as a whole."""
        super().__init__(data={"reviewer": str(chosen.id) if chosen else ""})
        named = {str(person.id): person.display_name for person in people}
        self.reviewer.choices = choices({"": _("The secretariat")} | named)


class CommentForm(Form):
    """What is said about a section."""

    section = HiddenField(validators=[AnyOf([*fields.COMMENTED])])
    text = _text(_("Comment"), _("Write what you would like to say."), _LONG)

    def __init__(self, drawn_for: str | None = None) -> None:
        """Read the form that was sent, or draw an empty one for a section."""
        super().__init__(**({} if drawn_for is None else _EMPTY | {"data": {"section": drawn_for}}))
        self.text.id = self.text.label.field_id = f"comment-{self.section.data or 'whole'}-text"

    @property
    def about(self) -> LazyString:
        """What the comment is about."""
        return fields.COMMENTED[self.section.data or ""]
