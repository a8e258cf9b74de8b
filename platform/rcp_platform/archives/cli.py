"""Archives from the terminal."""

import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from rcp_platform.archives import exporting, importing
from rcp_platform.archives.container import Archive, Damaged, Entry
from rcp_platform.archives.tables import OWNED
from rcp_platform.audit.services import record
from rcp_platform.config import Settings
from rcp_platform.core import migrations
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.db import now
from rcp_platform.core.progress import working
from rcp_platform.core.text import is_slug
from rcp_platform.directory.models import Rcp
from rcp_platform.extensions import db


@click.group()
def archive() -> None:
    """Everything that an RCP owns as one file, and back."""


@archive.command("export")
@click.option("--rcp", "slug", required=True, help="The RCP, by its slug.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write; SLUG-DATE.zip in this folder unless given.",
)
@with_appcontext
def export_archive(slug: str, output: Path | None) -> None:
    """Write everything that an RCP owns to a file: rows, attachments, and hashes of all."""
    rcp = db.session.get(Rcp, slug)
    if rcp is None:
        raise click.ClickException(f"There is no RCP “{slug}”. “rcp-exchange rcp list” shows all.")
    output = output or Path(f"{slug}-{now():%Y-%m-%d}.zip")
    settings: Settings = current_app.extensions["settings"]
    program = _program()
    db.session.rollback()
    exporting.see_one_moment(db.session)
    try:
        entries = _write(output, slug, settings.files_folder, program)
    except Damaged as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    finally:
        db.session.rollback()
    rows = sum(entry.rows for entry in entries if entry.table in OWNED)
    files = sum(1 for entry in entries if not entry.table)
    record(db.session, SYSTEM, "archive.export", f"rcp:{slug}", rows=str(rows), files=str(files))
    db.session.commit()
    click.echo(f"{output}: {rows} rows and {files} files of “{slug}”.")


def _write(output: Path, slug: str, files: Path, program: dict[str, Any]) -> list[Entry]:
    """Write to a file beside, and give it its name when it is whole."""
    with tempfile.NamedTemporaryFile(dir=output.absolute().parent, delete=False) as target:
        beside = Path(target.name)
        try:
            entries = exporting.write(db.session, slug, files, target, program)
            target.flush()
            os.fsync(target.fileno())
            beside.replace(output)
        finally:
            beside.unlink(missing_ok=True)
    return entries


def _program() -> dict[str, Any]:
    return {
        "program": version("rcp-exchange"),
        "migration": max(migrations.of_database(db.session.connection()), default=""),
        "made_by": "operator",
    }


@archive.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "called", default="", help="Give the RCP another slug here.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@with_appcontext
def import_archive(file: Path, called: str, dry_run: bool) -> None:
    """Take in FILE: all of it, or nothing where anything is wrong with it.

    The RCP may be in the directory already; otherwise it must hold nothing here yet.
    """
    if called and not is_slug(called):
        raise click.ClickException(f"“{called}” cannot be a slug. Use a-z, digits and hyphens.")
    settings: Settings = current_app.extensions["settings"]
    folder = None if dry_run else settings.files_folder
    try:
        with Archive.open(file) as opened:
            importing.check(opened)
            taken = importing.take_in(db.session, opened, folder, called=called)
    except (Damaged, importing.Refused) as error:
        db.session.rollback()
        raise click.ClickException(f"{error} Nothing was changed.") from error
    if dry_run:
        db.session.rollback()
    else:
        with working("Making it findable"):
            db.session.commit()
    _tell(taken, dry_run)


def _tell(taken: importing.TakenIn, is_trial: bool) -> None:
    if not taken.rows:
        click.echo(f"Everything of “{taken.slug}” is here already. Nothing was changed.")
        return
    for remark in taken.remarks:
        click.echo(remark, err=True)
    done = "would be taken in" if is_trial else "are here now"
    rows = sum(taken.rows.values())
    click.echo(f"{rows} rows and {taken.files} files of “{taken.slug}” {done}.")


COMMANDS: list[click.Command] = [archive]
