"""An endpoint is posted to as fast as it answers, slower while it says it cannot, hardly while it does not."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain import Attempt, Endpoint, EndpointPolicy

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
POLICY = EndpointPolicy(
    at_once=8, per_run=100, trips_after=10, shortest_pause=timedelta(seconds=5), longest_pause=timedelta(hours=1),
    disable_after=timedelta(days=5),
)  # fmt: skip


@pytest.fixture
def endpoint():
    return Endpoint("s1", at_once=8)


def after(seconds):
    return NOON + timedelta(seconds=seconds)


def attempts(status, count=1, retry_after=None):
    return [Attempt(NOON, status, 1, retry_after=retry_after)] * count


def record(endpoint, made, at=NOON):
    endpoint.record(made, POLICY, at)


@pytest.mark.parametrize("status", [429, 502, 504])
def test_it_is_posted_to_half_as_fast_after_a_pause_when_it_says_too_much(endpoint, status):
    record(endpoint, [*attempts(200, 7), *attempts(status)])
    assert (endpoint.at_once, endpoint.allowance(POLICY, after(4))) == (4, 0)
    assert endpoint.free_at(NOON) == after(5)
    assert endpoint.allowance(POLICY, after(5)) == 100


@pytest.mark.parametrize("status", [400, 401, 500, 503, None])
def test_another_failure_does_not_slow_it_down(endpoint, status):
    record(endpoint, attempts(status))
    assert (endpoint.at_once, endpoint.allowance(POLICY, NOON)) == (8, 100)


def test_it_is_never_posted_to_by_less_than_one_hand_and_gets_them_back_one_by_one(endpoint):
    for _ in range(9):
        record(endpoint, attempts(429))
    assert endpoint.at_once == 1
    record(endpoint, attempts(200))
    assert (endpoint.at_once, endpoint.paused_until) == (2, None)


def test_it_waits_as_long_as_it_asks_and_a_day_at_most(endpoint):
    record(endpoint, attempts(429, retry_after=timedelta(minutes=3)))
    assert endpoint.free_at(NOON) == after(180)
    record(endpoint, attempts(429, retry_after=timedelta(days=9)))
    assert endpoint.free_at(NOON) == NOON + timedelta(days=1)


def test_the_breaker_opens_after_ten_failures_and_then_one_tries(endpoint):
    record(endpoint, attempts(500, 9))
    assert endpoint.allowance(POLICY, NOON) == 100
    record(endpoint, attempts(500))
    assert endpoint.allowance(POLICY, NOON) == 0
    assert endpoint.allowance(POLICY, after(5)) == 1


def test_each_failed_try_doubles_the_pause_up_to_the_longest(endpoint):
    record(endpoint, attempts(500, 10))
    waits = []
    for _ in range(12):
        record(endpoint, attempts(500))
        waits.append((endpoint.free_at(NOON) - NOON).total_seconds())
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == 3600


def test_a_success_closes_the_breaker(endpoint):
    record(endpoint, attempts(500, 30))
    record(endpoint, attempts(204), after(5))
    assert endpoint.allowance(POLICY, after(5)) == 100


def test_it_is_given_up_after_five_days_without_a_success(endpoint):
    record(endpoint, attempts(500))
    record(endpoint, attempts(500), NOON + timedelta(days=4))
    assert not endpoint.has_failed_for_days(POLICY, NOON + timedelta(days=4, hours=23))
    assert endpoint.has_failed_for_days(POLICY, NOON + timedelta(days=5))


def test_one_success_among_failures_is_enough_to_go_on(endpoint):
    record(endpoint, attempts(500))
    record(endpoint, [*attempts(500), *attempts(200)], NOON + timedelta(days=4))
    record(endpoint, attempts(500), NOON + timedelta(days=6))
    assert not endpoint.has_failed_for_days(POLICY, NOON + timedelta(days=6))


def test_no_more_is_posted_than_the_rate_it_allows(endpoint):
    endpoint.agree(120)
    assert endpoint.allowance(POLICY, NOON) == 2
    record(endpoint, attempts(200, 2))
    assert endpoint.allowance(POLICY, NOON) == 0
    assert endpoint.free_at(NOON) == after(0.5)
    assert endpoint.allowance(POLICY, after(0.5)) == 1
    assert endpoint.allowance(POLICY, after(60)) == 2
