"""The forms for files and links."""

from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.practices.models import Practice

_ = lazy_gettext


def _language() -> SelectField:
    return SelectField(_("Language"), choices=choices(LANGUAGES))


class FileForm(Form):
    """A file to attach."""

    file = FileField(
        _("File"),
        [FileRequired(_("Choose a file."))],
        render_kw={"accept": ",".join(SUFFIXES)},
    )
    title = StringField(
        _("Title"),
        [Length(max=200, message=_("Shorten the title to %(max)d characters."))],
        description=_("Optional. What readers see instead of the name of the file."),
    )
    language = _language()


class LinkForm(Form):
    """A link to add."""

    url = StringField(
        _("Address"),
        [
            DataRequired(_("Enter the address.")),
            Length(max=1000, message=_("Shorten the address to %(max)d characters.")),
        ],
        description=_("It begins with https:// or http://."),
        render_kw={"type": "url", "inputmode": "url", "dir": "ltr"},
    )
    title = StringField(
        _("Title"),
        [Length(max=200, message=_("Shorten the title to %(max)d characters."))],
        description=_("Optional. What readers see instead of the address."),
    )
    language = _language()

    def validate_url(self, field: StringField) -> None:
        """A link leads to a web page, and shows where."""
        if not is_web_address(field.data or ""):
            raise ValidationError(
                gettext("Enter a whole address, such as https://www.iom.int/page.")
            )


def is_web_address(url: str) -> bool:
    """Whether this is an http or https address with a host, without a user name or spaces."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and parts.username is None
        and url.isprintable()
        and not any(c.isspace() or c in '\\<>"' for c in url)
    )


def file_form(practice: Practice) -> FileForm:
    """Return the form for a file, with what was sent; the language is first the practice's."""
    return FileForm(data=_shown(practice), prefix="file-")


def link_form(practice: Practice) -> LinkForm:
    """Return the form for a link, with what was sent; the language is first the practice's."""
    return LinkForm(data=_shown(practice), prefix="link-")


def _shown(practice: Practice) -> dict[str, Any]:
    return {"language": practice.language} if practice.language in LANGUAGES else {}
