"""`multaqa topology`: exchanges, queues and bindings, applied and checked against every manifest and tenant."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import amqp
import typer

from multaqa import rpc
from multaqa.bus.link import Link
from multaqa.bus.topology import Tenant, declare, house_manifests, plan
from multaqa.bus.topology.checking import check
from multaqa.cli.addresses import settings_of
from multaqa.cli.console import fail, say
from multaqa.errors import Unavailable
from multaqa.settings import GATEWAY, ROOMS, Settings, load
from multaqa.tenancy import platform_context

CONNECT_S = 10.0
ELECTION_S = 30.0
ELECTION_STEP_S = 0.5
ASK_S = 3.0

app = typer.Typer(no_args_is_help=True, help="Exchanges, queues and bindings.")


@app.command("apply")
def apply_command() -> None:
    """Declare everything the manifests and the open tenants need. Harmless when repeated."""
    settings = settings_of(GATEWAY)
    tenants = tenants_or_none(settings)
    apply(settings, tenants or [])
    known = "no tenant yet, or the gateway does not answer" if tenants is None else f"{len(tenants)} tenants"
    say(f"[green]✓[/green] topology applied ({known})")


@app.command("check")
def check_command() -> None:
    """Say what the broker lacks; exit 1 when something does."""
    settings = settings_of(GATEWAY)
    tenants = tenants_or_none(settings) or []
    with linked(settings.amqp_uri) as link:
        problems = check(link, house_manifests(), tenants, tiers_ms(), settings.management_url or None)
    if problems:
        fail("\n".join(problems))
    say(f"[green]✓[/green] the broker has all that {len(tenants)} tenants need")


def apply(settings: Settings, tenants: Sequence[Tenant]) -> None:
    """Declare what all tenants share, and the lanes of these tenants and of the platform.

    A broker that has just started again may still be electing the leaders of its streams and quorum queues; until it
    has, it says that they are not found, and is asked again for a while.
    """
    wanted = plan(house_manifests(), tenants, tiers_ms())
    deadline = time.monotonic() + ELECTION_S
    with linked(settings.amqp_uri) as link:
        while True:
            try:
                return declare(link, wanted)
            except amqp.NotFound:
                if time.monotonic() > deadline:
                    raise
                time.sleep(ELECTION_STEP_S)


def tenants_or_none(settings: Settings) -> list[Tenant] | None:
    """The open tenants and their lanes; None when the gateway does not answer."""
    try:
        listed = rpc.call(settings.amqp_uri, GATEWAY, "list_tenants", platform_context("command line"), timeout_s=ASK_S)
    except Unavailable:
        return None
    return [Tenant(tenant["id"], tenant["lane"]) for tenant in listed["items"]]


def tiers_ms() -> list[int]:
    """Every retry tier that any room uses."""
    return sorted({tier for room in (*ROOMS, GATEWAY) for tier in load(room).tiers_ms})


@contextmanager
def linked(amqp_uri: str) -> Iterator[Link]:
    link = Link(amqp_uri, name="command line")
    link.start()
    try:
        if not link.wait_connected(CONNECT_S):
            fail(f"The broker does not answer at {amqp_uri.rpartition('@')[2]}. Is it running? Try: multaqa doctor")
        yield link
    finally:
        link.stop()
