"""The ``rcp-exchange`` command."""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from rcp_platform.app import create_app

#: Where each command stands among the ``COMMANDS``.
_MODULES = {
    "archive": "rcp_platform.archives.cli",
    "audit": "rcp_platform.audit.cli",
    "doctor": "rcp_platform.cli.doctor",
    "evaluate": "rcp_platform.discovery.evaluation_cli",
    "export": "rcp_platform.practices.cli",
    "feedback": "rcp_platform.feedback.cli",
    "files": "rcp_platform.files.cli",
    "import": "rcp_platform.practices.cli",
    "ingest": "rcp_platform.intake.cli",
    "init": "rcp_platform.cli.instance",
    "jobs": "rcp_platform.cli.jobs",
    "observers": "rcp_platform.observers.cli",
    "outbox": "rcp_platform.notifications.cli",
    "rcp": "rcp_platform.directory.cli",
    "reindex": "rcp_platform.discovery.cli",
    "run": "rcp_platform.cli.instance",
    "sample-data": "rcp_platform.samples.cli",
    "search": "rcp_platform.discovery.cli",
    "sweep": "rcp_platform.cli.sweep",
    "terms": "rcp_platform.thesaurus.cli",
    "token": "rcp_platform.accounts.cli",
    "user": "rcp_platform.accounts.cli",
    "worker": "rcp_platform.cli.worker",
}


class _Commands(Mapping[str, click.Command]):
    """The commands of every domain by name, each loaded when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        commands: list[click.Command] = import_module(_MODULES[name]).COMMANDS
        return next(command for command in commands if command.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@click.group(
    commands=_Commands(),
    help="Run and maintain RCP Exchange.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="rcp-exchange")
@click.pass_context
def group(context: click.Context) -> None:
    """Hold the commands of every domain."""
    # What the commands write, the database above all, is for this account alone.
    os.umask(0o077)
    logging.getLogger("alembic.runtime").setLevel(logging.WARNING)
    context.obj = context.obj or ScriptInfo(create_app=create_app)


def main() -> None:
    """Run the command line; a database that is not there or not prepared ends in a sentence."""
    try:
        group()
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).splitlines()[0]
        sentence = f"The database cannot be used ({reason}). Has “rcp-exchange init” been run?"
        click.ClickException(sentence).show()
        sys.exit(1)
