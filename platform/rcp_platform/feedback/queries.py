"""Read what was kept. What is older than an instance keeps is treated as gone already."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from rcp_platform.core.access import Actor
from rcp_platform.core.db import now
from rcp_platform.feedback.models import (
    VERDICTS,
    OpinionKind,
    SearchChoice,
    SearchOpinion,
    SearchQuestion,
)

#: The same search again within this time is the same question.
_SAME_QUESTION = timedelta(hours=1)


def oldest_kept(days: int) -> datetime:
    """Return the moment before which nothing is kept; with 0 days it is now."""
    return now() - timedelta(days=days)


def choice_of(session: Session, actor: Actor) -> bool | None:
    """Return whether the actor lets searches be kept; None for who has not chosen."""
    if actor.user_id is None:
        return None
    statement = sa.select(SearchChoice.keeps).where(SearchChoice.user_id == actor.user_id)
    return session.scalar(statement)


def recent_question(session: Session, actor: Actor, digest: str) -> SearchQuestion | None:
    """Return the actor's same search of the last hour."""
    statement = (
        sa.select(SearchQuestion)
        .where(
            SearchQuestion.user_id == actor.user_id,
            SearchQuestion.digest == digest,
            SearchQuestion.asked_at > now() - _SAME_QUESTION,
        )
        .order_by(SearchQuestion.asked_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def verdicts_on(session: Session, question_id: str) -> dict[int, OpinionKind]:
    """Return what was said of the results of a question, by practice."""
    statement = sa.select(SearchOpinion.practice_id, SearchOpinion.kind).where(
        SearchOpinion.question_id == question_id, SearchOpinion.kind.in_(VERDICTS)
    )
    return dict(session.execute(statement).all())


def kept_of(actor: Actor, days: int) -> sa.Select[SearchQuestion]:
    """Return the actor's own kept questions with their opinions, newest first."""
    return (
        sa.select(SearchQuestion)
        .where(is_kept(actor, days))
        .options(selectinload(SearchQuestion.opinions))
        .order_by(SearchQuestion.asked_at.desc(), SearchQuestion.id)
    )


def count_of(session: Session, actor: Actor, days: int) -> int:
    """Return how many questions of the actor are kept."""
    statement = sa.select(sa.func.count()).where(is_kept(actor, days))
    return session.scalar(statement) or 0


def is_kept(actor: Actor, days: int) -> sa.ColumnElement[bool]:
    """Return the condition under which a question is the actor's and still kept."""
    return sa.and_(
        SearchQuestion.user_id == actor.user_id, SearchQuestion.asked_at > oldest_kept(days)
    )


def opinions_since(
    session: Session, since: datetime, days: int
) -> list[tuple[SearchQuestion, SearchOpinion]]:
    """Return all opinions on questions asked since a moment, oldest opinion first."""
    first = max(since, oldest_kept(days))
    statement = (
        sa.select(SearchQuestion, SearchOpinion)
        .join(SearchOpinion, SearchOpinion.question_id == SearchQuestion.id)
        .where(SearchQuestion.asked_at >= first)
        .order_by(SearchOpinion.at, SearchQuestion.id, SearchOpinion.practice_id)
    )
    return [(question, opinion) for question, opinion in session.execute(statement)]
