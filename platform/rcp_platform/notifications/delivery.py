"""Send what is in the outbox: nothing is lost, and nothing leaves twice.

Each step is a transaction of its own, so that after a crash it is known how far a mail came:
claimed (nothing has left), handing over (it may have left), sent. What was claimed by a process
that is gone waits again; what it was handing over is uncertain, and for an operator to decide.
"""

import os
import secrets
import socket
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.db import now
from rcp_platform.notifications.carriers import Carrier, Folder, Refused, Unreachable
from rcp_platform.notifications.message import message_of
from rcp_platform.notifications.models import MailState, OutgoingMail

#: What is sent over one connection at most.
BATCH = 100
#: How long nobody has heard of a process that is taken to be gone.
GONE_AFTER = timedelta(minutes=10)
#: Before each further try; after the last one a mail has failed.
PAUSES = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=1),
]
_LONGEST_ERROR = 500


def carrier_of(settings: Settings) -> Carrier:
    """Return what carries the mail of an instance."""
    if settings.smtp_url:
        # Loaded by those who send alone.
        from rcp_platform.notifications.smtp import SmtpServer

        return SmtpServer(settings.smtp_url, settings.sender.rpartition("@")[2].rstrip(">"))
    return Folder(settings.instance / "outbox")


def deliver(
    engine: sa.Engine,
    carrier: Carrier,
    sender: str,
    *,
    most: int = BATCH,
    gone_after: timedelta = GONE_AFTER,
) -> Counter[MailState]:
    """Send up to so many mails that are due, and return how many came to which state.

    Waiting means that it is tried again later. Any number of processes may do this at once.
    """
    _take_from_the_gone(engine, carrier, now() - gone_after)
    outcomes: Counter[MailState] = Counter()
    with closing(carrier):
        for _number in range(most):
            mail = _claimed(engine)
            if mail is None:
                break
            try:
                outcomes[_send(engine, mail, carrier, sender)] += 1
            except Unreachable as error:
                outcomes[_later(engine, mail, error)] += 1
                break
    return outcomes


def _claimed(engine: sa.Engine) -> OutgoingMail | None:
    """Return the mail that is due first and nobody else's now."""
    first = (
        sa.select(OutgoingMail.id)
        .where(OutgoingMail.state == MailState.WAITING, OutgoingMail.not_before <= now())
        .order_by(OutgoingMail.not_before, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claim = (
        sa.update(OutgoingMail)
        .where(OutgoingMail.id == first.scalar_subquery(), OutgoingMail.state == MailState.WAITING)
        .values(
            state=MailState.CLAIMED,
            attempts=OutgoingMail.attempts + 1,
            claimed_at=now(),
            claimed_by=f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(8)}",
        )
        .returning(OutgoingMail)
    )
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return session.scalar(claim)


def _send(engine: sa.Engine, mail: OutgoingMail, carrier: Carrier, sender: str) -> MailState:
    try:
        message = message_of(mail, sender)
        carrier.announce(message)
    except ValueError as error:
        return _ended(engine, mail, MailState.FAILED, error)
    except Refused as error:
        return _refused(engine, mail, error)
    if not _write(engine, mail, state=MailState.HANDING_OVER, claimed_at=now()):
        return MailState.WAITING  # we took so long that it was given to others
    try:
        carrier.hand_over(message)
    except Refused as error:
        return _refused(engine, mail, error)
    except Exception as error:
        return _ended(engine, mail, MailState.UNCERTAIN, error)
    return _ended(engine, mail, MailState.SENT, sent_at=now())


def _refused(engine: sa.Engine, mail: OutgoingMail, error: Refused) -> MailState:
    if error.for_good:
        return _ended(engine, mail, MailState.FAILED, error)
    return _later(engine, mail, error)


def _later(engine: sa.Engine, mail: OutgoingMail, error: Exception) -> MailState:
    if mail.attempts > len(PAUSES):
        return _ended(engine, mail, MailState.FAILED, error)
    again = now() + PAUSES[mail.attempts - 1]
    return _ended(engine, mail, MailState.WAITING, error, not_before=again)


def _ended(
    engine: sa.Engine,
    mail: OutgoingMail,
    state: MailState,
    error: Exception | None = None,
    **values: Any,
) -> MailState:
    said = f"{error}"[:_LONGEST_ERROR] if error else None
    _write(engine, mail, state=state, claimed_by=None, last_error=said, **values)
    return state


def _write(engine: sa.Engine, mail: OutgoingMail, **values: Any) -> bool:
    """Write to a mail while it is ours, and return whether it was."""
    ours = sa.update(OutgoingMail).where(
        OutgoingMail.id == mail.id, OutgoingMail.claimed_by == mail.claimed_by
    )
    with engine.begin() as connection:
        return connection.execute(ours.values(**values)).rowcount == 1


def _take_from_the_gone(engine: sa.Engine, carrier: Carrier, heard_of_before: datetime) -> None:
    """Judge what nobody has written to for long: its process is gone."""
    left = sa.select(OutgoingMail).where(
        OutgoingMail.state.in_([MailState.CLAIMED, MailState.HANDING_OVER]),
        OutgoingMail.claimed_at < heard_of_before,
    )
    with Session(engine) as session:
        mails = session.scalars(left).all()
    for mail in mails:
        gone = RuntimeError("The process that was sending it has ended.")
        has_left = mail.state == MailState.HANDING_OVER and carrier.has_taken(mail.message_id)
        if has_left:
            _ended(engine, mail, MailState.SENT, sent_at=now())
        elif has_left is None:
            _ended(engine, mail, MailState.UNCERTAIN, gone)
        else:
            _ended(engine, mail, MailState.WAITING, gone)
