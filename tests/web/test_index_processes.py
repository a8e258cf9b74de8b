"""Two real processes on one database: what one commits, the other finds, whatever happens."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from rcp_platform.config import Settings
from rcp_platform.core.access import Actor, Role, Seat
from rcp_platform.directory.models import Rcp
from rcp_platform.discovery.engine import current_engine
from rcp_platform.discovery.search import Scope, SearchRequest, search

CHAIR = Actor(user_id=1, seats=frozenset({Seat("rcm", Role.CHAIR)}))
FEES = SearchRequest("recruitment fees", Scope.OTHER)

_PROGRAM = """
import os, signal, sys
from pathlib import Path
from flask.cli import ScriptInfo
from sqlalchemy import event
from sqlalchemy.orm import Session
from rcp_platform import create_app
from rcp_platform.cli import group
from rcp_platform.config import Settings
from rcp_search import HashingEmbedder

instance, url, arguments = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
settings = Settings(instance=instance, secret_key="k" * 40, database_url=url)
app = create_app(settings, embedder=HashingEmbedder())

def die(session):
    if not session.in_nested_transaction():
        os.kill(os.getpid(), signal.SIGKILL)

if arguments[0] == "before_indexing":
    event.listen(Session, "before_commit", die, insert=True)
elif arguments[0] in ("before_commit", "after_commit"):
    # The platform's own listeners came first: what is to be indexed is written by now.
    event.listen(Session, arguments[0], die)
if arguments[0] not in group.commands:
    arguments.pop(0)
group(arguments, obj=ScriptInfo(create_app=lambda: app))
"""


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.fixture
def elsewhere(settings: Settings) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command of the platform in a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", _PROGRAM, str(settings.instance), settings.database]
        return subprocess.run(
            [*program, *arguments], capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def file(tmp_path: Path, make_rcp: Callable[..., Rcp]) -> str:
    make_rcp("bali-process")
    make_rcp("rcm")
    record = {"id": "x", "rcp": "bali-process", "title": "Recruitment fees", "language": "en"}
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(record | {"summary": "Recruitment fees fell."}), encoding="utf-8")
    return str(path)


@pytest.fixture
def found_here(session: Session) -> Callable[[], list[str]]:
    def found() -> list[str]:
        session.rollback()
        answer = search(session, current_engine(), FEES, actor=CHAIR)
        return [item.practice.external_id for item in answer.found]

    return found


def test_what_another_process_publishes_is_found_by_the_next_search_here(
    elsewhere: Callable[..., subprocess.CompletedProcess[str]],
    file: str,
    found_here: Callable[[], list[str]],
) -> None:
    assert found_here() == []
    run = elsewhere("import", file, "--publish")
    assert run.returncode == 0, run.stderr
    assert found_here() == ["x"]


def test_a_process_killed_right_after_its_commit_loses_nothing(
    elsewhere: Callable[..., subprocess.CompletedProcess[str]],
    file: str,
    found_here: Callable[[], list[str]],
) -> None:
    assert elsewhere("after_commit", "import", file, "--publish").returncode == -signal.SIGKILL
    assert found_here() == ["x"]


@pytest.mark.parametrize("when", ["before_indexing", "before_commit"])
def test_a_process_killed_right_before_its_commit_leaves_no_trace(
    when: str,
    elsewhere: Callable[..., subprocess.CompletedProcess[str]],
    file: str,
    found_here: Callable[[], list[str]],
) -> None:
    run = elsewhere(when, "import", file, "--publish")
    assert run.returncode == -signal.SIGKILL
    assert found_here() == []
    assert elsewhere("import", file, "--publish").returncode == 0
    assert found_here() == ["x"]
