"""The courier: posts a message to a subscriber's endpoint, signed, to an address that was checked."""

import email.utils
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from random import random
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from eventlet import GreenPool, Timeout
from nameko.extensions import DependencyProvider

from multaqa.clock import SystemClock
from multaqa.store.provider import settings_of
from services.notifications.cloud_event import in_mode
from services.notifications.domain import AddressPolicy, Attempt, ContentMode, Delivery
from services.notifications.knobs import Knobs
from services.notifications.pen import Pen

EXCERPT = 500
RUN_S = 10.0
"""With the last attempt's time to answer and the record of all, a run is over before its lease of a minute is."""


@dataclass(frozen=True, slots=True)
class Post:
    """One delivery's attempt, to be made; `event` is structured, whatever the mode it is posted in.

    `naming` gives the event as it is told in the instant of the post, where it may name a person. Of the answer to such
    a post nothing is kept but its status, or what kind of failure there was: it may repeat what it was told.
    """

    delivery_id: str
    message_id: str
    event: str
    mode: ContentMode = "structured"
    naming: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Handshake:
    """What an endpoint answered when it was asked whether it may be posted to; `rate` is the most per minute."""

    agreed: bool
    rate: int | None = None
    reason: str | None = None


class courier(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`courier = courier()`: `self.courier.post_all(url, posts, pen, at_once)` makes one attempt of each."""

    def setup(self) -> None:
        settings = settings_of(self.container)
        self.knobs = Knobs.of(settings)
        self.policy = self.knobs.endpoint_policy()
        self._addresses = self.knobs.address_policy(development=settings.development)
        self._schedule, self._proofs = self.knobs.webhook_schedule(), self.knobs.proof_schedule()
        self._transport, self._waits = _transport(), httpx.Timeout(self.knobs.webhook_timeout_s).as_dict()
        self._origin = urlsplit(self.knobs.public_url).hostname or "multaqa"

    def stop(self) -> None:
        self._transport.close()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    def require_url(self, url: str) -> None:
        self._addresses.require_url(url)

    def record(self, delivery: Delivery, attempt: Attempt, at: datetime) -> None:
        delivery.record(attempt, self._schedule, at, luck=random())  # noqa: S311 (jitter is no secret)

    def proof_again_at(self, tries: int, at: datetime) -> datetime | None:
        return self._proofs.after(tries, at, luck=random())  # noqa: S311 (jitter is no secret)

    def post_all(self, url: str, posts: Iterable[Post], pen: Pen, at_once: int) -> dict[str, Attempt]:
        """The attempts made, by delivery: no new one after RUN_S, nor after one that says not to go on."""
        attempts: dict[str, Attempt] = {}
        hands, until = GreenPool(at_once), time.monotonic() + RUN_S

        def deliver(post: Post) -> None:
            attempts[post.delivery_id] = self.post(url, post, pen)

        for post in posts:
            if time.monotonic() > until or any(one.ends_a_run for one in attempts.values()):
                break
            hands.spawn_n(deliver, post)
        hands.waitall()
        return attempts

    def post(self, url: str, post: Post, pen: Pen) -> Attempt:
        """The outside effect, at the real time whatever a movable clock shows: receivers check it."""
        at = SystemClock().now()
        content = in_mode(post.naming() if post.naming else post.event, post.mode)
        headers = {**content.headers, **pen.headers(post.message_id, content.body, at)}
        answer, reason, ms = self._ask("POST", url, headers, content.body)
        if answer is None:
            told = reason.partition(":")[0] if post.naming else reason
            return Attempt(at=at, duration_ms=ms, status=None, reason=told)
        phrase, excerpt = ("", b"") if post.naming else (answer.phrase, answer.body[:EXCERPT])
        return Attempt(
            at=at,
            duration_ms=ms,
            status=answer.status,
            reason=None if answer.succeeded else phrase or "not a success",
            excerpt=excerpt.decode(errors="replace"),
            retry_after=_retry_after(answer.headers.get("retry-after"), at),
        )

    def handshake(self, url: str) -> Handshake:
        """Ask the endpoint whether it takes what we send: CloudEvents' abuse protection for webhooks, section 4."""
        asked = {"webhook-request-origin": self._origin, "webhook-request-rate": str(self.knobs.webhook_rate)}
        answer, reason, _ = self._ask("OPTIONS", url, asked, "")
        if answer is None:
            return Handshake(agreed=False, reason=reason)
        allowed = answer.headers.get("webhook-allowed-origin", "").strip().lower()
        if not answer.succeeded or allowed not in ("*", self._origin.lower()):
            told = f"WebHook-Allowed-Origin {allowed[:80]}" if allowed else "no WebHook-Allowed-Origin"
            return Handshake(agreed=False, reason=f"the endpoint has not agreed: status {answer.status}, {told}")
        return Handshake(agreed=True, rate=self._allowed_rate(answer.headers.get("webhook-allowed-rate", "").strip()))

    def _allowed_rate(self, told: str) -> int:
        """Per minute: what the endpoint allows, and no more than was asked for."""
        return max(1, min(self.knobs.webhook_rate, int(told[:9]))) if told.isdecimal() else self.knobs.webhook_rate

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: str) -> "tuple[Answer | None, str, int]":
        """The answer, or None and why there is none; and how many milliseconds it took."""
        started, answer, reason = time.monotonic(), None, ""
        try:
            with Timeout(self.knobs.webhook_timeout_s, TimeoutError("no answer in time")):
                answer = self._exchange(method, url, headers, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as trouble:
            reason = f"{type(trouble).__name__}: {trouble}"[:300]
        return answer, reason, round((time.monotonic() - started) * 1000)

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: str) -> "Answer":
        target, name, netloc = _target(url, _checked_address(self._addresses, url))
        sent = {"host": netloc, "user-agent": "Multaqa", "accept": "*/*", "connection": "close", **headers}
        asked = {"sni_hostname": name, "timeout": self._waits}
        request = httpx.Request(method, target, content=body, headers=sent, extensions=asked)
        with closing(self._transport.handle_request(request)) as answer:
            read = _capped(answer.iter_raw(), self.knobs.webhook_answer_octets)
            return Answer(answer.status_code, answer.reason_phrase, answer.headers, read)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint said; of the body no more than is read of any."""

    status: int
    phrase: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def succeeded(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def _transport() -> httpx.HTTPTransport:
    """Below httpx's client, whose following and remembering is not wanted: so a process posts a quarter more.

    No connection is kept: one kept for an address could serve another name there.
    """
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.HTTPTransport(verify=ssl.create_default_context(), trust_env=False, limits=limits)


@lru_cache(maxsize=1024)
def _target(url: str, address: str) -> tuple[httpx.URL, str, str]:
    """The URL at this address; the name that the endpoint has in it, alone and with its port."""
    named = httpx.URL(url)
    return named.copy_with(host=address), named.host, named.netloc.decode("ascii")


def _checked_address(policy: AddressPolicy, url: str) -> str:
    """Resolve once, check every address, and give the one to connect to: a second answer of the name counts nothing."""
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    if not policy.admits(parts.scheme, addresses):
        raise PermissionError("the address of this host is not public")
    return addresses[0]


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
