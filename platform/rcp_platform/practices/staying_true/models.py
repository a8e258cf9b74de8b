"""What has been asked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.core.db import Base, UTCDateTime, now
from rcp_platform.practices.models import Practice


class UpdateReminder(Base):
    """A reminder that went out: one for each step since a practice fell due."""

    __tablename__ = "practice_update_reminders"

    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id), primary_key=True)
    due_since: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    #: From 1.
    step: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
