"""Mail about observer status: to the other side, and to both where the clock has moved it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated
from rcp_platform.core.access import Actor
from rcp_platform.notifications.services import send
from rcp_platform.observers.models import ObserverGrant
from rcp_platform.observers.policy import LEADS

#: What the clock does is told to both sides; whatever else the platform does to nobody.
_BY_THE_CLOCK = {"fall_due", "expire", "reinstate"}
_BY_OBSERVER = {"relinquish"}
#: A meeting that moves is told as such.
_UNTOLD = {"prolong"}


def tell(session: Session, grant: ObserverGrant, name: str, note: str, actor: Actor) -> None:
    """Write to the chairs and secretariats whom a step concerns, but for whoever took it."""
    for person in _concerned(session, grant, name, actor):
        if not actor.is_user(person.id):
            send(
                session,
                person,
                f"observers/grant_{name}",
                topic="tasks",
                grant_id=grant.id,
                observer=grant.observer.short_name,
                host=grant.host.short_name,
                valid_until=grant.valid_until,
                suspended_until=grant.suspended_until,
                note=note,
            )


def _concerned(session: Session, grant: ObserverGrant, name: str, actor: Actor) -> Collection[User]:
    if name in _UNTOLD:
        sides = []
    elif actor.is_system:
        sides = [grant.observer_slug, grant.host_slug] if name in _BY_THE_CLOCK else []
    else:
        sides = [grant.host_slug if name in _BY_OBSERVER else grant.observer_slug]
    # Whoever speaks for both sides is written to once.
    people = {person.id: person for side in sides for person in seated(session, side, LEADS)}
    return people.values()
