"""Version tables."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.core.db import Base, UTCDateTime


class PracticeVersion(Base):
    """A practice as it was published once. Rows are never changed."""

    __tablename__ = "practice_versions"
    __table_args__ = (sa.UniqueConstraint("practice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey("practices.id"))
    #: From 1.
    number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    #: What changed, in the words of its editors.
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    #: The columns of :data:`.models.CONTENT`, with ``readers`` and ``quotations``.
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
