"""A broker that is connected and silent: nobody waits for it for ever, and all goes on when it thaws."""

import threading
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

import pytest

from multaqa.bus.link import LOST, Link
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.testing.freezing import Proxy
from multaqa.testing.waiting import eventually

TIMEOUT_S = 0.5


@pytest.fixture
def proxy(amqp_uri):
    broker = urlsplit(amqp_uri)
    made = Proxy(broker.hostname, broker.port)
    made.uri = urlunsplit(broker._replace(netloc=f"{broker.username}:{broker.password}@127.0.0.1:{made.port}"))
    yield made
    made.close()


@pytest.fixture
def queue(amqp_uri):
    link = Link(amqp_uri, name="setup")
    link.on_connected(lambda channel: channel.queue_declare("q", durable=True, auto_delete=False))
    link.start()
    assert link.wait_connected(10)
    yield link
    link.stop()


def one(size: int = 100) -> Outgoing:
    return Outgoing("", "q", b"x" * size, "m-1")


@pytest.mark.parametrize("size", [100, 200_000], ids=["confirm never comes", "socket fills up"])
def test_publishing_to_a_frozen_broker_fails_within_its_bound_and_works_after_the_thaw(proxy, queue, size):
    publisher = ConfirmingPublisher.to(proxy.uri, name="p", confirm_timeout_s=TIMEOUT_S)
    publisher.start()
    assert len(publisher.publish_batch([one()]).confirmed) == 1
    proxy.freeze()
    for _ in range(3):
        began = monotonic()
        assert len(publisher.publish_batch([one(size)] * 50).failed) == 50
        assert monotonic() - began < 3 * TIMEOUT_S + 1
    proxy.thaw()
    eventually(lambda: publisher.publish_batch([one()]).confirmed, 15)
    publisher.stop()


def test_several_threads_are_all_let_go_by_a_frozen_broker(proxy, queue):
    publisher = ConfirmingPublisher.to(proxy.uri, name="p", confirm_timeout_s=TIMEOUT_S)
    publisher.start()
    assert publisher.publish_batch([one()]).confirmed
    proxy.freeze()
    failed: list[int] = []
    threads = [
        threading.Thread(target=lambda: failed.append(len(publisher.publish_batch([one()]).failed))) for _ in range(8)
    ]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert failed == [1] * 8
    assert monotonic() - began < 3 * TIMEOUT_S + 1
    proxy.thaw()
    publisher.stop()


def test_a_link_leaves_a_silent_broker_after_two_heartbeats_and_comes_back(proxy):
    link = Link(proxy.uri, name="l", heartbeat_s=1, connect_timeout_s=1, stall_s=1)
    link.start()
    assert link.wait_connected(10)
    proxy.freeze()
    eventually(lambda: not link.connected, 10)
    assert link.silent_for() > 1
    with pytest.raises(LOST):
        link.call(lambda: None, 0.2)
    proxy.thaw()
    eventually(lambda: link.connected, 15)
    link.stop()


def test_an_unroutable_message_is_told_apart_from_a_failed_one(queue, amqp_uri):
    publisher = ConfirmingPublisher.to(amqp_uri, name="p")
    publisher.start()
    lost = Outgoing("", "nowhere", b"x", "m-2")
    published = publisher.publish_batch([one(), lost, one()])
    assert (len(published.confirmed), published.unroutable, published.failed) == (2, [lost], [])
    publisher.stop()


def test_an_exchange_that_does_not_exist_fails_the_batch_and_no_later_one(queue, amqp_uri):
    publisher = ConfirmingPublisher.to(amqp_uri, name="p")
    publisher.start()
    assert publisher.publish_batch([Outgoing("nowhere", "q", b"x", "m-2")]).failed
    eventually(lambda: publisher.publish_batch([one()]).confirmed)
    publisher.stop()
