"""Vectors searched in PostgreSQL: as near as in the process, and never more than allowed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from rcp_platform.config import Settings, SettingsError, Vectors
from rcp_platform.core.access import SYSTEM, Actor, Role, Seat
from rcp_platform.discovery import vector_upkeep
from rcp_platform.discovery.cli import prepare_vectors
from rcp_platform.discovery.engine import SearchEngine, current_engine
from rcp_platform.discovery.models_at_hand import OnlyModel
from rcp_platform.discovery.search import Scope as Where
from rcp_platform.discovery.search import SearchRequest, search
from rcp_platform.discovery.vector_store import PostgresqlVectors
from rcp_platform.discovery.vector_table import TABLE, pairs
from rcp_platform.extensions import db
from rcp_platform.practices import publication
from rcp_platform.practices.models import Practice
from rcp_platform.practices.states import Audience
from rcp_search import Document, HashingEmbedder, Index, Passage, Query
from rcp_search.models.embedding import Vectors as Rows
from rcp_search.models.embedding import unit_rows
from rcp_search.rows.scope import Scope
from rcp_search.vectors import dense, elsewhere

pytestmark = pytest.mark.postgresql

CHAIR = Actor(user_id=1, seats=frozenset({Seat("rcm", Role.CHAIR)}))
PATROLS = SearchRequest("joint border patrols", Where.ALL, limit=100)
MODEL, DIMENSION, DOCUMENTS, PASSAGES = "random", 32, 4_000, 2
PUBLIC, NETWORK = frozenset({"public"}), frozenset({"network"})
#: Of how many documents in a thousand each value is.
SHARES = {"half": 500, "tenth": 100, "hundredth": 10, "thousandth": 1}

Make = Callable[..., Practice]
Run = Callable[..., Result]


class Other(HashingEmbedder):
    """Another model, whose vectors are longer."""

    name = "other@1"
    dimension = 300


@pytest.fixture
def settings(settings: Settings, postgresql_url: str) -> Settings:
    return replace(settings, database_url=postgresql_url, vectors=Vectors.POSTGRESQL)


@pytest.fixture
def prepared(app: Flask) -> None:
    prepare_vectors()


@pytest.fixture
def find(session: Session, tmp_path: Path) -> Callable[[], list[str]]:
    engine = SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "one", Vectors.POSTGRESQL)

    def find() -> list[str]:
        session.commit()
        answer = search(session, engine, PATROLS, actor=CHAIR)
        session.commit()
        assert answer.total == len(answer.found)
        return sorted(found.practice.external_id for found in answer.found)

    return find


# --- as near as in the process ------------------------------------------------


@pytest.fixture
def random_vectors(prepared: None, session: Session) -> tuple[Index, Index]:
    """The same documents in an index that holds its vectors, and in one that does not."""
    random = np.random.default_rng(0)
    groups = random.normal(size=(60, DIMENSION))[random.integers(0, 60, DOCUMENTS)]
    noise = random.normal(size=(DOCUMENTS, PASSAGES, DIMENSION))
    vectors = unit_rows((groups[:, np.newaxis] + noise).reshape(-1, DIMENSION))
    store = PostgresqlVectors(db.engine, MODEL, DIMENSION)
    here, there = Index(MODEL, DIMENSION), Index(MODEL, DIMENSION, store)
    order, rows = random.permutation(DOCUMENTS), []
    for key in range(DOCUMENTS):
        share = frozenset(name for name, of in SHARES.items() if order[key] * 1000 < of * DOCUMENTS)
        labels = NETWORK if key % 2 else NETWORK | PUBLIC
        document = Document(key, "", (), "en", labels, {"share": share})
        narrower = NETWORK if key % 3 == 0 else None
        passages = [Passage(0, "", "text"), Passage(1, "", "text", narrower)]
        own = vectors[key * PASSAGES : (key + 1) * PASSAGES]
        here.upsert(document, passages, own)
        there.upsert(document, passages, own[:, :0])
        rows += [row(document, *each) for each in zip(passages, own, strict=True)]
    # There are no passages that these rows could refer to.
    session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(sa.insert(TABLE), rows)
    session.commit()
    session.execute(sa.text("ANALYZE search_vectors"))
    session.commit()
    return here, there


def row(document: Document, passage: Passage, vector: Rows) -> dict[str, Any]:
    return {
        "passage_id": document.key * PASSAGES + passage.number,
        "practice_id": document.key,
        "number": passage.number,
        "model": MODEL,
        "embedding": vector.tobytes(),
        "labels": sorted(document.labels_of(passage)),
        "facets": pairs("share", document.facets["share"]),
    }


def scopes() -> list[Scope]:
    filtered = [
        Scope(labels, {"share": frozenset({s})}) for s in SHARES for labels in (PUBLIC, NETWORK)
    ]
    excluding = [Scope(NETWORK, {}, {"share": frozenset({"half", "tenth"})})]
    hostile = [Scope(PUBLIC | {"a\0b", "\ud800", "{", "'"}, {"share": frozenset({"half", "\0"})})]
    return [Scope(NETWORK), Scope(PUBLIC), *filtered, *excluding, *hostile]


def questions() -> Rows:
    return unit_rows(np.random.default_rng(1).normal(size=(5, DIMENSION)))


def best(similarities: dense.Floats) -> list[int]:
    order = np.argsort(-similarities)[:10]
    return order[similarities[order] > dense.NOT_COMPARED].tolist()


def test_the_nearest_and_their_cosines_are_those_of_the_process(
    random_vectors: tuple[Index, Index],
) -> None:
    here, there = random_vectors
    for scope in scopes():
        for question in questions():
            expected = here.similarities(question, scope)
            assert np.count_nonzero(expected > dense.NOT_COMPARED) > 0
            similarities = there.similarities(question, scope)
            assert best(similarities) == best(expected)
            np.testing.assert_allclose(similarities, expected, atol=1e-5)


@pytest.fixture
def plan(app: Flask) -> Callable[..., str]:
    """How PostgreSQL carries out the question asked last, after some settings."""
    executed: list[tuple[str, Any]] = []

    def remember(_connection: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        executed.append((text, parameters))

    event.listen(db.engine, "before_cursor_execute", remember)

    def explain(*settings: str) -> str:
        text, parameters = executed[-1]
        with db.engine.connect() as connection:
            for setting in settings:
                connection.execute(sa.text(f"SET LOCAL {setting}"))
            return "\n".join(connection.exec_driver_sql(f"EXPLAIN {text}", parameters).scalars())

    return explain


def test_among_many_the_graph_finds_nearly_all_and_among_few_every_one_is_compared(
    random_vectors: tuple[Index, Index], plan: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = random_vectors
    monkeypatch.setattr(vector_upkeep, "GRAPH_FROM", 1)
    monkeypatch.setattr(elsewhere, "COMPARED", 300)
    # For as many as usual of so few rows the planner would compare all.
    monkeypatch.setattr(elsewhere, "NEAREST", 50)
    vector_upkeep.build_graph(db.engine, MODEL, DIMENSION)
    by_graph = []
    for scope in scopes():
        hits, allowed = 0, 0
        for question in questions():
            expected = here.similarities(question, scope)
            similarities = there.similarities(question, scope)
            returned = similarities > dense.NOT_COMPARED
            np.testing.assert_allclose(similarities[returned], expected[returned], atol=1e-5)
            hits += len({*best(similarities)} & {*best(expected)})
            allowed = np.count_nonzero(expected > dense.NOT_COMPARED)
        by_graph.append("search_vectors_graph_" in plan())
        assert by_graph[-1] == (allowed > 400)
        assert hits >= (47 if by_graph[-1] else 5 * min(10, allowed))
    assert {*by_graph} == {True, False}


def test_the_graph_is_not_used_among_few_whatever_the_planner_thinks(
    random_vectors: tuple[Index, Index], plan: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_upkeep, "GRAPH_FROM", 1)
    vector_upkeep.build_graph(db.engine, MODEL, DIMENSION)
    store = PostgresqlVectors(db.engine, MODEL, DIMENSION)
    without_others = ("enable_seqscan = off", "enable_sort = off")
    store.nearest(questions()[0], Scope(NETWORK), 10)
    assert "search_vectors_graph_" in plan(*without_others)
    for count in (1, 100, DOCUMENTS):
        store.nearest(questions()[0], Scope(NETWORK), 10, np.arange(count))
        assert "search_vectors_graph_" not in plan(*without_others)


# --- publication and withdrawal ----------------------------------------------


def test_what_was_published_before_is_copied_once_and_what_comes_later_at_once(
    session: Session, make_practice: Make, find: Callable[[], list[str]]
) -> None:
    make_practice("rcm", external_id="before")
    with pytest.raises(SettingsError, match="rcp-exchange init"):
        find()
    prepare_vectors()
    copied = vectors_kept(session)
    prepare_vectors()
    assert vectors_kept(session) == copied > 0
    make_practice("rcm", external_id="later")
    assert find() == ["before", "later"]
    assert vector_upkeep.missing(session) == 0


def test_a_withdrawn_or_deleted_practice_leaves_no_vector(
    prepared: None, session: Session, make_practice: Make, find: Callable[[], list[str]]
) -> None:
    practices = [make_practice("rcm", external_id=name) for name in "abc"]
    assert find() == ["a", "b", "c"]
    publication.withdraw(session, practices[0], "Outdated", actor=SYSTEM)
    session.delete(practices[1])
    assert find() == ["c"]
    kept = session.scalars(sa.select(TABLE.c.practice_id).distinct()).all()
    assert kept == [practices[2].id]


def test_what_is_rolled_back_leaves_no_vector(
    prepared: None, session: Session, make_practice: Make
) -> None:
    practice = make_practice("rcm")
    before = vectors_kept(session)
    publication.withdraw(session, practice, "Outdated", actor=SYSTEM)
    session.flush()
    session.rollback()
    assert vectors_kept(session) == before > 0


def test_a_vector_whose_labels_say_otherwise_is_not_found(
    prepared: None, session: Session, make_practice: Make, find: Callable[[], list[str]]
) -> None:
    make_practice("rcm", external_id="a")
    assert find() == ["a"]
    session.execute(sa.update(TABLE).values(labels=["rcp:other:members"]))
    assert find() == []


def test_what_a_reader_may_not_open_of_a_practice_is_neither_found_nor_compared(
    prepared: None, session: Session, make_practice: Make, tmp_path: Path
) -> None:
    narrower = {"audience": Audience.NETWORK, "body_audience": Audience.MEMBERS}
    withheld = make_practice("igc", description="Drones watch the coast by night.", **narrower)
    make_practice("sacm", "Drones by night", summary="Drones watch the coast by night.")
    make_practice("sacm", "Joint border patrols")
    here, there = (
        SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / kept, kept) for kept in Vectors
    )
    sections = {
        frozenset({"network"}): {"summary"},
        frozenset({"network", "rcp:igc:members"}): {"summary", "description"},
    }
    for labels, readable in sections.items():
        found = [
            engine.in_step(session).search(Query("drones", labels)) for engine in (here, there)
        ]
        assert [hit.passage for hit in found[0].hits] == [hit.passage for hit in found[1].hits]
        assert {hit.passage.section for hit in found[1].hits} == readable
        similar = [engine.in_step(session).similar(withheld.id, labels) for engine in (here, there)]
        assert [hit.key for hit in similar[0]] == [hit.key for hit in similar[1]]
        np.testing.assert_allclose(
            *([hit.similarity for hit in hits] for hits in similar), atol=1e-5
        )


def test_a_search_does_not_touch_the_transaction_it_is_made_in(
    prepared: None, session: Session, make_practice: Make, tmp_path: Path
) -> None:
    practice = make_practice("rcm")
    engine = SearchEngine(OnlyModel(HashingEmbedder()), tmp_path, Vectors.POSTGRESQL)
    session.commit()
    connections = db.engine.pool.checkedout()
    assert search(session, engine, PATROLS, actor=CHAIR).total == 1
    assert session.scalar(sa.text("SHOW transaction_read_only")) == "off"
    assert session.scalar(sa.text("SHOW plan_cache_mode")) == "auto"
    practice.title = "Another"
    session.commit()
    assert db.engine.pool.checkedout() == connections


def test_a_process_starts_from_a_snapshot_that_holds_no_vectors(
    prepared: None,
    session: Session,
    make_practice: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rcp_platform.discovery.engine._SNAPSHOT_AFTER", 1)
    make_practice("rcm")
    first, second = (
        SearchEngine(OnlyModel(HashingEmbedder()), tmp_path / "one", Vectors.POSTGRESQL)
        for _ in range(2)
    )
    first.warm_up(session)
    (vectors,) = tmp_path.rglob("vectors.npy")
    assert np.load(vectors).shape == (1, 0)
    monkeypatch.setattr("rcp_platform.discovery.rows.passages_by_practice", lambda *_: 1 / 0)
    for engine in (first, second):
        assert search(session, engine, PATROLS, actor=CHAIR).total == 1


def vectors_kept(session: Session) -> int:
    return session.scalars(sa.select(sa.func.count()).select_from(TABLE)).one()


# --- upkeep -------------------------------------------------------------------


def test_a_change_of_the_model_changes_vectors_and_graph(
    prepared: None,
    app: Flask,
    session: Session,
    make_practice: Make,
    run_command: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vector_upkeep, "GRAPH_FROM", 1)
    make_practice("rcm", external_id="a")
    assert run_command("reindex").exit_code == 0
    ours = current_engine()
    (before,) = graphs(session)
    assert search(session, ours, PATROLS, actor=CHAIR).total == 1
    other = SearchEngine(OnlyModel(Other()), ours._folder, Vectors.POSTGRESQL)
    app.extensions["search"] = other
    done = run_command("reindex")
    assert (done.exit_code, "now use other@1" in done.output) == (0, True)
    assert session.scalars(sa.select(TABLE.c.model).distinct()).all() == ["other@1"]
    (after,) = graphs(session)
    assert after != before
    assert search(session, other, PATROLS, actor=CHAIR).total == 1


def graphs(session: Session) -> list[str]:
    session.commit()
    names = sa.text("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%graph%'")
    return list(session.scalars(names))


def test_a_graph_that_was_not_finished_is_made_again(
    prepared: None, session: Session, make_practice: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_upkeep, "GRAPH_FROM", 1)
    make_practice("rcm")
    vector_upkeep.build_graph(db.engine, "hashing-256", 256)
    valid = sa.text(
        "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE relname LIKE '%graph%'"
    )
    broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = CAST(:name AS regclass)"
    session.execute(sa.text(broken), {"name": graphs(session)[0]})
    session.commit()
    assert session.scalars(valid).all() == [False]
    session.commit()
    vector_upkeep.build_graph(db.engine, "hashing-256", 256)
    assert session.scalars(valid).all() == [True]


def test_few_vectors_get_no_graph(prepared: None, session: Session, make_practice: Make) -> None:
    make_practice("rcm")
    vector_upkeep.build_graph(db.engine, "hashing-256", 256)
    assert graphs(session) == []


def test_the_doctor_names_missing_vectors_and_what_it_advises_helps(
    session: Session, make_practice: Make, run_command: Run
) -> None:
    assert "no table of vectors: run “rcp-exchange init”" in run_command("doctor").output
    prepare_vectors()
    make_practice("rcm")
    session.execute(sa.delete(TABLE))
    session.commit()
    assert "have no vector: run “rcp-exchange init”" in run_command("doctor").output
    prepare_vectors()
    assert "searched in PostgreSQL" in run_command("doctor").output


def test_a_database_without_the_extension_is_refused_with_what_to_do(
    app: Flask, session: Session
) -> None:
    session.execute(sa.text("CREATE ROLE somebody"))
    session.execute(sa.text("SET LOCAL ROLE somebody"))
    with pytest.raises(SettingsError, match="Install pgvector on its server"):
        prepare_vectors()


def test_an_early_pgvector_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_upkeep, "_VERSION", (99, 0))
    with pytest.raises(SettingsError, match="ALTER EXTENSION vector UPDATE"):
        prepare_vectors()
