"""Write to those who can say whether a practice still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from rcp_platform.accounts.models import User
from rcp_platform.accounts.queries import seated
from rcp_platform.core.access import Role
from rcp_platform.core.text import one_line
from rcp_platform.notifications import links
from rcp_platform.notifications.services import send
from rcp_platform.practices import policy
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import FOR_LISTS
from rcp_platform.practices.states import PracticeState
from rcp_platform.practices.staying_true.models import UpdateReminder

#: Days after a practice fell due: the focal points are asked, reminded, and then the
#: secretariat is asked too.
STEPS = (0, 30, 60)
LINKS_LAST = timedelta(days=60)
_PURPOSE = "does a practice still hold"


@dataclass(frozen=True)
class Asked:
    """A practice in a mail, and where to answer for it."""

    title: str
    due_since: datetime
    answer_address: str


@dataclass(frozen=True)
class Answering:
    """Whoever holds a link, and the practice that it is about."""

    user: User
    practice: Practice


def remind(session: Session, at: datetime) -> int:
    """Put the reminders that are due into the outbox, one mail a person; return how many.

    What was asked is written in the same transaction: asked once, whatever happens meanwhile.
    """
    asked: dict[int, list[Practice]] = {}
    people: dict[int, User] = {}
    for practice, step in _to_ask(session, at):
        session.add(
            UpdateReminder(practice_id=practice.id, due_since=practice.state_since, step=step)
        )
        for user in _concerned(session, practice, step):
            people[user.id] = user
            asked.setdefault(user.id, []).append(practice)
    for user_id, practices in asked.items():
        _write(session, people[user_id], practices)
    session.flush()
    return len(asked)


def answering(session: Session, token: str) -> Answering | None:
    """Return who may answer with a link, and for what.

    None when the link is not ours or old, the person has no editing seat any more, or the
    question has been answered.
    """
    signed = links.read(_PURPOSE, token, int(LINKS_LAST.total_seconds()))
    if signed is None:
        return None
    user_id, practice_id, due_since = signed
    user, practice = session.get(User, user_id), session.get(Practice, practice_id)
    if user is None or practice is None or not policy.is_editor(user.actor, practice):
        return None
    is_open = practice.state == PracticeState.UPDATE_DUE
    if not is_open or practice.state_since.isoformat() != due_since:
        return None
    return Answering(user, practice)


def answer_address(user: User, practice: Practice) -> str:
    """Return where a person answers for a practice without signing in."""
    signed = links.signed(_PURPOSE, [user.id, practice.id, practice.state_since.isoformat()])
    return links.address_of("staying_true.answer", token=signed)


def due_of(session: Session, rcps: Sequence[str]) -> Sequence[Practice]:
    """Return what waits for an answer in these RCPs, longest first."""
    statement = (
        sa.select(Practice)
        .where(Practice.rcp_slug.in_(rcps), Practice.state == PracticeState.UPDATE_DUE)
        .options(*FOR_LISTS)
        .order_by(Practice.state_since, Practice.id)
    )
    return session.scalars(statement).all()


def _to_ask(session: Session, at: datetime) -> list[tuple[Practice, int]]:
    """Return what is to be asked now, with the step; of steps that were missed only the last."""
    due = session.scalars(
        sa.select(Practice)
        .where(Practice.state == PracticeState.UPDATE_DUE)
        .options(joinedload(Practice.rcp))
        .order_by(Practice.id)
    ).all()
    rows = sa.select(UpdateReminder.practice_id, UpdateReminder.due_since, UpdateReminder.step)
    done = {tuple(row) for row in session.execute(rows)}
    found = []
    for practice in due:
        step = sum(at >= practice.state_since + timedelta(days=days) for days in STEPS)
        if step and (practice.id, practice.state_since, step) not in done:
            found.append((practice, step))
    return found


def _concerned(session: Session, practice: Practice, step: int) -> Sequence[User]:
    roles = {Role.FOCAL_POINT}
    if step == len(STEPS):
        roles.add(Role.SECRETARIAT)
    # A Process without a focal point has its secretariat asked at once.
    return seated(session, practice.rcp_slug, roles) or seated(
        session, practice.rcp_slug, {Role.SECRETARIAT}
    )


def _write(session: Session, user: User, practices: list[Practice]) -> None:
    asked = [Asked(one_line(p.title), p.state_since, answer_address(user, p)) for p in practices]
    send(session, user, "practices/still_true", topic="tasks", asked=asked)
