"""The table of letter texts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.directory.models import Rcp


class LetterKind(StrEnum):
    """What a letter is for."""

    OBSERVER_REQUEST = "observer_request"
    OBSERVER_ACKNOWLEDGEMENT = "observer_acknowledgement"
    OBSERVER_DECISION = "observer_decision"
    INVITATION = "invitation"


class LetterText(Base):
    """How an RCP writes a letter in a language, where it does not use the usual text."""

    __tablename__ = "letter_texts"

    rcp_slug: Mapped[str] = mapped_column(sa.ForeignKey(Rcp.slug), primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(state_type(LetterKind), primary_key=True)
    #: ISO 639-1.
    language: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    #: With places such as ``{host}``, filled in when the letter is made.
    text: Mapped[str] = mapped_column(sa.Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey(User.id))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
