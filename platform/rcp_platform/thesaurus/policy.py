"""Who may do what with terms. Terms are public."""

from rcp_platform.core.access import Actor


def may_edit(actor: Actor, subject: object) -> bool:
    """Administrators, and the operator at the terminal."""
    return actor.is_system or actor.is_administrator
