"""The fields and states of meetings as people see them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATES: dict[str, LazyString] = {
    "draft": _("Draft"),
    "announced": _("Announced"),
    "held": _("Held"),
    "cancelled": _("Cancelled"),
}

#: Who may know of a meeting.
AUDIENCES: dict[str, LazyString] = {
    "invited": _("The Processes that hold it, and whoever is invited"),
    "observers": _("Those that hold it, the invited, and observers with the right to attend"),
    "network": _("Members of every Process, and the invited"),
    "public": _("Anyone, signed in or not"),
}

#: Who may read a document, of those who may know of its meeting.
DOCUMENT_AUDIENCES: dict[str, LazyString] = {
    "members": _("Only the Processes that hold the meeting"),
    "invited": _("Those that hold the meeting, and whoever is invited"),
    "observers": _("Those that hold it, the invited, and observers who receive documents"),
    "network": _("Members of every Process, and the invited"),
    "public": _("Anyone, signed in or not"),
}

#: What organisers can do with a meeting, in the order of the buttons.
TRANSITIONS: dict[str, LazyString] = {
    "announce": _("Announce the meeting"),
    "close": _("The meeting has been held"),
    "cancel": _("Cancel the meeting"),
}

#: The steps of a meeting, told as what happened.
EVENTS: dict[str, LazyString] = {
    "create": _("Begun"),
    "announce": _("Announced"),
    "change": _("Changed"),
    "hold_together": _("Held together with another Process"),
    "close": _("Held"),
    "cancel": _("Cancelled"),
}
