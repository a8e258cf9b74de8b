"""The index of a process: derived from the rows, in step with every commit, never ahead of it."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, Actor, Role, Seat
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.models import IndexChange, IndexCounter, SearchPassage
from rcp_platform.discovery.models_at_hand import OnlyModel
from rcp_platform.discovery.search import Scope, SearchRequest, search
from rcp_platform.extensions import db
from rcp_platform.practices import publication, services
from rcp_platform.practices.models import Practice, PracticeReader
from rcp_platform.practices.states import Audience, PracticeState
from rcp_search import HashingEmbedder
from rcp_search.models.embedding import Vector, Vectors

CHAIR = Actor(user_id=1, seats=frozenset({Seat("rcm", Role.CHAIR)}))
PATROLS = SearchRequest("joint border patrols", Scope.ALL, limit=100)

Find = Callable[..., list[str]]
Make = Callable[..., Practice]


class RecordingEngine(SearchEngine):
    """Remembers which practices it read from the rows."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.applied: list[int] = []

    def _apply(self, session: Session, ids: Sequence[int]) -> None:
        self.applied += ids
        super()._apply(session, ids)


class CountingEmbedder(HashingEmbedder):
    """Remembers every text it was asked to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        self.embedded += texts
        return super().embed_passages(texts)

    def embed_query(self, text: str, language: str | None = None) -> Vectors:
        return super().embed_passages([text])[0]


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    """A database in a file: two sessions are two connections, as two processes have them."""
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.fixture
def embedder(app: Flask) -> CountingEmbedder:
    counting = CountingEmbedder()
    app.extensions["search"].models = OnlyModel(counting)
    return counting


@pytest.fixture
def other_session(app: Flask) -> Iterator[Session]:
    with Session(db.engine) as session:
        yield session


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    return SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "one")


@pytest.fixture
def find(other_session: Session, tmp_path: Path) -> Find:
    """What another process finds: its own index and its own connection."""
    engine = SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "other")

    def find(request: SearchRequest = PATROLS, actor: Actor = CHAIR) -> list[str]:
        answer = search(other_session, engine, request, actor=actor)
        other_session.commit()
        assert answer.total == len(answer.found)
        return sorted(found.practice.external_id for found in answer.found)

    return find


def test_another_process_finds_at_once_what_is_published_and_loses_what_is_withdrawn(
    session: Session, make_practice: Make, find: Find
) -> None:
    assert find() == []
    draft = make_practice("rcm", external_id="a", state=PracticeState.DRAFT)
    assert find() == []
    publication.publish(session, draft, actor=SYSTEM)
    assert find() == [], "not before the commit"
    session.commit()
    assert find() == ["a"]
    make_practice("rcm", external_id="b")
    assert find() == ["a", "b"]
    publication.withdraw(session, draft, "Outdated", actor=SYSTEM)
    session.commit()
    assert find() == ["b"]


def test_what_is_rolled_back_was_never_there(
    session: Session, make_practice: Make, find: Find
) -> None:
    practice = make_practice("rcm", external_id="a", state=PracticeState.DRAFT)
    before = counts(session)
    publication.publish(session, practice, actor=SYSTEM)
    session.flush()
    session.rollback()
    assert counts(session) == before
    assert find() == []
    session.commit()
    assert counts(session) == before


def counts(session: Session) -> list[int | None]:
    return [
        *(session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (SearchPassage,)),
        session.scalar(sa.select(sa.func.count()).select_from(IndexChange)),
        session.scalar(sa.select(IndexCounter.number)),
    ]


def test_what_a_savepoint_undoes_does_not_hide_what_came_before_it(
    session: Session, make_practice: Make, find: Find
) -> None:
    practice = make_practice("rcm", external_id="a", state=PracticeState.DRAFT)
    publication.publish(session, practice, actor=SYSTEM)
    nested = session.begin_nested()
    practice.title = "Undone"
    session.flush()
    nested.rollback()
    session.commit()
    assert find() == ["a"]


def test_what_a_savepoint_keeps_is_only_there_with_its_transaction(
    session: Session, other_session: Session, make_practice: Make, find: Find
) -> None:
    """Else a practice would be published before it can be found."""
    draft = make_practice("rcm", external_id="a", state=PracticeState.DRAFT)
    for end in (session.rollback, session.commit):
        with session.begin_nested():
            publication.publish(session, draft, actor=SYSTEM)
        assert other_session.scalar(sa.select(Practice.state)) == PracticeState.DRAFT
        other_session.commit()
        assert find() == []
        end()
    assert other_session.scalar(sa.select(Practice.state)) == PracticeState.PUBLISHED
    assert find() == ["a"]


def test_a_changed_text_is_found_by_its_new_words_only(
    session: Session, make_practice: Make, find: Find
) -> None:
    practice = make_practice("rcm", external_id="a", title="Joint border patrols", summary="Boats.")
    assert find() == ["a"]
    values = {"title": "Pension portability", "summary": "Rights kept."}
    services.update(session, practice, values, actor=SYSTEM)
    session.commit()
    assert find() == []
    assert find(replace(PATROLS, text="pension rights")) == ["a"]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.OBSERVERS, Audience.NAMED])
def test_a_narrowed_audience_is_in_force_at_the_next_search(
    session: Session, make_practice: Make, make_rcp: Callable[..., Rcp], find: Find, audience: str
) -> None:
    make_rcp("rcm")
    make_rcp("sacm")
    practice = make_practice("bali-process", external_id="a", audience=Audience.PUBLIC)
    visitor = Actor()
    assert find(actor=CHAIR) == find(actor=visitor) == ["a"]
    values = {"audience": Audience(audience)}
    named = {"audience_rcps": ["sacm"]} if audience == Audience.NAMED else {}
    services.update(session, practice, values | named, actor=SYSTEM)
    session.commit()
    assert find(actor=CHAIR) == find(actor=visitor) == []
    own = Actor(user_id=2, seats=frozenset({Seat("bali-process", Role.MEMBER)}))
    assert find(actor=own) == ["a"]


def test_a_reader_that_is_added_or_taken_away_alone_is_noticed(
    session: Session, make_practice: Make, make_rcp: Callable[..., Rcp], find: Find
) -> None:
    make_rcp("rcm")
    make_rcp("sacm")
    named = {"audience": Audience.NAMED, "audience_rcps": ["sacm"]}
    practice = make_practice("bali-process", external_id="a", **named)
    assert find() == []
    session.add(PracticeReader(practice_id=practice.id, rcp_slug="rcm"))
    session.commit()
    assert find() == ["a"]
    session.delete(session.get_one(PracticeReader, (practice.id, "rcm")))
    session.commit()
    assert find() == []


def test_an_index_built_while_a_page_holds_older_rows_has_the_new_ones(
    session: Session, other_session: Session, make_practice: Make, engine: SearchEngine
) -> None:
    practice = make_practice("bali-process", audience=Audience.PUBLIC)
    held = other_session.get_one(Practice, practice.id)
    assert held.audience == Audience.PUBLIC
    engine.in_step(other_session)
    services.update(session, practice, {"audience": Audience.MEMBERS}, actor=SYSTEM)
    session.commit()
    engine.in_step(other_session)
    answer = search(session, engine, PATROLS, actor=Actor())
    assert (answer.total, set(map(len, answer.facets.values()))) == (0, {0})


def test_the_regions_of_a_process_are_those_of_its_practices(
    session: Session, make_practice: Make, engine: SearchEngine
) -> None:
    practice = make_practice("rcm", audience=Audience.PUBLIC)
    make_practice("rcm", state=PracticeState.DRAFT)
    asia, gulf = ({"region": frozenset({region})} for region in ("asia", "gulf"))

    def found(filters: dict[str, frozenset[str]]) -> int:
        return search(session, engine, replace(PATROLS, filters=filters), actor=CHAIR).total

    assert (found(asia), found(gulf)) == (1, 0)
    practice.rcp.regions = ["gulf", "africa"]
    session.commit()
    assert (found(asia), found(gulf)) == (0, 1)


def test_deleting_the_derived_folder_changes_no_result(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    for number in range(5):
        make_practice("rcm", f"Joint border patrols {number}", external_id=str(number))

    def answer() -> list[tuple[str, float]]:
        engine = SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "x")
        found = search(session, engine, PATROLS, actor=CHAIR)
        return [(item.practice.external_id, item.hit.score) for item in found.found]

    first = answer()
    snapshot_of(session, tmp_path / "x")
    assert answer() == first
    shutil.rmtree(tmp_path / "x")
    assert answer() == first


def snapshot_of(session: Session, folder: Path, after: int = 0) -> SearchEngine:
    engine = SearchEngine(OnlyModel(HashingEmbedder()), folder)
    engine.in_step(session)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("rcp_platform.discovery.engine._SNAPSHOT_AFTER", after)
        engine.keep_snapshot()
    assert list(folder.rglob("*.snapshot"))
    return engine


def test_a_snapshot_saves_reading_and_what_came_after_it_is_applied(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    kept, gone = (make_practice("rcm", external_id=key) for key in "ab")
    snapshot_of(session, tmp_path / "x")
    publication.withdraw(session, gone, "Outdated", actor=SYSTEM)
    make_practice("rcm", external_id="c")
    engine = RecordingEngine(OnlyModel(HashingEmbedder()), tmp_path / "x")
    engine.in_step(session)
    assert len(engine.applied) == 2
    found = search(session, engine, PATROLS, actor=CHAIR).found
    assert {item.practice.external_id for item in found} == {"a", "c"}
    assert kept.id in {item.practice.id for item in found}


@pytest.mark.parametrize("damage", ["another history", "put back", "damaged"])
def test_a_snapshot_of_another_state_of_affairs_is_not_used(
    session: Session, make_practice: Make, tmp_path: Path, damage: str
) -> None:
    make_practice("rcm", external_id="a")
    make_practice("rcm", external_id="b")
    snapshot_of(session, tmp_path / "x")
    if damage == "another history":
        session.execute(sa.update(IndexCounter).values(history="f" * 32))
    elif damage == "put back":
        gone = session.scalars(sa.select(Practice).filter_by(external_id="b")).one()
        for row in (SearchPassage, IndexChange):
            session.execute(sa.delete(row).where(row.practice_id == gone.id))
        session.execute(sa.delete(Practice).where(Practice.id == gone.id))
        session.execute(sa.update(IndexCounter).values(number=1))
        session.execute(sa.update(IndexChange).values(number=1))
    else:
        (file,) = (tmp_path / "x").rglob("vectors.npy")
        file.write_bytes(file.read_bytes()[:-9])
    session.commit()
    engine = RecordingEngine(OnlyModel(HashingEmbedder()), tmp_path / "x")
    engine.in_step(session)
    assert engine.applied, "built from the rows"
    assert engine.size() == session.scalar(sa.select(sa.func.count(Practice.id)))


def test_what_is_loaded_before_a_server_forks_is_brought_in_step_by_its_workers(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    make_practice("rcm", external_id="a")
    snapshot_of(session, tmp_path / "x")
    make_practice("rcm", external_id="b")
    engine = RecordingEngine(OnlyModel(HashingEmbedder()), tmp_path / "x")
    with engine.preloading(session):
        pass
    assert (engine.size(), engine.applied) == (1, [])
    engine.in_step(session)
    assert (engine.size(), len(engine.applied)) == (2, 1)


def test_a_server_starts_without_a_snapshot(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    make_practice("rcm", external_id="a")
    engine = RecordingEngine(OnlyModel(HashingEmbedder()), tmp_path / "x")
    with engine.preloading(session):
        pass
    assert (engine.size(), engine.applied) == (0, [])
    engine.in_step(session)
    assert engine.size() == 1


def test_a_model_is_loaded_by_a_thread_that_is_over_before_a_server_forks(
    session: Session, tmp_path: Path
) -> None:
    class Watched(HashingEmbedder):
        loaded_by: threading.Thread | None = None

        def embed_query(self, text: str, language: str | None = None) -> Vector:
            self.loaded_by = threading.current_thread()
            return super().embed_query(text, language)

    embedder = Watched()
    with SearchEngine(OnlyModel(embedder), tmp_path / "x").preloading(session):
        pass
    assert embedder.loaded_by is not None
    assert not embedder.loaded_by.is_alive()


def test_a_server_whose_model_cannot_be_loaded_does_not_start(
    session: Session, tmp_path: Path
) -> None:
    class Broken(HashingEmbedder):
        def embed_query(self, text: str, language: str | None = None) -> Vector:
            raise OSError("damaged")

    engine = SearchEngine(OnlyModel(Broken()), tmp_path / "x")
    with pytest.raises(OSError, match="damaged"), engine.preloading(session):
        pass


def test_a_process_goes_on_with_the_snapshot_it_kept(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    make_practice("rcm", external_id="a")
    engine = snapshot_of(session, tmp_path / "x")
    assert len(list((tmp_path / "x").rglob("*.clone"))) == 1
    make_practice("rcm", external_id="b")
    found = search(session, engine, PATROLS, actor=CHAIR).found
    assert {item.practice.external_id for item in found} == {"a", "b"}


def test_forgetting_an_index_leaves_other_processes_theirs(
    session: Session, make_practice: Make, tmp_path: Path
) -> None:
    make_practice("rcm", external_id="a")
    engine, other = (snapshot_of(session, tmp_path / "x") for _ in range(2))
    engine.forget()
    assert not list((tmp_path / "x").rglob("*.snapshot"))
    make_practice("rcm", external_id="b")
    assert search(session, other, PATROLS, actor=CHAIR).total == 2
    assert search(session, engine, PATROLS, actor=CHAIR).total == 2


def test_only_what_is_new_is_embedded(
    session: Session, embedder: CountingEmbedder, make_practice: Make
) -> None:
    practice = make_practice("rcm", summary="One.", approach="Two.", impact="Three.")
    assert len(embedder.embedded) == 3
    embedder.embedded.clear()
    services.update(session, practice, {"impact": "Four."}, actor=SYSTEM)
    session.commit()
    assert embedder.embedded == [f"{practice.title}. Four."]
    embedder.embedded.clear()
    services.update(session, practice, {"audience": Audience.MEMBERS}, actor=SYSTEM)
    session.commit()
    practice.rcp.regions = ["africa"]
    session.commit()
    assert embedder.embedded == []


def test_drafts_are_neither_embedded_nor_noted(
    session: Session, embedder: CountingEmbedder, make_practice: Make
) -> None:
    draft = make_practice("rcm", state=PracticeState.DRAFT)
    services.update(session, draft, {"impact": "More."}, actor=SYSTEM)
    session.commit()
    services.delete_draft(session, draft, actor=SYSTEM)
    session.commit()
    assert embedder.embedded == []
    assert session.scalars(sa.select(SearchPassage)).all() == []
