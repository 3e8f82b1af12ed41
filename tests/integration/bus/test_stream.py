"""The public stream: public messages of all tenants, from any offset, without a gap."""

import pytest

from multaqa.bus.stream import follow, read
from multaqa.bus.topology import Tenant
from multaqa.testing.waiting import eventually

HIRED = "events.hired.v1"


@pytest.fixture
def hired(bus, message):
    sent = [message(type=HIRED, subject=f"h-{number}") for number in range(250)]
    bus.publish(*sent)
    return [envelope.id for envelope in sent]


def ids(found):
    return [envelope.id for _, envelope in found]


def test_it_holds_the_public_messages_of_all_tenants_and_no_others(bus, message):
    sent = [message(type=HIRED), message(), message(type=HIRED, tenant=Tenant("casa", "casa"))]
    bus.publish(*sent)
    eventually(lambda: ids(read(bus.admin, None, 10, 1.0)) == [sent[0].id, sent[2].id])


def test_it_is_read_in_pages_without_gap_or_repeat_until_there_is_nothing_after_the_last(bus, hired):
    found, after = [], None
    while page := read(bus.admin, after, 100, 1.0):
        assert len(page) <= 100
        found += ids(page)
        after = page[-1][0]
    assert found == hired


def test_following_gives_what_comes_after_an_offset_and_then_what_is_new(bus, message, hired):
    offset, envelope = read(bus.admin, None, 100, 2.0)[-1]
    rest = hired[hired.index(envelope.id) + 1 :]
    feed = follow(bus.admin, offset, pulse_s=5)
    assert [next(feed)[1].id for _ in rest] == rest
    new = message(type=HIRED)
    bus.publish(new)
    assert next(feed)[1].id == new.id
    feed.close()


def test_following_without_an_offset_gives_only_what_is_new(bus, message, hired):
    feed = follow(bus.admin, pulse_s=0.3)
    assert next(feed) is None
    new = message(type=HIRED)
    bus.publish(new)
    assert next(found for found in feed if found)[1].id == new.id
    feed.close()
