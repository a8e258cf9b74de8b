"""Invitations in words: kinds, states, deeds, and why something cannot be done."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

KINDS: dict[str, LazyString] = {
    "attend": _("Attend as an observer"),
    "present": _("Present a practice"),
    "joint_session": _("Hold a joint session"),
    "written_input": _("Give written input"),
    "expert_visit": _("Visit as an expert"),
}
ADDRESSEES: dict[str, LazyString] = {
    "rcp": _("A Process"),
    "state": _("A State"),
    "person": _("A person"),
}
STATES: dict[str, LazyString] = {
    "proposed": _("Waits for the chair"),
    "approved": _("Approved by the chair"),
    "sent": _("Sent"),
    "accepted": _("Accepted"),
    "delegated": _("Somebody else comes"),
    "tentative": _("Date kept"),
    "counter_proposed": _("Another proposal made"),
    "declined": _("Invitation declined"),
    "expired": _("Not answered in time"),
    "cancelled": _("Invitation taken back"),
}
BECAUSE: dict[str, LazyString] = {
    "date": _("The date does not suit"),
    "topic": _("The topic does not suit"),
    "capacity": _("Nobody is available"),
    "other": _("Another reason"),
}

#: What the side that invites can do, in the order of the buttons.
HOST_MOVES: dict[str, LazyString] = {
    "approve": _("Approve"),
    "record_approval": _("Record the approval of the chair"),
    "send": _("Send the invitation"),
    "resend": _("Send the mail again"),
    "remind": _("Send a reminder"),
    "record_accept": _("Record that it is accepted"),
    "record_decline": _("Record that it is declined"),
    "cancel": _("Take the invitation back"),
}
#: What the side that is invited can do.
ANSWERS: dict[str, LazyString] = {
    "accept": _("Accept"),
    "delegate": _("Send somebody else"),
    "hold": _("Keep the date and answer later"),
    "counter_propose": _("Propose something else"),
    "decline": _("Decline the invitation"),
}
MOVES = HOST_MOVES | ANSWERS

#: What is said once it is done.
DONE: dict[str, LazyString] = {
    "approve": _("The invitation is approved. It can be sent."),
    "record_approval": _("The approval of the chair is recorded. The invitation can be sent."),
    "record_accept": _("It is recorded that the invitation is accepted. The addressee is told."),
    "record_decline": _("It is recorded that the invitation is declined. The addressee is told."),
    "accept": _("Thank you. The host is told that the invitation is accepted."),
    "delegate": _("Thank you. The host is told who comes."),
    "hold": _("The host is told that the date is kept."),
    "counter_propose": _("The host is told what you propose."),
    "decline": _("The host is told that the invitation is declined."),
}

#: The steps of an invitation, told as what happened.
EVENTS: dict[str, LazyString] = {
    "propose": _("Proposed"),
    "change": _("Changed"),
    "approve": _("Approved by the chair"),
    "record_approval": _("Approval of the chair recorded"),
    "send": _("Sent"),
    "resend": _("Sent again"),
    "remind": _("Reminder sent"),
    "revise": _("Changed, and asked again"),
    "accept": _("Accepted"),
    "delegate": _("Somebody else named"),
    "hold": _("Date kept"),
    "counter_propose": _("Another proposal made"),
    "decline": _("Invitation declined"),
    "record_accept": _("Acceptance recorded for the addressee"),
    "record_decline": _("Refusal recorded for the addressee"),
    "expire": _("Not answered in time"),
    "cancel": _("Invitation taken back"),
}
#: How the host and the chair came to send it is theirs alone.
HOST_ONLY = frozenset({"propose", "change", "approve", "record_approval"})

WHY: dict[str, LazyString] = {
    "late": _("The time to answer is over. Please write to the host."),
    "meeting_cancelled": _("The meeting has been cancelled."),
    "meeting_over": _("The meeting has begun or is over."),
    "not_announced": _(
        "The meeting is still a draft. Announce it first, then send the invitation."
    ),
    "reply_by": _(
        "The last day to answer must lie ahead, and not after the start of the meeting. "
        "Choose another day."
    ),
    "holds_it": _("This Process holds the meeting itself. Choose another one."),
    "invited_already": _("The same addressee has been invited to the same already."),
    "practice": _(
        "Choose a published practice of the Process that you invite. Where the source of a "
        "practice is not told, nobody can be invited to present it."
    ),
    "agenda": _("Choose a point of the agenda of this meeting."),
    "nobody_reached": _(
        "Nobody would receive it: the Process has no address, and no chair or secretariat with an "
        "account. Send a letter, and record the answer here."
    ),
    "no_delegate": _("The host asks for the addressee in person. Propose something else instead."),
    "nobody_named": _("Say who comes."),
    "just_sent": _("The mail was sent only minutes ago. Wait a little before you send it again."),
}

MAIL_STATES: dict[str, LazyString] = {
    "waiting": _("on its way"),
    "claimed": _("on its way"),
    "handing_over": _("on its way"),
    "sent": _("sent"),
    "failed": _("could not be delivered"),
    "uncertain": _("perhaps not delivered"),
    "cancelled": _("not sent"),
}
MAILS: dict[str, LazyString] = {
    "meetings/invitation": _("Invitation"),
    "meetings/invitation_revised": _("Changed invitation"),
    "meetings/invitation_reminder": _("Reminder"),
    "meetings/invitation_cancelled": _("Notice that it is taken back"),
    "meetings/invitation_moved": _("Notice of a change of the meeting"),
    "meetings/invitation_noted": _("Confirmation of the answer"),
    "meetings/invitation_nominated": _("Notice to the person who comes"),
    "meetings/invitation_released": _("Notice to the person who was to come"),
}
