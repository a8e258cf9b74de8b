"""Observer status from the terminal."""

import click
from flask.cli import AppGroup

from rcp_platform.core.access import SYSTEM
from rcp_platform.extensions import db
from rcp_platform.observers.grants.from_profiles import record_stated

observers = AppGroup("observers", help="Look after who observes whom.")


@observers.command("record-stated")
def record() -> None:
    """Record the Processes that profiles of the directory name as observers. Safe to run again."""
    count = record_stated(db.session, actor=SYSTEM)
    db.session.commit()
    click.echo(f"{count} observer statuses recorded; without rights, which profiles do not state.")


COMMANDS: list[click.Command] = [observers]
