"""Why a file is not taken, in sentences for whoever sent it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_ingest.safety import Refusal


class Refused(Exception):
    """A file is not taken; the message is a sentence for whoever sent it, in their language."""

    def __init__(self, sentence: LazyString, code: Refusal) -> None:
        super().__init__(sentence)
        self.code = code


def refused(code: Refusal) -> Refused:
    """Return the refusal that is said in the same words everywhere."""
    return Refused(SENTENCES[code], code)


SENTENCES: dict[Refusal, LazyString] = {
    Refusal.UNKNOWN_KIND: _(
        "Files of this kind are not read. Send a PDF, a Word, Excel or PowerPoint file (.docx, "
        ".xlsx, .pptx), an OpenDocument file (.odt, .ods), a text (.txt, .md, .rtf, .csv), a web "
        "page (.html), a mail (.eml) or a ZIP archive of these."
    ),
    Refusal.TOO_LARGE: _(
        "This file is too large. Make it smaller, for example by saving it with smaller images."
    ),
    Refusal.NOT_UTF_8: _(
        "The letters of this text are not in UTF-8. Save it as UTF-8 text and send it again."
    ),
    Refusal.EMPTY: _("This file is empty. Choose another one."),
    Refusal.NOT_WHAT_IT_SAYS: _(
        "What this file holds does not agree with the ending of its name. Open it in the "
        "program it belongs to and save it anew."
    ),
    Refusal.TWO_IN_ONE: _(
        "This file holds something else besides what its name says. Save it anew."
    ),
    Refusal.WEB_PAGE: _("Web pages and drawings in SVG are not taken. Save it as a PDF."),
    Refusal.DAMAGED: _("This file is damaged. Open it, save it anew and send it again."),
    Refusal.PROTECTED: _(
        "This file is protected by a password. Remove it and send the file again."
    ),
    Refusal.OLD_FORMAT: _(
        "This file is protected by a password or in an old format. Remove the password, "
        "or save it as .docx or .xlsx, and send it again."
    ),
    Refusal.OUTLOOK_MAIL: _(
        "Mails in the format of Outlook (.msg) are not read. Save the mail as .eml, or as a PDF, "
        "and send it again."
    ),
    Refusal.HAS_PROGRAMS: _("This file contains macros. Save it without them and send it again."),
    Refusal.HAS_OBJECTS: _(
        "This file contains objects of other programs. Save it without them, or as a PDF, and "
        "send it again."
    ),
    Refusal.UNPACKS_TOO_LARGE: _(
        "This file unpacks to far more than it should. Save it anew, or as a PDF."
    ),
    Refusal.TOO_MANY: _(
        "There are more files in one another than can be read at once. Send this one by itself."
    ),
    Refusal.LINK: _("This is not a file but a link to one. Send the file itself."),
}
