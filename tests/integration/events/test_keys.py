"""Each tenant's key of each kind is made once, rotates, and is no other tenant's."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.running import RABAT


def keys(events, kind="badge", **circumstances):
    return events.ask("list_signing_keys", kind=kind, **circumstances)["items"]


def test_whoever_asks_first_at_the_same_time_gets_the_same_key(events):
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda _: keys(events), range(32)))
    assert {answer[0]["id"] for answer in answers} == {answers[0][0]["id"]}
    assert events.database["keys"].count_documents({}) == 1


def test_kinds_and_tenants_share_no_key(events):
    asked = [keys(events, kind, tenant=tenant)
             for kind in ("badge", "credential", "minutes") for tenant in ("fes-meknes", RABAT)]  # fmt: skip
    assert len({key["public"] for (key,) in asked}) == 6


def test_a_rotated_key_stays_known_after_the_new_one(events):
    (first,) = keys(events)
    second = events.ask("rotate_signing_key", kind="badge", key="once")
    assert events.ask("rotate_signing_key", kind="badge", key="once") == second
    listed = keys(events)
    assert [key["id"] for key in listed] == [second["id"], first["id"]]
    assert [key["retired_at"] is None for key in listed] == [True, False]
    (audited,) = events.database["audit"].find({"action": "key.rotated"})
    assert audited["subject"] == second["id"]


def test_rotating_before_first_use_makes_the_first_key(events):
    made = events.ask("rotate_signing_key", kind="minutes")
    assert [key["id"] for key in keys(events, "minutes")] == [made["id"]]


@pytest.mark.parametrize("kind", ["badge", "credential"])
def test_another_tenants_rotation_changes_nothing_here(events, kind):
    before = keys(events, kind)
    events.ask("rotate_signing_key", kind=kind, tenant=RABAT)
    assert keys(events, kind) == before
