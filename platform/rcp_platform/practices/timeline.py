"""What happened to a practice on its way: who moved it, when, and in which words."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.access import Actor
from rcp_platform.core.db import Base, UTCDateTime, now
from rcp_platform.practices.models import Practice


class PracticeEvent(Base):
    """One step of a practice. Only those who work on it read the timeline."""

    __tablename__ = "practice_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practices.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: None when the platform itself acted.
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    #: The name of the transition, or of another act such as ``revise``.
    name: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.Text, default="")

    actor: Mapped[User | None] = relationship()


def happened(
    session: Session, practice: Practice, name: str, note: str = "", *, actor: Actor
) -> PracticeEvent:
    """Write a step into the timeline of a practice."""
    event = PracticeEvent(practice_id=practice.id, actor_id=actor.user_id, name=name, note=note)
    session.add(event)
    return event


def timeline_of(session: Session, practice: Practice) -> Sequence[PracticeEvent]:
    """Return the steps of a practice, newest first, with who took them."""
    statement = (
        sa.select(PracticeEvent)
        .where(PracticeEvent.practice_id == practice.id)
        .options(joinedload(PracticeEvent.actor))
        .order_by(PracticeEvent.id.desc())
    )
    return session.scalars(statement).all()
