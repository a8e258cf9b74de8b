"""Kept opinions as judgements: which practices answer which question, and how well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from statistics import median_low

from sqlalchemy.orm import Session

from rcp_platform.accounts.observing import observations_of
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.core.labels import labels_of
from rcp_platform.feedback import queries
from rcp_platform.feedback.models import VERDICTS, OpinionKind, SearchOpinion, SearchQuestion
from rcp_platform.feedback.services import folded
from rcp_platform.practices.models import Practice
from rcp_platform.practices.policy import labels_on

_GRADES = {OpinionKind.HELPED: 2, OpinionKind.OPENED: 1, OpinionKind.NOT_MEANT: 0}

Judgement = tuple[SearchQuestion, SearchOpinion]


@dataclass(frozen=True)
class JudgedText:
    """A question, joined from all who asked it, and the grade of practices by their id.

    ``rcp`` is the Process of everyone who asked; None when there are several or none.
    """

    text: str
    language: str | None
    rcp: str | None
    people: int
    grades: Mapping[int, int]


def judged_texts(
    session: Session,
    practices: Mapping[int, Practice],
    since: datetime,
    days: int,
    at_least: int,
) -> list[JudgedText]:
    """Return the questions on whose results at least so many people have an opinion.

    ``practices`` are the published ones by id. An opinion counts while its practice is among
    them and those for whom the question was asked may read it.
    """
    joined: dict[str, list[Judgement]] = {}
    labels_of_members = cache(partial(_labels_of_members, session))
    for question, opinion in queries.opinions_since(session, since, days):
        practice = practices.get(opinion.practice_id)
        labels = labels_of_members(frozenset(question.rcps))
        if practice and not labels_on(practice).isdisjoint(labels):
            joined.setdefault(folded(question.text), []).append((question, opinion))
    texts = [_joined(judgements) for judgements in joined.values()]
    return [text for text in texts if text.people >= at_least]


def _labels_of_members(session: Session, rcps: frozenset[str]) -> frozenset[str]:
    """Return the labels of whoever sits in these RCPs, without the right to drafts."""
    seats = frozenset(Seat(rcp, Role.MEMBER) for rcp in rcps)
    return labels_of(Actor(seats=seats, observations=observations_of(session, rcps)))


def _joined(judgements: list[Judgement]) -> JudgedText:
    questions = [question for question, _opinion in judgements]
    seats = {tuple(question.rcps) for question in questions}
    own = seats.pop() if len(seats) == 1 else ()
    return JudgedText(
        text=questions[0].text,
        language=questions[0].language,
        rcp=own[0] if len(own) == 1 else None,
        people=len({question.user_id for question in questions}),
        grades=_grades(judgements),
    )


def _grades(judgements: list[Judgement]) -> dict[int, int]:
    """Return the grade of each practice: the median of people, the lower of two."""
    given: dict[int, dict[int, int]] = {}
    for question, opinion in judgements:
        by_person = given.setdefault(opinion.practice_id, {})
        if opinion.kind in VERDICTS:
            by_person[question.user_id] = _GRADES[opinion.kind]
        else:
            by_person.setdefault(question.user_id, _GRADES[opinion.kind])
    return {practice: median_low(by_person.values()) for practice, by_person in given.items()}
