"""Write comments. Services flush; the view commits."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.models import COMMENTED, Comment
from rcp_platform.practices.states import IN_WORK
from rcp_platform.practices.timeline import PracticeEvent


def comment(
    session: Session, practice: Practice, section: str, text: str, *, actor: Actor
) -> Comment:
    """Say something about a part of a practice that is being worked on, or about the whole."""
    _require_in_work(practice, actor)
    if section not in COMMENTED:
        raise ValueError(f"{section} cannot be commented on")
    said = Comment(practice_id=practice.id, section=section, text=text, author_id=actor.user_id)
    session.add(said)
    session.flush()
    record(session, actor, "practice.comment", practice, comment=str(said.id), section=section)
    session.flush()
    return said


def resolve(session: Session, practice: Practice, said: Comment, *, actor: Actor) -> None:
    """Note that a comment has been dealt with; NotPossible if it was already."""
    _require_in_work(practice, actor)
    if not said.is_open:
        raise NotPossible("the comment is resolved")
    said.resolved_at, said.resolved_by_id = now(), actor.user_id
    record(session, actor, "practice.resolve_comment", practice, comment=str(said.id))
    session.flush()


def reopen(session: Session, practice: Practice, said: Comment, *, actor: Actor) -> None:
    """Note that a comment has not been dealt with after all; NotPossible if it is open."""
    _require_in_work(practice, actor)
    if said.is_open:
        raise NotPossible("the comment is open")
    said.resolved_at = said.resolved_by_id = None
    record(session, actor, "practice.reopen_comment", practice, comment=str(said.id))
    session.flush()


def take_over(session: Session, version: Practice, practice: Practice) -> None:
    """Give a practice the comments and the timeline of the version that takes its place."""
    for table in (Comment, PracticeEvent):
        session.execute(
            sa.update(table).where(table.practice_id == version.id).values(practice_id=practice.id)
        )


def _require_in_work(practice: Practice, actor: Actor) -> None:
    require(policy.is_editor, actor, practice)
    if practice.state not in IN_WORK:
        raise NotPossible("nobody works on it now")
