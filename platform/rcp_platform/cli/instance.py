"""Prepare an instance and serve it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from rcp_platform import config, paths
from rcp_platform.app import create_app
from rcp_platform.cli.doctor import is_migrated
from rcp_platform.core.progress import working
from rcp_platform.directory.queries import holds_samples
from rcp_platform.discovery import models_at_hand
from rcp_platform.discovery.engine import warm_up_in_background
from rcp_platform.extensions import alembic, db
from rcp_search.model_files import ModelRefused

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
    _prepare_model(settings)
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


def _prepare_model(settings: config.Settings) -> None:
    if models_at_hand.is_prepared(settings):
        return
    try:
        with working("Preparing the search model") as tell:
            models_at_hand.prepare(settings, lambda step: tell(f"Search model: {step}"))
    except ModelRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo("The search model is verified and prepared.")


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

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Give Gunicorn the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application to serve."""
        return self._app


@click.command("run")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option(
    "--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@with_appcontext
def run(host: str, port: int, workers: int) -> None:
    """Serve the site. Stop it with Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: config.Settings = app.extensions["settings"]
    if not models_at_hand.is_prepared(settings):
        raise click.ClickException("The search model is not prepared. Run “rcp-exchange init”.")
    if not is_migrated():
        raise click.ClickException("The database is not up to date. Run “rcp-exchange init”.")
    warn_about_samples(host)
    # The workers are forked: they must not share connections.
    db.engine.dispose()
    click.echo(f"RCP Exchange is on http://{host}:{port}/ (stop it with Ctrl-C)", err=True)
    _Server(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "worker_tmp_dir": _memory_folder(),
            "loglevel": "warning",
            "graceful_timeout": 10,
            "post_fork": lambda _server, _worker: warm_up_in_background(app),
        },
    ).run()


def _memory_folder() -> str | None:
    """Gunicorn's heartbeat files block a worker on slow disks; /dev/shm is never slow."""
    shared_memory = Path("/dev/shm")  # noqa: S108  files here are unlinked at once
    return str(shared_memory) if os.access(shared_memory, os.W_OK) else None


COMMANDS: list[click.Command] = [init, run]
