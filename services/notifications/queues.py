"""Subscribers' own queues: in a virtual host apart, made over the management API, filled with publisher confirms."""

import os
import secrets
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
from nameko.extensions import DependencyProvider

from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.clock import SystemClock
from multaqa.errors import Refused, Unavailable
from multaqa.store.provider import settings_of
from services.notifications.cloud_event import apart
from services.notifications.domain import OVERFLOW, Attempt, SubscriberQueue
from services.notifications.knobs import Knobs
from services.notifications.webhook import Post

UNLIMITED = 1_000_000_000  # redeliveries: from RabbitMQ 4.0 on the twentieth would lose the message
ALL = {"configure": ".*", "write": ".*", "read": ".*"}
LIMITS = {"max-connections": 5, "max-channels": 20}
NOT_THERE = "the queue was not there, and has been made again"
NOT_TAKEN = "not confirmed: the queue is full, or the broker slow"
ADMINISTRATION_TIMEOUT_S = 5.0


class queue_keeper(DependencyProvider):  # type: ignore[misc]  # noqa: N801 (a declaration, read like a function)
    """`queue_keeper = queue_keeper()`: `self.queue_keeper` makes, fills and removes the queues of subscribers."""

    def setup(self) -> None:
        settings = settings_of(self.container)
        self.knobs = Knobs.of(settings)
        broker, path = urlsplit(settings.amqp_uri), f"/{quote(self.knobs.queue_vhost, safe='')}"
        self._administration = Administration(
            settings.management_url, self.knobs.queue_vhost, broker.username or "guest"
        )
        self._inside = urlunsplit(broker._replace(path=path))
        address = self.knobs.queue_address or f"{broker.scheme}://{broker.netloc.rpartition('@')[2]}"
        self._uri = f"{address.rstrip('/')}{path}"
        self._publisher: ConfirmingPublisher | None = None

    def stop(self) -> None:
        self._administration.close()
        if self._publisher:
            self._publisher.stop()

    def get_dependency(self, worker_ctx: Any) -> Self:  # noqa: ARG002 (nameko's signature)
        return self

    def require_offered(self) -> None:
        if not self._administration.root:
            raise Refused("subscription.no_queues", "This house offers no queues: subscribe by webhook, or read.")

    def make(self) -> tuple[str, SubscriberQueue]:
        """The password, as it is told once, and the queue as it is kept; it stands once `keep` has run."""
        password, name = secrets.token_urlsafe(32), f"subscriber-{secrets.token_hex(16)}"
        return password, SubscriberQueue(self._uri, name, self.knobs.queue_length_most, _digest(password))

    def renewed(self, queue: SubscriberQueue) -> tuple[str, SubscriberQueue]:
        """Another password for the same queue."""
        password = secrets.token_urlsafe(32)
        return password, replace(queue, uri=self._uri, password_hash=_digest(password))

    def keep(self, queue: SubscriberQueue) -> None:
        self._administration.keep(queue)

    def remove(self, queue: SubscriberQueue) -> None:
        self._administration.remove(queue)

    def fill(self, queue: SubscriberQueue, posts: Sequence[Post]) -> dict[str, Attempt]:
        """The attempts, by delivery. Unavailable while the broker does not answer: no failure of the subscriber's.

        What is missing there, since the broker was rebuilt or somebody deleted it, is made again for the next attempt.
        """
        publisher = self._connected()
        at, started = SystemClock().now(), time.monotonic()
        published = publisher.publish_batch([outgoing(queue, post) for post in posts])
        ms = round((time.monotonic() - started) * 1000)
        is_away = not (published.confirmed or publisher.link.connected)
        if published.unroutable or is_away:
            self._administration.mend(queue)
        if is_away:
            raise Unavailable("bus.unavailable", "The broker does not answer at the moment.")
        reasons = {one.message_id: NOT_THERE for one in published.unroutable}
        reasons |= {one.message_id: NOT_TAKEN for one in published.failed}
        return {post.delivery_id: _attempt(at, ms, reasons.get(post.message_id)) for post in posts}

    def _connected(self) -> ConfirmingPublisher:
        """From the first delivery on: a house without such subscribers keeps no connection."""
        if self._publisher is None:
            self._publisher = ConfirmingPublisher.to(self._inside, name="subscribers' queues")
            self._publisher.start()
        return self._publisher


