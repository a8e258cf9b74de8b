"""Who invites, who answers, and who may know of it."""

import sqlalchemy as sa

from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.states import AddresseeKind
from rcp_platform.observers.policy import leads


def is_inviting(actor: Actor, invitation: Invitation) -> bool:
    """The chair and the secretariat of the RCP that invites."""
    return leads(actor, invitation.host_slug)


def is_chair(actor: Actor, invitation: Invitation) -> bool:
    """The chair of the RCP that invites."""
    return actor.sits_in(invitation.host_slug, Role.CHAIR)


def is_of_host(actor: Actor, invitation: Invitation) -> bool:
    """Focal points, chair and secretariat of the RCP that invites."""
    return actor.is_system or actor.sits_in(invitation.host_slug, *EDITORS)


def is_addressee(actor: Actor, invitation: Invitation) -> bool:
    """Whoever leads the RCP that is invited, or has the address that was written to."""
    if invitation.addressee == AddresseeKind.RCP:
        return actor.sits_in(invitation.invited_slug or "", Role.CHAIR, Role.SECRETARIAT)
    return bool(actor.email) and actor.email == invitation.email


def is_guest_by(actor: Actor, invitation: Invitation) -> bool:
    """Whom an invitation lets in: the addressee's side, and the person who comes for it."""
    if invitation.addressee == AddresseeKind.RCP and actor.sits_in(
        invitation.invited_slug or "", *EDITORS
    ):
        return True
    return bool(actor.email) and actor.email in {invitation.email, invitation.nominee_email}


def may_see(actor: Actor, invitation: Invitation) -> bool:
    """The side that invites, and once it was sent the side that is invited.

    What was cancelled before it was sent, the other side never hears of. :func:`visible_to` says
    the same in SQL.
    """
    if is_of_host(actor, invitation):
        return True
    return invitation.sent_at is not None and is_guest_by(actor, invitation)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may see an invitation."""
    if actor.is_system:
        return sa.true()
    return sa.or_(
        Invitation.host_slug.in_(actor.edited_rcps),
        sa.and_(Invitation.sent_at.is_not(None), lets_in(actor)),
    )


def lets_in(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which an invitation is to the actor; see is_guest_by."""
    conditions: list[sa.ColumnElement[bool]] = [Invitation.invited_slug.in_(actor.edited_rcps)]
    if actor.email:
        conditions += [Invitation.email == actor.email, Invitation.nominee_email == actor.email]
    return sa.or_(*conditions)
