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


def may_see(actor: Actor, presentation: Presentation) -> bool:
    """Both sides. What others may read of it stands among the documents of the meeting."""
    return invitations.may_see(actor, presentation.invitation)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may see a presentation."""
    return Presentation.invitation.has(invitations.visible_to(actor))
