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
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import SEARCHABLE

_CHANGED = "practices changed for search"
_MOVED = "RCPs with other regions"


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
    by_transaction = session.info.setdefault(_CHANGED, {})
    changed: set[int] = by_transaction.setdefault(_innermost(session), set())
    for row in {*session.new, *session.dirty, *session.deleted}:
        match row:
            case Practice():
                changed.add(row.id)
            case PracticeReader():
                changed.add(row.practice_id)
            case Rcp() if row not in session.new and _has_other_regions(row):
                session.info.setdefault(_MOVED, set()).add(row.slug)


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: the whole transaction is written at once when it ends
    session.flush()
    by_transaction = session.info.pop(_CHANGED, {})
    if changed := sorted(set().union(*by_transaction.values())):
        _write_practices(session, changed)
    if moved := session.info.pop(_MOVED, ()):
        rows.note_changes_of(session, moved)


def _write_practices(session: Session, changed: list[int]) -> None:
    present = session.scalars(
        sa.select(Practice).where(Practice.id.in_(changed)).options(joinedload(Practice.rcp))
    ).all()
    indexed = rows.has_rows(session, changed)
    concerned = [p for p in present if p.state in SEARCHABLE or p.id in indexed]
    if concerned:
        rows.write(session, concerned, current_app.extensions["search"].models)
    deleted = sorted(set(changed) - {practice.id for practice in present})
    if deleted:
        rows.note_changes(session, deleted)


def _forget(session: Session, previous: SessionTransaction) -> None:
    # What was changed outside of a savepoint is still to be written when the savepoint is undone;
    # what was changed inside is not: others may be changing it by now.
    if not previous.nested:
        session.info.pop(_CHANGED, None)
        session.info.pop(_MOVED, None)
        return
    by_transaction = session.info.get(_CHANGED, {})
    for transaction in [one for one in by_transaction if _is_within(one, previous)]:
        del by_transaction[transaction]


def _has_other_regions(rcp: Rcp) -> bool:
    return bool(sa.inspect(rcp).attrs.regions.history.has_changes())


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _is_within(transaction: SessionTransaction | None, other: SessionTransaction) -> bool:
    while transaction is not None and transaction is not other:
        transaction = transaction.parent
    return transaction is other
