"""Six digits by mail: they show that whoever holds a link also reads the addressee's mail."""

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.tokens import digest_of
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.meetings.invitations.addressing import recipient_at
from rcp_platform.meetings.invitations.models import InvitationLink
from rcp_platform.notifications.services import send

LIFETIME = timedelta(minutes=15)
MOST_CODES = 5
MOST_WRONG = 5
#: Between two codes.
_PAUSE = timedelta(minutes=1)
_DIGITS = 6


class TooManyCodes(NotPossible):
    """No further code is sent: too many were, or one just now."""


class TooManyTries(NotPossible):
    """The link takes no further code: too many were wrong."""


def send_code(session: Session, link: InvitationLink) -> None:
    """Send a code to the address of the link; an earlier code ends.

    Raises :exc:`TooManyCodes` or :exc:`TooManyTries`.
    """
    if link.wrong_codes >= MOST_WRONG:
        raise TooManyTries("too many wrong codes")
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    sent_before = InvitationLink.code_expires_at <= now() + LIFETIME - _PAUSE
    counted = (
        sa.update(InvitationLink)
        .where(
            InvitationLink.digest == link.digest,
            InvitationLink.codes_sent < MOST_CODES,
            sa.or_(InvitationLink.code_expires_at.is_(None), sent_before),
        )
        .values(
            codes_sent=InvitationLink.codes_sent + 1,
            code_digest=_digest(link, code),
            code_expires_at=now() + LIFETIME,
        )
    )
    if not _has_changed(session, link, counted):
        raise TooManyCodes("no further code")
    send(
        session,
        recipient_at(session, link.email).to,
        "meetings/invitation_code",
        topic="account",
        language=link.invitation.language,
        code=code,
        host=link.invitation.host.name,
        minutes=LIFETIME // timedelta(minutes=1),
    )


def is_right(session: Session, link: InvitationLink, written: str) -> bool:
    """Whether this is the code that was sent; it works once. What is wrong is counted.

    Raises :exc:`TooManyTries`. The caller commits in any case.
    """
    if link.wrong_codes >= MOST_WRONG:
        raise TooManyTries("too many wrong codes")
    # Counted before it is looked at, so that many tries at once do not outrun the count.
    tried = (
        sa.update(InvitationLink)
        .where(InvitationLink.digest == link.digest, InvitationLink.wrong_codes < MOST_WRONG)
        .values(wrong_codes=InvitationLink.wrong_codes + 1)
    )
    if not _has_changed(session, link, tried):
        raise TooManyTries("too many wrong codes")
    expected = link.code_digest or ""
    is_same = hmac.compare_digest(expected, _digest(link, "".join(written.split())))
    is_in_time = link.code_expires_at is not None and now() < link.code_expires_at
    if not (is_same and is_in_time):
        return False
    taken = (
        sa.update(InvitationLink)
        .where(InvitationLink.digest == link.digest, InvitationLink.code_digest == expected)
        .values(code_digest=None, wrong_codes=InvitationLink.wrong_codes - 1)
    )
    return _has_changed(session, link, taken)


def hidden(email: str) -> str:
    """Return an address so that its owner knows it again and nobody else learns it."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _digest(link: InvitationLink, code: str) -> str:
    return digest_of(f"{link.digest}:{code}")


def _has_changed(session: Session, link: InvitationLink, statement: sa.Update) -> bool:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    session.expire(link)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]  # of an UPDATE
