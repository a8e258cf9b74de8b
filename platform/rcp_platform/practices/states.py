"""Where a practice stands, who may read it, and how it is attributed."""

from enum import StrEnum


class PracticeState(StrEnum):
    """The life of a practice."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    RESUBMITTED = "resubmitted"
    CLEARED = "cleared"
    PUBLISHED = "published"
    UPDATE_DUE = "update_due"
    ARCHIVED = "archived"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


#: What searches, lists and matches find.
SEARCHABLE = frozenset({PracticeState.PUBLISHED, PracticeState.UPDATE_DUE})
#: What its audience may still open by its address.
READABLE = SEARCHABLE | {PracticeState.ARCHIVED, PracticeState.SUPERSEDED}
#: What has been published once.
WAS_PUBLISHED = READABLE | {PracticeState.WITHDRAWN}
#: What points to another practice.
POINTING = frozenset({PracticeState.DUPLICATE, PracticeState.SUPERSEDED})
#: On the way to a publication.
IN_WORK = frozenset(
    {
        PracticeState.DRAFT,
        PracticeState.SUBMITTED,
        PracticeState.IN_REVIEW,
        PracticeState.CHANGES_REQUESTED,
        PracticeState.RESUBMITTED,
        PracticeState.CLEARED,
    }
)
#: Of these the author's side holds, the others the reviewing side.
WITH_AUTHORS = frozenset({PracticeState.DRAFT, PracticeState.CHANGES_REQUESTED})
WITH_REVIEWERS = IN_WORK - WITH_AUTHORS


class Audience(StrEnum):
    """Who may read a published practice."""

    PUBLIC = "public"
    NETWORK = "network"
    OBSERVERS = "observers"
    MEMBERS = "members"
    NAMED = "named"


#: What the body may be narrowed to under each audience of title and summary.
NARROWER: dict[Audience, tuple[Audience, ...]] = {
    Audience.PUBLIC: (Audience.NETWORK, Audience.NAMED, Audience.OBSERVERS, Audience.MEMBERS),
    Audience.NETWORK: (Audience.NAMED, Audience.OBSERVERS, Audience.MEMBERS),
    Audience.NAMED: (Audience.MEMBERS,),
    Audience.OBSERVERS: (Audience.MEMBERS,),
    Audience.MEMBERS: (),
}

#: The same for an attachment under the audience of the body. Processes are named for a practice
#: as a whole, so that there is no further choice of them.
NARROWER_FOR_ATTACHMENTS = {
    audience: tuple(one for one in narrower if one != Audience.NAMED)
    for audience, narrower in NARROWER.items()
}


class Attribution(StrEnum):
    """What readers outside the Process are told of the source (Chatham House rule)."""

    NAMED = "named"
    STATE = "state"
    RCP = "rcp"
    ANONYMOUS = "anonymous"
