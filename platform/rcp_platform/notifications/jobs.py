"""What is done for mail again and again."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.db import now
from rcp_platform.core.queue import soon
from rcp_platform.core.schedule import job
from rcp_platform.extensions import db
from rcp_platform.notifications.delivery import BATCH, carrier_of, deliver
from rcp_platform.notifications.models import MailState, OutgoingMail

SEND = "mail.send"
#: How long the text of a mail that has left is kept.
_TEXT_KEPT = timedelta(days=30)
_ADDED = "mail was put in"


@job(SEND, every="minute")
def send_due(session: Session) -> None:
    """Send what is due."""
    settings: Settings = current_app.extensions["settings"]
    outcomes = deliver(db.engine, carrier_of(settings), settings.sender)
    if outcomes.total() == BATCH:
        soon(SEND)


@job("mail.forget", every="day")
def forget(session: Session) -> None:
    """Empty mail that left long ago: whom it went to and what it was about stays."""
    session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.state.in_([MailState.SENT, MailState.CANCELLED]))
        .where(OutgoingMail.created_at < now() - _TEXT_KEPT, OutgoingMail.text != "")
        .values(text="", html="", attachments=[])
    )


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    if any(isinstance(row, OutgoingMail) for row in session.new):
        session.info[_ADDED] = True


@event.listens_for(Session, "after_commit")
def _send_soon(session: Session) -> None:
    """Let mail leave as soon as it is committed; a needless request does no harm."""
    if session.in_nested_transaction() or not session.info.pop(_ADDED, False):
        return
    if has_app_context():
        soon(SEND)
