"""`multaqa listen`: print what a subscriber's endpoint would receive."""

from typing import Annotated

import typer

from multaqa.cli.addresses import settings_of
from multaqa.cli.console import fail, say
from multaqa.cli.topology import linked
from multaqa.filters import FIELDS
from multaqa.messages import catalogue
from multaqa.selection import Selection


def listen(
    tenant: Annotated[str, typer.Argument(help="whose messages, such as fes-meknes")],
    types: Annotated[list[str] | None, typer.Option("--type", help="a type or `room.*`; without it, all")] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="partner=ID, edition=ID, institute=ID or sector=CODE")
    ] = None,
    secret: Annotated[str | None, typer.Option(help="whsec_...: sign as the subscription it belongs to")] = None,
    binary: Annotated[bool, typer.Option("--binary", help="as posts in binary mode: attributes as headers")] = False,  # noqa: FBT002 - typer
    kept: Annotated[bool, typer.Option("--kept", help="begin with what the last 30 days hold")] = False,  # noqa: FBT002 - typer
    count: Annotated[int | None, typer.Option(min=1, help="end after so many")] = None,
) -> None:
    """Print what an endpoint would receive, post by post, until Ctrl-C; nothing is subscribed and nothing is sent."""
    from services.notifications.domain import ContentMode
    from services.notifications.listening import posts

    every = sorted({f"{name.partition('.')[0]}.*" for name, message in catalogue().items() if message.public})
    selection = Selection.of(types or every, _by_name(filters or []))
    mode: ContentMode = "binary" if binary else "structured"
    with linked(settings_of("notifications").amqp_uri) as link:
        say(f"listening to the public messages of {tenant}")
        try:
            for post in posts(link, tenant, selection, secret, mode=mode, kept=kept, count=count):
                typer.echo(post)
        except ValueError:
            fail("That is no secret: it is whsec_ and base64 behind it.")


def _by_name(filters: list[str]) -> dict[str, list[str]]:
    by_name: dict[str, list[str]] = {}
    for one in filters:
        name, _, value = one.partition("=")
        if name not in FIELDS or not value:
            fail(f"A filter is one of {', '.join(FIELDS)}, = and a value: {one} is none.")
        by_name.setdefault(name, []).append(value)
    return by_name
