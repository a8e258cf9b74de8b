"""Tables of documents that were sent to be read, and of the drafts made of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.files.models import StoredFile
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience

#: Of a document, with the names of what holds it.
LONGEST_NAME = 400


class DocumentState(StrEnum):
    """How far a document has come."""

    WAITING = "waiting"
    READING = "reading"
    #: Its drafts wait to be looked through.
    READ = "read"
    #: It could not be read; ``refusal`` says why.
    FAILED = "failed"
    #: The same was sent before: ``same_as_id`` says which.
    SAME = "same"
    #: Somebody has looked through it.
    DONE = "done"


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DROPPED = "dropped"


class IntakeBatch(Base):
    """Files that somebody sent together for an RCP."""

    __tablename__ = "intake_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: Empty when it came from the terminal.
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    #: Who may read what is made of it, once it is published.
    audience: Mapped[Audience] = mapped_column(state_type(Audience), default=Audience.NETWORK)
    #: Who may read the original where it is attached; empty when it is not to be attached.
    original_audience: Mapped[Audience | None] = mapped_column(
        state_type(Audience, name="original_audience")
    )

    rcp: Mapped[Rcp] = relationship()
    sender: Mapped[User | None] = relationship()
    documents: Mapped[list["IntakeDocument"]] = relationship(
        back_populates="batch", order_by="IntakeDocument.id"
    )

    def __str__(self) -> str:
        return f"intake_batch:{self.id}"


class IntakeDocument(Base):
    """One document: a file that was sent, or a part of a mail or an archive."""

    __tablename__ = "intake_documents"
    __table_args__ = (
        sa.CheckConstraint("(state = 'same') = (same_as_id IS NOT NULL)", name="same_as_something"),
        sa.CheckConstraint("(state = 'failed') = (refusal != '')", name="failed_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(
        sa.ForeignKey(IntakeBatch.id, ondelete="CASCADE"), index=True
    )
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    #: The file's name; of a part the names that lead to it.
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    #: The file that was sent; empty where it was refused. Of a part, the file that holds it.
    sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256), index=True)
    media_type: Mapped[str] = mapped_column(sa.String(100), default="")
    #: The mail or archive that it is a part of.
    container_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("intake_documents.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[DocumentState] = mapped_column(
        state_type(DocumentState), default=DocumentState.WAITING, index=True
    )
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: A value of :class:`rcp_ingest.safety.Refusal`, or ``unreadable``.
    refusal: Mapped[str] = mapped_column(sa.String(40), default="")
    same_as_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("intake_documents.id", ondelete="CASCADE"), index=True
    )
    #: Somebody wants drafts of it although the same is there.
    is_wanted: Mapped[bool] = mapped_column(default=False)
    #: A value of :class:`rcp_ingest.Shape`; empty until it was read.
    shape: Mapped[str] = mapped_column(sa.String(40), default="")
    #: ISO 639-1; empty where it is none of those known.
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    #: The same for documents that tell the same, in whatever format (:func:`.reading.told_by`).
    fingerprint: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    pages: Mapped[int | None]
    #: As :class:`rcp_ingest.Remark`: kind and detail.
    remarks: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    #: What it says, as :class:`rcp_ingest.Block`. Long: read only where it is asked for.
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list, deferred=True)
    #: What was made of it, as :class:`rcp_ingest.Reading`, names that are withheld included.
    reading: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, deferred=True)
    #: Two people at once: the second is told (StaleDataError, 409).
    version: Mapped[int] = mapped_column(default=1)

    batch: Mapped[IntakeBatch] = relationship(back_populates="documents")
    same_as: Mapped["IntakeDocument | None"] = relationship(
        foreign_keys=[same_as_id], remote_side="IntakeDocument.id"
    )
    drafts: Mapped[list["IntakeDraft"]] = relationship(
        back_populates="document",
        order_by=lambda: (IntakeDraft.position, IntakeDraft.id),
        cascade="all, delete-orphan",
    )
    quotations: Mapped[list["IntakeQuotation"]] = relationship(
        order_by=lambda: IntakeQuotation.id, cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"intake_document:{self.id}"


class IntakeDraft(Base):
    """A practice as a document tells it, on its way to becoming one."""

    __tablename__ = "intake_drafts"
    __table_args__ = (
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_something"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey(IntakeDocument.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    state: Mapped[DraftState] = mapped_column(state_type(DraftState), default=DraftState.OPEN)
    #: Columns of a practice by name, as somebody left them.
    values: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    #: By name of the field, where it came from: ``confidence`` and ``places`` as in
    #: :class:`rcp_ingest.Found`.
    origin: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    practice_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="SET NULL"), index=True
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("intake_drafts.id", ondelete="CASCADE"), index=True
    )
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=1)

    document: Mapped[IntakeDocument] = relationship(back_populates="drafts")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"intake_draft:{self.id}"


class IntakeQuotation(Base):
    """Words that a document quotes; they go with one of its drafts, or with none."""

    __tablename__ = "intake_quotations"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey(IntakeDocument.id, ondelete="CASCADE"), index=True
    )
    draft_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(IntakeDraft.id, ondelete="SET NULL"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    #: Only where the text itself states, in the words of ``approval``, that it may be told.
    speaker: Mapped[str] = mapped_column(sa.String(200), default="")
    approval: Mapped[str] = mapped_column(sa.String(500), default="")
    #: As :class:`rcp_ingest.Place`.
    places: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)


class IntakeMapping(Base):
    """How an RCP reads the columns of its spreadsheets, remembered by their header row."""

    __tablename__ = "intake_mappings"
    __table_args__ = (sa.UniqueConstraint("rcp_slug", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug))
    #: SHA-256 of ``header``.
    digest: Mapped[str] = mapped_column(sa.String(64))
    #: The folded header row (:func:`rcp_ingest.recognisers.table.header_key`).
    header: Mapped[str] = mapped_column(sa.Text)
    #: The field of each column; empty for one that is left out.
    fields: Mapped[list[str]] = mapped_column(sa.JSON)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    changed_by: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
