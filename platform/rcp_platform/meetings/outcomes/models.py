"""Tables of what came of meetings."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp
from rcp_platform.meetings.models import AgendaItem, Meeting
from rcp_platform.meetings.states import MeetingAudience, OutcomeKind, OutcomeState


class Outcome(Base):
    """Something that a meeting concluded or that a participant intends; it binds nobody."""

    __tablename__ = "meeting_outcomes"
    __table_args__ = (
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_when_done"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Meeting.id, ondelete="CASCADE"), index=True
    )
    agenda_item_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(AgendaItem.id, ondelete="SET NULL")
    )
    kind: Mapped[OutcomeKind] = mapped_column(state_type(OutcomeKind))
    state: Mapped[OutcomeState] = mapped_column(
        state_type(OutcomeState), default=OutcomeState.PLANNED, index=True
    )
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    #: The RCP that takes it on; a State or body of it may be named beside.
    owner_slug: Mapped[str | None] = mapped_column(sa.ForeignKey(Rcp.slug), index=True)
    owner_note: Mapped[str] = mapped_column(sa.String(200), default="")
    due_on: Mapped[date | None]
    #: What its owner says of it.
    progress: Mapped[str] = mapped_column(sa.Text, default="")
    audience: Mapped[MeetingAudience] = mapped_column(
        state_type(MeetingAudience), default=MeetingAudience.INVITED
    )
    state_since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    owner: Mapped[Rcp | None] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def __str__(self) -> str:
        return f"outcome:{self.id}"
