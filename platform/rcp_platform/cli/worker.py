"""The process that runs jobs: by itself, or beside the server."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from rcp_platform.cli.doctor import is_migrated
from rcp_platform.cli.jobs import run_in_background
from rcp_platform.config import Settings
from rcp_platform.core import schedule
from rcp_platform.core.db import now
from rcp_platform.core.queue import Queue
from rcp_platform.core.schedule import JOBS
from rcp_platform.extensions import db

#: Two, so that a long job does not hold up the mail.
_THREADS = 2
#: How often the worker looks whether something was asked for, at least.
_LOOK_EVERY_SECONDS = 1.0
#: A worker that ended by itself is not started again before.
_START_AGAIN_AFTER_SECONDS = 10


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run the jobs that are due, mail above all, until it is stopped.

    “rcp-exchange run” does this too. SIGTERM or Ctrl-C ends it once the present job is done.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not is_migrated():
        raise click.ClickException("The database is not up to date. Run “rcp-exchange init”.")
    click.echo(f"The worker runs {len(JOBS)} jobs (stop it with Ctrl-C)", err=True)
    work(app)


def work(app: Flask, server: int | None = None) -> None:
    """Run jobs until the process is told to stop, or the server that began it is gone."""
    settings: Settings = app.extensions["settings"]

    def run(name: str) -> bool:
        with app.app_context():
            return run_in_background(JOBS[name], lambda: queue.begins(name))

    def ask_for_what_is_due() -> None:
        with app.app_context():
            for job in schedule.due(db.session, now()):
                queue.ask(job.name)

    queue = Queue(settings, run)
    queue.huey.periodic_task(lambda _at: True)(ask_for_what_is_due)
    consumer = queue.huey.create_consumer(workers=_THREADS, max_delay=_LOOK_EVERY_SECONDS)
    consumer.start()
    with _told_to_stop() as is_told:
        while not is_told.wait(1.0) and (server is None or os.getppid() == server):
            consumer.check_worker_health()
        consumer.stop(graceful=True)


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Give an event that a signal to end sets; a second one ends the process where it is."""
    is_told = Event()

    def tell(number: int, _frame: FrameType | None) -> None:
        is_told.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tell)
    yield is_told


class ServerWithWorker(Arbiter):  # type: ignore[misc]
    """Gunicorn's master that keeps a worker for jobs beside those for requests.

    It is a fork too, and so shares what was loaded; it ends by itself once the server has.
    """

    def __init__(self, application: BaseApplication, app: Flask) -> None:
        super().__init__(application)
        self._app = app
        self._worker = 0
        self._started_at = -float(_START_AGAIN_AFTER_SECONDS)

    def manage_workers(self) -> None:
        """See to it that the workers are there. Called every second."""
        super().manage_workers()
        if not self._worker and self._may_start():
            self._start_worker()

    def reap_workers(self) -> None:
        """Notice which workers have ended."""
        if self._worker and _has_ended(self._worker):
            self._worker = 0
        super().reap_workers()

    def _may_start(self) -> bool:
        return monotonic() - self._started_at >= _START_AGAIN_AFTER_SECONDS

    def _start_worker(self) -> None:
        self._started_at = monotonic()
        server = os.getpid()
        self._worker = os.fork()
        if self._worker:
            return
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # The port is the server's: it must be free when the server is gone.
            for listener in self.LISTENERS:
                listener.close()
            work(self._app, server)
        finally:
            sys.stderr.flush()
            os._exit(0)


def _has_ended(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


COMMANDS: list[click.Command] = [worker]
