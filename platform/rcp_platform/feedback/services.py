"""Keep searches and opinions of people who allow it, and delete them again.

What was asked never enters the audit record.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.policy import is_own_account
from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.feedback import queries
from rcp_platform.feedback.models import (
    VERDICTS,
    OpinionKind,
    SearchChoice,
    SearchOpinion,
    SearchQuestion,
)
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import published


@dataclass(frozen=True)
class Asked:
    """A search as it was asked: the language (ISO 639-1) is a guess, the model a name."""

    text: str
    language: str | None
    scope: str
    filters: Mapping[str, frozenset[str]]
    model: str


@dataclass(frozen=True)
class Result:
    """A practice in the answer to a kept question, and where it stood, from 1."""

    question_id: str
    practice_id: int
    rank: int


def folded(text: str) -> str:
    """Return a question as it is compared: however it is capitalised and spaced."""
    return " ".join(text.casefold().split())


def choose(session: Session, user: User, keeps: bool, *, actor: Actor) -> None:
    """Let the user's searches be kept from now on, or no more; then what was kept is deleted."""
    require(is_own_account, actor, user)
    # Locked, as below: two presses of a button queue up instead of both adding a row.
    session.scalars(sa.select(User.id).where(User.id == user.id).with_for_update()).one()
    session.execute(sa.delete(SearchChoice).where(SearchChoice.user_id == user.id))
    session.execute(sa.insert(SearchChoice).values(user_id=user.id, keeps=keeps))
    record(session, actor, "user.keep_searches" if keeps else "user.keep_no_searches", user)
    if not keeps:
        delete_kept(session, user, actor=actor)
    session.flush()


def delete_kept(
    session: Session, user: User, question_id: str | None = None, *, actor: Actor
) -> None:
    """Delete one of the user's kept questions, or all, with what was said of the results."""
    require(is_own_account, actor, user)
    own = sa.delete(SearchQuestion).where(SearchQuestion.user_id == user.id)
    if question_id is not None:
        own = own.where(SearchQuestion.id == question_id)
    deleted = session.scalars(own.returning(SearchQuestion.id)).all()
    if deleted:
        record(session, actor, "user.delete_searches", user, count=str(len(deleted)))
    session.flush()


def keep_question(session: Session, asked: Asked, days: int, *, actor: Actor) -> SearchQuestion:
    """Return the kept question of a search; turning its pages or coming back is no new one.

    The caller has seen that the actor allows it; ``days`` is how long this instance keeps it.
    """
    filters = {name: sorted(values) for name, values in sorted(asked.filters.items())}
    same = json.dumps([folded(asked.text), asked.scope, filters])
    digest = hashlib.sha256(same.encode()).hexdigest()
    question = queries.recent_question(session, actor, digest)
    if question is None:
        sweep(session, days)
        question = SearchQuestion(
            user_id=actor.user_id,
            text=asked.text,
            language=asked.language,
            rcps=sorted(actor.rcps),
            scope=asked.scope,
            filters=filters,
            model=asked.model,
            digest=digest,
        )
        session.add(question)
        session.flush()
    return question


def give_opinion(
    session: Session, result: Result, kind: OpinionKind, days: int, *, actor: Actor
) -> None:
    """Keep what the actor did with a result, or said of it; what was said before is replaced.

    Raises NoResultFound when the question is not the actor's or no longer kept, or the
    practice is not published for them.
    """
    own = sa.select(SearchQuestion.id).where(
        SearchQuestion.id == result.question_id, queries.is_kept(actor, days)
    )
    session.scalars(own.with_for_update()).one()
    session.scalars(published(actor).where(Practice.id == result.practice_id)).one()
    replaced = VERDICTS if kind in VERDICTS else (kind,)
    session.execute(
        sa.delete(SearchOpinion).where(
            SearchOpinion.question_id == result.question_id,
            SearchOpinion.practice_id == result.practice_id,
            SearchOpinion.kind.in_(replaced),
        )
    )
    session.execute(
        sa.insert(SearchOpinion).values(
            question_id=result.question_id,
            practice_id=result.practice_id,
            kind=kind,
            rank=result.rank,
        )
    )


def sweep(session: Session, days: int) -> int:
    """Delete what is older than the instance keeps. Returns how many questions."""
    old = sa.delete(SearchQuestion).where(SearchQuestion.asked_at <= queries.oldest_kept(days))
    return len(session.scalars(old.returning(SearchQuestion.id)).all())
