"""Who may do what with the directory. Profiles are public."""

from rcp_platform.core.access import Actor, Role
from rcp_platform.directory.models import Rcp


def may_edit(actor: Actor, rcp: Rcp) -> bool:
    """The Process's own secretariat."""
    return actor.is_system or actor.sits_in(rcp.slug, Role.SECRETARIAT)
