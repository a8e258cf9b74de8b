"""Prepare an instance and serve it."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication
from jinja2 import FileSystemBytecodeCache

from rcp_platform import config, paths
from rcp_platform.app import create_app
from rcp_platform.cli.doctor import is_migrated
from rcp_platform.cli.worker import ServerWithWorker
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.progress import working
from rcp_platform.directory.queries import holds_samples
from rcp_platform.discovery import rows
from rcp_platform.discovery.cli import prepare_vectors, prepared_model
from rcp_platform.discovery.engine import current_engine, warm_up_in_background
from rcp_platform.extensions import alembic, db
from rcp_platform.thesaurus.seed import seed
from rcp_search.terms.glossary import PACKAGED, read_glossary

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command("init")
def init() -> None:
    """Prepare this instance: settings, database and model. Safe to run again."""
    folder = paths.instance_path()
    try:
        if config.write_first_settings(folder):
            click.echo(f"Settings written to {folder / 'settings.toml'}.")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error}") from error
    settings = config.load()
    app = create_app(settings)
    with app.app_context():
        _migrate()
        _seed_terms()
        prepare_vectors()
        _prepare_model()
    click.echo(f"The instance in {folder} is ready.")


def _migrate() -> None:
    try:
        with working("Bringing the database up to date"), _tables_replaced():
            alembic.upgrade()
    except sa.exc.SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be prepared: {error}") from error


@contextmanager
def _tables_replaced() -> Iterator[None]:
    """Let SQLite migrations replace tables without deleting the rows that refer to them.

    A batch migration drops a table and renames its copy; with foreign keys on, the drop
    would cascade. They are checked afterwards instead.
    """
    connections = [
        context.connection
        for context in alembic.migration_contexts.values()
        if context.connection is not None and context.dialect.name == "sqlite"
    ]
    for connection in connections:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
    yield
    for connection in connections:
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise click.ClickException(
                f"The migration left {len(broken)} rows that refer to missing ones. "
                "Put the backup of the database back and report this."
            )
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.commit()


def _seed_terms() -> None:
    with working("Reading the terms"):
        added = seed(db.session, read_glossary(PACKAGED), actor=SYSTEM)
        db.session.commit()
    if added:
        click.echo(f"{added} terms in six languages are there.")


def _prepare_model() -> None:
    model = prepared_model(current_engine().models)
    in_use = rows.model_in_use(db.session)
    if in_use in (None, model.name):
        click.echo(f"Searches use the model {model.name}.")
    else:
        click.echo(
            f"Searches use the model {in_use}: "
            f"run “rcp-exchange reindex” to change to {model.name}."
        )


def warn_about_samples(host: str) -> None:
    """Tell an operator who serves the sample world to a network that its passwords are known."""
    if host not in _LOOPBACK and holds_samples(db.session):
        click.echo(
            "Warning: this instance has the sample accounts, whose password is published. "
            "Serve a real instance, made without “rcp-exchange sample-data”, to a network.",
            err=True,
        )


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around the application, set up here instead of on its own command line."""

    def __init__(self, app: Flask, options: dict[str, Any], *, with_worker: bool) -> None:
        self._app = app
        self._options = options
        self._with_worker = with_worker
        super().__init__()

    def load_config(self) -> None:
        """Give Gunicorn the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application to serve."""
        return self._app

    def run(self) -> None:
        """Serve until told to stop."""
        if self._with_worker:
            ServerWithWorker(self, self._app).run()
        else:
            super().run()


@click.command("run")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option(
    "--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--no-worker", is_flag=True, help="Leave mail and other jobs to “rcp-exchange worker”."
)
@with_appcontext
def run(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the site and run its jobs. Stop it with Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not is_migrated():
        raise click.ClickException("The database is not up to date. Run “rcp-exchange init”.")
    # Raises, with what to do, where the model is not prepared.
    rows.model_to_use(db.session, current_engine().models)
    warn_about_samples(host)
    _prepare_to_fork(app)
    click.echo(f"RCP Exchange is on http://{host}:{port}/ (stop it with Ctrl-C)", err=True)
    _Server(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "worker_tmp_dir": _memory_folder(),
            # It would be a socket outside the instance, and a thread in what forks.
            "control_socket_disable": True,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "post_fork": lambda _server, _worker: warm_up_in_background(app),
            "worker_exit": lambda _server, worker: _end(worker.pid),
        },
        with_worker=not no_worker,
    ).run()


def _prepare_to_fork(app: Flask) -> None:
    """Load what the workers then share, and leave nothing that they must not."""
    # None of it is garbage.
    gc.disable()
    # A pool of threads would be lost by the fork.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    with current_engine().preloading(db.session):
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(_template_folder())
        # Templates are compiled when they are first asked for.
        app.test_client().get("/")
    db.session.close()
    db.engine.dispose()
    # A collection would touch, and so copy, the memory of all that was loaded.
    gc.freeze()
    gc.enable()


def _end(worker: int) -> None:
    """End this process where it is, if it is the worker: the server calls this too.

    The model's library began a thread before the fork, waits for it at the end, and fails.
    """
    if worker != os.getpid():
        return
    reason = sys.exc_info()[1]
    status = reason.code if isinstance(reason, SystemExit) else None
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 0)


def _template_folder() -> str:
    """Return where compiled templates are kept from start to start; no other account writes it."""
    settings: config.Settings = current_app.extensions["settings"]
    folder = settings.instance / "cache" / "templates"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder)


def _memory_folder() -> str | None:
    """Gunicorn's heartbeat files block a worker on slow disks; /dev/shm is never slow."""
    shared_memory = Path("/dev/shm")  # noqa: S108  files here are unlinked at once
    return str(shared_memory) if os.access(shared_memory, os.W_OK) else None


COMMANDS: list[click.Command] = [init, run]
