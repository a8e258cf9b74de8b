"""Notice every change that concerns search, whoever makes it, and write it before the commit.

Listening to the session rather than asking each service to remember means that no path can
publish, change or withdraw a practice without the index learning of it.
"""

from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, joinedload

from rcp_platform.directory.models import Rcp
from rcp_platform.discovery import rows
from rcp_platform.practices.models import Practice, PracticeReader, PracticeState

_CHANGED = "practices changed for search"


def listen() -> None:
    """Begin to notice changes in every session of this process."""
    for name, listener in (
        ("after_flush", _remember),
        ("before_commit", _write),
        ("after_soft_rollback", _forget),
    ):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _remember(session: Session, _context: Any) -> None:
    changed: set[int] = session.info.setdefault(_CHANGED, set())
    for row in {*session.new, *session.dirty, *session.deleted}:
        match row:
            case Practice():
                changed.add(row.id)
            case PracticeReader():
                changed.add(row.practice_id)
            case Rcp() if sa.inspect(row).attrs.regions.history.has_changes():
                published = sa.select(Practice.id).where(
                    Practice.rcp_slug == row.slug, Practice.state == PracticeState.PUBLISHED
                )
                changed.update(session.connection().scalars(published))


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the whole transaction is written at once when it ends
    session.flush()
    changed = sorted(session.info.pop(_CHANGED, ()))
    if not changed:
        return
    present = session.scalars(
        sa.select(Practice).where(Practice.id.in_(changed)).options(joinedload(Practice.rcp))
    ).all()
    indexed = rows.has_rows(session, changed)
    concerned = [p for p in present if p.state == PracticeState.PUBLISHED or p.id in indexed]
    if concerned:
        rows.write(session, concerned, current_app.extensions["search"].models)
    deleted = sorted(set(changed) - {practice.id for practice in present})
    if deleted:
        rows.note_changes(session, deleted)


def _forget(session: Session, previous: SessionTransaction) -> None:
    # What was changed before a savepoint is still to be written when the savepoint is undone.
    if not previous.nested:
        session.info.pop(_CHANGED, None)
