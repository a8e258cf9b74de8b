"""Who may say that a practice was used, and who may know."""

import sqlalchemy as sa

from rcp_platform.core.access import EDITORS, Actor
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.states import READABLE
from rcp_platform.practices.uptake.models import Uptake, UptakeAudience


def may_record(actor: Actor, practice: Practice | Reading) -> bool:
    """Whoever works for a Process that is not the practice's own.

    That the actor may read it was decided when it was opened. Whose it is, its own people know.
    """
    return practice.state in READABLE and bool(actor.edited_rcps - {practice.rcp_slug})


def may_change(actor: Actor, uptake: Uptake) -> bool:
    """The receiving side's editors; what is withdrawn stays withdrawn."""
    return uptake.withdrawn_at is None and actor.sits_in(uptake.rcp_slug, *EDITORS)


def may_see(actor: Actor, uptake: Uptake) -> bool:
    """Both sides, and whom the receiving side lets know. :func:`visible_to` says it in SQL."""
    if uptake.withdrawn_at is not None:
        return False
    if actor.is_system or actor.sits_in(uptake.rcp_slug):
        return True
    if actor.sits_in(uptake.practice.rcp_slug, *EDITORS):
        return True
    return uptake.audience == UptakeAudience.PUBLIC or (
        uptake.audience == UptakeAudience.NETWORK and bool(actor.rcps)
    )


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may know of an uptake.

    Whether the actor may see the practice is a question of its own.
    """
    allowed = [Uptake.audience == UptakeAudience.PUBLIC]
    if actor.is_system:
        allowed.append(sa.true())
    if actor.rcps:
        allowed.append(Uptake.audience == UptakeAudience.NETWORK)
        allowed.append(Uptake.rcp_slug.in_(actor.rcps))
        own = sa.select(Practice.id).where(Practice.rcp_slug.in_(actor.edited_rcps))
        allowed.append(Uptake.practice_id.in_(own))
    return sa.and_(Uptake.withdrawn_at.is_(None), sa.or_(*allowed))
