"""Another search model is prepared beside the one in use; nothing is lost and searches go on."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from rcp_platform import create_app
from rcp_platform.cli import group
from rcp_platform.config import Settings, SettingsError
from rcp_platform.core.access import SYSTEM, Actor, Role, Seat
from rcp_platform.discovery import rows
from rcp_platform.discovery.engine import SearchEngine
from rcp_platform.discovery.models import SearchPassage
from rcp_platform.discovery.search import Scope, SearchRequest, search
from rcp_platform.extensions import db
from rcp_platform.practices import publication, services
from rcp_platform.practices.models import Practice
from rcp_search import Embedder, HashingEmbedder
from rcp_search.models.embedding import Vectors

CHAIR = Actor(user_id=1, seats=frozenset({Seat("rcm", Role.CHAIR)}))
PATROLS = SearchRequest("joint border patrols", Scope.ALL, limit=100)
NAMES = sa.select(SearchPassage.model, sa.func.count()).group_by(SearchPassage.model)

Make = Callable[..., Practice]


class Other(HashingEmbedder):
    """Another model: other vectors, and something may happen while it embeds."""

    name = "other@1"

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def embed_passages(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> Vectors:
        self.meanwhile()
        self.embedded += texts
        return -super().embed_passages(texts)


class Shelf:
    """The models prepared on a machine, the one of its settings first."""

    def __init__(self, *embedders: Embedder) -> None:
        self.embedders = list(embedders)

    def configured(self) -> Embedder:
        return self.embedders[0]

    def named(self, name: str) -> Embedder:
        for embedder in self.embedders:
            if embedder.name == name:
                return embedder
        raise SettingsError(f"Searches use the model {name}, which is not prepared.")

    def prepare(self, tell: Callable[[str], None]) -> None:
        """Do nothing: all are ready."""


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.fixture
def other() -> Other:
    return Other()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rcp_platform.discovery.cli._BATCH", 2)
    monkeypatch.setattr("rcp_platform.discovery.model_change._BATCH", 2)


@pytest.fixture(autouse=True)
def seven(app: Flask, make_practice: Make) -> None:
    """Seven practices of the model in use; a process that serves knows both models."""
    app.extensions["search"].models = Shelf(HashingEmbedder(), Other())
    for number in range(7):
        make_practice("rcm", f"Joint border patrols {number}", external_id=str(number))


@pytest.fixture
def reindex(settings: Settings, other: Other) -> Callable[..., Result]:
    """``rcp-exchange reindex`` in another process, whose settings name the other model."""

    def run(*arguments: str) -> Result:
        app = create_app(settings, embedder=HashingEmbedder())
        app.extensions["search"].models = Shelf(other, HashingEmbedder())
        info = ScriptInfo(create_app=lambda: app)
        command = ["reindex", *arguments]
        return Context().run(app.test_cli_runner().invoke, group, command, obj=info)

    return run


@pytest.fixture
def other_session(app: Flask) -> Iterator[Session]:
    with Session(db.engine) as session:
        yield session


def found(session: Session, engine: SearchEngine) -> list[str]:
    session.rollback()
    answer = search(session, engine, PATROLS, actor=CHAIR)
    return sorted(item.practice.external_id for item in answer.found)


def wait_for_change(engine: SearchEngine) -> None:
    if engine._following is not None:
        engine._following.join()


def rows_of_models(session: Session) -> dict[str, int]:
    session.rollback()
    return dict(session.execute(NAMES).all())


def test_after_the_change_only_the_new_model_is_there_and_in_use(
    session: Session, reindex: Callable[..., Result], tmp_path: Path, other: Other
) -> None:
    assert rows_of_models(session) == {"hashing-256": 7}
    run = reindex()
    assert run.exit_code == 0, run.output
    assert "Searches now use other@1 instead of hashing-256." in run.stdout
    assert run.stdout.endswith("7 practices embedded, 7 in the index.\n")
    assert rows_of_models(session) == {"other@1": 7}
    assert rows.model_in_use(session) == "other@1"
    engine = SearchEngine(Shelf(HashingEmbedder(), other), tmp_path / "new")
    assert found(session, engine) == list("0123456")
    assert engine.embedder is other


def test_searches_and_publications_go_on_while_the_other_model_is_prepared(
    session: Session,
    other_session: Session,
    reindex: Callable[..., Result],
    make_practice: Make,
    tmp_path: Path,
    other: Other,
) -> None:
    engine = SearchEngine(Shelf(HashingEmbedder(), other), tmp_path / "serving")
    first, second, third = session.scalars(sa.select(Practice).order_by(Practice.id).limit(3))
    calls = 0

    def publish_and_search() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            make_practice("rcm", "Joint border patrols", external_id="new")
            publication.withdraw(session, first, "Outdated", actor=SYSTEM)
            services.update(session, second, {"summary": "Boats and radios."}, actor=SYSTEM)
            session.commit()
        assert engine_found() == (list("0123456") if calls < 3 else [*list("123456"), "new"])
        assert rows.model_in_use(session) == "hashing-256"

    def engine_found() -> list[str]:
        return found(other_session, engine)

    other.meanwhile = publish_and_search
    run = reindex()
    assert run.exit_code == 0, run.output
    assert calls > 4
    assert rows_of_models(session) == {"other@1": 7}
    assert rows.unindexed(session, "other@1") == []
    texts = set(session.scalars(sa.select(SearchPassage.text)))
    assert "Boats and radios." in texts
    assert third.summary in texts


def test_a_text_changed_while_it_was_embedded_is_embedded_again(
    session: Session, reindex: Callable[..., Result], other: Other
) -> None:
    practice = session.scalars(sa.select(Practice)).first()
    assert practice is not None

    def change() -> None:
        if len(other.embedded) == 0 and practice.summary != "Boats.":
            services.update(session, practice, {"summary": "Boats."}, actor=SYSTEM)
            session.commit()

    other.meanwhile = change
    assert reindex().exit_code == 0
    texts = set(session.scalars(sa.select(SearchPassage.text)))
    assert "Boats." in texts
    assert "A summary of joint border patrols 0." not in texts
    assert f"{practice.title}. Boats." in other.embedded


@pytest.mark.parametrize("after", [0, 2, 6])
def test_an_interrupted_change_is_resumed_where_it_was(
    session: Session, reindex: Callable[..., Result], other: Other, after: int
) -> None:
    def interrupt() -> None:
        if len(other.embedded) >= after:
            raise KeyboardInterrupt

    other.meanwhile = interrupt
    assert reindex().exit_code != 0
    assert rows.model_in_use(session) == "hashing-256"
    assert rows_of_models(session)["hashing-256"] == 7
    done = rows_of_models(session).get("other@1", 0)
    assert done == after
    other.meanwhile = lambda: None
    other.embedded.clear()
    assert reindex().exit_code == 0
    assert len(other.embedded) == 7 - done
    assert rows_of_models(session) == {"other@1": 7}


def test_rows_that_an_interrupted_removal_left_go_with_the_next_run(
    session: Session, reindex: Callable[..., Result]
) -> None:
    assert reindex().exit_code == 0
    session.execute(sa.update(SearchPassage).values(model="older").where(SearchPassage.id % 2 == 0))
    session.commit()
    assert reindex().exit_code == 0
    assert rows_of_models(session) == {"other@1": 7}


def test_going_back_in_the_middle_of_a_change_removes_what_was_begun(
    session: Session, run_command: Callable[..., Result], reindex: Callable[..., Result],
    other: Other,
) -> None:  # fmt: skip
    def interrupt() -> None:
        if other.embedded:
            raise KeyboardInterrupt

    other.meanwhile = interrupt
    assert reindex().exit_code != 0
    assert "other@1" in rows_of_models(session)
    assert run_command("reindex").stdout == "0 practices embedded, 7 in the index.\n"
    assert rows_of_models(session) == {"hashing-256": 7}


def test_a_practice_published_after_the_change_has_vectors_of_the_new_model(
    session: Session, reindex: Callable[..., Result], make_practice: Make
) -> None:
    assert reindex().exit_code == 0
    make_practice("rcm", "Joint border patrols", external_id="new")
    assert rows_of_models(session) == {"other@1": 8}


def test_a_publication_that_was_embedding_during_the_change_is_embedded_again(
    session: Session, other_session: Session, app: Flask, make_practice: Make, other: Other
) -> None:
    """On PostgreSQL two transactions run side by side; the counter's row makes one wait."""

    class Slow(HashingEmbedder):
        def embed_passages(
            self, texts: Sequence[str], languages: Sequence[str | None] | None = None
        ) -> Vectors:
            session.execute(sa.text("UPDATE index_counter SET model = 'other@1'"))
            return super().embed_passages(texts)

    app.extensions["search"].models = Shelf(Slow(), other)
    practice = make_practice("rcm", "Joint border patrols", external_id="new")
    names = sa.select(SearchPassage.model).where(SearchPassage.practice_id == practice.id)
    assert session.scalars(names).all() == ["other@1"]


