"""The ``rcp-exchange`` command."""

import logging
import os
import sys

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from rcp_platform.accounts import cli as accounts_cli
from rcp_platform.app import create_app
from rcp_platform.archives import cli as archives_cli
from rcp_platform.audit import cli as audit_cli
from rcp_platform.cli import doctor, instance, jobs, sweep, worker
from rcp_platform.directory import cli as directory_cli
from rcp_platform.discovery import cli as discovery_cli
from rcp_platform.discovery import evaluation_cli
from rcp_platform.feedback import cli as feedback_cli
from rcp_platform.files import cli as files_cli
from rcp_platform.intake import cli as intake_cli
from rcp_platform.notifications import cli as notifications_cli
from rcp_platform.observers import cli as observers_cli
from rcp_platform.practices import cli as practices_cli
from rcp_platform.samples import cli as samples_cli
from rcp_platform.thesaurus import cli as thesaurus_cli


@click.group(
    help="Run and maintain RCP Exchange.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="rcp-exchange")
@click.pass_context
def group(context: click.Context) -> None:
    """Hold the commands of every domain."""
    # What the commands write, the database above all, is for this account alone.
    os.umask(0o077)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    context.obj = context.obj or ScriptInfo(create_app=create_app)


for _commands in (
    instance,
    samples_cli,
    worker,
    jobs,
    sweep,
    doctor,
    accounts_cli,
    directory_cli,
    practices_cli,
    intake_cli,
    archives_cli,
    thesaurus_cli,
    discovery_cli,
    evaluation_cli,
    feedback_cli,
    files_cli,
    notifications_cli,
    observers_cli,
    audit_cli,
):
    for _command in _commands.COMMANDS:
        group.add_command(_command)


def main() -> None:
    """Run the command line; a database that is not there or not prepared ends in a sentence."""
    try:
        group()
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).splitlines()[0]
        sentence = f"The database cannot be used ({reason}). Has “rcp-exchange init” been run?"
        click.ClickException(sentence).show()
        sys.exit(1)
