"""The forms for documents of meetings."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from rcp_platform.core.forms import Form, choices
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.meetings import fields
from rcp_platform.meetings.documents.services import audiences_within
from rcp_platform.meetings.models import Meeting, MeetingDocument
from rcp_platform.meetings.policy import audience_of
from rcp_platform.meetings.states import MeetingAudience
from rcp_platform.practices.attachments.forms import FileForm, LinkForm

_ = lazy_gettext


class _Filed(Form):
    """For whom a document is, and to which point it belongs."""

    agenda_item = SelectField(_("Point of the agenda"), default="")
    audience = RadioField(
        _("Who may read it"),
        default=MeetingAudience.INVITED.value,
        description=_("A document on a point in closed session stays with those who hold it."),
    )

    def offer(self, meeting: Meeting, cleared_for: MeetingAudience | None = None) -> None:
        """Offer the points of a meeting, and the audiences that are not too wide."""
        points = {str(item.id): item.title for item in meeting.agenda}
        self.agenda_item.choices = choices({"": _("The meeting as a whole"), **points})
        within = audiences_within(meeting, cleared_for)
        self.audience.choices = choices({a.value: fields.DOCUMENT_AUDIENCES[a] for a in within})

    def values(self) -> dict[str, Any]:
        """Return the columns of a document, but for file or address."""
        return {
            "title": self.title.data or "",
            "language": self.language.data,
            "audience": MeetingAudience(self.audience.data),
            "agenda_item_id": int(self.agenda_item.data) if self.agenda_item.data else None,
        }


class DocumentFileForm(_Filed, FileForm):
    """A file to add."""


class DocumentLinkForm(_Filed, LinkForm):
    """A link to add."""


class DocumentForm(_Filed):
    """What is said of a document."""

    title = StringField(
        _("Title"),
        [
            DataRequired(_("Enter a title.")),
            Length(max=300, message=_("Shorten the title to %(max)d characters.")),
        ],
    )
    language = SelectField(_("Language"), choices=choices(LANGUAGES))


def file_form(meeting: Meeting) -> DocumentFileForm:
    """Return the form for a file, with what was sent."""
    form = DocumentFileForm(data={"language": meeting.language}, prefix="file-")
    form.offer(meeting)
    return form


def link_form(meeting: Meeting) -> DocumentLinkForm:
    """Return the form for a link, with what was sent."""
    form = DocumentLinkForm(data={"language": meeting.language}, prefix="link-")
    form.offer(meeting)
    return form


def document_form(document: MeetingDocument) -> DocumentForm:
    """Return the form for what is said of a document."""
    item = document.agenda_item_id
    shown = {"title": document.title, "language": document.language}
    shown |= {"audience": audience_of(document).value, "agenda_item": str(item) if item else ""}
    form = DocumentForm(data=shown)
    form.offer(document.meeting, document.cleared_for)
    return form
