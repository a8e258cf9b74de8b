"""The form of the text of a letter."""

from collections.abc import Collection

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form
from rcp_platform.letters.kinds import KINDS
from rcp_platform.letters.models import LetterKind
from rcp_platform.letters.places import unknown_in
from rcp_platform.letters.queries import Wording

_ = lazy_gettext


class LetterForm(Form):
    """Subject and text with places; ``version`` is the one that was shown."""

    version = HiddenField()
    subject = StringField(
        _("Subject"),
        [
            DataRequired(_("Enter a subject.")),
            Length(max=300, message=_("Shorten this to %(max)d characters.")),
        ],
    )
    text = TextAreaField(
        _("Text"),
        [
            DataRequired(_("Enter a text.")),
            Length(max=10_000, message=_("Shorten this text to %(max)d characters.")),
        ],
        description=_(
            "An empty line begins a paragraph; a line that begins with a dash and a space is a "
            "point of a list. A line whose places are all empty is left out."
        ),
        render_kw={"rows": 20},
    )

    def __init__(self, kind: LetterKind, wording: Wording) -> None:
        self._known = KINDS[kind].places.keys()
        shown = {"version": str(wording.version), "subject": wording.subject, "text": wording.text}
        super().__init__(data=shown)

    def validate_subject(self, field: Field) -> None:
        """It has only places that there are."""
        _only_known(field, self._known)

    def validate_text(self, field: Field) -> None:
        """It has only places that there are."""
        _only_known(field, self._known)

    @property
    def wording(self) -> Wording:
        """What was entered; only for a form that is valid."""
        seen = self.version.data or ""
        version = int(seen) if seen.isdecimal() else -1
        return Wording(" ".join((self.subject.data or "").split()), self.text.data or "", version)


def _only_known(field: Field, known: Collection[str]) -> None:
    unknown = unknown_in(field.data or "", known)
    if unknown:
        raise ValidationError(
            gettext(
                "There is no place %(unknown)s in this letter. There are: %(known)s.",
                unknown=_listed(unknown),
                known=_listed(known),
            )
        )


def _listed(names: Collection[str]) -> str:
    return str(gettext(", ")).join(f"{{{name}}}" for name in names)
