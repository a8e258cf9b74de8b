"""Who holds a practice that is on its way to its readers."""

from dataclasses import dataclass
from enum import StrEnum

from rcp_platform.accounts.models import User
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import WITH_AUTHORS, WITH_REVIEWERS, PracticeState


class Side(StrEnum):
    """Who has the next word."""

    AUTHORS = "authors"
    REVIEWER = "reviewer"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Holder:
    """The side that has the next word, and the person where one is named."""

    side: Side
    reviewer: User | None = None


def holder_of(practice: Practice) -> Holder | None:
    """Return who has the next word on a practice; None when it is not being worked on."""
    if practice.state in WITH_AUTHORS:
        return Holder(Side.AUTHORS)
    if practice.state not in WITH_REVIEWERS:
        return None
    reviewer = sitting_reviewer(practice)
    # Whoever reviewed it, the secretariat publishes.
    if reviewer is None or practice.state == PracticeState.CLEARED:
        return Holder(Side.SECRETARIAT)
    return Holder(Side.REVIEWER, reviewer)


def sitting_reviewer(practice: Practice) -> User | None:
    """Return the named reviewer, as long as that person has an editing seat of the RCP."""
    reviewer = practice.reviewer
    # What the RCPs of a reviewer observe gives nobody an editing seat.
    if reviewer is None or not policy.may_post(reviewer.actor_with({}), practice.rcp_slug):
        return None
    return reviewer
