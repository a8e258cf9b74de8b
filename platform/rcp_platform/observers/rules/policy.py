"""Who may read how an RCP deals with observers. Its chair and secretariat may change it."""

from rcp_platform.core.access import Actor


def may_read(actor: Actor, rcp: str) -> bool:
    """Everybody with a seat in the network: they may be asking next."""
    return actor.is_system or bool(actor.rcps)
