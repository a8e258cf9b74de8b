"""The forms for files and links."""

from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.files.kinds import SUFFIXES
from rcp_platform.practices.attachments.models import Attachment
from rcp_platform.practices.fields import ATTACHMENT_AUDIENCES
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import NARROWER_FOR_ATTACHMENTS, Audience

_ = lazy_gettext
_F = TypeVar("_F", bound="AudienceForm")


def _language() -> SelectField:
    return SelectField(_("Language"), choices=choices(LANGUAGES))


class FileForm(Form):
    """A file to add."""

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


class AudienceForm(Form):
    """Who may open an attachment."""

    audience = SelectField(
        _("Who may open it"),
        default="",
        description=_(
            "A report may name people or States that the practice does not name: keep it for "
            "fewer readers than the full text."
        ),
    )

    def chosen(self) -> Audience | None:
        """Return the narrower audience; None for whoever may read the full text."""
        return Audience(self.audience.data) if self.audience.data else None


class AttachedFileForm(FileForm, AudienceForm):
    """A file to attach."""


class AttachedLinkForm(LinkForm, AudienceForm):
    """A link to attach."""


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


def file_form(practice: Practice) -> AttachedFileForm:
    """Return the form for a file, with what was sent; the language is first the practice's."""
    return _for(practice, AttachedFileForm(data=_shown(practice), prefix="file-"))


def link_form(practice: Practice) -> AttachedLinkForm:
    """Return the form for a link, with what was sent; the language is first the practice's."""
    return _for(practice, AttachedLinkForm(data=_shown(practice), prefix="link-"))


def audience_form(practice: Practice, attachment: Attachment) -> AudienceForm:
    """Return the form for the audience of an attachment, with what was sent or what is set.

    An audience that is no choice any more stays as it is until another is chosen.
    """
    data, prefix = {"audience": attachment.audience}, f"attachment-{attachment.id}-"
    form = AudienceForm(data=data, prefix=prefix)
    return _for(practice, form, attachment.audience or "")


def _for(practice: Practice, form: _F, current: str = "") -> _F:
    of_body = practice.body_audience or practice.audience
    names = dict.fromkeys(["", *NARROWER_FOR_ATTACHMENTS[of_body], current])
    form.audience.choices = choices({name: ATTACHMENT_AUDIENCES[name] for name in names})
    return form


def _shown(practice: Practice) -> dict[str, Any]:
    return {"language": practice.language} if practice.language in LANGUAGES else {}
