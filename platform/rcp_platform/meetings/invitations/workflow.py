"""The way of an invitation."""

from rcp_platform.core.access import is_system
from rcp_platform.core.workflow import Transition, Workflow
from rcp_platform.meetings.invitations.policy import is_addressee, is_chair, is_inviting
from rcp_platform.meetings.states import LIVE_INVITATION
from rcp_platform.meetings.states import InvitationState as S

_UNSETTLED = {S.SENT, S.TENTATIVE, S.COUNTER_PROPOSED}
_COUNTED = {S.ACCEPTED, S.DELEGATED}

INVITATION = Workflow(
    Transition("approve", {S.PROPOSED}, S.APPROVED, by=is_chair),
    # The chair approved it outside; the secretariat writes that down.
    Transition("record_approval", {S.PROPOSED}, S.APPROVED, by=is_inviting),
    Transition("send", {S.APPROVED}, S.SENT, by=is_inviting),
    Transition("accept", _UNSETTLED | {S.DELEGATED, S.DECLINED}, S.ACCEPTED, by=is_addressee),
    Transition("delegate", _UNSETTLED | {S.ACCEPTED}, S.DELEGATED, by=is_addressee),
    Transition("hold", {S.SENT}, S.TENTATIVE, by=is_addressee),
    Transition("counter_propose", {S.SENT, S.TENTATIVE}, S.COUNTER_PROPOSED, by=is_addressee),
    Transition("decline", _UNSETTLED | _COUNTED, S.DECLINED, by=is_addressee),
    # Answers that came by letter or telephone.
    Transition("record_accept", _UNSETTLED | {S.DECLINED, S.EXPIRED}, S.ACCEPTED, by=is_inviting),
    Transition("record_decline", _UNSETTLED | _COUNTED | {S.EXPIRED}, S.DECLINED, by=is_inviting),
    # The same invitation with another date, topic or speaker: asks again.
    Transition("revise", LIVE_INVITATION | {S.DECLINED, S.EXPIRED}, S.SENT, by=is_inviting),
    Transition("cancel", LIVE_INVITATION | {S.PROPOSED, S.APPROVED}, S.CANCELLED, by=is_inviting),
    Transition("expire", _UNSETTLED, S.EXPIRED, by=is_system),
)
