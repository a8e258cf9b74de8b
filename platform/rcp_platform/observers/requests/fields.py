"""What the parts, states and steps of requests are called."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

STATES: dict[str, LazyString] = {
    "draft": _("Draft"),
    "submitted": _("Request submitted"),
    "eligibility_check": _("Being checked"),
    "returned": _("Information asked for"),
    "resubmitted": _("Request submitted again"),
    "circulated": _("Circulated to focal points"),
    "consultation": _("In consultation"),
    "recommended": _("Ready for a decision"),
    "decision_pending": _("Before the deciding body"),
    "deferred": _("Deferred"),
    "granted": _("Granted"),
    "declined": _("Request declined"),
    "closed": _("Closed without prejudice"),
    "withdrawn": _("Request withdrawn"),
    "lapsed": _("Lapsed"),
}
#: What the applicant is told from the submission to the answer.
UNDER_CONSIDERATION: LazyString = _("Under consideration")
#: As long as it is to come.
DECISION: LazyString = _("Decision")

RECIPROCITY: dict[str, LazyString] = {
    "none": _("Not offered"),
    "offered": _("Offered: a request in the other direction is prepared for the host"),
    "in_place": _("In place: the host observes the applicant already"),
}

#: The parts without which a request cannot be submitted, as the form names them.
LABELS: dict[str, LazyString] = {
    "purpose": _("Purpose"),
    "kind": _("Kind of status"),
    "rights": _("Rights asked for"),
    "themes": _("Themes"),
    "meetings": _("Meetings"),
}

MET: dict[str, LazyString] = {"yes": _("Met"), "no": _("Not met"), "unclear": _("Unclear")}

#: The buttons, in the order in which they stand on the page.
MOVES: dict[str, LazyString] = {
    "submit": _("Submit the request"),
    "resubmit": _("Submit it again"),
    "start_check": _("Begin the check"),
    "check": _("Save the check"),
    "circulate": _("Circulate to the focal points"),
    "recommend": _("Note that it is ready for a decision"),
    "put_before": _("Put before the deciding body"),
    "grant": _("Grant observer status"),
    "object": _("Raise an objection"),
    "lift": _("Lift the objection"),
    "return_for_information": _("Ask the applicant for information"),
    "defer": _("Defer"),
    "decline": _("Decline the request"),
    "close": _("Close without prejudice"),
    "record_grant": _("Record a grant decided outside"),
    "record_decline": _("Record a refusal decided outside"),
    "withdraw": _("Withdraw the request"),
}

#: What is said once it is done.
DONE: dict[str, LazyString] = {
    "submit": _("The request is with the host."),
    "resubmit": _("The request is with the host again."),
    "start_check": _("The check has begun. The applicant reads that it is under consideration."),
    "check": _("The check is saved."),
    "circulate": _("The request is circulated to your focal points."),
    "recommend": _("The request is ready for a decision."),
    "put_before": _("It is noted who is to decide."),
    "grant": _("Observer status is granted, and the applicant is told."),
    "object": _("Your objection is noted. The applicant is not told of it."),
    "lift": _("Your objection is lifted."),
    "return_for_information": _("The applicant is asked for information."),
    "defer": _("The request is deferred, and the applicant is told."),
    "decline": _("The request is declined, and the applicant is told."),
    "close": _("The request is closed without prejudice, and the applicant is told."),
    "record_grant": _("The decision is recorded, and the applicant is told."),
    "record_decline": _("The decision is recorded, and the applicant is told."),
    "withdraw": _("The request is withdrawn."),
}

#: The steps of the timeline.
EVENTS: dict[str, LazyString] = {
    "draft": _("Draft begun"),
    "open_mirror": _("Draft prepared: reciprocity was offered"),
    "submit": _("Request submitted"),
    "resubmit": _("Request submitted again"),
    "start_check": _("Check begun"),
    "check": _("Check recorded"),
    "return_for_information": _("Information asked for"),
    "circulate": _("Circulated to focal points"),
    "object": _("Objection raised"),
    "lift": _("Objection lifted"),
    "recommend": _("Ready for a decision"),
    "put_before": _("Put before the deciding body"),
    "grant": _("Granted"),
    "defer": _("Deferred"),
    "decline": _("Request declined"),
    "close": _("Closed without prejudice"),
    "record_grant": _("Grant recorded that was decided outside"),
    "record_decline": _("Refusal recorded that was decided outside"),
    "withdraw": _("Request withdrawn"),
    "lapse": _("Lapsed"),
}
