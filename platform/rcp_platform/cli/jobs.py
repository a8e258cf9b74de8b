"""Run jobs and see how they went."""

import logging
from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from rcp_platform.config import Settings
from rcp_platform.core import schedule
from rcp_platform.core.progress import working
from rcp_platform.core.schedule import JOBS, Job, JobRun
from rcp_platform.extensions import db

_log = logging.getLogger(__name__)


class Busy(Exception):
    """The job is running already."""


def run_job(job: Job, begins: Callable[[], None] = lambda: None) -> None:
    """Run a job in the present application context and commit what it leaves in the session.

    ``begins`` is called once nobody else can run it. Raises :exc:`Busy`, or what the job raises;
    how it ended is written down either way.
    """
    settings: Settings = current_app.extensions["settings"]
    with schedule.alone(job.name, db.engine, settings.instance / "jobs") as is_alone:
        if not is_alone:
            raise Busy(job.name)
        begins()
        schedule.note_start(db.session, job)
        db.session.commit()
        failure: Exception | None = None
        try:
            job.work(db.session)
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            failure = error
        schedule.note_end(db.session, job, failure)
        db.session.commit()
    if failure is not None:
        raise failure


def run_in_background(job: Job, begins: Callable[[], None]) -> bool:
    """Run a job for the worker: a failure is logged. Returns False where it is running already."""
    try:
        run_job(job, begins)
    except Busy:
        return False
    except Exception:
        _log.exception("The job %s failed; its next slot tries again.", job.name)
    return True


@click.group("jobs", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def jobs(context: click.Context) -> None:
    """List what is done again and again, and how it went last; times are in UTC."""
    if context.invoked_subcommand is not None:
        return
    runs = schedule.last_runs(db.session)
    for job in sorted(JOBS.values(), key=lambda job: job.name):
        click.echo(f"{job.name:<24} every {job.every:<12} {_told(runs.get(job.name))}")


def _told(run: JobRun | None) -> str:
    if run is None:
        return "has not run"
    if run.error:
        result = f"failed: {run.error}"
    else:
        result = "ended well" if run.finished_at else "is running, or was cut off"
    return f"{run.started_at:%Y-%m-%d %H:%M:%S}Z  {result}"


@jobs.command("run")
@click.argument("name")
def run(name: str) -> None:
    """Run the job NAME now, here."""
    if name not in JOBS:
        known = ", ".join(sorted(JOBS))
        raise click.ClickException(f"There is no job “{name}”. There are: {known}.")
    try:
        with working(f"Running {name}"):
            run_job(JOBS[name])
    except Busy as error:
        raise click.ClickException(f"{name} is running already.") from error
    except Exception as error:
        raise click.ClickException(f"{name} failed: {error}") from error
    click.echo(f"{name} ended well.")


COMMANDS: list[click.Command] = [jobs]
