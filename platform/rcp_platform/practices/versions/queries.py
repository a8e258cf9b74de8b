"""Read the versions of a practice."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.reading import Reading
from rcp_platform.practices.versions.models import PracticeVersion
from rcp_platform.practices.versions.services import as_it_was


def versions_for(
    session: Session, practice: Practice, actor: Actor
) -> list[tuple[PracticeVersion, Reading]]:
    """Return the versions the actor may read, newest first, each as the actor may know it.

    A version is read by those who could read it then and may read the practice now; what has
    been narrowed since, in audience or attribution, is narrow in old versions too. Those of a
    withdrawn practice are for its editors alone.
    """
    statement = _of(practice).order_by(PracticeVersion.number.desc())
    return [
        (version, Reading.of(was, actor, as_now=practice))
        for version in session.scalars(statement)
        if _may_read(actor, was := as_it_was(version, practice), practice)
    ]


def version_for(session: Session, practice: Practice, number: int, actor: Actor) -> Reading:
    """Return a version as the actor may know it; raises NoResultFound where there is none."""
    (was,) = _some(session, practice, [number], actor)
    return Reading.of(was, actor, as_now=practice)


def two_versions_for(
    session: Session, practice: Practice, numbers: tuple[int, int], actor: Actor
) -> tuple[Reading, Reading]:
    """Return two versions, each as far as the actor may know both; raises NoResultFound.

    What one of them withholds is in neither, so that it is not taken for a change.
    """
    one, other = _some(session, practice, numbers, actor)
    return (
        Reading.of(one, actor, as_now=practice, beside=other),
        Reading.of(other, actor, as_now=practice, beside=one),
    )


def newest_number(session: Session, practice: Practice) -> int:
    """Return the number of the present version; 0 for what was never published."""
    newest = sa.select(sa.func.max(PracticeVersion.number))
    return session.scalar(newest.where(PracticeVersion.practice_id == practice.id)) or 0


def _of(practice: Practice) -> sa.Select[PracticeVersion]:
    return sa.select(PracticeVersion).where(PracticeVersion.practice_id == practice.id)


def _some(
    session: Session, practice: Practice, numbers: Sequence[int], actor: Actor
) -> list[Practice]:
    statement = _of(practice).where(PracticeVersion.number.in_(numbers))
    found = {version.number: as_it_was(version, practice) for version in session.scalars(statement)}
    if any(n not in found or not _may_read(actor, found[n], practice) for n in numbers):
        raise NoResultFound
    return [found[number] for number in numbers]


def _may_read(actor: Actor, was: Practice, practice: Practice) -> bool:
    if not practice.is_readable:
        return policy.is_editor(actor, practice)
    return policy.may_see(actor, practice) and policy.may_see(actor, was)
