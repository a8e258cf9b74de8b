"""Who follows up what came of a meeting."""

from rcp_platform.core.access import Actor
from rcp_platform.meetings import policy as meetings
from rcp_platform.meetings.models import Meeting
from rcp_platform.meetings.outcomes.models import Outcome
from rcp_platform.meetings.states import MeetingAudience, MeetingState
from rcp_platform.observers.policy import leads


def may_record(actor: Actor, meeting: Meeting) -> bool:
    """The organisers, once the meeting is announced and as long as it is not cancelled."""
    return meetings.is_organiser(actor, meeting) and meeting.state in {
        MeetingState.ANNOUNCED,
        MeetingState.HELD,
    }


def is_organiser(actor: Actor, outcome: Outcome) -> bool:
    """The chair and the secretariat of the RCPs that held the meeting."""
    return meetings.is_organiser(actor, outcome.meeting)


def is_follower(actor: Actor, outcome: Outcome) -> bool:
    """The organisers, and whoever leads the RCP that took it on."""
    return is_organiser(actor, outcome) or (
        outcome.owner_slug is not None and leads(actor, outcome.owner_slug)
    )


def audience_of(outcome: Outcome) -> MeetingAudience:
    """Return who may read it: of a point in closed session only the RCPs that hold the meeting."""
    item = outcome.agenda_item
    return MeetingAudience.MEMBERS if item is not None and item.is_closed else outcome.audience


def may_see(actor: Actor, outcome: Outcome) -> bool:
    """Whoever its audience includes, of those who may see the meeting; and its owner.

    :func:`.queries.visible_to` says the same in SQL.
    """
    meeting = outcome.meeting
    if meetings.is_holder(actor, meeting) or is_follower(actor, outcome):
        return True
    if not meetings.may_see(actor, meeting):
        return False
    audience = audience_of(outcome)
    if audience == MeetingAudience.MEMBERS:
        return False
    if audience == MeetingAudience.PUBLIC or meetings.is_guest(actor, meeting):
        return True
    if audience == MeetingAudience.NETWORK:
        return bool(actor.rcps)
    return audience == MeetingAudience.OBSERVERS and meetings.may_attend_as_observer(actor, meeting)
