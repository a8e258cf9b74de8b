"""Who may do what with what people keep for themselves."""

from typing import Protocol

from rcp_platform.core.access import Actor


class Owned(Protocol):
    """Anything that is one person's own."""

    @property
    def user_id(self) -> int:
        """The person's id."""
        ...


def is_owner(actor: Actor, subject: Owned) -> bool:
    """The person themselves, and nobody else."""
    return actor.is_user(subject.user_id)


def is_somebody(actor: Actor, subject: object) -> bool:
    """Whoever has an account."""
    return actor.user_id is not None
