"""The worker as a real process: it sends at once, ends in order, and goes with its server."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from tests.outbox import Inbox

from rcp_platform.config import Settings
from rcp_platform.core.db import Base
from rcp_platform.core.queue import soon
from rcp_platform.core.schedule import JobRun
from rcp_platform.extensions import alembic, db
from rcp_platform.notifications import services

PROCESS = Path(__file__).parents[1] / "platform_process.py"
#: Seconds after which a test that waits for another process has failed.
DEADLINE = 120


@pytest.fixture(autouse=True)
def deadline() -> Iterator[None]:
    def give_up(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(DEADLINE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def settings(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, database_url=f"sqlite:///{tmp_path / 'exchange.sqlite'}")


@pytest.fixture
def instance(app: Flask, settings: Settings) -> Path:
    """An instance that a server agrees to serve, with the pipes of the watched job."""
    Base.metadata.drop_all(db.engine)
    alembic.upgrade()
    Base.metadata.create_all(db.engine)
    os.mkfifo(settings.instance / "began")
    os.mkfifo(settings.instance / "end")
    return settings.instance


@pytest.fixture
def start(instance: Path, settings: Settings, smtp_url: str) -> Iterator[Callable[..., int]]:
    """Start a command of the platform and return the number of its process."""
    started: list[subprocess.Popen[bytes]] = []

    def start_command(*arguments: str) -> int:
        program = [sys.executable, str(PROCESS), str(instance), settings.database, smtp_url]
        started.append(subprocess.Popen([*program, *arguments]))
        return started[-1].pid

    yield start_command
    for process in started:
        process.kill()
        process.wait()


def watched(instance: Path) -> tuple[int, int]:
    """Wait until the watched job has begun; return its process and that one's parent."""
    worker, parent = (instance / "began").read_text().split()
    return int(worker), int(parent)


def let_end(instance: Path) -> None:
    (instance / "end").write_text("")


def wait_for_end(process: int) -> None:
    """Wait for the end of a process, whoever's child it is."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    select.select([handle], [], [])
    os.close(handle)


def test_mail_leaves_while_the_worker_runs_without_waiting_for_a_slot(
    session: Session, instance: Path, start: Callable[..., int], inbox: Inbox
) -> None:
    arrived = Event()
    inbox.on_event = lambda name: arrived.set() if name == "DATA" else None
    worker = start("worker")
    # It looks for what is due once a minute; by now it has.
    watched(instance)
    services.send(session, "someone@else.example", "notifications/trial", topic="account")
    session.commit()
    arrived.wait()
    let_end(instance)
    os.kill(worker, signal.SIGTERM)
    wait_for_end(worker)


def test_a_worker_told_to_stop_finishes_the_present_job(
    session: Session, instance: Path, start: Callable[..., int]
) -> None:
    start("worker")
    worker, _parent = watched(instance)
    os.kill(worker, signal.SIGTERM)
    let_end(instance)
    wait_for_end(worker)
    run = session.scalars(sa.select(JobRun).where(JobRun.name == "test.watch")).one()
    assert run.finished_at is not None
    assert run.error is None


def test_the_server_has_a_worker_that_ends_with_it_even_when_it_is_killed(
    instance: Path, start: Callable[..., int]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = start("run", "--port", str(port), "--workers", "1")
    worker, parent = watched(instance)
    assert parent == server
    os.kill(server, signal.SIGKILL)
    let_end(instance)
    wait_for_end(worker)


def test_the_server_starts_a_worker_again_that_was_killed(
    instance: Path, start: Callable[..., int]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    start("run", "--port", str(port), "--workers", "1")
    first, _parent = watched(instance)
    os.kill(first, signal.SIGKILL)
    soon("test.watch")
    second, _parent = watched(instance)
    assert first != second
    let_end(instance)


def test_the_port_is_free_while_the_worker_still_finishes_a_job(
    instance: Path, start: Callable[..., int]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = start("run", "--port", str(port), "--workers", "1")
    worker, _parent = watched(instance)
    os.kill(server, signal.SIGTERM)
    wait_for_end(server)
    socket.create_server(("127.0.0.1", port)).close()
    let_end(instance)
    wait_for_end(worker)
