"""Many readers of one stream: each from its own place, without gap or repeat, whoever else is slow."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from multaqa.bus import feed
from multaqa.bus.feed import OLDEST, Tail, TooOld
from multaqa.bus.stream import read
from multaqa.errors import Unavailable
from multaqa.testing.waiting import eventually
from tests.integration.bus.conftest import FES, RABAT

HIRED = "events.hired.v1"


def everything(_):
    return True


def of_fes(envelope):
    return envelope.tenant == FES.slug


@pytest.fixture
def link(bus):
    return bus.link("feed")


@pytest.fixture
def tail(link):
    one = Tail(link, kept=50)
    yield one
    one.stop()


@pytest.fixture
def hired(bus, message):
    def publish(count, **more):
        sent = [message(type=HIRED, **more) for _ in range(count)]
        bus.publish(*sent)
        return [envelope.id for envelope in sent]

    return publish


def taken(reading, count, wait_s=10.0):
    ids = []
    while len(ids) < count and (found := reading.next(wait_s)):
        ids += [entry.envelope.id for entry in found]
    return ids


def test_who_comes_without_a_place_reads_what_is_new_and_nothing_before(tail, hired):
    hired(3)
    reading = tail.read(None, everything)
    assert reading.next(0.3) == []
    new = hired(2)
    assert taken(reading, 2) == new


def test_who_is_far_behind_catches_up_and_goes_on_with_what_is_new(tail, hired):
    sent = hired(130)
    tail.read(None, everything)
    sent += hired(130)
    reading = tail.read(OLDEST, everything)
    assert taken(reading, 260) == sent
    new = hired(1)
    assert taken(reading, 1) == new
    assert reading.next(0.3) == []


def test_a_slow_reader_misses_nothing_and_holds_up_nobody(tail, hired):
    quick, slow = tail.read(None, everything), tail.read(None, everything)
    sent = []
    for _ in range(4):
        some = hired(40)  # more than is kept by the end
        sent += some
        assert taken(quick, 40) == some
    assert taken(slow, 160) == sent


def test_a_reading_goes_on_from_where_another_ended(tail, bus, hired):
    sent = hired(20)
    first = tail.read(OLDEST, everything)
    some = first.next(10.0)
    other = Tail(bus.link("another feed"))
    rest = other.read(some[-1].offset, everything)
    assert [entry.envelope.id for entry in some] + taken(rest, 20 - len(some)) == sent
    other.stop()


def test_what_is_not_wanted_is_passed_over_and_not_read_again(tail, hired):
    reading = tail.read(None, of_fes)
    hired(3, tenant=RABAT)
    assert reading.next(0.5) == []
    before = reading.offset
    assert before >= 2
    mine = hired(1)
    assert taken(reading, 1) == mine


def test_all_of_many_readers_get_all(tail, hired):
    readings = [tail.read(None, everything) for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        reads = [pool.submit(taken, reading, 30) for reading in readings]
        sent = [id for _ in range(3) for id in hired(10)]
        assert all(one.result(20) == sent for one in reads)


def test_an_interruption_leaves_no_gap(tail, link, hired):
    reading = tail.read(None, everything)
    sent = hired(5)
    link.sever()
    sent += hired(5)
    got = eventually(lambda: (found := taken(reading, 10)) and found, 20)
    assert got + taken(reading, 10 - len(got)) == sent


def test_a_place_whose_next_message_is_kept_no_longer_is_told_so(tail, bus, hired, monkeypatch):
    hired(20)
    tail.read(None, everything)

    def without_the_first_ten(link, after, limit, wait_s):
        kept = [found for found in read(link, after, limit + 10, wait_s) if found[0] >= 10]
        return kept[:limit]

    monkeypatch.setattr(feed, "read", without_the_first_ten)
    with pytest.raises(TooOld):
        tail.read(3, everything).next(5.0)
    assert len(tail.read(9, everything).next(5.0)) > 0
    assert len(tail.read(OLDEST, everything).next(5.0)) > 0


def test_who_waits_is_let_go_when_the_process_ends_and_nobody_comes_after(tail):
    reading = tail.read(None, everything)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(reading.next, 30.0)
        tail.stop()
        assert waiting.result(5) == []
    with pytest.raises(Unavailable, match=r"feed\.unavailable"):
        tail.read(None, everything)
