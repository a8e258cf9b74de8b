"""Move practices along their life: from a draft to its readers, and away from them again.

Services check access, change rows and write the timeline and the audit record, all in the
caller's transaction. They flush; the view, the command or the job commits.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rcp_platform.accounts.models import User
from rcp_platform.audit.services import record
from rcp_platform.core.access import Actor, require
from rcp_platform.core.db import now
from rcp_platform.core.workflow import NotPossible
from rcp_platform.practices import policy, queries
from rcp_platform.practices.attachments import services as attachments
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review import notices
from rcp_platform.practices.review import queries as review
from rcp_platform.practices.review import services as review_services
from rcp_platform.practices.services import Incomplete, missing, remove
from rcp_platform.practices.states import READABLE, SEARCHABLE, WITH_REVIEWERS, PracticeState
from rcp_platform.practices.timeline import happened
from rcp_platform.practices.translations.services import fall_out_of_date
from rcp_platform.practices.versions import services as versions
from rcp_platform.practices.workflow import PRACTICE


def move(session: Session, practice: Practice, name: str, note: str = "", *, actor: Actor) -> None:
    """Take a transition that means no more than its arrow, and write it down."""
    PRACTICE.take(name, practice, actor)
    _moved(session, practice, name, note, actor)


def _moved(session: Session, practice: Practice, name: str, note: str, actor: Actor) -> None:
    practice.state_since = now()
    # Who comes second is told by the practice's version, before anything refers to it.
    session.flush()
    happened(session, practice, name, note, actor=actor)
    record(session, actor, f"practice.{name}", practice, **({"note": note} if note else {}))
    session.flush()
    notices.tell(session, practice, name, note, actor)


def submit(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Hand a draft, or a changed text, to the reviewing side. Raises :exc:`Incomplete`."""
    is_again = practice.state == PracticeState.CHANGES_REQUESTED
    name = "resubmit" if is_again else "submit"
    PRACTICE.take(name, practice, actor)
    _require_complete(practice)
    practice.submitted_at = now()
    _moved(session, practice, name, "", actor)


def name_reviewer(
    session: Session, practice: Practice, reviewer: User | None, *, actor: Actor
) -> None:
    """Say who reviews a practice, of those with an editing seat; None is the secretariat."""
    require(policy.is_secretariat, actor, practice)
    if practice.state not in WITH_REVIEWERS:
        raise NotPossible("it is not with the reviewers")
    if reviewer is not None and not policy.may_post(reviewer.actor, practice.rcp_slug):
        raise NotPossible("a reviewer has an editing seat of the RCP")
    practice.reviewer = reviewer
    name = reviewer.display_name if reviewer else ""
    happened(session, practice, "name_reviewer", name, actor=actor)
    record(session, actor, "practice.name_reviewer", practice, reviewer=str(reviewer or ""))
    session.flush()
    notices.tell(session, practice, "name_reviewer", "", actor)


def mark_duplicate(
    session: Session, practice: Practice, original: Practice, note: str = "", *, actor: Actor
) -> None:
    """Close a practice as told already by another one that the actor may see."""
    PRACTICE.check("mark_duplicate", practice, actor)
    require(policy.may_see, actor, original)
    if not review.may_point_to(practice, original):
        raise NotPossible("it cannot be a duplicate of this one")
    PRACTICE.take("mark_duplicate", practice, actor)
    practice.duplicate_of_id = original.id
    _moved(session, practice, "mark_duplicate", note, actor)


