"""Who may change the texts of letters."""

from rcp_platform.core.access import Actor, Role


def may_write(actor: Actor, rcp: str) -> bool:
    """The chair and the secretariat of the Process that writes."""
    return actor.is_system or actor.sits_in(rcp, Role.CHAIR, Role.SECRETARIAT)
