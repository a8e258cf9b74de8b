"""Where requests and grants of observer status stand, and what they are about."""

from enum import StrEnum

from rcp_platform.core.access import Right
from rcp_platform.core.vocabularies import MeetingLevel


class ObserverKind(StrEnum):
    """What an RCP takes part in as an observer."""

    STANDING = "standing"
    THEMATIC = "thematic"
    #: Only the meetings named.
    AD_HOC = "ad_hoc"


class Reciprocity(StrEnum):
    """What the applicant offers in return."""

    NONE = "none"
    #: The other leg is opened with the request, and decided by the applicant.
    OFFERED = "offered"
    #: The host observes the applicant already.
    IN_PLACE = "in_place"


class RequestState(StrEnum):
    """The way of a request from one RCP to another."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ELIGIBILITY_CHECK = "eligibility_check"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    CIRCULATED = "circulated"
    CONSULTATION = "consultation"
    RECOMMENDED = "recommended"
    DECISION_PENDING = "decision_pending"
    DEFERRED = "deferred"
    GRANTED = "granted"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


#: One of a pair at a time.
OPEN = frozenset(
    {
        RequestState.DRAFT,
        RequestState.SUBMITTED,
        RequestState.ELIGIBILITY_CHECK,
        RequestState.RETURNED,
        RequestState.RESUBMITTED,
        RequestState.CIRCULATED,
        RequestState.CONSULTATION,
        RequestState.RECOMMENDED,
        RequestState.DECISION_PENDING,
        RequestState.DEFERRED,
    }
)
#: The applicant has the next word.
WITH_APPLICANT = frozenset({RequestState.DRAFT, RequestState.RETURNED})
#: The host has the next word.
WITH_HOST = OPEN - WITH_APPLICANT
#: The host decided.
DECIDED = frozenset({RequestState.GRANTED, RequestState.DECLINED, RequestState.CLOSED})
#: What the applicant is told of the host's deliberation is only that it is under way.
DELIBERATION = frozenset(
    {
        RequestState.ELIGIBILITY_CHECK,
        RequestState.RESUBMITTED,
        RequestState.CIRCULATED,
        RequestState.CONSULTATION,
        RequestState.RECOMMENDED,
        RequestState.DECISION_PENDING,
    }
)


class DeclineReason(StrEnum):
    """The class of reason with which a host declines; diplomatic on purpose."""

    CRITERIA_NOT_MET = "criteria_not_met"
    NO_OBSERVER_STATUS = "no_observer_status"
    NO_CONSENSUS = "no_consensus"
    NOT_TIMELY = "not_timely"
    OTHER = "other"


class GrantState(StrEnum):
    """The life of an observer status."""

    ACTIVE = "active"
    REVIEW_DUE = "review_due"
    SUSPENDED = "suspended"
    RELINQUISHED = "relinquished"
    ENDED = "ended"
    EXPIRED = "expired"


#: The rights hold.
IN_FORCE = frozenset({GrantState.ACTIVE, GrantState.REVIEW_DUE})
#: It may still come to hold again.
LIVE = IN_FORCE | {GrantState.SUSPENDED}
OVER = frozenset(GrantState) - LIVE


class PairView(StrEnum):
    """How two RCPs stand to each other; always derived, never stored."""

    NONE = "none"
    REQUESTED = "requested"
    ONE_WAY = "one_way"
    RECIPROCITY_PENDING = "reciprocity_pending"
    MUTUAL = "mutual"
    DEGRADED = "degraded"


#: Which right lets an observer attend a meeting; of the others the invitation decides.
ATTENDING: dict[MeetingLevel, Right] = {
    MeetingLevel.MINISTERIAL: Right.ATTEND_MINISTERIAL,
    MeetingLevel.SENIOR_OFFICIALS: Right.ATTEND_SENIOR_OFFICIALS,
    MeetingLevel.TECHNICAL: Right.ATTEND_TECHNICAL,
    MeetingLevel.WORKING_GROUP: Right.ATTEND_TECHNICAL,
}
