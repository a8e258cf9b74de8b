"""What a server loads until its first page, and that commands find what it leaves out."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from rcp_platform.cli import group
from rcp_platform.core import migrations, web
from rcp_platform.extensions import alembic

PLATFORM = Path(__file__).parents[2] / "platform"

FIRST_PAGE = """
import sys
from pathlib import Path
from rcp_platform import create_app
from rcp_platform.cli import group, instance
from rcp_platform.config import Settings
from rcp_platform.core.db import Base
from rcp_platform.core.schedule import JOBS
from rcp_platform.extensions import db
from rcp_search import HashingEmbedder
settings = Settings(instance=Path(sys.argv[1]), secret_key="k" * 40, database_url="sqlite://")
app = create_app(settings, embedder=HashingEmbedder())
with app.app_context():
    Base.metadata.create_all(db.engine)
    assert app.test_client().get("/").status_code == 200
"""

#: What only some commands, pages or jobs need.
NOT_LOADED = {
    "alembic",
    "asgiref",
    "docx",
    "email_validator",
    "faiss",
    "flask_alembic",
    "huey",
    "icalendar",
    "lxml",
    "mako",
    "onnxruntime",
    "pygments",
    "rapidfuzz",
    "rcp_ingest.recognisers",
    "rcp_ingest.withholding",
    "rcp_platform.archives",
    "rcp_platform.samples",
    "rcp_search.evaluation",
    "rich",
    "smtplib",
    "statistics",
    "tantivy",
    "tokenizers",
    "torch",
    "typst",
}


def after_the_first_page(code: str, instance: Path) -> set[str]:
    """Return the words that code prints in a process that has answered with its first page."""
    run = [sys.executable, "-c", f"{FIRST_PAGE}\n{code}", str(instance)]
    return set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())


def declared_commands() -> dict[str, str]:
    """Return the name of each command that a module declares, and that module."""
    files = [
        file
        for file in PLATFORM.rglob("*.py")
        for statement in ast.parse(file.read_bytes()).body
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) == "COMMANDS"
    ]
    modules = [".".join(file.relative_to(PLATFORM).with_suffix("").parts) for file in files]
    return {str(one.name): module for module in modules for one in import_module(module).COMMANDS}


def test_a_first_page_loads_nothing_that_few_pages_need(tmp_path: Path) -> None:
    loaded = after_the_first_page("print(*sys.modules)", tmp_path)
    assert "flask" in loaded
    assert loaded & NOT_LOADED == set()


def test_a_server_knows_every_job(tmp_path: Path) -> None:
    code = "jobs = set(JOBS)\nlist(group.commands.values())\nprint(*set(JOBS) - jobs)"
    assert after_the_first_page(code, tmp_path) == set()


def test_an_address_is_compiled_when_a_page_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_builder = Rule._compile_builder

    def watched(rule: Rule, append_unknown: bool = True) -> Any:
        compiled.append(rule.rule)
        return compile_builder(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", watched)
    app = Flask(__name__)
    web.init_app(app)
    app.add_url_rule("/when-needed/<slug:name>", "page")
    assert "/when-needed/<slug:name>" not in compiled
    with app.test_request_context():
        assert url_for("page", name="first") == "/when-needed/first"
        assert url_for("page", name="first", rule="5") == "/when-needed/first?rule=5"
    assert "/when-needed/<slug:name>" in compiled


def test_every_command_that_a_domain_declares_is_there() -> None:
    declared = declared_commands()
    assert set(group.commands) == set(declared)
    assert {name: group.commands[name].name for name in declared} == {n: n for n in declared}


def test_a_command_that_is_not_there_is_told(app: Flask) -> None:
    run = app.test_cli_runner().invoke(group, ["initt"])
    assert run.exit_code == 2
    assert "No such command 'initt'" in run.output


def test_alembic_has_its_commands_in_flask(app: Flask) -> None:
    run = app.test_cli_runner().invoke(args=["db", "heads"])
    assert run.exit_code == 0, run.output
    assert all(newest in run.output for newest in migrations.newest())
    assert isinstance(app.cli.commands["db"], click.Group)


def test_the_newest_migration_is_the_one_that_alembic_finds(app: Flask) -> None:
    assert migrations.newest() == {head.revision for head in alembic.heads()}


@pytest.mark.parametrize(
    ("built_on", "newest"),
    [("None", {"1", "2", "3"}), ("'1'", {"2", "3"}), ('("1", "2")', {"3"})],
)
def test_a_migration_that_another_builds_on_is_not_the_newest(
    tmp_path: Path, built_on: str, newest: set[str]
) -> None:
    for name, down in (("1", "None"), ("2", "None"), ("3", built_on)):
        (tmp_path / f"{name}.py").write_text(
            f"revision: str = '{name}'\ndown_revision: Union[str, None] = {down}\n"
        )
    assert migrations.newest(tmp_path) == newest
