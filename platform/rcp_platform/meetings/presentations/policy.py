"""Who takes part in the way of a presentation."""

import sqlalchemy as sa

from rcp_platform.core.access import Actor
from rcp_platform.meetings.invitations import policy as invitations
from rcp_platform.meetings.presentations.models import Presentation


def is_host(actor: Actor, presentation: Presentation) -> bool:
    """The chair and the secretariat of the RCP that invited."""
    return invitations.is_inviting(actor, presentation.invitation)


def is_presenting(actor: Actor, presentation: Presentation) -> bool:
    """The side that was invited, and the person who comes for it."""
    return invitations.is_guest_by(actor, presentation.invitation)


def is_drafting(actor: Actor, presentation: Presentation) -> bool:
    """Those of the presenting side who post practices for an RCP that presents."""
    return bool(rcps_to_draft_for(actor, presentation))


def rcps_to_draft_for(actor: Actor, presentation: Presentation) -> frozenset[str]:
    """Return the slugs of the RCPs that may own the practice drafted from a presentation.

    The RCP that was invited; for a person or a State those the actor works for, never the hosts.
    """
    if not is_presenting(actor, presentation):
        return frozenset()
    invited = presentation.invitation.invited_slug
    if invited is not None:
        return actor.edited_rcps & {invited}
    return actor.edited_rcps - presentation.meeting.rcp_slugs


def may_see(actor: Actor, presentation: Presentation) -> bool:
    """Both sides. What others may read of it stands among the documents of the meeting."""
    return invitations.may_see(actor, presentation.invitation)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may see a presentation."""
    return Presentation.invitation.has(invitations.visible_to(actor))
