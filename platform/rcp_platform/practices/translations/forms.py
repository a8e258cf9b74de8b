"""The form of a translation."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form
from rcp_platform.practices import fields
from rcp_platform.practices.models import SECTIONS, Practice
from rcp_platform.practices.translations.models import Translation

_ = lazy_gettext
#: The texts of a practice that are translated.
TEXTS = ("title", "summary", *SECTIONS)
_LONG = Length(max=20_000, message=_("Shorten this text to %(max)d characters."))


class TranslationForm(Form):
    """A field for each text of the practice."""

    #: What the page was drawn from; see :func:`stamp_of`.
    stamp = HiddenField()
    title = StringField(
        fields.LABELS["title"],
        [
            DataRequired(_("Enter a title.")),
            Length(max=500, message=_("Shorten the title to %(max)d characters.")),
        ],
    )

    def section_texts(self) -> dict[str, str]:
        """Return the sections that are filled in."""
        return {name: self[name].data for name in SECTIONS if name in self and self[name].data}


for _name in ("summary", *SECTIONS):
    setattr(
        TranslationForm,
        _name,
        TextAreaField(fields.HEADINGS[_name], [_LONG], render_kw={"rows": 6}),
    )


def translation_form(
    practice: Practice, translation: Translation | None, stamp: str
) -> TranslationForm:
    """Return the form with a field for each text that the practice has."""
    form = TranslationForm(data=_shown(translation) | {"stamp": stamp})
    for name in TEXTS:
        if not getattr(practice, name):
            del form[name]
    return form


def stamp_of(translation: Translation | None, version: int) -> str:
    """Return what tells whether text or translation changed while somebody was writing."""
    return f"{version} {translation.updated_at.isoformat() if translation else ''}".strip()


def _shown(translation: Translation | None) -> dict[str, Any]:
    if translation is None:
        return {}
    return {"title": translation.title, "summary": translation.summary, **translation.sections}
