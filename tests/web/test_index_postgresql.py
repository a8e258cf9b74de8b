"""The same rules on PostgreSQL, with its migrations: access, two processes, overlapping commits."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from tests.seats import seated

from rcp_platform.config import Settings, Vectors
from rcp_platform.core.access import SYSTEM, VISITOR, Actor, Role
from rcp_platform.core.db import now
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.cli import prepare_vectors
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.models import IndexChange, IndexCounter
from rcp_platform.discovery.models_at_hand import OnlyModel
from rcp_platform.discovery.search import Scope, SearchRequest, search
from rcp_platform.extensions import db
from rcp_platform.practices import policy, publication, queries
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import (
    POINTING,
    SEARCHABLE,
    WAS_PUBLISHED,
    Audience,
    PracticeState,
)
from rcp_search import HashingEmbedder

pytestmark = pytest.mark.postgresql

OWN, NAMED, OTHER = "bali-process", "rcm", "sacm"
PATROLS = SearchRequest("joint border patrols", Scope.ALL, limit=100)


PEOPLE = [VISITOR, Actor(user_id=1), SYSTEM]
PEOPLE += [seated(rcp, role) for rcp, role in product((OWN, NAMED, OTHER), Role)]


@pytest.fixture(params=list(Vectors))
def settings(request: pytest.FixtureRequest, settings: Settings, postgresql_url: str) -> Settings:
    return replace(settings, database_url=postgresql_url, vectors=request.param)


@pytest.fixture(autouse=True)
def processes(app: Flask, make_rcp: Callable[..., Rcp]) -> None:
    prepare_vectors()
    for slug in (OWN, NAMED, OTHER):
        make_rcp(slug)


@pytest.fixture
def other_session(app: Flask) -> Iterator[Session]:
    with Session(db.engine) as session:
        yield session


def practice(audience: Audience, state: PracticeState) -> Practice:
    named = [PracticeReader(rcp_slug=NAMED)] if audience == Audience.NAMED else []
    return Practice(
        external_id=f"{audience.value}, {state.value}",
        rcp_slug=OWN,
        title="Joint border patrols",
        summary="Patrols at sea.",
        language="en",
        audience=audience,
        state=state,
        readers=named,
        published_at=now() if state in WAS_PUBLISHED else None,
        withdrawn_at=now() if state == "withdrawn" else None,
    )


def test_rule_database_and_search_agree_for_everyone(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    states = sorted(set(PracticeState) - POINTING)
    world = [practice(*kind) for kind in product(Audience, states)]
    session.add_all(world)
    session.commit()
    engine = SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "one", settings.vectors)
    for actor in PEOPLE:
        listed = set(session.scalars(sa.select(Practice.id).where(queries.visible_to(actor))))
        assert listed == {p.id for p in world if policy.may_see(actor, p)}
        if not actor.is_system:
            published = {p.id for p in world if p.state in SEARCHABLE}
            answer = search(session, engine, PATROLS, actor=actor)
            assert {found.practice.id for found in answer.found} == listed & published
            assert answer.total == len(listed & published)


def test_two_processes_see_each_others_publications_and_withdrawals(
    session: Session, other_session: Session, settings: Settings, tmp_path: Path
) -> None:
    model = OnlyModel(HashingEmbedder())
    engines = [SearchEngine(model, tmp_path / name, settings.vectors) for name in "ab"]

    def found() -> list[list[str]]:
        seen = []
        for held, engine in zip((session, other_session), engines, strict=True):
            answer = search(held, engine, PATROLS, actor=seated(OTHER, Role.MEMBER))
            seen.append([item.practice.external_id for item in answer.found])
            held.commit()
        return seen

    assert found() == [[], []]
    here = practice(Audience.NETWORK, PracticeState.DRAFT)
    session.add(here)
    session.commit()
    publication.publish(session, here, actor=SYSTEM)
    assert search(other_session, engines[1], PATROLS, actor=VISITOR).found == []
    other_session.commit()
    session.commit()
    assert found() == [["network, draft"]] * 2
    there = other_session.get_one(Practice, here.id)
    publication.withdraw(other_session, there, "Outdated", actor=SYSTEM)
    other_session.commit()
    assert found() == [[], []]


FIRST = (Audience.PUBLIC, PracticeState.PUBLISHED)
SECOND = (Audience.NETWORK, PracticeState.PUBLISHED)


def test_change_numbers_become_visible_in_order(
    session: Session, other_session: Session, app: Flask
) -> None:
    """Whoever commits second has the higher number: no reader passes one by."""
    all_but_committed, go_on, second_done = (threading.Event() for _ in range(3))

    def publish(held: Session, kind: tuple[Audience, PracticeState], done: threading.Event) -> None:
        with app.app_context():
            held.add(practice(*kind))
            held.commit()
        done.set()

    def wait(_session: Session) -> None:
        all_but_committed.set()
        assert go_on.wait(60)

    event.listen(session, "before_commit", wait)
    threads = [
        threading.Thread(target=publish, args=(session, FIRST, threading.Event())),
        threading.Thread(target=publish, args=(other_session, SECOND, second_done)),
    ]
    threads[0].start()
    assert all_but_committed.wait(60)
    threads[1].start()
    assert not second_done.wait(0.5), "the second waits until the first has committed"
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert second_done.is_set()
    changes = sa.select(Practice.external_id, IndexChange.number).join(
        IndexChange, IndexChange.practice_id == Practice.id
    )
    assert dict(session.execute(changes).all()) == {"public, published": 1, "network, published": 2}
    assert session.scalar(sa.select(IndexCounter.number)) == 2
