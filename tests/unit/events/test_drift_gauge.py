"""A process that found a drift does not tell of it for ever: the next recount may be another process's."""

from math import isnan

import pytest

from multaqa import telemetry
from services.events.service import quotas

TENANT = "oriental"


@pytest.fixture
def gauge():
    yield lambda: telemetry.registry.get_sample_value("multaqa_quota_drift", {"tenant": TENANT})
    quotas.drift.clear()


def test_what_a_recount_found_is_told_until_it_is_too_old_to_be_known(gauge):
    passed = 0.0
    quotas.show(TENANT, 3, now=lambda: passed)
    assert gauge() == 3
    passed = quotas.WORTH_S - 1
    assert gauge() == 3
    passed = quotas.WORTH_S
    assert isnan(gauge())
    quotas.show(TENANT, 0, now=lambda: passed)
    assert gauge() == 0
