"""Say in a line each whether everything an instance needs is in order."""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from rcp_platform.config import Settings, Vectors
from rcp_platform.core import migrations, schedule
from rcp_platform.discovery import rows, vector_table, vector_upkeep
from rcp_platform.discovery.engine import current_engine
from rcp_platform.extensions import db
from rcp_platform.notifications import queries
from rcp_platform.notifications.models import MailState

#: Longer than this it waits only where nothing sends it.
_MAIL_LEAVES_WITHIN = timedelta(minutes=15)


class Problem(Exception):
    """Something is wrong; the message says what to do."""


def _database() -> str:
    db.session.execute(sa.text("SELECT 1"))
    return f"{db.engine.dialect.name} answers"


def is_migrated() -> bool:
    """Whether the database is at this version's last migration."""
    with db.engine.connect() as connection:
        return migrations.of_database(connection) == migrations.newest()


def _migrations() -> str:
    if not is_migrated():
        raise Problem("the database is behind this version: run “rcp-exchange init”")
    return "up to date"


def _model() -> str:
    models = current_engine().models
    used = rows.model_to_use(db.session, models)
    used.embed_query("migration")
    if (asked := models.configured().name) != used.name:
        raise Problem(
            f"searches use {used.name}, the settings ask for {asked}: run “rcp-exchange reindex”"
        )
    return f"{used.name} loads and answers"


def _index() -> str:
    engine = current_engine()
    used = rows.model_to_use(db.session, engine.models)
    missing = rows.unindexed(db.session, used.name)
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


def _vectors() -> str:
    engine = current_engine()
    if engine.vectors == Vectors.PROCESS:
        return "searched in each process"
    if not vector_table.is_kept(db.session):
        raise Problem("the database has no table of vectors: run “rcp-exchange init”")
    if missing := vector_upkeep.missing(db.session):
        raise Problem(f"{missing} of the passages have no vector: run “rcp-exchange init”")
    return "searched in PostgreSQL"


def _mail() -> str:
    counts = queries.counts(db.session)
    wrong = [
        f"{number} {told}"
        for number, told in (
            (counts.get(MailState.UNCERTAIN, 0), "may or may not have left"),
            (counts.get(MailState.FAILED, 0), "could not be sent"),
            (queries.overdue(db.session, _MAIL_LEAVES_WITHIN), "should have left by now"),
        )
        if number
    ]
    if wrong:
        raise Problem(
            f"{', '.join(wrong)}: see “rcp-exchange outbox list”, and whether the worker runs"
        )
    return f"{counts.get(MailState.WAITING, 0)} waiting, {counts.get(MailState.SENT, 0)} sent"


def _worker() -> str:
    runs = schedule.last_runs(db.session)
    if failed := sorted(name for name, run in runs.items() if run.error):
        raise Problem(f"failed when last run: {', '.join(failed)}: see “rcp-exchange jobs”")
    if not runs:
        return "no job has been run yet: “rcp-exchange run” does it"
    return f"the last job was run at {max(run.started_at for run in runs.values()):%Y-%m-%d %H:%M}Z"


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
    "vectors": _vectors,
    "index": _index,
    "mail": _mail,
    "worker": _worker,
    "folders": _folders,
}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check everything the instance needs; fails when one thing is wrong."""
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
