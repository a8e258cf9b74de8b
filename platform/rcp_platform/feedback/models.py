"""Feedback tables. Whatever is about a person goes with the person."""

import secrets
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rcp_platform.accounts.models import User
from rcp_platform.core.db import Base, UTCDateTime, now, state_type
from rcp_platform.practices.models import Practice


class OpinionKind(StrEnum):
    """What somebody did with a result, or said of it."""

    OPENED = "opened"
    HELPED = "helped"
    NOT_MEANT = "not_meant"


#: What is said rather than done; of one result a person says one thing.
VERDICTS = (OpinionKind.HELPED, OpinionKind.NOT_MEANT)


def _new_id() -> str:
    return secrets.token_urlsafe(12)


class SearchChoice(Base):
    """Whether a person lets their searches be kept. Without a row nothing is kept."""

    __tablename__ = "search_choices"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    keeps: Mapped[bool]
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class SearchOpinion(Base):
    """What the person who asked a question did with a practice that was found."""

    __tablename__ = "search_opinions"
    __table_args__ = (sa.CheckConstraint("rank >= 1", name="rank_counts_from_one"),)

    question_id: Mapped[str] = mapped_column(
        sa.ForeignKey("search_questions.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Practice.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[OpinionKind] = mapped_column(state_type(OpinionKind), primary_key=True)
    #: Where the practice stood among the results, from 1.
    rank: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class SearchQuestion(Base):
    """A question somebody asked on the search page."""

    __tablename__ = "search_questions"
    __table_args__ = (sa.Index("ix_search_questions_user_id_digest", "user_id", "digest"),)

    #: Random, so that it tells nothing of how much is asked.
    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True, default=_new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey(User.id, ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(sa.Text)
    #: ISO 639-1, guessed from the words; empty when unsure.
    language: Mapped[str | None] = mapped_column(sa.String(2))
    #: The RCPs in which the person held a seat at that time.
    rcps: Mapped[list[str]] = mapped_column(sa.JSON)
    scope: Mapped[str] = mapped_column(sa.String(10))
    filters: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    #: The name of the embedding model that answered.
    model: Mapped[str] = mapped_column(sa.String(200))
    #: SHA-256 of text, scope and filters: the same search has the same.
    digest: Mapped[str] = mapped_column(sa.String(64))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)

    opinions: Mapped[list[SearchOpinion]] = relationship(order_by=SearchOpinion.rank, viewonly=True)

    def __str__(self) -> str:
        return f"search_question:{self.id}"
