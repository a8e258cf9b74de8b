"""A process that changes practices through the services, and may die at any moment."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from tests.stress.journal import Journal, Step, content_of
from tests.stress.world import EVERYWHERE, RCPS, REGIONS, RUNNING, TOPICS, Board, Setup

from rcp_platform.core.access import SYSTEM
from rcp_platform.directory.facts import facts_of
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import update_profile
from rcp_platform.extensions import db
from rcp_platform.practices import publication, services
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience, PracticeState

#: So many published practices are kept: few, so that writers often meet at the same one.
_POOL = 40
_ROLLED_BACK = 0.15
#: Of the transactions, those that end in death at one of the places below.
_DEADLY = 0.02
_PLACES_TO_DIE = ("before it is noted", "before the commit", "in the commit", "after the commit")


def write(setup: Setup, board: Board, place: int, generation: int) -> None:
    """Change practices until the phase is over."""
    name = f"writer-{place}-{generation}"
    with setup.app("writers") as app:
        writer = _Writer(setup, name)
        event.listen(Session, "before_commit", writer.in_commit)
        while board.phase == RUNNING:
            with app.app_context(), _naming(writer):
                writer.transaction(db.session)
            board.tick(place)


@contextmanager
def _naming(writer: "_Writer") -> Iterator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(f"{writer.name} was about to {writer.doing.strip('_')}")
        raise


class _Writer:
    def __init__(self, setup: Setup, name: str) -> None:
        self.name = name
        self._chance = setup.choices(name)
        self._journal = Journal(setup.folder / f"{name}.journal")
        self._created = 0
        self._steps: list[Step] = []
        self._dies = ""
        self.doing = ""

    def transaction(self, session: Session) -> None:
        """Do one thing and commit it, or take it back."""
        self._steps = []
        self._dies = ""
        if self._chance.random() < _DEADLY:
            self._dies = self._chance.choice(_PLACES_TO_DIE)
        is_kept = self._chance.random() >= _ROLLED_BACK
        try:
            self._something(session)
        except (StaleDataError, ObjectDeletedError):
            # Another writer was faster, as two people who edit at once: the second is told.
            is_kept = False
        if not is_kept:
            session.rollback()
            return
        self._perhaps_die("before it is noted")
        self._journal.intend(self._steps)
        self._perhaps_die("before the commit")
        session.commit()
        self._perhaps_die("after the commit")
        self._journal.done()

    def in_commit(self, session: Session) -> None:
        """Die when everything is written, but not committed."""
        if not session.in_nested_transaction():
            self._perhaps_die("in the commit")

    def _perhaps_die(self, where: str) -> None:
        if self._dies == where:
            os.kill(os.getpid(), signal.SIGKILL)

    def _something(self, session: Session) -> None:
        published = sa.select(sa.func.count()).where(Practice.state == PracticeState.PUBLISHED)
        if session.scalars(published).one() < _POOL and self._chance.random() < 0.5:
            self.doing = "fill the pool"
            self._publish_new(session)
            return
        operations: dict[Callable[[Session], object], int] = {
            self._publish_new: 2,
            self._create: 2,
            self._publish_draft: 2,
            self._delete: 1,
            self._withdraw: 3,
            self._change_one: 12,
            self._change_several: 3,
            self._undo_a_part: 2,
            self._move: 1,
        }
        (operation,) = self._chance.choices(list(operations), list(operations.values()))
        self.doing = operation.__name__
        operation(session)

    def _create(self, session: Session) -> Practice:
        self._created += 1
        key = f"{self.name}-{self._created}"
        rcp = self._chance.choice(RCPS)
        values = {"external_id": key, "title": f"About {key}", "language": "en"}
        values |= self._texts() | self._audience()
        practice = services.create(session, rcp, values, actor=SYSTEM)
        self._steps.append(Step(key, 0, practice.version, content_of(practice)))
        return practice

    def _publish_new(self, session: Session) -> None:
        practice = self._create(session)
        self._step(practice, partial(publication.publish, session, practice, actor=SYSTEM))

    def _publish_draft(self, session: Session) -> None:
        for practice in self._some(session, PracticeState.DRAFT, 1):
            self._step(practice, partial(publication.publish, session, practice, actor=SYSTEM))

    def _delete(self, session: Session) -> None:
        for practice in self._some(session, PracticeState.DRAFT, 1):
            services.delete_draft(session, practice, actor=SYSTEM)
            key, version = practice.external_id, practice.version
            self._steps.append(Step(key, version, version + 1, None))

    def _withdraw(self, session: Session) -> None:
        for practice in self._some(session, PracticeState.PUBLISHED, 1):
            self._step(
                practice, partial(publication.withdraw, session, practice, "Outdated", actor=SYSTEM)
            )

    def _change_one(self, session: Session) -> None:
        self._change(session, 1)

    def _change_several(self, session: Session) -> None:
        self._change(session, 3)

    def _change(self, session: Session, most: int) -> None:
        for practice in self._some(session, PracticeState.PUBLISHED, most):
            values = self._chance.choice((self._texts, self._audience))()
            self._step(practice, partial(services.update, session, practice, values, actor=SYSTEM))

    def _undo_a_part(self, session: Session) -> None:
        """Change some in a savepoint that is undone, and others before and after it."""
        self._publish_new(session)
        kept = list(self._steps)
        with session.begin_nested() as savepoint:
            self._change(session, 2)
            savepoint.rollback()
        self._steps = kept
        self._change(session, 1)

    def _move(self, session: Session) -> None:
        """Give a Process other regions: its practices are found by them."""
        rcp = session.get_one(Rcp, self._chance.choice(RCPS))
        regions = tuple(self._chance.sample(REGIONS, 2))
        update_profile(session, rcp, replace(facts_of(rcp), regions=regions), actor=SYSTEM)

    def _step(self, practice: Practice, change: Callable[[], object]) -> None:
        before = practice.version
        change()
        step = Step(practice.external_id, before, practice.version, content_of(practice))
        self._steps.append(step)

    def _some(self, session: Session, state: PracticeState, most: int) -> list[Practice]:
        """Return some practices in one order for all writers, so that none wait in a circle."""
        statement = sa.select(Practice.id).where(Practice.state == state).order_by(Practice.id)
        ids = list(session.scalars(statement))
        chosen = self._chance.sample(ids, min(most, len(ids)))
        practices = sa.select(Practice).where(Practice.id.in_(chosen), Practice.state == state)
        return list(session.scalars(practices.order_by(Practice.id)))

    def _texts(self) -> dict[str, Any]:
        number = self._chance.randrange(1_000_000)
        topic = self._chance.choice(TOPICS)
        return {
            "summary": f"Report {number} on {EVERYWHERE} and {topic}.",
            "approach": self._chance.choice(("", f"Step {number} of the approach to {topic}.")),
        }

    def _audience(self) -> dict[str, Any]:
        audience = self._chance.choice(list(Audience))
        return {"audience": audience, "audience_rcps": self._chance.sample(RCPS, 2)}
