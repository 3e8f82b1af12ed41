from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import ThreadingHTTPServer

import pytest

from multaqa.settings import load
from tests.integration.notifications.hooks import Cold, Unkind, serving
from tests.integration.notifications.sinks import Sink, mail_sink, subscriber
from tests.integration.running import RunningRoom, running

QUICKLY = {
    "mail_schedule_ms": [50, 100, 200],
    "mail_waiting_ms": 50,
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

    def start(*, development: bool = True, **knobs: object) -> AbstractContextManager[RunningRoom]:
        own = {**load("notifications").own, **QUICKLY, **knobs}
        return running("notifications", amqp_uri, mongo_uri, mongo_database, development=development, own=own)

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
