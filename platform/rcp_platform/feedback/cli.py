"""The upkeep of kept searches."""

import click
from flask import current_app
from flask.cli import AppGroup

from rcp_platform.config import Settings
from rcp_platform.extensions import db
from rcp_platform.feedback import services

feedback = AppGroup("feedback", help="Look after the searches that people let this site keep.")


@feedback.command("sweep")
def sweep() -> None:
    """Delete kept searches that are older than the setting feedback_days says."""
    settings: Settings = current_app.extensions["settings"]
    count = services.sweep(db.session, settings.feedback_days)
    db.session.commit()
    click.echo(f"{count} searches older than {settings.feedback_days} days deleted.")


COMMANDS: list[click.Command] = [feedback]
