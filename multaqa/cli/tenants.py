"""`multaqa tenant`: onboard a directorate with one command, without touching the others."""

from typing import Annotated

import typer
from rich.table import Table

from multaqa import rpc
from multaqa.bus.topology import Tenant as LaneOfTenant
from multaqa.bus.topology import assign_lane, declare_tenant, house_manifests
from multaqa.cli import topology
from multaqa.cli.addresses import settings_of
from multaqa.cli.console import console, say
from multaqa.settings import GATEWAY, Settings
from multaqa.tenancy import check_slug, platform_context

OPEN_S = 10.0

app = typer.Typer(no_args_is_help=True, help="Open and list tenants (regional directorates).")


@app.command()
def add(
    slug: Annotated[str, typer.Argument(help="its short name on the wire, such as fes-meknes")],
    french: Annotated[str, typer.Option("--fr", help="its name in French")],
    arabic: Annotated[str, typer.Option("--ar", help="its name in Arabic")],
) -> None:
    """Open a tenant: lanes first, then the directory entry; prints its administrator's key, once."""
    key = open_tenant(settings_of(GATEWAY), check_slug(slug), french, arabic)
    say(f"[green]✓[/green] {slug} is open. Its administrator's key, shown only now:")
    console.print(key, highlight=False, soft_wrap=True)


@app.command("list")
def list_command() -> None:
    """List the open tenants."""
    listed = rpc.call(settings_of(GATEWAY).amqp_uri, GATEWAY, "list_tenants", platform_context("command line"))
    table = Table("tenant", "français", "العربية", "lane", "open since")
    for tenant in listed["items"]:
        table.add_row(tenant["id"], tenant["name"]["fr"], tenant["name"]["ar"], tenant["lane"], tenant["opened_at"])
    console.print(table)


def open_tenant(settings: Settings, slug: str, french: str, arabic: str) -> str:
    """Declare the lanes first, so that no message comes too early, then open it; gives the administrator's key."""
    context = platform_context("command line")
    known = rpc.call(settings.amqp_uri, GATEWAY, "list_tenants", context)["items"]
    with topology.linked(settings.amqp_uri) as link:
        lane = assign_lane(slug, sum(tenant["lane"] == tenant["id"] for tenant in known))
        declare_tenant(link, house_manifests(), LaneOfTenant(slug, lane))
    opened = rpc.call(
        settings.amqp_uri,
        GATEWAY,
        "open_tenant",
        context,
        timeout_s=OPEN_S,
        slug=slug,
        name_fr=french,
        name_ar=arabic,
    )
    return str(opened["administrator_key"])
