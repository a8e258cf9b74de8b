"""The fields of a practice as people see them: headings, hints and the order of the form."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

#: The headings of the long texts; the keys are :data:`.models.SECTIONS` and the summary.
HEADINGS: dict[str, LazyString] = {
    "summary": _("Summary"),
    "description": _("Description"),
    "challenge": _("The challenge"),
    "objectives": _("Objectives"),
    "approach": _("What was done"),
    "impact": _("Results and impact"),
    "lessons": _("Lessons"),
    "enablers": _("What helped"),
    "barriers": _("What stood in the way"),
    "replication": _("Using it elsewhere"),
    "legal_basis": _("Legal and policy basis"),
    "costs": _("Costs and benefits"),
}

#: What fields are called where they are named alone.
LABELS: dict[str, LazyString] = HEADINGS | {
    "title": _("Title"),
    "countries": _("States and territories"),
    "themes": _("Themes"),
    "source": _("Source"),
    "audience_rcps": _("The Processes that may read it"),
    "body_audience": _("Who may read the full text"),
}

#: What a comment can be about.
COMMENTED: dict[str, LazyString] = {"": _("The whole practice"), "title": _("Title"), **HEADINGS}

AUDIENCES: dict[str, LazyString] = {
    "public": _("Public: anyone, signed in or not"),
    "network": _("Network: members of any Process"),
    "observers": _("Own Process and its observers"),
    "members": _("Own Process only"),
    "named": _("Own Process and the Processes named below"),
}

#: The same, where it is said of the full text alone.
BODY_AUDIENCES: dict[str, LazyString] = {
    "": _("The same readers"),
    **{name: label for name, label in AUDIENCES.items() if name != "public"},
}

#: The same, where it is said of an attachment.
ATTACHMENT_AUDIENCES: dict[str, LazyString] = AUDIENCES | {
    "": _("Whoever may read the full text"),
    "named": _("Own Process and the Processes named for the practice"),
}

ATTRIBUTIONS: dict[str, LazyString] = {
    "named": _("Process, States and organisations are named"),
    "state": _("Only the States are named"),
    "rcp": _("Only the Process is named"),
    "anonymous": _("Nobody is named"),
}

STATES: dict[str, LazyString] = {
    "draft": _("Draft"),
    "submitted": _("Submitted"),
    "in_review": _("In review"),
    "changes_requested": _("Changes requested"),
    "resubmitted": _("Submitted again"),
    "cleared": _("Cleared"),
    "published": _("Published"),
    "update_due": _("Published, update due"),
    "archived": _("Archived"),
    "superseded": _("Superseded"),
    "withdrawn": _("Withdrawn"),
    "declined": _("Declined"),
    "duplicate": _("Duplicate"),
}

#: What people can do with a practice, in the order of the buttons.
TRANSITIONS: dict[str, LazyString] = {
    "submit": _("Submit to the secretariat"),
    "take_back": _("Take back"),
    "start_review": _("Start the review"),
    "request_changes": _("Ask for changes"),
    "resubmit": _("Submit again"),
    "clear": _("Clear for publication"),
    "clear_and_publish": _("Clear and publish"),
    "publish": _("Publish"),
    "decline": _("Decline"),
    "mark_duplicate": _("Mark as duplicate"),
    "reopen": _("Make it a draft again"),
    "confirm": _("Confirm that it still holds"),
    "archive": _("Archive"),
    "restore": _("Take out of the archive"),
    "supersede": _("Point to its successor"),
    "withdraw": _("Withdraw"),
}

#: The steps of a timeline, told as what happened.
EVENTS: dict[str, LazyString] = {
    "create": _("Begun"),
    "revise": _("New version begun"),
    "submit": _("Submitted"),
    "take_back": _("Taken back"),
    "start_review": _("Review started"),
    "name_reviewer": _("Reviewer named"),
    "request_changes": _("Changes asked for"),
    "resubmit": _("Submitted again"),
    "clear": _("Cleared for publication"),
    "publish": _("Published"),
    "decline": _("Declined"),
    "mark_duplicate": _("Marked as duplicate"),
    "reopen": _("Made a draft again"),
    "lift_embargo": _("Opened to its audience"),
    "fall_due": _("Update due"),
    "confirm": _("Confirmed"),
    "archive": _("Archived"),
    "restore": _("Taken out of the archive"),
    "supersede": _("Pointed to its successor"),
    "withdraw": _("Withdrawn"),
}
