"""The upkeep of stored files."""

import sys

import click
from flask.cli import AppGroup

from rcp_platform.core.progress import working
from rcp_platform.extensions import db
from rcp_platform.files import jobs

files = AppGroup("files", help="Look after the files that people attach.")


@files.command("sweep")
def sweep() -> None:
    """Clear away stopped uploads and what is no longer attached; fails when a file is missing."""
    with working("Comparing the files with the database"):
        result = jobs.swept(db.session)
        db.session.commit()
    click.echo(f"{result.stopped_uploads} stopped uploads and {result.unused} files deleted.")
    if result.missing:
        click.echo(f"{len(result.missing)} files are missing: see the log.", err=True)
        sys.exit(1)


COMMANDS: list[click.Command] = [files]
