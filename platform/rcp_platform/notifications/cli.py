"""The outbox from the terminal."""

from collections import Counter

import click
from flask import current_app
from flask.cli import AppGroup

from rcp_platform.accounts.queries import user_by_email
from rcp_platform.accounts.services import InvalidEmail, normal_email
from rcp_platform.config import Settings
from rcp_platform.core.access import SYSTEM
from rcp_platform.core.progress import working
from rcp_platform.core.workflow import NotPossible
from rcp_platform.extensions import db
from rcp_platform.notifications import queries, services
from rcp_platform.notifications.delivery import BATCH, carrier_of, deliver
from rcp_platform.notifications.models import MailState, OutgoingMail

_STATES = {state.value.replace("_", "-"): state for state in MailState}

outbox = AppGroup("outbox", help="See mail on its way out, and decide where it got stuck.")


@outbox.command("list")
@click.option(
    "--state", "states", type=click.Choice(list(_STATES)), multiple=True, help="Only these."
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def list_(states: tuple[str, ...], limit: int) -> None:
    """List mail, newest first; times are in UTC."""
    for mail in queries.outgoing(db.session, [_STATES[state] for state in states], limit):
        at = f"{mail.sent_at or mail.not_before:%Y-%m-%d %H:%M}Z"
        click.echo(
            f"{mail.id:>6}  {mail.state:<12} {at}  {mail.address:<32} {mail.subject}"
            + (f"  ({mail.last_error})" if mail.last_error else "")
        )


@outbox.command("show")
@click.argument("mail_id", metavar="ID", type=int)
def show(mail_id: int) -> None:
    """Show a mail and how far it came."""
    mail = _mail(mail_id)
    facts = {
        "To": mail.address,
        "Subject": mail.subject,
        "Message-ID": mail.message_id,
        "Template": f"{mail.kind} ({mail.locale})",
        "Topic": mail.topic,
        "Written": f"{mail.created_at:%Y-%m-%d %H:%M:%S}Z",
        "Not before": f"{mail.not_before:%Y-%m-%d %H:%M:%S}Z",
        "State": mail.state.value,
        "Tries": mail.attempts,
        "Sent": f"{mail.sent_at:%Y-%m-%d %H:%M:%S}Z" if mail.sent_at else "",
        "Error": mail.last_error or "",
    }
    for name, value in facts.items():
        click.echo(f"{name + ':':<12} {value}".rstrip())
    click.echo(f"\n{mail.text}".rstrip())


@outbox.command("resend")
@click.argument("mail_id", metavar="ID", type=int)
def resend(mail_id: int) -> None:
    """Send a mail that failed, is uncertain or was cancelled.

    An uncertain one may have arrived: look at the mail server's log, or ask the recipient, first.
    """
    mail = _mail(mail_id)
    try:
        services.resend(db.session, mail, actor=SYSTEM)
    except NotPossible as error:
        raise click.ClickException(
            f"Mail {mail_id} is {mail.state}: only what failed, is uncertain or was cancelled "
            "can be sent again."
        ) from error
    db.session.commit()
    click.echo(f"Mail {mail_id} to {mail.address} waits to be sent.")


@outbox.command("cancel")
@click.argument("mail_id", metavar="ID", type=int)
def cancel(mail_id: int) -> None:
    """Never send a mail that waits, failed or is uncertain."""
    mail = _mail(mail_id)
    try:
        services.cancel(db.session, mail, actor=SYSTEM)
    except NotPossible as error:
        raise click.ClickException(
            f"Mail {mail_id} is {mail.state}: only what waits, failed or is uncertain can be "
            "cancelled."
        ) from error
    db.session.commit()
    click.echo(f"Mail {mail_id} to {mail.address} is cancelled.")


@outbox.command("send")
def send() -> None:
    """Send everything that is due, now, beside the worker or without it."""
    settings: Settings = current_app.extensions["settings"]
    total: Counter[MailState] = Counter()
    with working("Sending") as say:
        is_more = True
        while is_more:
            outcomes = deliver(db.engine, carrier_of(settings), settings.sender)
            total += outcomes
            say(f"Sending: {total[MailState.SENT]} sent")
            is_more = outcomes.total() == BATCH
    told = [f"{number} {_OUTCOMES[state]}" for state, number in total.items()]
    click.echo(", ".join(told) or "Nothing is due.")


@outbox.command("try")
@click.argument("address", metavar="EMAIL")
def try_(address: str) -> None:
    """Put a trial mail to EMAIL into the outbox, to see whether mail arrives."""
    try:
        recipient = normal_email(address)
    except InvalidEmail as error:
        raise click.ClickException(f"{address} is not an e-mail address: {error}") from error
    person = user_by_email(db.session, recipient)
    services.send(db.session, person or recipient, "notifications/trial", topic="account")
    db.session.commit()
    click.echo(f"A trial mail to {recipient} waits for the worker, or “rcp-exchange outbox send”.")


_OUTCOMES = {
    MailState.SENT: "sent",
    MailState.WAITING: "to be tried again later",
    MailState.FAILED: "failed",
    MailState.UNCERTAIN: "uncertain",
}


def _mail(mail_id: int) -> OutgoingMail:
    mail = db.session.get(OutgoingMail, mail_id)
    if mail is None:
        raise click.ClickException(f"There is no mail {mail_id}.")
    return mail


COMMANDS: list[click.Command] = [outbox]
