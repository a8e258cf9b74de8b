"""Take documents in, and finish with them. Services flush; the view or the job commits."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import SYSTEM, Actor, require
from rcp_platform.core.workflow import NotPossible
from rcp_platform.files.services import Kept
from rcp_platform.intake import policy
from rcp_platform.intake.models import (
    LONGEST_NAME,
    DocumentState,
    DraftState,
    IntakeBatch,
    IntakeDocument,
)
from rcp_platform.intake.workflow import DRAFT, move
from rcp_platform.practices.states import Audience

#: Files that one person sends at once.
MOST_FILES = 50


def begin(
    session: Session,
    rcp: str,
    *,
    audience: Audience = Audience.NETWORK,
    original_audience: Audience | None = Audience.MEMBERS,
    actor: Actor,
) -> IntakeBatch:
    """Begin a batch for an RCP; AccessDenied unless the actor may post for it."""
    batch = IntakeBatch(
        rcp_slug=rcp,
        created_by=actor.user_id,
        audience=audience,
        original_audience=original_audience,
    )
    require(policy.may_handle, actor, batch)
    session.add(batch)
    session.flush()
    record(session, actor, "intake.begin", batch, rcp=rcp)
    return batch


def add(session: Session, batch: IntakeBatch, kept: Kept, *, actor: Actor) -> IntakeDocument:
    """Add a stored file to a batch; it waits to be read, or says which earlier one it equals."""
    document = _row(batch, kept.name)
    document.sha256 = kept.file.sha256
    document.media_type = kept.file.media_type
    if earlier := sent_before(session, batch.rcp_slug, kept.file.sha256):
        document.same_as_id = earlier.id
        move("be_the_same", document, SYSTEM)
    session.add(document)
    session.flush()
    record(session, actor, "intake.receive", document, sha256=kept.file.sha256)
    return document


def add_refused(
    session: Session, batch: IntakeBatch, name: str, refusal: str, *, actor: Actor
) -> IntakeDocument:
    """Write down that a file was not taken, and why."""
    document = _row(batch, name)
    document.refusal = refusal
    move("fail", document, SYSTEM)
    session.add(document)
    session.flush()
    record(session, actor, "intake.refuse", document, refusal=refusal)
    return document


def _row(batch: IntakeBatch, name: str) -> IntakeDocument:
    return IntakeDocument(
        batch_id=batch.id,
        rcp_slug=batch.rcp_slug,
        name=name[:LONGEST_NAME],
        state=DocumentState.WAITING,
    )


def sent_before(session: Session, rcp: str, sha256: str) -> IntakeDocument | None:
    """Return the document that an RCP has of the same content, if it could be read."""
    statement = (
        sa.select(IntakeDocument)
        .where(
            IntakeDocument.rcp_slug == rcp,
            IntakeDocument.sha256 == sha256,
            IntakeDocument.container_id.is_(None),
            IntakeDocument.state.not_in([DocumentState.SAME, DocumentState.FAILED]),
        )
        .order_by(IntakeDocument.id)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def read_anyway(session: Session, document: IntakeDocument, *, actor: Actor) -> None:
    """Let a document be read although the same was sent before, or although reading failed."""
    move("read_anyway", document, actor)
    if document.container_id is not None or not document.sha256:
        raise NotPossible("there is no file of its own to read")
    document.same_as_id, document.refusal, document.is_wanted = None, "", True
    record(session, actor, "intake.read_anyway", document)
    session.flush()


def read_again(session: Session, document: IntakeDocument, *, actor: Actor) -> None:
    """Let a document be read anew; its drafts are made anew. NotPossible once one is accepted."""
    move("read_again", document, actor)
    is_used = any(draft.state == DraftState.ACCEPTED for draft in document.drafts)
    if is_used or document.container_id is not None:
        raise NotPossible("it cannot be read anew")
    document.is_wanted = True
    record(session, actor, "intake.read_again", document)
    session.flush()


def finish(session: Session, document: IntakeDocument, *, actor: Actor) -> None:
    """Say that a document has been looked through; what is open of it is dropped."""
    move("finish", document, actor)
    left = [draft for draft in document.drafts if draft.state == DraftState.OPEN]
    for draft in left:
        DRAFT.take("drop", draft, actor)
    record(session, actor, "intake.finish", document, dropped=str(len(left)))
    session.flush()


def reopen(session: Session, document: IntakeDocument, *, actor: Actor) -> None:
    """Look through a document once more."""
    move("reopen", document, actor)
    record(session, actor, "intake.reopen", document)
    session.flush()


def remove(session: Session, batch: IntakeBatch, *, actor: Actor) -> None:
    """Delete a batch with its documents and drafts; practices made of them stay.

    Raises AccessDenied, and NotPossible while something of it is read.
    """
    require(policy.may_handle, actor, batch)
    if any(document.state == DocumentState.READING for document in batch.documents):
        raise NotPossible("it is being read")
    record(session, actor, "intake.remove", batch, documents=str(len(batch.documents)))
    session.execute(
        sa.update(IntakeDocument)
        .where(IntakeDocument.same_as_id.in_([one.id for one in batch.documents]))
        .where(IntakeDocument.batch_id != batch.id)
        .values(state=DocumentState.WAITING, same_as_id=None)
    )
    session.execute(sa.delete(IntakeBatch).where(IntakeBatch.id == batch.id))
    session.expire_all()
