"""Do at once what deadlines ask for."""

import click
from flask.cli import with_appcontext

from rcp_platform.cli.jobs import Busy, run_job
from rcp_platform.core.progress import working
from rcp_platform.core.schedule import JOBS

#: Jobs that act when a date has passed; the worker runs them too.
_DEADLINES = ".deadlines"


@click.command("sweep")
@with_appcontext
def sweep() -> None:
    """Let lapse, expire or fall due whatever has passed its date. Harmless to run again.

    The worker does the same every hour; rights end at their moment whether it runs or not.
    """
    failed = []
    for name in sorted(name for name in JOBS if name.endswith(_DEADLINES)):
        try:
            with working(f"Running {name}"):
                run_job(JOBS[name])
        except Busy:
            click.echo(f"{name} is running already.")
        except Exception as error:
            failed.append(f"{name} failed: {error}")
        else:
            click.echo(f"{name} ended well.")
    if failed:
        raise click.ClickException("\n".join(failed))


COMMANDS: list[click.Command] = [sweep]
