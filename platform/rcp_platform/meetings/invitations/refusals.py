"""Why something cannot be done with an invitation, though the actor may do such things."""

from enum import StrEnum

from rcp_platform.core.workflow import NotPossible


class Why(StrEnum):
    """Reasons, each with a sentence in :mod:`.wording`."""

    LATE = "late"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_OVER = "meeting_over"
    NOT_ANNOUNCED = "not_announced"
    REPLY_BY = "reply_by"
    HOLDS_IT = "holds_it"
    INVITED_ALREADY = "invited_already"
    PRACTICE = "practice"
    AGENDA = "agenda"
    NOBODY_REACHED = "nobody_reached"
    NO_DELEGATE = "no_delegate"
    NOBODY_NAMED = "nobody_named"
    JUST_SENT = "just_sent"


class Refused(NotPossible):
    """It cannot be done, for a reason that is told."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
