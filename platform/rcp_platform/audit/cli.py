"""Read the audit record."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from rcp_platform.audit.models import AuditEvent
from rcp_platform.extensions import db


@click.command("audit")
@click.option("--subject", help="Only this subject, such as practice:12 or user:3.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@with_appcontext
def audit(subject: str | None, limit: int) -> None:
    """Show who did what, newest first; times are in UTC."""
    statement = sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if subject:
        statement = statement.where(AuditEvent.subject == subject)
    for event in db.session.scalars(statement):
        who = f"user:{event.actor_id}" if event.actor_id else "platform"
        details = " ".join(f"{name}={value!r}" for name, value in event.details.items())
        at = f"{event.at:%Y-%m-%d %H:%M:%S}Z"
        click.echo(f"{at}  {who:<10} {event.action:<24} {event.subject}  {details}".rstrip())


COMMANDS: list[click.Command] = [audit]
