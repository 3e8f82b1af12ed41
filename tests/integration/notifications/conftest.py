from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx
import pytest

from multaqa.settings import load
from tests.integration.notifications.hooks import Cold, Unkind, serving
from tests.integration.notifications.sinks import Sink, mail_sink, subscriber
from tests.integration.running import RunningRoom, running

QUICKLY = {
    "mail_schedule_ms": [50, 100, 200],
    "mail_waiting_ms": 50,
    "mail_quiet_hours": [],  # tests run at night, too
    "mail_gather_s": 0,
    "webhook_schedule_ms": [50, 100, 200],
    "webhook_jitter": 0.0,
    "webhook_timeout_s": 2,
    "webhook_proof_schedule_ms": [50, 100],
    "webhook_pause_ms": [100, 1000],
}
RunningNotifications = Callable[..., AbstractContextManager[RunningRoom]]


@pytest.fixture
def notifying(amqp_uri: str, mongo_uri: str, mongo_database: str) -> RunningNotifications:
    """Start the room with some knobs changed; it stands in development unless told otherwise."""

    def start(
        *, development: bool = True, management_url: str = "", **knobs: object
    ) -> AbstractContextManager[RunningRoom]:
        own = {**load("notifications").own, **QUICKLY, **knobs}
        circumstances = {"development": development, "management_url": management_url, "own": own}
        return running("notifications", amqp_uri, mongo_uri, mongo_database, **circumstances)

    return start


@pytest.fixture
def mails() -> Iterator[Sink]:
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def agency() -> Iterator[Sink]:
    """A subscriber's receiver that verifies signatures."""
    with subscriber() as sink:
        yield sink


@pytest.fixture
def notifications(notifying: RunningNotifications, mails: Sink) -> Iterator[RunningRoom]:
    with notifying(smtp_port=mails.smtp_port) as room:
        yield room


@pytest.fixture
def unkind() -> Iterator[ThreadingHTTPServer]:
    with serving(Unkind) as server:
        yield server


@pytest.fixture
def cold() -> Iterator[ThreadingHTTPServer]:
    with serving(Cold) as server:
        yield server


@pytest.fixture
def queue_vhost(amqp_uri: str, management_url: str) -> Iterator[str]:
    """Of this test's own subscribers: the room makes it, and it goes afterwards with those who may read there."""
    name = f"{urlsplit(amqp_uri).path[1:]}.subscribers"
    yield name
    for row in httpx.get(f"{management_url}/permissions").json():
        if row["vhost"] == name and row["user"].startswith("subscriber-"):
            httpx.delete(f"{management_url}/users/{row['user']}").raise_for_status()
    httpx.delete(f"{management_url}/vhosts/{name}")


@pytest.fixture
def queueing(notifying: RunningNotifications, queue_vhost: str, management_url: str) -> Iterator[RunningRoom]:
    with notifying(management_url=management_url, queue_vhost=queue_vhost) as room:
        yield room


@pytest.fixture
def queueing_little(notifying: RunningNotifications, queue_vhost: str, management_url: str) -> Iterator[RunningRoom]:
    """With room for five messages a queue, and for one queue a directorate."""
    little = {"queue_length_most": 5, "queue_subscriptions_most": 1, "webhook_schedule_ms": [200] * 100}
    with notifying(management_url=management_url, queue_vhost=queue_vhost, **little) as room:
        yield room
