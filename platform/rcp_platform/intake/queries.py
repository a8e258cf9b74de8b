"""Read documents that were sent, as those who handle them may."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from rcp_platform.core.access import Actor
from rcp_platform.intake.models import (
    DocumentState,
    DraftState,
    IntakeBatch,
    IntakeDocument,
    IntakeDraft,
)

#: Nothing more happens to these by themselves.
SETTLED = frozenset(
    {DocumentState.READ, DocumentState.FAILED, DocumentState.SAME, DocumentState.DONE}
)


def handled_by(actor: Actor, table: type[IntakeBatch | IntakeDocument]) -> sa.ColumnElement[bool]:
    """Return the condition under which the actor may handle a batch or a document."""
    return sa.true() if actor.is_system else table.rcp_slug.in_(actor.edited_rcps)


def batches(actor: Actor) -> sa.Select[IntakeBatch]:
    """Return what was sent for the RCPs that the actor works for, newest first."""
    return (
        sa.select(IntakeBatch)
        .where(handled_by(actor, IntakeBatch))
        .options(joinedload(IntakeBatch.rcp), selectinload(IntakeBatch.documents))
        .order_by(IntakeBatch.created_at.desc(), IntakeBatch.id.desc())
    )


def get_batch(session: Session, batch_id: int, actor: Actor) -> IntakeBatch:
    """Return a batch with its documents, or raise NoResultFound."""
    statement = (
        batches(actor)
        .where(IntakeBatch.id == batch_id)
        .options(selectinload(IntakeBatch.documents).joinedload(IntakeDocument.same_as))
    )
    return session.scalars(statement).one()


def get_document(session: Session, document_id: int, actor: Actor) -> IntakeDocument:
    """Return a document, or raise NoResultFound if there is none that the actor may handle."""
    statement = sa.select(IntakeDocument).where(
        IntakeDocument.id == document_id, handled_by(actor, IntakeDocument)
    )
    return session.scalars(statement).one()


def get_draft(session: Session, document: IntakeDocument, draft_id: int) -> IntakeDraft:
    """Return a draft of a document, or raise NoResultFound."""
    statement = sa.select(IntakeDraft).filter_by(id=draft_id, document_id=document.id)
    return session.scalars(statement).one()


def open_drafts(session: Session, documents: Sequence[IntakeDocument]) -> dict[int, int]:
    """Return how many drafts of each document wait to be looked at, by the document's id."""
    statement = (
        sa.select(IntakeDraft.document_id, sa.func.count())
        .where(
            IntakeDraft.document_id.in_([document.id for document in documents]),
            IntakeDraft.state == DraftState.OPEN,
        )
        .group_by(IntakeDraft.document_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


@dataclass(frozen=True)
class Progress:
    """How many documents of a batch are settled, of how many."""

    done: int
    total: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is read any more."""
        return self.done == self.total


def progress_of(batch: IntakeBatch) -> Progress:
    """Return how far a batch has been read."""
    done = sum(document.state in SETTLED for document in batch.documents)
    return Progress(done, len(batch.documents))


def to_look_through(session: Session, actor: Actor, most: int) -> Sequence[IntakeDocument]:
    """Return the documents that were read and wait for the actor's RCPs, oldest first."""
    statement = (
        sa.select(IntakeDocument)
        .where(
            IntakeDocument.rcp_slug.in_(actor.edited_rcps),
            IntakeDocument.state == DocumentState.READ,
        )
        .order_by(IntakeDocument.state_since, IntakeDocument.id)
        .limit(most)
    )
    return session.scalars(statement).all()