def test_a_process_that_serves_follows_the_change(
    session: Session, reindex: Callable[..., Result], tmp_path: Path, other: Other
) -> None:
    engine = SearchEngine(Shelf(HashingEmbedder(), other), tmp_path / "serving")
    assert found(session, engine) == list("0123456")
    assert engine.embedder.name == "hashing-256"
    assert reindex().exit_code == 0
    assert found(session, engine) == list("0123456")
    wait_for_change(engine)
    assert found(session, engine) == list("0123456")
    assert engine.embedder is other


def test_a_process_without_the_new_model_keeps_the_old_one_and_says_so_once(
    session: Session,
    reindex: Callable[..., Result],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf(HashingEmbedder())
    engine = SearchEngine(shelf, tmp_path / "serving")
    assert found(session, engine) == list("0123456")
    assert reindex().exit_code == 0
    with caplog.at_level(logging.ERROR):
        assert found(session, engine) == found(session, engine) == list("0123456")
    told = [record.message for record in caplog.records if "other@1" in record.message]
    assert len(told) == 1
    shelf.embedders.append(Other())
    found(session, engine)
    wait_for_change(engine)
    assert engine.embedder.name == "other@1"


def test_a_process_without_the_model_in_use_shows_nothing_that_was_narrowed_meanwhile(
    session: Session, reindex: Callable[..., Result], tmp_path: Path
) -> None:
    engine = SearchEngine(Shelf(HashingEmbedder()), tmp_path / "serving")
    found(session, engine)
    assert reindex().exit_code == 0
    practice = session.scalars(sa.select(Practice).filter_by(external_id="3")).one()
    publication.withdraw(session, practice, "Outdated", actor=SYSTEM)
    session.commit()
    answer = search(session, engine, PATROLS, actor=CHAIR)
    assert answer.total == 6


def test_without_the_model_in_use_a_process_does_not_start_to_search(
    session: Session, reindex: Callable[..., Result], tmp_path: Path
) -> None:
    assert reindex().exit_code == 0
    session.rollback()
    with pytest.raises(SettingsError, match="other@1, which is not prepared"):
        SearchEngine(Shelf(HashingEmbedder()), tmp_path / "new").in_step(session)


def test_the_doctor_asks_for_a_change_that_the_settings_ask_for(
    run_command: Callable[..., Result], app: Flask
) -> None:
    assert "hashing-256 loads and answers" in run_command("doctor").stdout
    app.extensions["search"].models = Shelf(Other(), HashingEmbedder())
    told = run_command("doctor").stdout
    assert "searches use hashing-256, the settings ask for other@1: run “rcp-exchange re" in told
