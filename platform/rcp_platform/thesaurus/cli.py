"""Terms from the terminal."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from rcp_platform.core.access import SYSTEM
from rcp_platform.core.progress import working
from rcp_platform.extensions import db
from rcp_platform.thesaurus import exchange
from rcp_platform.thesaurus.records import FileRefused
from rcp_platform.thesaurus.views import address

terms = AppGroup("terms", help="Write the terms to files and take them over from files.")
_MOST_PROBLEMS = 50


def _with_known_suffix(_context: click.Context, _parameter: click.Parameter, file: Path) -> Path:
    if file.suffix not in exchange.SUFFIXES:
        raise click.BadParameter(f"the name must end in one of {', '.join(exchange.SUFFIXES)}.")
    return file


@terms.command("export")
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), callback=_with_known_suffix
)
def export_terms(file: Path) -> None:
    """Write all terms to FILE: SKOS in .ttl, .rdf or .jsonld, or a table in .csv."""
    with working("Writing the terms"):
        content = exchange.written(db.session, file.suffix, address())
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error}") from error
    click.echo(f"Terms written to {file}.")


@terms.command("import")
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=_with_known_suffix,
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_terms(file: Path, dry_run: bool) -> None:
    """Add and change terms as FILE says, all or none; what it does not mention stays."""
    try:
        with working("Reading the terms"):
            records, remarks = exchange.read(file, address())
        for remark in remarks:
            click.echo(f"{file.name}: {remark}", err=True)
        with working("Comparing with the terms that are here"):
            outcome = exchange.load(db.session, records, actor=SYSTEM)
    except FileRefused as error:
        db.session.rollback()
        _refuse(file, error.problems)
    for slug in outcome.added:
        click.echo(f"added    {slug}")
    for slug, facts in outcome.changed.items():
        click.echo(f"changed  {slug}: {', '.join(facts)}")
    counts = (
        f"{len(outcome.added)} added, {len(outcome.changed)} changed, {outcome.unchanged} unchanged"
    )
    if dry_run:
        db.session.rollback()
        click.echo(f"{counts}. This was a dry run: nothing has been changed.")
        return
    db.session.commit()
    click.echo(f"{counts}.")


def _refuse(file: Path, problems: list[str]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        click.echo(f"{file.name}: {problem}", err=True)
    if len(problems) > _MOST_PROBLEMS:
        click.echo(f"… and {len(problems) - _MOST_PROBLEMS} more.", err=True)
    click.echo("Nothing has been changed.", err=True)
    sys.exit(1)


COMMANDS: list[click.Command] = [terms]
