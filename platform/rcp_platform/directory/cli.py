"""The directory from the terminal."""

import click
from flask.cli import AppGroup

from rcp_platform.core.access import SYSTEM
from rcp_platform.core.vocabularies import RCP_TYPES, REGIONS, RcpType
from rcp_platform.directory import queries, services
from rcp_platform.directory.facts import FIRST_YEAR, LAST_YEAR, LONGEST_NAME
from rcp_platform.directory.parties import one_line
from rcp_platform.extensions import db

rcp = AppGroup("rcp", help="Add Processes to the directory and list them.")


@rcp.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="The full name.")
@click.option("--short-name", default="", help="As it is called; the full name if not given.")
@click.option("--type", "rcp_type", type=click.Choice(list(RCP_TYPES)), default="regional")
@click.option(
    "--region",
    "regions",
    type=click.Choice(list(REGIONS)),
    multiple=True,
    help="Can be given several times; the first gives the colour.",
)
@click.option(
    "--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), help="The year it was established."
)
def add(
    slug: str,
    name: str,
    short_name: str,
    rcp_type: str,
    regions: tuple[str, ...],
    year: int | None,
) -> None:
    """Add a Process under SLUG, the name in its addresses, which never changes."""
    full_name = one_line(name)
    if not full_name or len(full_name) > LONGEST_NAME:
        raise click.ClickException(f"Give a --name of 1 to {LONGEST_NAME} characters.")
    try:
        added = services.add_rcp(
            db.session,
            slug,
            full_name,
            actor=SYSTEM,
            short_name=one_line(short_name),
            rcp_type=RcpType(rcp_type),
            regions=list(dict.fromkeys(regions)),
            year_established=year,
        )
    except services.CannotAdd as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    click.echo(
        f"Added “{added.name}” as {slug}. Give it a secretariat with "
        f"“rcp-exchange user add EMAIL --rcp {slug} --role secretariat”."
    )


@rcp.command("list")
def list_() -> None:
    """List the Processes, one on each line."""
    listed = queries.listed(db.session)
    if not listed:
        click.echo("There is no Process yet. Add one with “rcp-exchange rcp add SLUG --name NAME”.")
    for item in listed:
        states = f"{item.states} States" if item.states != 1 else "1 State"
        regions = ", ".join(item.rcp.regions) or "no region"
        click.echo(" · ".join([item.rcp.slug, item.rcp.name, item.rcp.type.value, regions, states]))


COMMANDS: list[click.Command] = [rcp]
