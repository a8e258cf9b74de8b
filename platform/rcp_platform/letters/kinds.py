"""What letters there are: whom they go to, what may stand in them, and how they usually read."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from rcp_platform.letters.models import LetterKind


@dataclass(frozen=True)
class Place:
    """Something that is filled in when a letter is made."""

    meaning: LazyString
    #: What a preview says there; None for a day.
    example: LazyString | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of letter."""

    title: LazyString
    #: The places that name who writes and whom the letter goes to.
    sender: str
    addressee: str
    #: By name, as they are written between braces.
    places: Mapping[str, Place]
    subject: LazyString
    text: LazyString


_OTHER = _("Another Process")
_HOST = Place(_("the Process that is observed"), _OTHER)
_APPLICANT = Place(_("the Process that asks"), _OTHER)
_DATE = Place(_("the day of the letter"))
_CONTACT = Place(_("the e-mail address of the Process that writes"))
_KIND = Place(_("the kind of status"), _("Standing observer"))
_THEMES = Place(_("the themes, if it is limited to some"), _("Recruitment"))
_MEETINGS = Place(
    _("the meetings, if it is limited to some"), _("Technical meeting on recruitment")
)
_RIGHTS = Place(_("the rights"), _("Attend technical meetings and working groups"))
_VALIDITY = Place(_("for how long"), _("24 months"))
_RECEIVED = Place(_("the day on which the request arrived"))

KINDS: dict[LetterKind, Kind] = {
    LetterKind.OBSERVER_REQUEST: Kind(
        title=_("Request for observer status"),
        sender="applicant",
        addressee="host",
        places={
            "host": _HOST,
            "applicant": _APPLICANT,
            "date": _DATE,
            "kind": _KIND,
            "themes": _THEMES,
            "meetings": _MEETINGS,
            "levels": Place(_("the levels of meeting"), _("Senior officials")),
            "rights": _RIGHTS,
            "validity": _VALIDITY,
            "purpose": Place(
                _("why the status is asked for"),
                _("We should like to learn how recruitment is dealt with in your region."),
            ),
            "reciprocity": Place(
                _("what is offered in return"), _("The same status is offered in return.")
            ),
            "rules": Place(
                _("which rules of engagement are accepted"),
                _("The rules of engagement are accepted in version 2."),
            ),
            "contact": _CONTACT,
        },
        subject=_("Request for observer status in {host}"),
        text=_(
            "{applicant} presents its compliments to {host} and has the honour to ask for observer "
            "status, as follows.\n\n"
            "- Status: {kind}\n"
            "- Themes: {themes}\n"
            "- Meetings: {meetings}\n"
            "- Levels of meeting: {levels}\n"
            "- Rights: {rights}\n"
            "- Period: {validity}\n\n"
            "{purpose}\n\n"
            "{reciprocity}\n\n"
            "{rules}\n\n"
            "The cooperation asked for is voluntary and non-binding.\n\n"
            "Replies may be sent to: {contact}\n\n"
            "{applicant} avails itself of this opportunity to renew to {host} the assurances of "
            "its highest consideration."
        ),
    ),
    LetterKind.OBSERVER_ACKNOWLEDGEMENT: Kind(
        title=_("Acknowledgement of a request"),
        sender="host",
        addressee="applicant",
        places={
            "host": _HOST,
            "applicant": _APPLICANT,
            "date": _DATE,
            "received": _RECEIVED,
            "kind": _KIND,
            "contact": _CONTACT,
        },
        subject=_("Receipt of the request of {applicant}"),
        text=_(
            "{host} presents its compliments to {applicant} and has the honour to acknowledge "
            "receipt, on {received}, of its request for observer status ({kind}).\n\n"
            "The request will be considered in accordance with the practice of {host}, and "
            "{applicant} will be informed in writing. This letter does not prejudge the decision."
            "\n\n"
            "Questions may be sent to: {contact}\n\n"
            "{host} avails itself of this opportunity to renew to {applicant} the assurances of "
            "its highest consideration."
        ),
    ),
    LetterKind.OBSERVER_DECISION: Kind(
        title=_("Decision on a request"),
        sender="host",
        addressee="applicant",
        places={
            "host": _HOST,
            "applicant": _APPLICANT,
            "date": _DATE,
            "received": _RECEIVED,
            "decided": Place(_("the day of the decision")),
            "decision": Place(_("what was decided, in a sentence"), _("The request is granted.")),
            "body": Place(_("who decided"), _("Senior officials")),
            "meeting": Place(_("at which meeting it was decided"), _("Meeting in Manila")),
            "kind": _KIND,
            "themes": _THEMES,
            "meetings": _MEETINGS,
            "rights": _RIGHTS,
            "validity": _VALIDITY,
            "reason": Place(_("why it was declined, if it was"), _("Another reason")),
            "reapply_after": Place(_("from when on a new request may be made, if that was said")),
            "note": Place(
                _("what was noted with the decision"), _("We look forward to working with you.")
            ),
            "contact": _CONTACT,
        },
        subject=_("Decision on the request of {applicant} for observer status"),
        text=_(
            "{host} presents its compliments to {applicant} and has the honour to refer to its "
            "request for observer status, received on {received}.\n\n"
            "{decision}\n\n"
            "- Decided on: {decided}\n"
            "- Decided by: {body}\n"
            "- At: {meeting}\n"
            "- Status: {kind}\n"
            "- Themes: {themes}\n"
            "- Meetings: {meetings}\n"
            "- Rights: {rights}\n"
            "- Period: {validity}\n"
            "- Reason: {reason}\n"
            "- A new request may be made from: {reapply_after}\n\n"
            "{note}\n\n"
            "This letter is non-binding and creates no legal obligation.\n\n"
            "Questions may be sent to: {contact}\n\n"
            "{host} avails itself of this opportunity to renew to {applicant} the assurances of "
            "its highest consideration."
        ),
    ),
    LetterKind.INVITATION: Kind(
        title=_("Invitation to a meeting"),
        sender="host",
        addressee="addressee",
        places={
            "host": Place(_("the Process that invites")),
            "addressee": Place(_("who is invited"), _OTHER),
            "date": _DATE,
            "meeting": Place(_("the title of the meeting"), _("Technical meeting on recruitment")),
            "dates": Place(_("when the meeting takes place")),
            "place": Place(_("where the meeting takes place"), _("Manila")),
            "topic": Place(_("what is to be presented or discussed"), _("Recruitment")),
            "reply_by": Place(_("by when a reply is asked for")),
            "contact": _CONTACT,
        },
        subject=_("Invitation: {meeting}"),
        text=_(
            "{host} presents its compliments to {addressee} and has the honour to extend an "
            "invitation to the following meeting.\n\n"
            "- Meeting: {meeting}\n"
            "- Time: {dates}\n"
            "- Place: {place}\n"
            "- Topic: {topic}\n\n"
            "A reply by {reply_by} would be greatly appreciated.\n\n"
            "Replies may be sent to: {contact}\n\n"
            "Participation is voluntary and non-binding.\n\n"
            "{host} avails itself of this opportunity to renew to {addressee} the assurances of "
            "its highest consideration."
        ),
    ),
}
