"""An allowance is shared by all who count it, is never exceeded, comes back with time, and is each tenant's own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pymongo import MongoClient

from multaqa.clock import SystemClock
from multaqa.store.allowances import ALLOWANCES, Allowances, ensure_indexes
from multaqa.store.retention import sweep

NOW = SystemClock().now()
WHILE = timedelta(minutes=10)


@pytest.fixture
def database(mongo_uri, mongo_database):
    with MongoClient(mongo_uri, tz_aware=True) as client:
        ensure_indexes(client[mongo_database])
        yield client[mongo_database]


def take(database, tenant="fes", name="a", after=timedelta(), most=2):
    return Allowances(database, tenant).take(name, most, WHILE, NOW + after)


def test_it_is_used_up_and_comes_back_when_its_while_is_over(database):
    assert [take(database, after=timedelta(minutes=n)) for n in (0, 5, 9)] == [True, True, False]
    assert [take(database, after=WHILE) for _ in range(3)] == [True, True, False]


def test_another_name_and_another_tenant_have_their_own(database):
    assert [take(database) for _ in range(3)] == [True, True, False]
    assert take(database, name="b")
    assert take(database, tenant="rabat")


def test_many_who_ask_at_once_get_no_more_together(database):
    with ThreadPoolExecutor(16) as crowd:
        assert sum(crowd.map(lambda _: take(database, most=20), range(60))) == 20


def test_it_is_swept_when_its_while_is_over(database):
    take(database)
    assert sweep(database, NOW + WHILE - timedelta(seconds=1)) == 0
    assert sweep(database, NOW + WHILE) == 1
    assert database[ALLOWANCES].count_documents({}) == 0
