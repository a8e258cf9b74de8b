"""The table of stored files."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column

from rcp_platform.core.db import Base, UTCDateTime, now, state_type


class TextState(StrEnum):
    """How far the text of a file has been taken out."""

    PENDING = "pending"
    DONE = "done"
    #: There is none in it: an image, a scanned page.
    NONE = "none"
    FAILED = "failed"


class StoredFile(Base):
    """What a file holds, once however often it is attached. Its bytes are in ``storage``."""

    __tablename__ = "stored_files"
    __table_args__ = (
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_one"),
        sa.CheckConstraint("size > 0", name="is_not_empty"),
    )

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    #: In bytes.
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(sa.String(100))
    #: Long: read only where it is asked for.
    text: Mapped[str] = deferred(mapped_column(sa.Text, default=""))
    text_state: Mapped[TextState] = mapped_column(
        state_type(TextState), default=TextState.PENDING, index=True
    )
    #: When it was last sent.
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
