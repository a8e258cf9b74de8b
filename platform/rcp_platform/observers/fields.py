"""What kinds, rights and reasons of observer status are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

KINDS: dict[str, LazyString] = {
    "standing": _("Standing observer"),
    "thematic": _("Observer on named themes"),
    "ad_hoc": _("Observer at named meetings"),
}

RIGHTS: dict[str, LazyString] = {
    "attend_ministerial": _("Attend ministerial meetings"),
    "attend_senior_officials": _("Attend meetings of senior officials"),
    "attend_technical": _("Attend technical meetings and working groups"),
    "speak": _("Speak when given the floor"),
    "submit_papers": _("Submit papers"),
    "receive_documents": _("Receive documents of meetings"),
    "see_practices": _("See practices that are open to observers"),
}

DECLINE_REASONS: dict[str, LazyString] = {
    "criteria_not_met": _("The criteria are not met at present"),
    "no_observer_status": _("The Process does not grant this status"),
    "no_consensus": _("There is no consensus at present"),
    "not_timely": _("The time is not suitable at present"),
    "other": _("Another reason"),
}
