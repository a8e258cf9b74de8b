"""The doctor names what is wrong and what helps; what it advises does help."""

from collections.abc import Callable
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
from rcp_platform.config import Settings
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.models import IndexChange, SearchPassage
from rcp_platform.extensions import alembic
from rcp_platform.practices.models import Practice
from rcp_search import HashingEmbedder

Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    """A database that other processes can open."""
    url = f"sqlite:///{tmp_path / 'exchange.sqlite'}"
    return replace(settings, database_url=url)


@pytest.fixture(autouse=True)
def healthy(app: Flask, make_practice: Callable[..., Practice]) -> None:
    alembic.stamp()
    for number in range(3):
        make_practice("rcm", f"Joint patrols {number}")


def doctor_of(settings: Settings) -> Result:
    """The doctor in another process of an instance with these settings."""
    app = create_app(settings, embedder=HashingEmbedder())
    info = ScriptInfo(create_app=lambda: app)
    return Context().run(app.test_cli_runner().invoke, group, ["doctor"], obj=info)


def lines(run: Result) -> dict[str, str]:
    return {name: rest.strip() for name, rest in (r.split(maxsplit=1) for r in rows_of(run))}


def rows_of(run: Result) -> list[str]:
    assert "Traceback" not in run.output
    return run.stdout.splitlines()


def test_a_healthy_instance_passes_with_a_line_for_each_check(run_command: Run) -> None:
    run = run_command("doctor")
    assert run.exit_code == 0, run.output
    told = lines(run)
    assert list(told) == [
        "database",
        "migrations",
        "model",
        "vectors",
        "index",
        "mail",
        "worker",
        "folders",
    ]
    assert all(line.startswith("ok ") for line in told.values())
    assert told["index"] == "ok     in step, 3 practices"


@pytest.mark.parametrize("table", [SearchPassage, IndexChange])
@pytest.mark.parametrize("how_many", [1, 3])
def test_an_index_with_gaps_is_found_and_reindexing_closes_them(
    run_command: Run, session: Session, settings: Settings, table: type, how_many: int
) -> None:
    gone = session.scalars(sa.select(Practice.id).limit(how_many)).all()
    session.execute(sa.delete(table).where(table.practice_id.in_(gone)))
    session.commit()
    run = doctor_of(settings)
    assert run.exit_code == 1
    assert lines(run)["index"].startswith(f"WRONG  {how_many} published practices are missing")
    assert "rcp-exchange reindex" in lines(run)["index"]
    fixed = run_command("reindex")
    assert fixed.stdout == f"{how_many} practices embedded, 3 in the index.\n"
    assert doctor_of(settings).exit_code == 0


def test_reindexing_everything_changes_no_result(run_command: Run, session: Session) -> None:
    def answer() -> str:
        return run_command("search", "joint patrols", "--json", "--as", email).stdout

    email = "chair@rcm.example"
    run_command("user", "add", email, "--rcp", "rcm", "--role", "chair")
    before = answer()
    assert run_command("reindex", "--all").stdout == "3 practices embedded, 3 in the index.\n"
    assert answer() == before
    assert run_command("reindex").stdout == "0 practices embedded, 3 in the index.\n"


def test_a_ghost_in_this_machines_index_is_found(run_command: Run, session: Session) -> None:
    current_engine().in_step(session)
    session.execute(sa.delete(SearchPassage))
    session.execute(sa.delete(Practice))
    session.commit()
    run = run_command("doctor")
    assert run.exit_code == 1
    assert "3 practices in the index, 0 published" in lines(run)["index"]
    assert run_command("reindex").exit_code == 0
    assert run_command("doctor").exit_code == 0


def test_a_database_that_is_behind_is_found(run_command: Run, session: Session) -> None:
    session.execute(sa.text("DELETE FROM alembic_version"))
    session.commit()
    run = run_command("doctor")
    assert run.exit_code == 1
    told = lines(run)["migrations"]
    assert told == "WRONG  the database is behind this version: run “rcp-exchange init”"


def test_a_database_that_cannot_be_opened_is_found(settings: Settings) -> None:
    run = doctor_of(replace(settings, database_url="sqlite:////does/not/exist/x.sqlite"))
    assert run.exit_code == 1
    assert lines(run)["database"].startswith("WRONG")
    assert "unable to open database file" in lines(run)["database"]


def test_a_model_that_was_not_prepared_is_found(settings: Settings) -> None:
    app = create_app(settings)
    info = ScriptInfo(create_app=lambda: app)
    run = Context().run(app.test_cli_runner().invoke, group, ["doctor"], obj=info)
    assert run.exit_code == 1
    assert lines(run)["model"].startswith("WRONG  Searches use the model hashing-256, which is not")


def test_a_folder_that_cannot_be_written_to_is_found(run_command: Run, settings: Settings) -> None:
    (settings.instance / "search").write_text("in the way", encoding="utf-8")
    run = run_command("doctor")
    assert run.exit_code == 1
    assert "cannot be written to" in lines(run)["folders"]
