"""Attachment tables."""

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.files.models import StoredFile
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience


class AttachmentKind(StrEnum):
    """What is attached."""

    FILE = "file"
    LINK = "link"


class Attachment(Base):
    """A file or a link of a practice."""

    __tablename__ = "practice_attachments"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'file') = (sha256 IS NOT NULL AND name != '')", name="file_has_bytes_and_name"
        ),
        sa.CheckConstraint("(kind = 'link') = (url IS NOT NULL)", name="link_has_address"),
        # The same thing once in a practice.
        sa.UniqueConstraint("practice_id", "sha256", name="uq_practice_attachments_file"),
        sa.UniqueConstraint("practice_id", "url", name="uq_practice_attachments_link"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(sa.ForeignKey(Practice.id, ondelete="CASCADE"))
    kind: Mapped[AttachmentKind] = mapped_column(state_type(AttachmentKind))
    sha256: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredFile.sha256), index=True)
    #: The name under which the file is saved; empty for a link.
    name: Mapped[str] = mapped_column(sa.String(150), default="")
    url: Mapped[str | None] = mapped_column(sa.String(1000))
    #: What people call it.
    title: Mapped[str] = mapped_column(sa.String(200))
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2))
    position: Mapped[int]
    #: Who may open it, where these are fewer than the readers of the full text.
    audience: Mapped[Audience | None] = mapped_column(state_type(Audience))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    #: Empty when the platform itself added it.
    added_by: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))

    #: None for a link.
    file: Mapped[StoredFile | None] = relationship(lazy="joined")

    @property
    def host(self) -> str:
        """Where a link leads; empty for a file."""
        return (urlsplit(self.url).hostname or "") if self.url else ""
