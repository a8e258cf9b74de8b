"""Tables of presentations."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.files.models import StoredFile
from rcp_platform.meetings.invitations.models import Invitation
from rcp_platform.meetings.models import AgendaItem, Meeting, MeetingDocument
from rcp_platform.meetings.states import MeetingAudience, PresentationState
from rcp_platform.practices.models import Practice


class Presentation(Base):
    """What a guest presents at a meeting; it begins when an invitation to present is accepted."""

    __tablename__ = "meeting_presentations"
    __table_args__ = (
        sa.CheckConstraint(
            "(document_id IS NULL) OR audience IS NOT NULL", name="cleared_for_somebody"
        ),
        sa.CheckConstraint(
            "state NOT IN ('outcome_recorded', 'practice_drafted') OR outcome != ''",
            name="outcome_is_told",
        ),
        # A draft may be deleted again.
        sa.CheckConstraint(
            "drafted_id IS NULL OR state = 'practice_drafted'", name="drafted_practice"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey(Meeting.id), index=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey(Invitation.id), unique=True)
    agenda_item_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(AgendaItem.id, ondelete="SET NULL")
    )
    state: Mapped[PresentationState] = mapped_column(
        state_type(PresentationState), default=PresentationState.TOPIC_AGREED
    )
    title: Mapped[str] = mapped_column(sa.String(300))
    #: Name and function of whoever presents.
    speaker: Mapped[str] = mapped_column(sa.String(400), default="")
    #: The practice that is presented.
    practice_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Practice.id))
    material_due: Mapped[date | None]
    #: The material, which both sides read.
    material_sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256))
    material_name: Mapped[str] = mapped_column(sa.String(150), default="")
    #: ISO 639-1.
    material_language: Mapped[str] = mapped_column(sa.String(2), default="en")
    #: Once cleared, the material stands among the documents of the meeting.
    document_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(MeetingDocument.id, ondelete="SET NULL")
    )
    #: Who may read the material, once cleared.
    audience: Mapped[MeetingAudience | None] = mapped_column(state_type(MeetingAudience))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    #: The practice drafted from it.
    drafted_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Practice.id, ondelete="SET NULL"))
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    invitation: Mapped[Invitation] = relationship()
    practice: Mapped[Practice | None] = relationship(foreign_keys=[practice_id])
    drafted: Mapped[Practice | None] = relationship(foreign_keys=[drafted_id])
    agenda_item: Mapped[AgendaItem | None] = relationship()
    material: Mapped[StoredFile | None] = relationship()
    document: Mapped[MeetingDocument | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"presentation:{self.id}"
