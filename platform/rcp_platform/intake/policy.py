"""Who may do what with documents that were sent to be read."""

from typing import Protocol

from rcp_platform.core.access import Actor
from rcp_platform.practices.policy import may_post


class OfRcp(Protocol):
    """Anything that belongs to an RCP."""

    @property
    def rcp_slug(self) -> str:
        """The RCP's slug."""
        ...


def may_handle(actor: Actor, subject: OfRcp) -> bool:
    """Focal points, chairs and the secretariat of its RCP, and nobody else.

    A document may hold names that are withheld everywhere else.
    """
    return may_post(actor, subject.rcp_slug)
