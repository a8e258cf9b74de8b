"""Load the sample world. Nothing else ever does."""

import json
from importlib.resources import files
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from rcp_platform.accounts import passwords
from rcp_platform.accounts import services as accounts
from rcp_platform.accounts.models import User
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.directory.models import Rcp
from rcp_platform.directory.services import load_directory
from rcp_platform.extensions import db
from rcp_platform.observers.grants.from_profiles import record_stated
from rcp_platform.practices.cli import import_file
from rcp_platform.samples import documents, gatherings

SAMPLES = Path(str(files("rcp_platform.samples")))

#: The password of every sample account. They exist on demonstration instances only.
PASSWORD = "exchange-sample-2026"  # noqa: S105  printed for whoever tries the sample world

_PEOPLE = {
    Role.FOCAL_POINT: ("focal-point", "Focal point"),
    Role.CHAIR: ("chair", "Chair"),
    Role.SECRETARIAT: ("secretariat", "Secretariat"),
    Role.MEMBER: ("member", "Member"),
}


@click.command("sample-data")
@with_appcontext
def sample_data() -> None:
    """Load fourteen RCPs, practices, fictional meetings, documents and accounts.

    Safe to run again.
    """
    records = json.loads((SAMPLES / "directory.json").read_text(encoding="utf-8"))
    load_directory(db.session, records, actor=SYSTEM, is_sample=True)
    record_stated(db.session, actor=SYSTEM, is_sample=True)
    db.session.commit()
    for file in sorted((SAMPLES / "practices").glob("*.jsonl")):
        _outcomes, problems = import_file(
            db.session, file, publish=True, create_rcps=False, is_sample=True
        )
        if problems:
            raise click.ClickException(f"{file.name} has {problems} lines that cannot be loaded.")
    settings: Settings = current_app.extensions["settings"]
    world = json.loads((SAMPLES / "meetings.json").read_text(encoding="utf-8"))
    gatherings.load(db.session, world, settings.files_folder)
    _add_people(db.session)
    documents.load(db.session, SAMPLES / "documents", settings.files_folder)
    db.session.commit()
    click.echo("The sample world is loaded. Sample sign-ins, all with the same password:")
    click.echo(sign_ins())


def sign_ins() -> str:
    """Return the sample sign-ins worth trying first, as lines of text."""
    examples = [
        ("chair@abu-dhabi-dialogue.example", "searches other regions, sees matches"),
        ("focal-point@bali-process.example", "posts practices, looks through a report"),
        ("secretariat@bali-process.example", "publishes them, edits the profile"),
        ("chair@colombo-process.example", "observes, holds meetings, follows up"),
    ]
    lines = [f"  {email:<36} {what}" for email, what in examples]
    lines.append(f"  password: {PASSWORD}")
    lines.append("Every Process has focal-point@, chair@, secretariat@ and member@ accounts.")
    return "\n".join(lines)


def _add_people(session: Session) -> None:
    rcps = session.scalars(sa.select(Rcp).where(Rcp.is_sample).order_by(Rcp.slug)).all()
    known = set(session.scalars(sa.select(User.email)))
    # One hash for all: they share the password, and hashing it is meant to be slow.
    password_hash = passwords.hash_of(PASSWORD)
    for rcp in rcps:
        for role, (local_part, function) in _PEOPLE.items():
            email = f"{local_part}@{rcp.slug}.example"
            if email not in known:
                user = accounts.add_user(
                    session, email, f"{function}, {rcp.short_name}", actor=SYSTEM
                )
                accounts.add_membership(session, user, rcp.slug, role, actor=SYSTEM)
                user.password_hash = password_hash


COMMANDS: list[click.Command] = [sample_data]
