"""People with seats, without a database."""

from rcp_platform.core.access import Actor, Role, Seat


def seated(rcp: str, *roles: Role, user_id: int = 1, email: str = "") -> Actor:
    """Return somebody with seats in an RCP."""
    return Actor(user_id, email=email, seats=frozenset(Seat(rcp, role) for role in roles))
