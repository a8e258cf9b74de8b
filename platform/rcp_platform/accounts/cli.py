"""Accounts and API tokens from the terminal."""

import difflib
import sys
from datetime import date, datetime, timedelta
from typing import TypedDict

import click
from flask import current_app, url_for
from flask.cli import AppGroup, with_appcontext

from rcp_platform.accounts import passwords, queries, services
from rcp_platform.accounts.models import Membership, User
from rcp_platform.accounts.roles import ROLE_NAMES
from rcp_platform.config import Settings
from rcp_platform.core import countries
from rcp_platform.core.access import SYSTEM, Role
from rcp_platform.core.db import now
from rcp_platform.core.text import clean
from rcp_platform.extensions import db

_ROLES = {role.value.replace("_", "-"): role for role in Role}
_DAY = click.DateTime(["%Y-%m-%d"])
_LONGEST_TEXT = 200


class SeatFacts(TypedDict):
    """For whom and how long a seat is held."""

    country: str | None
    organisation: str | None
    starts_on: date
    ends_on: date | None


user = AppGroup("user", help="Add people, give them seats in Processes, and end them.")


@user.command("add")
@click.argument("email")
@click.option("--rcp", metavar="SLUG", help="The Process in which the person gets a seat.")
@click.option("--role", type=click.Choice(list(_ROLES)), help="As what the person acts for it.")
@click.option("--name", help="The function others see: “Focal point, Bali Process”.")
@click.option("--country", metavar="ISO2", help="The State the person acts for.")
@click.option("--organisation", metavar="NAME", help="Or the organisation.")
@click.option("--from", "starts", type=_DAY, help="First day of the seat; today if not given.")
@click.option("--until", "ends", type=_DAY, help="Last day of the seat; open if not given.")
@click.option("--administrator", is_flag=True, help="Let the person administer the platform.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    email: str,
    rcp: str | None,
    role: str | None,
    name: str | None,
    country: str | None,
    organisation: str | None,
    starts: datetime | None,
    ends: datetime | None,
    administrator: bool,
    password_stdin: bool,
) -> None:
    """Add EMAIL with a seat in a Process, or a further seat to an existing account.

    Without --password-stdin a one-time link is printed with which the person sets a password.
    """
    address = _address(email)
    if (rcp is None) != (role is None):
        raise click.UsageError("--rcp and --role go together.")
    if rcp is None and not administrator:
        raise click.UsageError("Give --rcp and --role, or --administrator, or all of them.")
    if rcp is None and (country or organisation or starts or ends):
        raise click.UsageError("What describes a seat needs --rcp and --role.")
    rcp_name = _rcp_name(rcp) if rcp else ""
    function = f"{ROLE_NAMES[_ROLES[role]]}, {rcp_name}" if role else "Administrator"
    facts = _seat_facts(country, organisation, starts, ends)
    password = _password_from_stdin(address) if password_stdin else None

    person = _added(address, _text(name) or function)
    if administrator and not person.is_administrator:
        services.make_administrator(db.session, person, actor=SYSTEM)
        click.echo("The account administers the platform.")
    if rcp and role:
        _add_seat(person, rcp, _ROLES[role], facts)
    if password is not None:
        services.set_password(db.session, person, password, actor=SYSTEM)
        click.echo("The password is set.")
    elif person.password_hash is None:
        _print_link(person)
    db.session.commit()


@user.command("list")
def list_users() -> None:
    """List every account with the seats it holds."""
    for person in queries.all_users(db.session):
        marks = [mark for mark, holds in _marks(person).items() if holds]
        click.echo(" · ".join([person.email, person.display_name, *marks]))
        for seat in person.memberships:
            click.echo(f"    {_seat_text(seat)}")


