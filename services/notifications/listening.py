"""What an endpoint would receive, read from the public stream: for whoever writes a receiver."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from itertools import islice

from standardwebhooks.webhooks import Webhook

from multaqa.bus.envelope import Envelope, Received
from multaqa.bus.link import Link
from multaqa.bus.stream import follow
from multaqa.clock import SystemClock
from multaqa.selection import Selection, marks_of
from services.notifications.cloud_event import cloud_event, in_mode
from services.notifications.domain import ContentMode
from services.notifications.pen import Pen


def posts(
    link: Link,
    tenant: str,
    selection: Selection,
    secret: str | None,
    *,
    mode: ContentMode = "structured",
    kept: bool,
    count: int | None,
) -> Iterator[str]:
    """Each post as text, headers first; `kept` begins with the oldest the stream holds, else with the next message.

    With the secret of a subscription they are signed as its posts are (`v1`); without one they are not.
    """
    sign = _signing(secret)
    found = (envelope for envelope in _of(link, tenant, kept=kept) if _is_selected(envelope, selection))
    return islice((_post(envelope, mode, sign) for envelope in found), count)


def _of(link: Link, tenant: str, *, kept: bool) -> Iterator[Envelope]:
    """The stream holds what all tenants say; no other's is shown."""
    feed = follow(link, after=-1 if kept else None)
    return (found[1] for found in feed if found and found[1].tenant == tenant)


def _is_selected(envelope: Envelope, selection: Selection) -> bool:
    return selection.admits(envelope.type, marks_of(envelope.facts))


def _signing(secret: str | None) -> Callable[[str, str], dict[str, str]]:
    """ValueError for what is no secret."""
    keys = [(Webhook(secret), None)] if secret and b64decode(secret.removeprefix("whsec_"), validate=True) else []
    return lambda id, body: Pen(keys).headers(id, body, SystemClock().now())


def _post(envelope: Envelope, mode: ContentMode, sign: Callable[[str, str], dict[str, str]]) -> str:
    message = Received.of(envelope, envelope.facts, attempt=1, lane="stream")
    content = in_mode(cloud_event(message, envelope.facts), mode)
    headers = {**content.headers, **sign(envelope.id, content.body)}
    return "\n".join(["POST", *(f"{name}: {value}" for name, value in headers.items() if value), "", content.body, ""])
