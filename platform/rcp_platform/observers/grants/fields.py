"""What states, steps and deeds of observer status are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATES: dict[str, LazyString] = {
    "active": _("In force"),
    "review_due": _("In force, up for review"),
    "suspended": _("Suspended"),
    "relinquished": _("Given back"),
    "ended": _("Ended by the host"),
    "expired": _("Expired"),
}

PAIR_VIEWS: dict[str, LazyString] = {
    "none": _("Neither observes the other at present."),
    "requested": _("Observer status has been asked for."),
    "one_way": _("One of the two observes the other."),
    "reciprocity_pending": _("One observes the other, and the other direction is asked for."),
    "mutual": _("The two observe each other."),
    "degraded": _("The two observed each other; at present one direction is not in force."),
}

#: Steps as the history names them.
STEPS: dict[str, LazyString] = {
    "open": _("Status granted"),
    "record": _("Existing status recorded"),
    "prolong": _("End moved with the meeting"),
    "set_rights": _("Rights set"),
    "fall_due": _("Review due"),
    "renew": _("Renewed"),
    "suspend": _("Suspended"),
    "reinstate": _("Reinstated"),
    "relinquish": _("Given back by the observer"),
    "end": _("Ended by the host"),
    "expire": _("Expired"),
}

#: What people can do with a status: the buttons of its page, in their order.
DEEDS: dict[str, LazyString] = {
    "renew": _("Renew"),
    "set_rights": _("Change the rights"),
    "suspend": _("Suspend"),
    "reinstate": _("Reinstate"),
    "relinquish": _("Give the status back"),
    "end": _("End the status"),
}

#: What is said once it is done.
DONE: dict[str, LazyString] = {
    "renew": _("The status is renewed."),
    "set_rights": _("The rights are changed. They count from now on."),
    "suspend": _("The status is suspended. Its rights do not hold for the time being."),
    "reinstate": _("The status is in force again."),
    "relinquish": _("The status is given back. Its rights no longer hold."),
    "end": _("The status is ended. Its rights no longer hold."),
}
