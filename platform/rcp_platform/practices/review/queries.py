"""Read what is on its way: what waits for whom, and what was said about it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, joinedload

from rcp_platform.accounts.models import Membership
from rcp_platform.accounts.queries import held_today
from rcp_platform.core.access import EDITORS, Actor, Role
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import FOR_LISTS, get_visible, in_work
from rcp_platform.practices.review.holding import Holder, holder_of
from rcp_platform.practices.review.models import Comment
from rcp_platform.practices.states import IN_WORK, READABLE, WITH_REVIEWERS, PracticeState

#: In short lists; all of it is in the queue.
MOST_LISTED = 10


@dataclass(frozen=True)
class Task:
    """A practice in a list of work: who has the next word, and what is still open."""

    practice: Practice
    holder: Holder | None
    open_comments: int


def being_prepared(session: Session, actor: Actor) -> list[Task]:
    """Return what the RCPs the actor works for are preparing, last touched first; the first few."""
    first = in_work(actor).options(joinedload(Practice.reviewer)).limit(MOST_LISTED)
    return tasks(session, session.scalars(first).all())


def waiting_for(session: Session, actor: Actor) -> list[Task]:
    """Return what waits for the actor as author, secretariat or reviewer, longest first."""
    as_secretariat = _rcps_as(actor, {Role.SECRETARIAT})
    as_author = _rcps_as(actor, EDITORS - {Role.SECRETARIAT})
    with_secretariat = sa.or_(Practice.state == PracticeState.CLEARED, ~reviewer_sits())
    to_review = Practice.state.in_(WITH_REVIEWERS - {PracticeState.CLEARED})
    waits = sa.or_(
        sa.and_(
            Practice.rcp_slug.in_(as_secretariat),
            Practice.state.in_(WITH_REVIEWERS),
            with_secretariat,
        ),
        sa.and_(to_review, Practice.reviewer_id == actor.user_id),
        sa.and_(
            Practice.rcp_slug.in_(as_author), Practice.state == PracticeState.CHANGES_REQUESTED
        ),
    )
    ordered = work_of(actor).where(waits).order_by(Practice.state_since, Practice.id)
    return tasks(session, session.scalars(ordered.limit(MOST_LISTED)).all())


def work_of(actor: Actor) -> sa.Select[Practice]:
    """Return the practices of the RCPs the actor works for, with what lists show of them."""
    return (
        sa.select(Practice)
        .where(Practice.rcp_slug.in_(actor.edited_rcps))
        .options(*FOR_LISTS, joinedload(Practice.reviewer))
    )


def reviewer_sits() -> sa.ColumnElement[bool]:
    """Return the condition that the named reviewer has an editing seat of the RCP today.

    :func:`.holding.sitting_reviewer` says the same of one practice.
    """
    return sa.exists().where(
        Membership.user_id == Practice.reviewer_id,
        Membership.rcp_slug == Practice.rcp_slug,
        Membership.role.in_(EDITORS),
        held_today(),
    )


def _rcps_as(actor: Actor, roles: Collection[Role]) -> list[str]:
    return sorted({seat.rcp for seat in actor.seats if seat.role in roles})


def tasks(session: Session, practices: Sequence[Practice]) -> list[Task]:
    """Return practices with who holds them and how many comments are open, in one query more."""
    counted = (
        sa.select(Comment.practice_id, sa.func.count())
        .where(
            Comment.practice_id.in_([practice.id for practice in practices]),
            Comment.resolved_at.is_(None),
        )
        .group_by(Comment.practice_id)
    )
    still_open = dict(session.execute(counted).all())
    return [Task(one, holder_of(one), still_open.get(one.id, 0)) for one in practices]


def comments_of(session: Session, practice: Practice) -> dict[str, list[Comment]]:
    """Return what was said about a practice by section, oldest first."""
    statement = (
        sa.select(Comment)
        .where(Comment.practice_id == practice.id)
        .options(joinedload(Comment.author), joinedload(Comment.resolved_by))
        .order_by(Comment.id)
    )
    by_section: dict[str, list[Comment]] = {}
    for said in session.scalars(statement):
        by_section.setdefault(said.section, []).append(said)
    return by_section


def get_comment(session: Session, practice: Practice, comment_id: int) -> Comment:
    """Return a comment on a practice, or raise NoResultFound."""
    statement = sa.select(Comment).filter_by(id=comment_id, practice_id=practice.id)
    return session.scalars(statement).one()


#: The address of a practice, whole or in part, or its number alone.
_ADDRESS = re.compile(r"(?:.*/practices/)?([0-9]{1,10})(?:[/?#].*)?", re.ASCII)


def find_original(
    session: Session, written: str, practice: Practice, actor: Actor
) -> Practice | None:
    """Return the practice that a text names by address or number, to point to from another.

    None where the actor may see none there, and for what nothing can point to: the practice
    itself, new versions, and what has been declined, withdrawn or is a duplicate itself.
    """
    named = _ADDRESS.fullmatch(written.strip())
    number = int(named[1]) if named else 0
    if not 0 < number < 2**31:
        return None
    try:
        original = get_visible(session, number, actor)
    except NoResultFound:
        return None
    return original if may_point_to(practice, original) else None


def may_point_to(practice: Practice, original: Practice) -> bool:
    """Whether one practice can be a duplicate of the other."""
    return (
        original.id not in {practice.id, practice.revises_id}
        and original.revises_id is None
        and original.state in READABLE | IN_WORK
    )
