"""Mail to the other side when a practice moves."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated
from rcp_platform.core.access import Actor, Role
from rcp_platform.core.text import one_line
from rcp_platform.notifications.services import send
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.holding import sitting_reviewer

_TO_REVIEWERS = {"submit", "resubmit", "name_reviewer"}
_TO_AUTHORS = {
    "request_changes",
    "clear",
    "publish",
    "decline",
    "mark_duplicate",
    "withdraw",
}


def tell(session: Session, practice: Practice, name: str, note: str, actor: Actor) -> None:
    """Write to whom a move concerns, but for whoever made it; the caller's commit sends it.

    What the platform does by itself, such as an import, is told to nobody. A move that tells
    nobody anything does nothing here.
    """
    if actor.is_system:
        return
    for person in _concerned(session, practice, name):
        if not actor.is_user(person.id):
            _write(session, practice, name, note, person)


def _concerned(session: Session, practice: Practice, name: str) -> Sequence[User]:
    if name in _TO_AUTHORS:
        return seated(session, practice.rcp_slug, {Role.FOCAL_POINT})
    if name not in _TO_REVIEWERS:
        return []
    reviewer = sitting_reviewer(practice)
    if reviewer is not None:
        return [reviewer]
    # Who is no longer the reviewer is not told that somebody else is.
    is_new_to_them = name != "name_reviewer"
    return seated(session, practice.rcp_slug, {Role.SECRETARIAT}) if is_new_to_them else []


def _write(session: Session, practice: Practice, name: str, note: str, person: User) -> None:
    original = _original_for(session, practice, person)
    send(
        session,
        person,
        f"practices/{name}",
        topic="tasks",
        practice_id=practice.id,
        # The first line of a mail is its subject.
        title=one_line(practice.title),
        rcp=practice.rcp.short_name,
        is_new_version=practice.revises_id is not None,
        note=note,
        original_id=original.id if original else None,
        original_title=one_line(original.title) if original else "",
    )


def _original_for(session: Session, practice: Practice, person: User) -> Practice | None:
    """Return what a practice is a duplicate of, where the person may see that."""
    if practice.duplicate_of_id is None:
        return None
    original = session.get_one(Practice, practice.duplicate_of_id)
    return original if policy.may_see(person.actor, original) else None
