"""Who follows up what came of a meeting."""

from rcp_platform.core.access import Actor
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.states import MeetingAudience
from rcp_platform.observers.policy import leads


def is_organiser(actor: Actor, outcome: Outcome) -> bool:
    """The chair and the secretariat of the RCPs that held the meeting."""
    return meetings.is_organiser(actor, outcome.meeting)


def is_follower(actor: Actor, outcome: Outcome) -> bool:
    """The organisers, and whoever leads the RCP that took it on."""
    return is_organiser(actor, outcome) or (
        outcome.owner_slug is not None and leads(actor, outcome.owner_slug)
    )


def may_see(actor: Actor, outcome: Outcome) -> bool:
    """Whoever its audience includes, of those who may see the meeting; and its owner."""
    meeting = outcome.meeting
    if meetings.is_holder(actor, meeting) or is_follower(actor, outcome):
        return True
    if not meetings.may_see(actor, meeting):
        return False
    if outcome.audience == MeetingAudience.MEMBERS:
        return False
    if outcome.audience == MeetingAudience.PUBLIC or meetings.is_guest(actor, meeting):
        return True
    if outcome.audience == MeetingAudience.NETWORK:
        return bool(actor.rcps)
    return outcome.audience == MeetingAudience.OBSERVERS and meetings.may_attend_as_observer(
        actor, meeting
    )
