"""Read what was sent: from a stored file to a document with its drafts.

Reading happens in a process of its own (:func:`rcp_ingest.ingest`); nothing is locked in the
database meanwhile.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_ingest import (
    Found,
    Ingested,
    Limits,
    Names,
    NotRead,
    PracticeRecord,
    Reading,
    Unreadable,
    ingest,
)
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.files import storage
from rcp_platform.intake.columns.services import mappings_of
from rcp_platform.intake.models import (
    LONGEST_NAME,
    DocumentState,
    IntakeDocument,
    IntakeDraft,
    IntakeQuotation,
)
from rcp_platform.intake.names import names
from rcp_platform.intake.proposals import with_proposals
from rcp_platform.intake.workflow import move

_LOG = logging.getLogger(__name__)
LIMITS = Limits(seconds=240, characters=2_000_000)
#: A file that nothing could be made of.
UNREADABLE = "unreadable"
#: What is being read for longer was left by a worker that was ended.
_LEFT_BEHIND = timedelta(seconds=2 * LIMITS.seconds)


def next_waiting(session: Session) -> IntakeDocument | None:
    """Return the document that has waited longest, marked as being read; the caller commits."""
    left_behind = sa.and_(
        IntakeDocument.state == DocumentState.READING,
        IntakeDocument.state_since < now() - _LEFT_BEHIND,
    )
    statement = (
        sa.select(IntakeDocument)
        .where(sa.or_(IntakeDocument.state == DocumentState.WAITING, left_behind))
        .order_by(IntakeDocument.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        # Somebody may have asked for it again since this session saw it.
        .execution_options(populate_existing=True)
    )
    document = session.scalars(statement).one_or_none()
    if document is not None:
        move("start", document, SYSTEM)
        session.flush()
    return document


@dataclass(frozen=True)
class Asked:
    """All that reading a document needs to know, so that nothing is asked of the database."""

    path: Path
    name: str
    media_type: str
    names: Names
    mappings: Mapping[str, tuple[str, ...]]


def asked_of(session: Session, folder: Path, document: IntakeDocument) -> Asked:
    """Return what is to be read; the caller commits before :func:`read`, which may last."""
    assert document.sha256 is not None  # noqa: S101  what was refused does not wait
    return Asked(
        storage.path_of(folder, document.sha256),
        document.name,
        document.media_type,
        names(session),
        mappings_of(session, document.rcp_slug),
    )


def found_in(asked: Asked) -> list[Ingested | NotRead]:
    """Return what a file tells, with what its meaning proposes, or raise Unreadable."""
    found = ingest(
        asked.path,
        asked.name,
        asked.media_type,
        names=asked.names,
        mappings=asked.mappings,
        limits=LIMITS,
    )
    return with_proposals(found)


def read(session: Session, document: IntakeDocument, asked: Asked) -> None:
    """Read a document that has been started and write down what was made of it.

    What a mail or an archive holds becomes documents of its own beside it.
    """
    try:
        found = found_in(asked)
    except Unreadable as reason:
        _LOG.warning("The document %s cannot be read: %s", document.id, reason)
        document.refusal = reason.refusal or UNREADABLE
        move("fail", document, SYSTEM)
        session.flush()
        return
    _forget(session, document)
    write(session, document, found)


def _forget(session: Session, document: IntakeDocument) -> None:
    """Remove what an earlier reading, ended before its end, left."""
    document.drafts, document.quotations = [], []
    session.execute(sa.delete(IntakeDocument).where(IntakeDocument.container_id == document.id))
    session.flush()


def write(session: Session, document: IntakeDocument, found: list[Ingested | NotRead]) -> None:
    """Write down what was found in a file: the document's own text, then its parts."""
    first, *parts = found
    assert isinstance(first, Ingested)  # noqa: S101  a file comes before what it holds
    _write_one(session, document, first)
    for part in parts:
        row = IntakeDocument(
            batch_id=document.batch_id,
            rcp_slug=document.rcp_slug,
            name=(part.name if isinstance(part, NotRead) else part.document.name)[:LONGEST_NAME],
            sha256=document.sha256,
            container_id=document.id,
            state=DocumentState.WAITING,
        )
        session.add(row)
        session.flush()
        if isinstance(part, NotRead):
            row.refusal = part.refusal
            move("fail", row, SYSTEM)
        else:
            _write_one(session, row, part)
    session.flush()


def _write_one(session: Session, row: IntakeDocument, found: Ingested) -> None:
    from rcp_ingest.withholding import without_names

    document, reading = found.document, found.reading
    row.media_type, row.pages = document.media_type, document.pages
    row.remarks = [{"kind": one.kind.value, "detail": one.detail} for one in document.remarks]
    row.blocks = [block.as_json() for block in document.blocks]
    move("be_read", row, SYSTEM)
    if reading is None:
        return
    row.shape, row.language = reading.shape.value, reading.language
    row.reading = plain_values(reading.as_json())
    row.fingerprint = fingerprint_of(reading)
    session.flush()
    if earlier := _told_before(session, row):
        row.same_as_id = earlier.id
        move("be_the_same", row, SYSTEM)
        _complete(earlier, row)
        return
    told = without_names(reading)
    row.drafts = [
        IntakeDraft(
            position=place,
            values=_values_of(record, told),
            origin=plain_values({name: _origin(one) for name, one in record.fields.items()}),
        )
        for place, record in enumerate(told.practices)
    ]
    row.quotations = [
        IntakeQuotation(
            text=one.text,
            language=one.language,
            speaker=one.speaker[:200],
            approval=one.approval[:500],
            places=plain_values([vars(place) for place in one.places]),
        )
        for one in told.quotations
    ]


def _values_of(record: PracticeRecord, reading: Reading) -> dict[str, Any]:
    """Return what a record says; what names no source is from the session it was told at."""
    values = {name: one.value for name, one in record.fields.items()}
    said_at = {} if values.get("source") else {"source": reading.citation}
    return dict(plain_values(values | said_at))


def _origin(found: Found) -> dict[str, Any]:
    return {"confidence": found.confidence, "places": [vars(one) for one in found.places]}


def fingerprint_of(reading: Reading) -> str:
    """Return what is the same for two renderings of one document; empty where it says little."""
    told = (
        [_texts_of(record) for record in reading.practices],
        [one.value for one in reading.challenges],
        [one.text for one in reading.quotations],
    )
    if not any(told):
        return ""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _texts_of(record: PracticeRecord) -> dict[str, str]:
    """Return what a record says in its own words; what else it has is proposed from around it."""
    return {
        name: one.value
        for name, one in sorted(record.fields.items())
        if isinstance(one.value, str) and name != "language"
    }


def _told_before(session: Session, row: IntakeDocument) -> IntakeDocument | None:
    if not row.fingerprint or row.is_wanted:
        return None
    statement = (
        sa.select(IntakeDocument)
        .where(
            IntakeDocument.rcp_slug == row.rcp_slug,
            IntakeDocument.fingerprint == row.fingerprint,
            IntakeDocument.id != row.id,
            IntakeDocument.state.in_([DocumentState.READ, DocumentState.DONE]),
        )
        .order_by(IntakeDocument.id)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def _complete(earlier: IntakeDocument, other: IntakeDocument) -> None:
    """Let a document know of its meeting what another rendering of it says and it does not."""
    session = {**other.reading["session"], **earlier.reading["session"]}
    earlier.reading = {**earlier.reading, "session": session}


def plain_values(values: Any) -> Any:
    """Return values as JSON gives them back: lists for tuples."""
    return json.loads(json.dumps(values))
