"""What kinds, states and steps of outcomes are called; no word of them judges anybody."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

KINDS: dict[str, LazyString] = {
    "outcome": _("Outcome"),
    "statement_of_intent": _("Statement of intent"),
}

STATES: dict[str, LazyString] = {
    "planned": _("planned"),
    "under_way": _("under way"),
    "done": _("done"),
    "not_pursued": _("not pursued for now"),
}

STEPS: dict[str, LazyString] = {
    "start": _("It is under way"),
    "finish": _("It is done"),
    "let_rest": _("No longer pursue it"),
    "take_up_again": _("Take it up again"),
}

#: By MeetingAudience, for what came of a meeting.
AUDIENCES: dict[str, LazyString] = {
    "members": _("Only the Processes that hold the meeting"),
    "invited": _("And those invited to it"),
    "observers": _("And observers who may attend it"),
    "network": _("Members of every Process who may see the meeting"),
    "public": _("Everybody who may see the meeting"),
}
