"""Say in a line each whether everything an instance needs is in order."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from rcp_platform.config import Settings
from rcp_platform.discovery import models_at_hand, rows
from rcp_platform.discovery.engine import current_engine
from rcp_platform.extensions import alembic, db


class Problem(Exception):
    """Something is wrong; the message says what to do."""


def _database() -> str:
    db.session.execute(sa.text("SELECT 1"))
    return f"{db.engine.dialect.name} answers"


def is_migrated() -> bool:
    """Whether the database is at this version's last migration."""
    current = {revision.revision for revision in alembic.current()}
    return current == {revision.revision for revision in alembic.heads()}


def _migrations() -> str:
    if not is_migrated():
        raise Problem("the database is behind this version: run “rcp-exchange init”")
    return "up to date"


def _model() -> str:
    settings: Settings = current_app.extensions["settings"]
    if not models_at_hand.is_prepared(settings):
        raise Problem("not prepared: run “rcp-exchange init”")
    embedder = current_engine().embedder
    embedder.embed_query("migration")
    return f"{embedder.name} loads and answers"


def _index() -> str:
    engine = current_engine()
    missing = rows.unindexed(db.session, engine.embedder.name)
    if missing:
        raise Problem(f"{len(missing)} published practices are missing: run “rcp-exchange reindex”")
    engine.in_step(db.session)
    published = len(rows.indexable(db.session))
    if engine.size() != published:
        raise Problem(
            f"{engine.size()} practices in the index, {published} published: "
            "run “rcp-exchange reindex”"
        )
    return f"in step, {published} practices"


def _folders() -> str:
    settings: Settings = current_app.extensions["settings"]
    for folder in (settings.instance, settings.instance / "search"):
        nearest = folder if folder.exists() else folder.parent
        if not Path(nearest).is_dir() or not os.access(nearest, os.W_OK):
            raise Problem(f"{folder} cannot be written to: change its owner or permissions")
    return f"{settings.instance} can be written to"


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "model": _model,
    "index": _index,
    "folders": _folders,
}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check database, migrations, model, index and folders; fails when one is wrong."""
    all_well = True
    for name, check in _CHECKS.items():
        try:
            click.echo(f"{name:<11} ok     {check()}")
        except Exception as error:
            all_well = False
            db.session.rollback()
            first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
            click.echo(f"{name:<11} WRONG  {first_line}")
    if not all_well:
        sys.exit(1)


COMMANDS: list[click.Command] = [doctor]
