"""The queue: what is on its way in the RCPs one works for, narrowed and in pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from rcp_platform.core.access import Actor, Role
from rcp_platform.core.db import now
from rcp_platform.core.paging import Page, page_of
from rcp_platform.core.text import clean
from rcp_platform.core.vocabularies import LANGUAGES
from rcp_platform.practices.models import Practice
from rcp_platform.practices.review.queries import reviewer_sits, tasks, work_of
from rcp_platform.practices.states import IN_WORK, WITH_AUTHORS, WITH_REVIEWERS, PracticeState


class View(StrEnum):
    """The parts of the queue."""

    REVIEWERS = "reviewers"
    AUTHORS = "authors"
    DONE = "done"


class ReviewedBy(StrEnum):
    """Whose review; without one anybody's."""

    ME = "me"
    NOBODY = "nobody"


#: What each part holds. That an update has fallen due is nobody's decision.
STATES_IN = {
    View.REVIEWERS: WITH_REVIEWERS,
    View.AUTHORS: WITH_AUTHORS,
    View.DONE: frozenset(PracticeState) - IN_WORK - {PracticeState.UPDATE_DUE},
}
#: Days that something has waited for at least.
AGES = (7, 30, 90)
#: Days for which it is shown what was done.
_LATELY = 90
_MOST_TEXT = 200
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the queue asks to see; empty values mean all."""

    view: View
    state: PracticeState | None = None
    reviewer: ReviewedBy | None = None
    days: int = 0
    language: str = ""
    text: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str], actor: Actor) -> Self:
        """Return what an address asks for; what it says wrongly is left out."""
        view = _one_of(View, arguments, "view") or usual_view(actor)
        state = _one_of(PracticeState, arguments, "state")
        days, language = arguments.get("days", ""), arguments.get("language", "")
        return cls(
            view=view,
            state=state if state in STATES_IN[view] else None,
            reviewer=_one_of(ReviewedBy, arguments, "reviewer"),
            days=int(days) if days in map(str, AGES) else 0,
            language=language if language in LANGUAGES else "",
            text=clean(arguments.get("q", ""))[:_MOST_TEXT],
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What an address says to ask for the same."""
        said = {
            "view": self.view.value,
            "state": self.state.value if self.state else "",
            "reviewer": self.reviewer.value if self.reviewer else "",
            "days": str(self.days or ""),
            "language": self.language,
            "q": self.text,
        }
        return {name: value for name, value in said.items() if value}


def usual_view(actor: Actor) -> View:
    """Return the part in which the actor's own work is."""
    is_secretariat = any(seat.role == Role.SECRETARIAT for seat in actor.seats)
    return View.REVIEWERS if is_secretariat else View.AUTHORS


def page_of_queue(
    session: Session, actor: Actor, wanted: Wanted, arguments: Mapping[str, str]
) -> Page:
    """Return a page of tasks: what waits longest first, or what was done last first."""
    since = Practice.state_since
    order = since.desc() if wanted.view == View.DONE else since.asc()
    statement = work_of(actor).where(*_conditions(wanted, actor)).order_by(order, Practice.id)
    page = page_of(session, statement, arguments)
    return replace(page, items=tasks(session, page.items))


def counts(session: Session, actor: Actor, wanted: Wanted) -> dict[PracticeState, int]:
    """Return how many practices there are in each state of the part, in the order of life."""
    anywhere = replace(wanted, state=None)
    statement = (
        sa.select(Practice.state, sa.func.count())
        .where(Practice.rcp_slug.in_(actor.edited_rcps), *_conditions(anywhere, actor))
        .group_by(Practice.state)
    )
    found = dict(session.execute(statement).all())
    states = [state for state in PracticeState if state in STATES_IN[wanted.view]]
    return {state: found.get(state, 0) for state in states}


def _conditions(wanted: Wanted, actor: Actor) -> list[sa.ColumnElement[bool]]:
    states = {wanted.state} if wanted.state else STATES_IN[wanted.view]
    conditions: list[sa.ColumnElement[bool]] = [Practice.state.in_(states)]
    if wanted.view == View.DONE:
        conditions.append(Practice.state_since > now() - timedelta(days=_LATELY))
    if wanted.days:
        conditions.append(Practice.state_since < now() - timedelta(days=wanted.days))
    if wanted.language:
        conditions.append(Practice.language == wanted.language)
    match wanted.reviewer:
        case ReviewedBy.ME:
            conditions.append(Practice.reviewer_id == actor.user_id)
        case ReviewedBy.NOBODY:
            conditions.append(~reviewer_sits())
    if wanted.text:
        conditions.append(_in_title(wanted.text))
    return conditions


def _in_title(text: str) -> sa.ColumnElement[bool]:
    # SQLite folds the case of ASCII only: other letters are tried as people write them.
    written = {text, text.lower(), text.upper(), text.capitalize()}
    return sa.or_(*[Practice.title.icontains(one, autoescape=True) for one in sorted(written)])


def _one_of(kind: type[_Choice], arguments: Mapping[str, str], name: str) -> _Choice | None:
    written = arguments.get(name, "")
    return kind(written) if written in set(kind) else None
