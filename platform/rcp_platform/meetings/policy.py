"""Who may see meetings and their parts, and who prepares them."""

from rcp_platform.core.access import EDITORS, Actor, Right
from rcp_platform.meetings.invitations.policy import is_guest_by
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.states import LIVE_INVITATION, MeetingAudience, MeetingState
from rcp_platform.observers.policy import leads
from rcp_platform.observers.states import ATTENDING

_LADDER = list(MeetingAudience)


def may_hold(actor: Actor, rcp: str) -> bool:
    """The chair and the secretariat of an RCP enter its meetings."""
    return leads(actor, rcp)


def is_organiser(actor: Actor, meeting: Meeting) -> bool:
    """The chair and the secretariat of an RCP that holds it."""
    return actor.is_system or any(leads(actor, rcp) for rcp in meeting.rcp_slugs)


def is_holder(actor: Actor, meeting: Meeting) -> bool:
    """Everybody with a seat in an RCP that holds it."""
    return actor.is_system or not actor.rcps.isdisjoint(meeting.rcp_slugs)


def is_guest(actor: Actor, meeting: Meeting) -> bool:
    """Whoever is addressed by an invitation that has been sent and not turned down."""
    return any(
        is_guest_by(actor, invitation)
        for invitation in meeting.invitations
        if invitation.state in LIVE_INVITATION
    )


def has_right(actor: Actor, meeting: Meeting, right: Right) -> bool:
    """Whether the actor has a right of observers in an RCP that holds the meeting."""
    on_all = actor.observed(right) & meeting.rcp_slugs
    on_one = (
        theme in meeting.themes and rcp in meeting.rcp_slugs
        for rcp, theme in actor.observed_themes(right)
    )
    at_this_one = meeting.id in actor.observed_meetings(right)
    return bool(on_all) or any(on_one) or at_this_one


def may_attend_as_observer(actor: Actor, meeting: Meeting) -> bool:
    """Observers with the right to attend meetings of its level."""
    right = ATTENDING.get(meeting.level)
    return right is not None and has_right(actor, meeting, right)


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """Whoever its audience includes. :func:`.queries.visible_to` says the same in SQL."""
    if meeting.state == MeetingState.DRAFT:
        return actor.is_system or not actor.edited_rcps.isdisjoint(meeting.rcp_slugs)
    if is_holder(actor, meeting) or is_guest(actor, meeting):
        return True
    match meeting.audience:
        case MeetingAudience.PUBLIC:
            return True
        case MeetingAudience.NETWORK:
            return bool(actor.rcps)
        case MeetingAudience.OBSERVERS:
            return may_attend_as_observer(actor, meeting)
        case _:
            return False


def may_join(actor: Actor, meeting: Meeting) -> bool:
    """Who reads room and link: its RCPs, its guests, and observers it is open to."""
    if not may_see(actor, meeting):
        return False
    is_open = meeting.audience not in {MeetingAudience.MEMBERS, MeetingAudience.INVITED}
    return (
        is_holder(actor, meeting)
        or is_guest(actor, meeting)
        or (is_open and may_attend_as_observer(actor, meeting))
    )


def audience_of(document: MeetingDocument) -> MeetingAudience:
    """Return who may read a document: never more than may know of its meeting or its point.

    Nor more than those for whom whoever gave it has cleared it.
    """
    widest = document.meeting.audience
    item = next((i for i in document.meeting.agenda if i.id == document.agenda_item_id), None)
    if item is not None and item.is_closed:
        widest = MeetingAudience.MEMBERS
    return min(document.audience, widest, document.cleared_for or widest, key=_LADDER.index)


def may_read(actor: Actor, document: MeetingDocument) -> bool:
    """Whoever the audience of a document includes, of those who may see the meeting."""
    meeting = document.meeting
    if not may_see(actor, meeting):
        return False
    if is_holder(actor, meeting):
        return True
    audience = audience_of(document)
    if audience == MeetingAudience.MEMBERS:
        return False
    if audience == MeetingAudience.PUBLIC or is_guest(actor, meeting):
        return True
    if audience == MeetingAudience.NETWORK:
        return bool(actor.rcps)
    return audience == MeetingAudience.OBSERVERS and has_right(
        actor, meeting, Right.RECEIVE_DOCUMENTS
    )


def may_read_item(actor: Actor, item: AgendaItem) -> bool:
    """A point in closed session is read by the RCPs that hold the meeting."""
    return is_holder(actor, item.meeting) or not item.is_closed


def is_preparing(actor: Actor, meeting: Meeting) -> bool:
    """Focal points, chairs and secretariats of the RCPs that hold it."""
    return actor.is_system or any(actor.sits_in(rcp, *EDITORS) for rcp in meeting.rcp_slugs)
