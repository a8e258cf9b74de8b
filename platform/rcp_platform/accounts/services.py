"""Change accounts: sign-in, passwords, seats, one-time links and API tokens.

Secrets never enter the audit record.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts import passwords, queries
from rcp_platform.accounts.models import ApiToken, Membership, OneTimeLink, User
from rcp_platform.accounts.policy import is_own_account, may_administer, may_revoke_tokens
from rcp_platform.accounts.throttle import wait_after
from rcp_platform.accounts.tokens import digest_of, new_token
from rcp_platform.audit.services import record
from rcp_platform.core.access import VISITOR, Actor, Role, require
from rcp_platform.core.db import now

LINK_LIFETIME = timedelta(days=7)


class InvalidEmail(ValueError):
    """Not an e-mail address; the message says why."""


class SeatTaken(ValueError):
    """The person already holds this seat at that time."""


class LinkExpired(Exception):
    """The one-time link has been used, replaced or has expired."""


# --- people ----------------------------------------------------------------


def normal_email(written: str) -> str:
    """Return an address as it is stored, or raise :exc:`InvalidEmail`."""
    from email_validator import EmailNotValidError, validate_email

    try:
        # Mail need not reach it: operators try things out under .test as well.
        address = validate_email(written.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidEmail(str(error)) from error
    return address.normalized.lower()


def add_user(session: Session, email: str, display_name: str, *, actor: Actor) -> User:
    """Add an account without a password or seats. Raises :exc:`InvalidEmail`."""
    require(may_administer, actor, None)
    user = User(email=normal_email(email), display_name=display_name, memberships=[])
    session.add(user)
    session.flush()
    record(session, actor, "user.add", user)
    return user


def make_administrator(session: Session, user: User, *, actor: Actor) -> None:
    """Let the user administer the platform."""
    require(may_administer, actor, user)
    user.is_administrator = True
    record(session, actor, "user.make_administrator", user)
    session.flush()


def choose_language(session: Session, user: User, code: str, *, actor: Actor) -> None:
    """Keep the language (ISO 639-1) in which the user reads the pages."""
    require(is_own_account, actor, user)
    user.language = code
    session.flush()


# --- seats -----------------------------------------------------------------


def add_membership(
    session: Session,
    user: User,
    rcp: str,
    role: Role,
    *,
    actor: Actor,
    country: str | None = None,
    organisation: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Give the user a seat in an RCP from one day (today) to another (open).

    Raises :exc:`SeatTaken` when the user already holds that role there on one of the days.
    """
    require(may_administer, actor, user)
    starts_on = starts_on or now().date()
    for held in user.memberships:
        same_seat = held.rcp_slug == rcp and held.role == role
        if same_seat and _overlap(held, starts_on, ends_on):
            raise SeatTaken(f"{user.email} already is {role.value} of {rcp}")
    seat = Membership(
        rcp_slug=rcp,
        role=role,
        country=country,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    user.memberships.append(seat)
    record(session, actor, "user.add_seat", user, **_facts(seat))
    session.flush()
    return seat


def end_membership(session: Session, seat: Membership, last_day: date, *, actor: Actor) -> None:
    """Let a seat end after its last day; one that would not have begun by then is removed.

    An account without seats sees what a visitor sees: ending all of them disables it.
    """
    user = session.get_one(User, seat.user_id)
    require(may_administer, actor, user)
    if last_day < seat.starts_on:
        user.memberships.remove(seat)
        session.delete(seat)
    else:
        seat.ends_on = last_day
    record(session, actor, "user.end_seat", user, **_facts(seat) | {"to": last_day.isoformat()})
    session.flush()


def _overlap(held: Membership, starts_on: date, ends_on: date | None) -> bool:
    ends_before = ends_on is not None and ends_on < held.starts_on
    starts_after = held.ends_on is not None and held.ends_on < starts_on
    return not (ends_before or starts_after)


def _facts(seat: Membership) -> dict[str, str]:
    ends_on = seat.ends_on.isoformat() if seat.ends_on else ""
    return {
        "rcp": seat.rcp_slug,
        "role": seat.role.value,
        "from": seat.starts_on.isoformat(),
        "to": ends_on,
    }


# --- passwords -------------------------------------------------------------


def authenticate(session: Session, email: str, password: str) -> User | None:
    """Return the user with this address and password; None for every reason to refuse.

    The caller commits either way: wrong passwords are counted.
    """
    user = queries.user_by_email(session, email)
    if user is None:
        # Unknown or not takes the same time and leaves the same trace.
        passwords.matches(None, password)
        record(session, VISITOR, "user.password_refused", "user:unknown")
        return None
    if not _is_right(session, user, password):
        return None
    record(session, user.actor, "user.sign_in", user)
    session.flush()
    return user


def change_password(session: Session, user: User, current: str, new: str, *, actor: Actor) -> bool:
    """Replace the password if the current one is right. Returns whether it was.

    The caller commits either way. Raises :exc:`~.passwords.PasswordRefused`.
    """
    require(is_own_account, actor, user)
    if not _is_right(session, user, current):
        return False
    set_password(session, user, new, actor=actor)
    return True


def set_password(session: Session, user: User, password: str, *, actor: Actor) -> None:
    """Give the user a password; sessions, one-time links and waiting times end.

    Raises :exc:`~.passwords.PasswordRefused`.
    """
    require(is_own_account, actor, user)
    passwords.check(password, user.email)
    user.password_hash = passwords.hash_of(password)
    user.sign_out_everywhere()
    _forget_failures(user)
    _remove_links(session, user)
    record(session, actor, "user.set_password", user)
    session.flush()


def _is_right(session: Session, user: User, password: str) -> bool:
    """Whether the password is right and the account is not waiting; wrong ones are counted."""
    # Attempts on one account queue up, so that many at once do not outrun the count.
    session.refresh(user, _COUNTED, with_for_update=True)
    matches = passwords.matches(user.password_hash, password)
    is_waiting = user.next_sign_in_at is not None and now() < user.next_sign_in_at
    if is_waiting or not matches:
        if not is_waiting:
            _count_failure(session, user)
        record(session, VISITOR, "user.password_refused", user)
        return False
    _forget_failures(user)
    if passwords.is_outdated(user.password_hash or ""):
        user.password_hash = passwords.hash_of(password)
    return True


_COUNTED = ["failed_sign_ins", "next_sign_in_at", "password_hash"]


def _count_failure(session: Session, user: User) -> None:
    # Added up in the database: SQLite has no row locks.
    user.failed_sign_ins = User.failed_sign_ins + 1
    session.flush()
    wait = wait_after(user.failed_sign_ins)
    user.next_sign_in_at = now() + wait if wait else None


def _forget_failures(user: User) -> None:
    user.failed_sign_ins = 0
    user.next_sign_in_at = None


# --- one-time links --------------------------------------------------------


def issue_one_time_link(session: Session, user: User, *, actor: Actor) -> str:
    """Return the token of a new link that lets the user set a password; older links end."""
    require(may_administer, actor, user)
    _remove_links(session, user)
    token = new_token()
    session.add(
        OneTimeLink(digest=digest_of(token), user_id=user.id, expires_at=now() + LINK_LIFETIME)
    )
    record(session, actor, "user.issue_link", user)
    session.flush()
    return token


def redeem_one_time_link(session: Session, token: str, password: str) -> User:
    """Set the password of the link's user and end the link.

    Raises :exc:`LinkExpired` and :exc:`~.passwords.PasswordRefused`.
    """
    link = OneTimeLink.digest == digest_of(token)
    # One statement, so that of two requests with the same link only one succeeds.
    redeemed = sa.delete(OneTimeLink).where(link, OneTimeLink.expires_at > now())
    user_id = session.scalar(redeemed.returning(OneTimeLink.user_id))
    if user_id is None:
        raise LinkExpired
    user = session.get_one(User, user_id)
    set_password(session, user, password, actor=user.actor)
    return user


def _remove_links(session: Session, user: User) -> None:
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.user_id == user.id))


# --- API tokens ------------------------------------------------------------


def issue_api_token(session: Session, user: User, *, actor: Actor) -> str:
    """Return a new token that signs the user in to the JSON API. It cannot be shown again."""
    require(is_own_account, actor, user)
    # The prefix lets scanners for leaked secrets recognise it.
    token = f"rcp_{new_token()}"
    session.add(ApiToken(digest=digest_of(token), user_id=user.id))
    record(session, actor, "user.issue_token", user)
    session.flush()
    return token


def revoke_api_tokens(session: Session, user: User, *, actor: Actor) -> int:
    """Make every API token of the user useless. Returns how many there were."""
    require(may_revoke_tokens, actor, user)
    count = queries.token_count(session, user)
    session.execute(sa.delete(ApiToken).where(ApiToken.user_id == user.id))
    record(session, actor, "user.revoke_tokens", user, count=str(count))
    session.flush()
    return count
