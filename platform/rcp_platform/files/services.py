"""Keep files that people send, take their text out, and clear away what nothing refers to.

Everything happens in the caller's transaction; whoever calls commits.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_ingest import MEDIA_TYPES, Limits, Unreadable, text_of
from rcp_platform.core.db import Base, now
from rcp_platform.core.text import clean
from rcp_platform.files import storage
from rcp_platform.files.kinds import ATTACHMENTS, Taken, kind_of
from rcp_platform.files.models import StoredFile, TextState
from rcp_platform.files.names import clean_name

_LOG = logging.getLogger(__name__)
#: A file is stored before the row that refers to it is committed.
_UNUSED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A file that has been taken, and its name made fit to be shown and saved."""

    file: StoredFile
    name: str


def keep(
    session: Session,
    folder: Path,
    stream: IO[bytes],
    name: str,
    most_bytes: int,
    taken: Taken = ATTACHMENTS,
) -> Kept:
    """Check and store a file that somebody sent, and return its row, which may be an older one.

    Raises :exc:`.storage.TooLarge`, or :exc:`.refusals.Refused` with a sentence for the sender.
    """
    with storage.received(folder, stream, most_bytes) as received:
        kind = kind_of(received.path, name, taken)
        storage.keep(folder, received)
    state = TextState.PENDING if kind.media_type in MEDIA_TYPES else TextState.NONE
    row = StoredFile(
        sha256=received.sha256, size=received.size, media_type=kind.media_type, text_state=state
    )
    return Kept(_only_row(session, row), clean_name(name, kind.suffix))


def _only_row(session: Session, row: StoredFile) -> StoredFile:
    known = session.get(StoredFile, row.sha256, with_for_update=True)
    if known is None:
        try:
            with session.begin_nested():
                session.add(row)
            return row
        except IntegrityError:
            # Somebody else has just sent the same.
            known = session.get_one(StoredFile, row.sha256, with_for_update=True)
    # So that it is not cleared away before something refers to it.
    known.created_at = now()
    session.flush()
    return known


def pending(session: Session) -> list[str]:
    """Return the digests of the files whose text has not been taken out yet, oldest first."""
    statement = sa.select(StoredFile.sha256).where(StoredFile.text_state == TextState.PENDING)
    return list(session.scalars(statement.order_by(StoredFile.created_at, StoredFile.sha256)))


def take_text(
    session: Session, folder: Path, sha256: str, limits: Limits | None = None
) -> StoredFile | None:
    """Take the text out of a file, which may last; return its row, or None if it is gone.

    Nothing is locked in the database while the file is read.
    """
    media_type = session.scalar(sa.select(StoredFile.media_type).filter_by(sha256=sha256))
    if media_type is None:
        return None
    text, state = _text_in(storage.path_of(folder, sha256), media_type, limits)
    file = session.get(StoredFile, sha256, populate_existing=True)
    if file:
        file.text, file.text_state = text, state
        session.flush()
    return file


def _text_in(path: Path, media_type: str, limits: Limits | None) -> tuple[str, TextState]:
    try:
        read = text_of(path, media_type, limits)
    except Unreadable as reason:
        _LOG.warning("No text in the file %s: %s", path.name, reason)
        return "", TextState.FAILED
    for warning in read.warnings:
        _LOG.warning("The file %s: %s", path.name, warning)
    text = clean(read.text)
    return text, TextState.DONE if text else TextState.NONE


@dataclass(frozen=True)
class Swept:
    """How many files were cleared away, and the digests of those that are not where they belong."""

    stopped_uploads: int
    unused: int
    missing: list[str]


def sweep(session: Session, folder: Path) -> Swept:
    """Clear away what stopped uploads left, files without a row, and rows nothing refers to.

    The bytes of such a row go with the next sweep, when its end has been committed.
    """
    named = set(session.scalars(sa.select(StoredFile.sha256)))
    swept = Swept(
        stopped_uploads=storage.sweep_incoming(folder),
        unused=storage.sweep_unnamed(folder, named),
        missing=sorted(named - set(storage.digests(folder))),
    )
    unused = sa.delete(StoredFile).where(
        StoredFile.created_at < now() - _UNUSED_FOR, *_not_referred_to()
    )
    session.execute(unused, execution_options={"synchronize_session": False})
    return swept


def _not_referred_to() -> list[sa.ColumnElement[bool]]:
    """Return for every column that refers to files that it does not name this one."""
    column = StoredFile.__table__.c.sha256
    return [
        ~sa.exists().where(key.parent == column)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is column
    ]
