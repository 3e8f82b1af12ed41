"""A delivery is tried by its schedule until it arrives, the endpoint is gone, or nothing is left to try."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Refused
from services.notifications.domain import Attempt, Delivery, Schedule

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SCHEDULE = Schedule.of_milliseconds([5_000, 300_000])


@pytest.fixture
def delivery():
    return Delivery("d1", "s1", "m1", "matching.candidate_hired.v1", created_at=NOON)


def attempt(status, **circumstances):
    reason = None if status else "ConnectError"
    return Attempt(at=NOON, status=status, duration_ms=12, **{"reason": reason, **circumstances})


def record(delivery, one):
    delivery.record(one, SCHEDULE, at=NOON, luck=0.5)
    return delivery.next_at


@pytest.mark.parametrize("status", [200, 202, 204])
def test_arrives(delivery, status):
    assert record(delivery, attempt(status)) is None
    assert (delivery.state, delivery.settled_at) == ("delivered", NOON)


@pytest.mark.parametrize("status", [None, 301, 308, 400, 404, 429, 500, 503])
def test_is_tried_again(delivery, status):
    assert record(delivery, attempt(status)) == NOON + timedelta(seconds=5)
    assert delivery.is_pending


def test_is_given_up_after_the_last_attempt(delivery):
    assert [record(delivery, attempt(500)) for _ in range(3)] == [
        NOON + timedelta(seconds=5),
        NOON + timedelta(minutes=5),
        None,
    ]
    assert (delivery.state, delivery.reason) == ("given_up", "attempts exhausted")


def test_arrives_at_the_last_attempt(delivery):
    record(delivery, attempt(500))
    record(delivery, attempt(500))
    record(delivery, attempt(200))
    assert delivery.state == "delivered"


def test_is_given_up_when_the_endpoint_is_gone(delivery):
    assert record(delivery, attempt(410)) is None
    assert delivery.state == "given_up"


def test_waits_as_long_as_the_endpoint_asks(delivery):
    assert record(delivery, attempt(429, retry_after=timedelta(minutes=1))) == NOON + timedelta(minutes=1)


def test_is_not_tried_earlier_because_the_endpoint_asks(delivery):
    assert record(delivery, attempt(429, retry_after=timedelta(seconds=1))) == NOON + timedelta(seconds=5)


def test_waits_a_day_at_most(delivery):
    assert record(delivery, attempt(503, retry_after=timedelta(days=400))) == NOON + timedelta(days=1)


def test_every_attempt_is_told(delivery):
    record(delivery, attempt(None, reason="ConnectError"))
    record(delivery, attempt(200, excerpt="ok"))
    told = delivery.facts()["attempts"]
    assert [(one["status"], one["reason"], one["excerpt"]) for one in told] == [
        (None, "ConnectError", ""),
        (200, None, "ok"),
    ]


@pytest.mark.parametrize(("luck", "seconds"), [(0.0, 4.5), (0.5, 5), (1.0, 5.5)])
def test_jitter_spreads_the_pause(luck, seconds):
    jittered = Schedule.of_milliseconds([5_000], jitter=0.1)
    assert jittered.after(1, NOON, luck) == NOON + timedelta(seconds=seconds)


def test_what_is_resent_begins_the_schedule_anew_and_keeps_its_log(delivery):
    for _ in range(3):
        record(delivery, attempt(500))
    delivery.resend(at=NOON + timedelta(days=1))
    assert (delivery.state, delivery.next_at, delivery.reason) == ("pending", NOON + timedelta(days=1), None)
    assert record(delivery, attempt(500)) == NOON + timedelta(seconds=5)
    assert len(delivery.attempts) == 4


def test_what_is_under_way_is_not_resent(delivery):
    with pytest.raises(Refused, match="delivery.pending"):
        delivery.resend(at=NOON)


def test_the_log_of_a_delivery_that_is_resent_again_and_again_is_bounded(delivery):
    for _ in range(70):
        record(delivery, attempt(200))
        delivery.resend(at=NOON)
    assert len(delivery.attempts) == 50


def test_what_a_queue_confirmed_is_delivered_without_a_status(delivery):
    record(delivery, attempt(None, reason=None))
    assert delivery.state == "delivered"
