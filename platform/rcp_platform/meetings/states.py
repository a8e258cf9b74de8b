"""Where meetings, invitations, presentations and outcomes stand, and who may know of them."""

from enum import StrEnum


class MeetingState(StrEnum):
    """The life of a meeting."""

    #: Only those who prepare it see it.
    DRAFT = "draft"
    ANNOUNCED = "announced"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingAudience(StrEnum):
    """Who may know of a meeting or read a document of it; each includes those before it."""

    #: The RCPs that hold it.
    MEMBERS = "members"
    #: And whoever is invited.
    INVITED = "invited"
    #: And observers with the right to attend, or for documents the right to receive them.
    OBSERVERS = "observers"
    NETWORK = "network"
    PUBLIC = "public"


class InvitationKind(StrEnum):
    """What somebody is invited to."""

    ATTEND = "attend"
    PRESENT = "present"
    JOINT_SESSION = "joint_session"
    WRITTEN_INPUT = "written_input"
    EXPERT_VISIT = "expert_visit"


class AddresseeKind(StrEnum):
    """Who is invited."""

    RCP = "rcp"
    STATE = "state"
    PERSON = "person"


class InvitationState(StrEnum):
    """The way of an invitation."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    #: Somebody else comes in the addressee's place.
    DELEGATED = "delegated"
    TENTATIVE = "tentative"
    COUNTER_PROPOSED = "counter_proposed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


#: Whoever is addressed may know of it.
SENT_OUT = frozenset(InvitationState) - {InvitationState.PROPOSED, InvitationState.APPROVED}
#: The addressee is, or may yet be, a guest of the meeting.
LIVE_INVITATION = frozenset(
    {
        InvitationState.SENT,
        InvitationState.ACCEPTED,
        InvitationState.DELEGATED,
        InvitationState.TENTATIVE,
        InvitationState.COUNTER_PROPOSED,
    }
)
#: No answer, or none that settles it.
PENDING_INVITATION = frozenset({InvitationState.SENT, InvitationState.TENTATIVE})
COMING = frozenset({InvitationState.ACCEPTED, InvitationState.DELEGATED})


class DeclinedBecause(StrEnum):
    """Reasons that an addressee may choose from."""

    DATE = "date"
    TOPIC = "topic"
    CAPACITY = "capacity"
    OTHER = "other"


class PresentationState(StrEnum):
    """The way of a presentation."""

    TOPIC_AGREED = "topic_agreed"
    MATERIAL_ASKED = "material_asked"
    SUBMITTED = "submitted"
    CLEARED = "cleared"
    DELIVERED = "delivered"
    NOT_HELD = "not_held"
    OUTCOME_RECORDED = "outcome_recorded"
    PRACTICE_DRAFTED = "practice_drafted"


class OutcomeKind(StrEnum):
    """What was said at the end; nothing of it binds."""

    OUTCOME = "outcome"
    STATEMENT_OF_INTENT = "statement_of_intent"


class OutcomeState(StrEnum):
    """How far an item has come, in words that judge nobody."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    NOT_PURSUED = "not_pursued"