@user.command("end-seat")
@click.argument("email")
@click.option("--rcp", required=True, metavar="SLUG", help="The Process the person leaves.")
@click.option("--until", "ends", type=_DAY, help="Last day of the seat; at once if not given.")
def end_seat(email: str, rcp: str, ends: datetime | None) -> None:
    """End the seats of EMAIL in a Process."""
    person = _person(email)
    today = now().date()
    last_day = _day(ends) or today - timedelta(days=1)
    seats = [
        seat
        for seat in person.memberships
        if seat.rcp_slug == rcp and (seat.ends_on is None or seat.ends_on >= today)
    ]
    if not seats:
        raise click.ClickException(
            f"{person.email} holds no seat in “{rcp}”. “rcp-exchange user list” shows the seats."
        )
    for seat in seats:
        services.end_membership(db.session, seat, last_day, actor=SYSTEM)
        when = f"on {last_day}" if ends else "now"
        click.echo(f"{person.email}: {_role_text(seat)} ends {when}.")
    db.session.commit()


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time link with which EMAIL sets a password."""
    _print_link(_person(email))
    db.session.commit()


@click.command("token")
@click.argument("email", metavar="USER")
@click.option("--revoke", is_flag=True, help="Make all tokens of USER useless instead.")
@with_appcontext
def token(email: str, revoke: bool) -> None:
    """Print a new API token of USER (an e-mail address), or revoke them all."""
    person = _person(email)
    if revoke:
        count = services.revoke_api_tokens(db.session, person, actor=SYSTEM)
        click.echo(f"Revoked {count} API tokens of {person.email}.")
    else:
        # The token alone on standard output, so that a script can keep it.
        click.echo(services.issue_api_token(db.session, person, actor=SYSTEM))
        click.echo("Keep it like a password: it is not shown again.", err=True)
    db.session.commit()


COMMANDS: list[click.Command] = [user, token]


def _address(email: str) -> str:
    try:
        return services.normal_email(email)
    except services.InvalidEmail as error:
        raise click.ClickException(f"“{email}” is not an e-mail address: {error}") from error


def _person(email: str) -> User:
    person = queries.user_by_email(db.session, email)
    if person is None:
        raise click.ClickException(
            f"Nobody has the address “{email}”. “rcp-exchange user list” shows the accounts; "
            "“rcp-exchange user add” adds one."
        )
    return person


def _rcp_name(slug: str) -> str:
    names = queries.rcp_names(db.session)
    if slug in names:
        return names[slug]
    near = difflib.get_close_matches(slug, names, n=3)
    advice = (
        f"Did you mean {' or '.join(near)}?" if near else "Add it first: “rcp-exchange rcp add”."
    )
    raise click.ClickException(f"There is no Process “{slug}”. {advice}")


def _seat_facts(
    country: str | None, organisation: str | None, starts: datetime | None, ends: datetime | None
) -> SeatFacts:
    if country is not None and not countries.is_code(country.upper()):
        raise click.ClickException(
            f"“{country}” is not a two-letter code of ISO 3166-1, such as ID for Indonesia."
        )
    starts_on = _day(starts) or now().date()
    ends_on = _day(ends)
    if ends_on and ends_on < starts_on:
        raise click.ClickException("The seat would end before it begins: see --from and --until.")
    return SeatFacts(
        country=country.upper() if country else None,
        organisation=_text(organisation),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _text(written: str | None) -> str | None:
    text = clean(written or "")
    if len(text) > _LONGEST_TEXT:
        raise click.ClickException(f"“{text[:40]}…” is longer than {_LONGEST_TEXT} characters.")
    return text or None


def _password_from_stdin(address: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        passwords.check(password, address)
    except passwords.PasswordRefused as refusal:
        raise click.ClickException(f"The password is refused. {refusal}") from refusal
    return password


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _added(address: str, name: str) -> User:
    person = queries.user_by_email(db.session, address)
    if person is None:
        click.echo(f"Added {address} as “{name}”.")
        return services.add_user(db.session, address, name, actor=SYSTEM)
    click.echo(f"{address} already has an account, “{person.display_name}”.")
    return person


def _add_seat(person: User, rcp: str, role: Role, facts: SeatFacts) -> None:
    try:
        seat = services.add_membership(db.session, person, rcp, role, actor=SYSTEM, **facts)
    except services.SeatTaken as error:
        raise click.ClickException(f"{error} at that time. Nothing was changed.") from error
    click.echo(f"Seat: {_seat_text(seat)}.")


def _print_link(person: User) -> None:
    settings: Settings = current_app.extensions["settings"]
    secret = services.issue_one_time_link(db.session, person, actor=SYSTEM)
    with current_app.test_request_context(base_url=settings.public_url):
        address = url_for("accounts.welcome", token=secret, _external=True)
    days = services.LINK_LIFETIME.days
    click.echo(f"Send this link to {person.email}. It works once, within {days} days:")
    click.echo(address)


def _marks(person: User) -> dict[str, bool]:
    return {
        "administrator": person.is_administrator,
        "no password yet": person.password_hash is None,
    }


def _role_text(seat: Membership) -> str:
    return f"{ROLE_NAMES[seat.role]} of {seat.rcp_slug}"


def _seat_text(seat: Membership) -> str:
    acts_for = seat.organisation or seat.country
    text = f"{_role_text(seat)} for {acts_for}" if acts_for else _role_text(seat)
    until = f" until {seat.ends_on}" if seat.ends_on else ""
    return f"{text}, from {seat.starts_on}{until}"
