"""The recount of quotas every five minutes: it finds what was changed behind the room's back, and nothing else."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from multaqa import telemetry
from multaqa.clock import move
from multaqa.errors import Conflict, MultaqaError
from multaqa.testing.waiting import eventually
from services.events.service import quotas
from tests.integration.events.forum import answer_of, opened, register, talk
from tests.integration.running import FES, RABAT

RECOUNTS = 4
PERSONS = 240


@pytest.fixture(autouse=True)
def nothing_told():
    quotas.drift.clear()
    yield
    quotas.drift.clear()


@contextmanager
def moved(mongo_uri):
    """A way to let time pass, which comes back afterwards: other tests use the same clock."""
    passed = []

    def wait(delta):
        passed.append(delta)
        move(mongo_uri, seconds=delta.total_seconds())

    try:
        yield wait
    finally:
        move(mongo_uri, seconds=-sum(delta.total_seconds() for delta in passed))


def told(tenant=FES):
    return telemetry.registry.get_sample_value("multaqa_quota_drift", {"tenant": tenant})


def recount(wait, *tenants):
    """What the next recount tells of each tenant, and of nobody before it is due."""
    quotas.drift.clear()
    wait(quotas.EVERY)
    return [eventually(lambda tenant=tenant: found(tenant), 30)[0] for tenant in tenants]


def found(tenant):
    drift = told(tenant)
    return None if drift is None else (drift,)


def test_a_quota_changed_behind_the_rooms_back_is_told_of_until_it_is_put_right(events, mongo_uri):
    edition, theirs = opened(events, capacity=5), opened(events, capacity=5, tenant=RABAT)
    workshop = talk(events, edition, capacity=4)["id"]
    for person in "ab":
        register(events, edition, person)
    register(events, theirs, "a", tenant=RABAT)
    of_candidates, of_workshop = f"{edition}/candidate", f"{edition}/{workshop}/*"
    with moved(mongo_uri) as wait:
        assert told() is None
        assert recount(wait, FES, RABAT) == [0, 0]
        drifted(events, of_candidates, -2)
        drifted(events, of_workshop, 1)
        assert recount(wait, FES, RABAT) == [3, 0]
        lines = events.ask("reconcile", edition_id=edition)["quotas"]
        assert {line["activity_id"]: line["drift"] for line in lines if line["drift"]} == {None: -2, workshop: 1}
        drifted(events, of_candidates, 2)
        drifted(events, of_workshop, -1)
        assert recount(wait, FES, RABAT) == [0, 0]


def drifted(events, quota, seats):
    changed = events.database["quotas"].update_one({"_id": quota}, {"$inc": {"taken": seats}})
    assert changed.modified_count == 1


@pytest.mark.timeout(180)
def test_a_recount_while_seats_move_finds_no_drift(events, mongo_uri):
    """Registered, changed, held and cancelled from sixteen callers while it counts."""
    edition = opened(events, capacity=60)
    talks = [talk(events, edition, starts_in=timedelta(hours=2 * n), capacity=20 + 10 * n)["id"] for n in range(3)]
    with moved(mongo_uri) as wait, ThreadPoolExecutor(16) as callers:
        coming = [callers.submit(comes_and_goes, events, edition, talks, f"p{n}") for n in range(PERSONS)]
        drifts = [recount(wait, FES) for _ in range(RECOUNTS) if not all(one.done() for one in coming)]
        seen = [one.result() for one in coming]
        drifts.append(recount(wait, FES))
    assert len(drifts) > 1, "everybody had come before the first recount"
    assert drifts == [[0]] * len(drifts)
    assert not [one for one in seen if isinstance(one, Conflict)]
    taken = {row["_id"]: row["taken"] - row["capacity"] for row in events.database["quotas"].find()}
    assert max(taken.values()) <= 0


def comes_and_goes(events, edition, talks, person):
    """Somebody who registers, thinks again, and stays or not; the last answer or refusal."""
    chance = random.Random(person)
    chosen = chance.sample(talks, chance.randint(0, len(talks)))
    wish = {"edition_id": edition, "category": "candidate", "activity_ids": chosen}
    hold = answer_of(events.ask, "hold_seat", **wish) if chance.random() < 0.3 else None
    if isinstance(hold, dict) and chance.random() < 0.5:
        answer_of(events.ask, "release_hold", hold_id=hold["id"])
    mine = answer_of(events.ask, "register", person_id=person, **wish)
    if isinstance(mine, MultaqaError):
        return mine
    if chance.random() < 0.4:
        others = chance.sample(talks, 1)
        answer_of(events.ask, "change_registration", registration_id=mine["id"], activity_ids=others)
    if chance.random() < 0.4:
        return answer_of(events.ask, "cancel_registration", registration_id=mine["id"])
    return mine
