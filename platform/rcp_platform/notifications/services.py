"""Write mail, and keep what people want of it.

A mail is a row in the caller's transaction: nothing leaves unless that is committed, and what is
committed leaves within seconds, through the worker.
"""

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.policy import is_own_account, may_administer
from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.notifications import links, queries
from rcp_platform.notifications.models import (
    Frequency,
    MailPreference,
    MailState,
    OutgoingMail,
    new_message_id,
)
from rcp_platform.notifications.rendering import written
from rcp_platform.notifications.topics import topic_of

_STOPPED_BY_HAND = {MailState.WAITING, MailState.FAILED, MailState.UNCERTAIN}
_SENT_AGAIN = {MailState.FAILED, MailState.UNCERTAIN, MailState.CANCELLED}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail, such as an invitation for a calendar."""

    name: str
    #: Such as ``text/calendar``.
    media_type: str
    content: bytes


def send(
    session: Session,
    to: User | str,
    template: str,
    *,
    topic: str,
    dedupe_key: str | None = None,
    not_before: datetime | None = None,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    language: str | None = None,
    **context: Any,
) -> OutgoingMail | None:
    """Put a mail to a person, or to an address, into the outbox; the caller's commit sends it.

    ``template`` is ``practices/review_asked`` for ``templates/practices/email/review_asked.txt``
    (:mod:`.rendering`); it is written now, in ``language`` (ISO 639-1), else in the person's, else
    in English, and sees ``context`` and ``recipient`` (None for an address). ``topic`` is declared
    in :mod:`.topics`;
    people who want it in digests are for the caller to ask for (:func:`.queries.frequency_of`).
    None where nothing is sent: the person wants none of the topic, or a mail with this
    ``dedupe_key`` was put in before.
    """
    person = to if isinstance(to, User) else None
    may_be_stopped = person is not None and topic_of(topic).may_be_stopped
    if person and queries.frequency_of(session, person.id, topic) == Frequency.NEVER:
        return None
    if dedupe_key is not None and _is_there(session, dedupe_key):
        return None
    stop = links.unsubscribe_address(person.id, topic) if person and may_be_stopped else None
    language = language or (person and person.language) or "en"
    mail = written(template, language, {"recipient": person, "stop_address": stop, **context})
    row = OutgoingMail(
        user_id=person.id if person else None,
        address=person.email if person else str(to),
        locale=language,
        kind=template,
        topic=topic,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=_stop_headers(stop) | dict(headers or {}),
        attachments=[[a.name, a.media_type, b64encode(a.content).decode()] for a in attachments],
        dedupe_key=dedupe_key,
        message_id=new_message_id(links.site_host()),
        not_before=not_before or now(),
    )
    if dedupe_key is not None:
        return row if _is_first(session, row, dedupe_key) else None
    session.add(row)
    session.flush()
    return row


def _is_there(session: Session, dedupe_key: str) -> bool:
    same = sa.select(OutgoingMail.id).where(OutgoingMail.dedupe_key == dedupe_key)
    return session.scalar(same) is not None


def _is_first(session: Session, row: OutgoingMail, dedupe_key: str) -> bool:
    """Add the mail unless somebody else has just put in the same."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if not _is_there(session, dedupe_key):
            raise
        return False
    return True


def _stop_headers(address: str | None) -> dict[str, str]:
    if address is None:
        return {}
    headers = {"List-Unsubscribe": f"<{address}>"}
    # Mail programs may only be told to do it by themselves over https (RFC 8058).
    if address.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


# --- what people want ------------------------------------------------------


def set_frequency(
    session: Session, user: User, topic: str, frequency: Frequency, *, actor: Actor
) -> None:
    """Keep how often the user wants mail on a topic; what waits of a stopped one is not sent.

    Raises :exc:`ValueError` for a frequency that the topic does not have.
    """
    require(is_own_account, actor, user)
    if frequency not in topic_of(topic).frequencies:
        raise ValueError(f"{topic} cannot be had {frequency}")
    # Locked, so that two presses of a button queue up instead of both adding a row.
    session.scalars(sa.select(User.id).where(User.id == user.id).with_for_update()).one()
    session.merge(MailPreference(user_id=user.id, topic=topic, frequency=frequency))
    if frequency == Frequency.NEVER:
        _cancel_waiting(session, user.id, topic)
    record(session, actor, "mail.set_frequency", user, topic=topic, frequency=frequency.value)
    session.flush()


def _cancel_waiting(session: Session, user_id: int, topic: str) -> None:
    is_about = sa.or_(
        OutgoingMail.topic == topic, OutgoingMail.topic.startswith(f"{topic}:", autoescape=True)
    )
    session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.user_id == user_id, is_about)
        .where(OutgoingMail.state == MailState.WAITING)
        .values(state=MailState.CANCELLED)
    )


# --- what operators do -----------------------------------------------------


def resend(session: Session, mail: OutgoingMail, *, actor: Actor) -> None:
    """Let a mail that failed, is uncertain or was cancelled leave as soon as possible.

    Raises :exc:`~rcp_platform.core.workflow.NotPossible` for any other.
    """
    _move(session, mail, _SENT_AGAIN, MailState.WAITING, actor, attempts=0, not_before=now())
    record(session, actor, "mail.resend", mail)


def cancel(session: Session, mail: OutgoingMail, *, actor: Actor) -> None:
    """Never send a mail that waits, failed or is uncertain.

    Raises :exc:`~rcp_platform.core.workflow.NotPossible` for any other.
    """
    _move(session, mail, _STOPPED_BY_HAND, MailState.CANCELLED, actor)
    record(session, actor, "mail.cancel", mail)


def _move(
    session: Session,
    mail: OutgoingMail,
    sources: Collection[MailState],
    target: MailState,
    actor: Actor,
    **values: Any,
) -> None:
    """Set the state where it still is what the operator saw: a worker may be at it."""
    require(may_administer, actor, mail)
    moved = session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.id == mail.id, OutgoingMail.state.in_(sources))
        .values(state=target, **values)
        .returning(OutgoingMail.id)
    )
    if moved.first() is None:
        raise NotPossible(f"{mail} is {mail.state}")
    session.refresh(mail)
