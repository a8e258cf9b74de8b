"""What is said on pages of documents: their states, kinds and why one was not read."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_ingest import RemarkKind, Shape
from rcp_ingest.safety import Refusal
from rcp_platform.files.refusals import SENTENCES
from rcp_platform.intake.models import DocumentState, DraftState
from rcp_platform.intake.reading import UNREADABLE

STATES: dict[str, LazyString] = {
    DocumentState.WAITING: _("Waiting to be read"),
    DocumentState.READING: _("Being read"),
    DocumentState.READ: _("Read"),
    DocumentState.FAILED: _("Could not be read"),
    DocumentState.SAME: _("Sent before"),
    DocumentState.DONE: _("Looked through"),
}

DRAFT_STATES: dict[str, LazyString] = {
    DraftState.OPEN: _("To be looked at"),
    DraftState.ACCEPTED: _("Made a practice"),
    DraftState.MERGED: _("Merged into another draft"),
    DraftState.DROPPED: _("Set aside"),
}

SHAPES: dict[str, LazyString] = {
    Shape.RAPPORTEUR_REPORT: _("Report of a session"),
    Shape.NOTE: _("Note or paper"),
    Shape.PROFILES: _("Profiles of Processes"),
    Shape.HUB_PRACTICE: _("Practice in the template of the United Nations hub"),
    Shape.TABLE: _("Table of practices"),
    Shape.SECTIONS: _("Document with sections"),
}

SESSION: dict[str, LazyString] = {
    "meeting": _("Meeting"),
    "title": _("Title"),
    "number": _("Session"),
    "date": _("Date"),
    "date_to": _("Until"),
    "location": _("Place"),
    "rapporteur": _("Rapporteur"),
    "chairs": _("Chairs"),
}

PROFILE: dict[str, LazyString] = {
    "name": _("Name"),
    "short_name": _("Short name"),
    "year_established": _("Established"),
    "region": _("Region"),
    "secretariat": _("Secretariat"),
    "states": _("States"),
    "governments": _("Governments"),
    "observers": _("Observers and partners"),
    "areas_of_discussion": _("Areas of discussion"),
    "goals": _("Goals"),
    "priorities": _("Priorities"),
}

REMARKS: dict[str, LazyString] = {
    RemarkKind.SCANNED: _("Pages without text, probably scanned, could not be read:"),
    RemarkKind.RECOGNISED: _(
        "Scanned pages were read by character recognition and need a closer look:"
    ),
    RemarkKind.CUT_SHORT: _("Only the beginning was read."),
    RemarkKind.NEUTRALISED: _("Scripts, embedded files or references elsewhere were left out."),
    RemarkKind.PART_LEFT_OUT: _("A part was left out:"),
}
#: Remarks whose detail is pages or a name, for everybody to read.
TOLD_WITH_DETAIL = frozenset({RemarkKind.SCANNED, RemarkKind.RECOGNISED, RemarkKind.PART_LEFT_OUT})


def refusal_sentence(refusal: str) -> LazyString:
    """Return why a document was not read and what to do."""
    if refusal == UNREADABLE:
        return _(
            "Nothing could be read in it. It may be damaged or protected: open it, save it anew "
            "and send it again."
        )
    return SENTENCES[Refusal(refusal)]
