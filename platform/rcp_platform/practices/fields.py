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
}

AUDIENCES: dict[str, LazyString] = {
    "public": _("Public: anyone, signed in or not"),
    "network": _("Network: members of any Process"),
    "observers": _("Own Process and its observers"),
    "members": _("Own Process only"),
    "named": _("Own Process and the Processes named below"),
}

STATES: dict[str, LazyString] = {
    "draft": _("Draft"),
    "submitted": _("Submitted to the secretariat"),
    "published": _("Published"),
    "withdrawn": _("Withdrawn"),
}

TRANSITIONS: dict[str, LazyString] = {
    "submit": _("Submit to the secretariat"),
    "return": _("Return to the focal point"),
    "publish": _("Publish"),
    "withdraw": _("Withdraw"),
}