def reopen(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Make a declined practice or a duplicate a draft again."""
    PRACTICE.take("reopen", practice, actor)
    practice.duplicate_of_id = None
    _moved(session, practice, "reopen", "", actor)


def publish(session: Session, practice: Practice, note: str = "", *, actor: Actor) -> Practice:
    """Let the practice's audience read it; return the published practice.

    A new version takes the place of the one before, whose address stays. ``note`` says what
    changed. Raises :exc:`Incomplete`.
    """
    name = "publish_at_once" if actor.is_system else "publish"
    _require_complete(practice)
    if practice.revises is not None:
        PRACTICE.check(name, practice, actor)
        return _replace(session, practice.revises, practice, note, actor)
    PRACTICE.take(name, practice, actor)
    practice.published_at = practice.confirmed_at = now()
    _moved(session, practice, "publish", note, actor)
    versions.keep(session, practice, note)
    return practice


def clear_and_publish(
    session: Session, practice: Practice, note: str = "", *, actor: Actor
) -> Practice:
    """Clear and publish in one step, for a secretariat that reviews by itself; see publish."""
    require(policy.is_secretariat, actor, practice)
    PRACTICE.take("clear", practice, actor)
    happened(session, practice, "clear", actor=actor)
    record(session, actor, "practice.clear", practice)
    return publish(session, practice, note, actor=actor)


def revise(session: Session, practice: Practice, *, actor: Actor) -> Practice:
    """Begin a new version of a published practice, or return the one that is begun."""
    require(policy.may_revise, actor, practice)
    begun = queries.version_in_work(session, practice)
    if begun is not None:
        return begun
    version = Practice(
        external_id=f"version-{uuid.uuid4()}",
        rcp_slug=practice.rcp_slug,
        revises_id=practice.id,
        is_sample=practice.is_sample,
    )
    versions.copy_content(practice, version)
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError as error:
        raise NotPossible("somebody has begun a new version just now") from error
    attachments.copy_to(session, practice, version)
    happened(session, version, "revise", actor=actor)
    record(session, actor, "practice.revise", version, of=str(practice))
    session.flush()
    return version


def _replace(
    session: Session, practice: Practice, version: Practice, note: str, actor: Actor
) -> Practice:
    PRACTICE.take("renew", practice, actor)
    versions.copy_content(version, practice)
    practice.published_at = practice.confirmed_at = practice.updated_at = now()
    review_services.take_over(session, version, practice)
    attachments.take_over(session, version, practice)
    remove(session, version)
    _moved(session, practice, "publish", note, actor)
    versions.keep(session, practice, note)
    fall_out_of_date(session, practice)
    return practice


def confirm(session: Session, practice: Practice, *, actor: Actor) -> None:
    """Note that the practice still holds."""
    PRACTICE.take("confirm", practice, actor)
    practice.confirmed_at = now()
    _moved(session, practice, "confirm", "", actor)


def supersede(session: Session, practice: Practice, successor: Practice, *, actor: Actor) -> None:
    """Point readers of a practice to another one of the same RCP."""
    PRACTICE.check("supersede", practice, actor)
    # Only what is found: no two practices can come to point to each other.
    if successor.rcp_slug != practice.rcp_slug or successor.state not in SEARCHABLE:
        raise NotPossible("only a published practice of the same RCP can take its place")
    if successor.id == practice.id:
        raise NotPossible("a practice cannot take its own place")
    PRACTICE.take("supersede", practice, actor)
    practice.superseded_by_id = successor.id
    _moved(session, practice, "supersede", "", actor)


def withdraw(session: Session, practice: Practice, reason: str, *, actor: Actor) -> None:
    """Take a published practice away from its readers; a notice with the reason stays."""
    PRACTICE.take("withdraw", practice, actor)
    practice.withdrawn_at = now()
    practice.withdrawn_reason = reason
    practice.superseded_by_id = None
    _moved(session, practice, "withdraw", reason, actor)


def lift_embargoes(session: Session, today: date, *, actor: Actor) -> int:
    """Open what was kept back until a day that has passed; return how many."""
    statement = sa.select(Practice).where(
        Practice.embargo_until < today, Practice.state.in_(READABLE)
    )
    practices = session.scalars(statement).all()
    for practice in practices:
        practice.embargo_until = None
        happened(session, practice, "lift_embargo", actor=actor)
        record(session, actor, "practice.lift_embargo", practice)
    session.flush()
    return len(practices)


def fall_due(session: Session, before: datetime, *, actor: Actor) -> list[Practice]:
    """Mark as due what was last confirmed before a moment; return these practices."""
    statement = sa.select(Practice).where(
        Practice.state == PracticeState.PUBLISHED, Practice.confirmed_at < before
    )
    due = list(session.scalars(statement))
    for practice in due:
        move(session, practice, "fall_due", actor=actor)
    return due


def _require_complete(practice: Practice) -> None:
    if fields := missing(practice):
        raise Incomplete(fields)