class Administration:
    """RabbitMQ's management API, for the virtual host of the subscribers, which `feeder` publishes to.

    `root` is empty where there is none.
    """

    def __init__(self, management_url: str, vhost: str, feeder: str) -> None:
        named = httpx.URL(management_url.partition("#")[0].rstrip("/"))
        self.root = str(named.copy_with(userinfo=b""))  # what is logged of a failure names the address
        self._vhost, self._feeder = quote(vhost, safe=""), feeder
        who = (named.username, named.password) if named.username else None
        self._client = httpx.Client(auth=who, timeout=ADMINISTRATION_TIMEOUT_S, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def keep(self, queue: SubscriberQueue) -> None:
        """The virtual host, the queue, and a user with this password who may read from it and do nothing else.

        Who is connected with another password is disconnected.
        """
        known = self._ask("GET", f"/users/{queue.name}")
        if known and known["password_hash"] != queue.password_hash:
            self._ask("DELETE", f"/users/{queue.name}")
        self.mend(queue)

    def mend(self, queue: SubscriberQueue) -> None:
        """Make what is missing; a user who is there keeps their password, which may be newer than this one."""
        self._ask("PUT", f"/vhosts/{self._vhost}", {})
        self._ask("PUT", f"/permissions/{self._vhost}/{self._feeder}", ALL)
        self._ask("PUT", f"/queues/{self._vhost}/{queue.name}", _declared(queue))
        if not self._ask("GET", f"/users/{queue.name}"):
            self._ask("PUT", f"/users/{queue.name}", _user(queue))
        for limit, value in LIMITS.items():
            self._ask("PUT", f"/user-limits/{queue.name}/{limit}", {"value": value})
        reads = {"configure": "^$", "write": "^$", "read": f"^{queue.name}$"}
        self._ask("PUT", f"/permissions/{self._vhost}/{queue.name}", reads)

    def remove(self, queue: SubscriberQueue) -> None:
        """The user first, which ends its connections."""
        self._ask("DELETE", f"/users/{queue.name}")
        self._ask("DELETE", f"/queues/{self._vhost}/{queue.name}")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer, or None where there is nothing of this name."""
        answer = self._client.request(method, f"{self.root}{path}", json=body)
        if answer.status_code == HTTPStatus.NOT_FOUND and method != "PUT":
            return None
        answer.raise_for_status()
        return answer.json() if answer.content else None


def _declared(queue: SubscriberQueue) -> dict[str, Any]:
    arguments = {
        "x-queue-type": "quorum",
        "x-max-length": queue.length_most,
        "x-overflow": OVERFLOW,
        "x-delivery-limit": UNLIMITED,
    }
    return {"durable": True, "auto_delete": False, "arguments": arguments}


def _user(queue: SubscriberQueue) -> dict[str, str]:
    """Without a tag: the management API is closed to them."""
    return {"password_hash": queue.password_hash, "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}


def outgoing(queue: SubscriberQueue, post: Post) -> Outgoing:
    attributes, data = apart(post.event)
    headers = {f"ce-{name}": value for name, value in attributes.items()}
    return Outgoing("", queue.name, data.encode(), post.message_id, attributes["type"], "application/json", headers)


def _attempt(at: datetime, ms: int, reason: str | None) -> Attempt:
    return Attempt(at=at, status=None, duration_ms=ms, reason=reason)


def _digest(password: str) -> str:
    """As RabbitMQ keeps it: four octets of salt, then SHA-256 over salt and password."""
    salt = os.urandom(4)
    return b64encode(salt + sha256(salt + password.encode()).digest()).decode()
