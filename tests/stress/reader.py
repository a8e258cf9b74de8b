"""A process that searches as different people and judges every answer."""

import pickle
import random
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.stress.answers import EVERY, answers_of
from tests.stress.judging import between, faults_of_hits, faults_of_results, look
from tests.stress.world import ACTORS, EVERYWHERE, OVER, RCPS, Board, Setup

from rcp_platform.core.labels import labels_of
from rcp_platform.discovery.engine import SearchEngine, current_engine
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice
from rcp_search import Query

#: As in a page, a few searches read through one session.
_SEARCHES_OF_A_PAGE = 3
_SCOPES: tuple[dict[str, Any], ...] = (
    {},
    {"filters": {"rcp": frozenset(RCPS[:2])}},
    {"filters": {"region": frozenset({"asia"})}},
    {"exclude": {"rcp": frozenset(RCPS[:1])}},
)


class Violation(Exception):
    """Somebody was given what they may not read, or not what they may."""


def read(setup: Setup, board: Board, place: int, generation: int, instance: str) -> None:
    """Search until everything is over; then write down what this index answers."""
    chance = setup.choices("reader", place, generation)
    with setup.app(instance) as app:
        while board.phase != OVER:
            with app.app_context():
                _page(db.session, current_engine(), chance)
                if chance.random() < 0.1:
                    current_engine().keep_snapshot()
            board.tick(place)
        with app.app_context():
            answers = answers_of(current_engine().in_step(db.session))
    answers_file(setup, place).write_bytes(pickle.dumps(answers))


def answers_file(setup: Setup, place: int) -> Path:
    """Return where a reader writes what its index answers at the end."""
    return setup.folder / f"reader-{place}.answers"


def _page(session: Session, engine: SearchEngine, chance: random.Random) -> None:
    # What a page has read before must not be taken for what is there now.
    held = session.scalars(sa.select(Practice)).all() if chance.random() < 0.5 else []
    for _ in range(_SEARCHES_OF_A_PAGE):
        who = chance.choice(sorted(ACTORS))
        if faults := _faults(session, engine, chance, who):
            raise Violation("\n".join([f"Searching as {who}:", *faults]))
    del held


def _faults(session: Session, engine: SearchEngine, chance: random.Random, who: str) -> list[str]:
    actor = ACTORS[who]
    query = Query(EVERYWHERE, labels_of(actor), limit=EVERY, **chance.choice(_SCOPES))
    before = look(session, actor)
    key = chance.choice(sorted(before) or [0])
    searcher = engine.in_step(session)
    results = searcher.search(query)
    related = searcher.similar(key, query.labels, limit=EVERY)
    moment = between(before, look(session, actor))
    faults = [*faults_of_results(moment, query, results), *faults_of_hits(moment, related)]
    if related and key in moment.settled and not moment.settled[key].is_readable:
        faults.append(f"practice {key} may not be read, and its like are shown")
    return faults
