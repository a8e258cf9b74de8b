"""Who may do what with accounts."""

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor


def may_administer(actor: Actor, subject: object) -> bool:
    """Administrators, and the operator at the terminal."""
    return actor.is_system or actor.is_administrator


def is_own_account(actor: Actor, user: User) -> bool:
    """The person themselves, and the operator at the terminal."""
    return actor.is_system or actor.is_user(user.id)


def may_revoke_tokens(actor: Actor, user: User) -> bool:
    """The owner of the tokens, or whoever administers accounts."""
    return is_own_account(actor, user) or may_administer(actor, user)
