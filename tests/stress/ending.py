"""When everything is quiet: journals, rows and indexes tell the same."""

import pickle
from collections.abc import Iterator

import sqlalchemy as sa
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session
from tests.stress import journal
from tests.stress.answers import Answers, answers_of, differences
from tests.stress.reader import answers_file
from tests.stress.upkeep import reindex
from tests.stress.world import ACTORS, EVERYWHERE, Setup

from rcp_platform.core.labels import labels_of
from rcp_platform.discovery import rows
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.models import SearchPassage
from rcp_platform.extensions import db
from rcp_platform.practices.models import Practice
from rcp_platform.practices.queries import visible_to
from rcp_platform.practices.states import PracticeState
from rcp_search import HashingEmbedder, passages_of


class Disagreement(Exception):
    """Two that should tell the same do not."""


def check(setup: Setup, readers: list[int]) -> None:
    """Raise :exc:`Disagreement` unless all agree."""
    with setup.app("fresh") as app, app.app_context():
        told = journal.told(sorted(setup.folder.glob("*.journal")))
        _require("the journals", journal.disagreements(db.session, told))
        _require("the rows", _faults_of_rows(db.session))
        from_rows = _answers()
        _require("the database", _faults_of_answers(db.session, from_rows))
    for place in readers:
        answers = pickle.loads(answers_file(setup, place).read_bytes())  # noqa: S301
        _require(f"reader {place}", differences(answers, from_rows))
    with setup.app("shared") as app, app.app_context():
        _require("the snapshot", differences(_answers(), from_rows))
        reindex(ScriptInfo(create_app=lambda: app), everything=True)
        _require("reindex --all", differences(_answers(), from_rows))
        _require("the rows after reindex --all", _faults_of_rows(db.session))


def _require(what: str, faults: list[str]) -> None:
    if faults:
        raise Disagreement("\n".join([f"{len(faults)} times not as {what}:", *faults[:20]]))


def _answers() -> Answers:
    db.session.rollback()
    return answers_of(current_engine().in_step(db.session))


def _faults_of_rows(session: Session) -> list[str]:
    return list(_each_fault_of_rows(session))


def _each_fault_of_rows(session: Session) -> Iterator[str]:
    practices = session.scalars(sa.select(Practice).order_by(Practice.id)).all()
    published = rows.published(session, [practice.id for practice in practices])
    stored = rows.passages_by_practice(session, published, HashingEmbedder.name)
    every = set(session.scalars(sa.select(SearchPassage.practice_id)))
    if extra := sorted(every - published.keys()):
        yield f"{extra} are not published and have passages"
    if unindexed := rows.unindexed(session, HashingEmbedder.name):
        yield f"{unindexed} are published and not indexed"
    for key, document in published.items():
        passages = passages_of(document)
        if key in stored and stored[key][0] != passages:
            yield f"{key} has the passages {stored[key][0]}, not {passages}"


def _faults_of_answers(session: Session, answers: Answers) -> list[str]:
    return list(_each_fault_of_answers(session, answers))


def _each_fault_of_answers(session: Session, answers: Answers) -> Iterator[str]:
    published = sa.select(Practice.id).where(Practice.state == PracticeState.PUBLISHED)
    for name, actor in ACTORS.items():
        readable = set(session.scalars(published.where(visible_to(actor))))
        found = answers[f"{name}, {EVERYWHERE}, []"]["hits"].keys()
        if readable != found:
            yield f"{name} may read {sorted(readable)} and finds {sorted(found)}"
        labelled = [answers.get(f"labelled {label}", []) for label in labels_of(actor)]
        if readable != set().union(*labelled):
            yield f"{name} may read {sorted(readable)} and has labels for {labelled}"
