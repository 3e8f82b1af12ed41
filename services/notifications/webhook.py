"""The courier: posts a message to a subscriber's endpoint, signed, to an address that was checked."""

import base64
import email.utils
import secrets
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from random import random
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from eventlet import Timeout
from nameko.extensions import DependencyProvider
from standardwebhooks.webhooks import Webhook

from multaqa.bus import Envelope, Received
from multaqa.clock import SystemClock
from multaqa.store.provider import settings_of
from services.notifications.domain import AddressPolicy, Attempt, Delivery, Subscription
from services.notifications.knobs import Knobs

CONTENT_TYPE = "application/cloudevents+json"
EXCERPT = 500


def cloud_event(message: Received, facts: Mapping[str, Any]) -> str:
    """The message as subscribers get it: CloudEvents 1.0, structured JSON. `facts` are JSON-able."""
    return (
        Envelope(
            id=message.id,
            type=message.type,
            tenant=message.tenant,
            subject=message.subject,
            version=message.version,
            time=message.time,
            source=f"/{message.type.partition('.')[0]}",
            traceparent=message.traceparent,
            causation_id=None,
            facts=dict(facts),
        )
        .encode()
        .decode()
    )


def new_secret() -> str:
    """A key for HMAC-SHA256, written as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


class courier(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`courier = courier()`: `self.courier.deliver(delivery, subscription)` makes one attempt."""

    def setup(self) -> None:
        settings = settings_of(self.container)
        self._knobs = Knobs.of(settings)
        self._policy = self._knobs.address_policy(development=settings.development)
        self._schedule = self._knobs.webhook_schedule()
        self._client = _client(self._knobs.webhook_timeout_s)

    def stop(self) -> None:
        self._client.close()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    def require_url(self, url: str) -> None:
        self._policy.require_url(url)

    def record(self, delivery: Delivery, attempt: Attempt | None, at: datetime) -> datetime | None:
        """When to try again, or None; no attempt means that the subscription had ended."""
        if attempt is None:
            delivery.abandon(at)
            return None
        return delivery.record(attempt, self._schedule, at, luck=random())  # noqa: S311 (jitter is no secret)

    def deliver(self, delivery: Delivery, subscription: Subscription) -> Attempt:
        """The outside effect, at the real time whatever a movable clock shows: receivers check it."""
        at, started = SystemClock().now(), time.monotonic()
        told: dict[str, Any] = {"status": None}
        try:
            with Timeout(self._knobs.webhook_timeout_s, TimeoutError("no answer in time")):
                told = self._post(delivery, subscription, at)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as trouble:
            told["reason"] = f"{type(trouble).__name__}: {trouble}"[:300]
        return Attempt(at=at, duration_ms=round((time.monotonic() - started) * 1000), **told)

    def _post(self, delivery: Delivery, subscription: Subscription, at: datetime) -> dict[str, Any]:
        url = httpx.URL(subscription.url)
        target = url.copy_with(host=_checked_address(self._policy, subscription.url))
        headers = {
            "host": url.netloc.decode("ascii"),
            "content-type": CONTENT_TYPE,
            "user-agent": "Multaqa",
            **_signature(subscription.secret, delivery, at),
        }
        sni = {"sni_hostname": url.host}
        with self._client.stream("POST", target, content=delivery.body, headers=headers, extensions=sni) as answer:
            body = _capped(answer.iter_raw(), self._knobs.webhook_answer_octets)
            return {
                "status": answer.status_code,
                "reason": None if answer.is_success else answer.reason_phrase or "not a success",
                "excerpt": body[:EXCERPT].decode(errors="replace"),
                "retry_after": _retry_after(answer.headers.get("retry-after"), at),
            }


def _client(timeout_s: float) -> httpx.Client:
    """No redirects, no proxy, no connection kept: one kept for an address could serve another name there."""
    return httpx.Client(
        follow_redirects=False,
        trust_env=False,
        timeout=timeout_s,
        verify=ssl.create_default_context(),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
    )


def _checked_address(policy: AddressPolicy, url: str) -> str:
    """Resolve once, check every address, and give the one to connect to: a second answer of the name counts nothing."""
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not policy.admits(parts.scheme, addresses):
        raise PermissionError("the address of this host is not public")
    return addresses[0]


def _signature(secret: str, delivery: Delivery, at: datetime) -> dict[str, str]:
    """Standard Webhooks. The library signs a wrong time unless it is given in UTC."""
    in_utc = at.astimezone(UTC)
    return {
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(in_utc.timestamp())),
        "webhook-signature": Webhook(secret).sign(delivery.message_id, in_utc, delivery.body),
    }


def _capped(chunks: Iterable[bytes], most: int) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) >= most:
            break
    return body[:most]


def _retry_after(value: str | None, at: datetime) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110, section 10.2.3); what is neither asks for nothing."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return timedelta(seconds=int(value.strip()[:9]))
    try:
        asked = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(timedelta(), asked.replace(tzinfo=asked.tzinfo or UTC) - at)
