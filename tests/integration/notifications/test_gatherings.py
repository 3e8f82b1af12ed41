"""What changes at a gathering is told once to each of those who registered for it, and to nobody else."""

import httpx
import pytest

from multaqa.testing.waiting import eventually
from services.notifications.service import gatherings
from tests.integration.notifications import told
from tests.integration.running import RABAT
from tests.integration.told import sampled

POSTPONED = "events.edition_postponed.v1"
MOVED, GONE = "events.activity_changed.v1", "events.activity_cancelled.v1"


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(gatherings, "CHUNK", 2)


TOLD_WITH = {"waitlisted": {"place": 1}, "offered": {"place": 1, "offered_until": "2026-05-06T12:00:00+00:00"}}


def registered(room, person, state="confirmed", version=1, activities=(), edition="e1", **circumstances):
    facts = {
        **told.REGISTRATION,
        "id": f"r-{person}",
        "person_id": person,
        "state": state,
        "edition_id": edition,
        "activity_ids": list(activities),
        **TOLD_WITH.get(state, {}),
    }
    word = {"pending": "received", "offered": "promoted"}.get(state, state)
    type = f"events.registration_{word}.v1"
    message = room.hear(type, facts["id"], facts, version=version, **circumstances)
    room.has_handled(message)
    return message


def known(room, *persons, **circumstances):
    room.has_handled(told.edition(room, **circumstances))
    room.has_handled(*(told.person(room, person, **circumstances) for person in persons))


def mailed(room, type, **circumstances):
    rows = room.ask("list_mails", limit=200, **circumstances)["items"]
    return sorted(row["person_id"] for row in rows if row["type"] == type)


def all_told(room, type, count, **circumstances):
    return eventually(lambda: len(found := mailed(room, type, **circumstances)) == count and found)


def nothing_is_left(room):
    eventually(lambda: room.database.due.count_documents({"kind": "tell_registered"}) == 0)


def test_a_postponement_is_told_once_to_each_who_registered(notifications, mails, few_at_once):
    known(notifications, *"abcdef")
    states = ("confirmed", "waitlisted", "offered", "pending", "confirmed")
    for person, state in zip("abcde", states, strict=True):
        registered(notifications, person, state)
    registered(notifications, "e", "cancelled", version=2)
    registered(notifications, "f", edition="e2")
    facts = sampled(POSTPONED, id="e1")
    message = notifications.hear(POSTPONED, "e1", facts, version=4)
    notifications.has_handled(message)
    assert all_told(notifications, POSTPONED, 4) == ["a", "b", "c", "d"]
    notifications.hear(POSTPONED, "e1", facts, version=4, id=message.id)
    notifications.has_handled(notifications.hear(POSTPONED, "e1", facts, version=5))
    assert all_told(notifications, POSTPONED, 8) == sorted("abcd" * 2)
    nothing_is_left(notifications)
    assert mailed(notifications, POSTPONED) == sorted("abcd" * 2)


def test_who_registers_afterwards_reads_of_the_new_dates(notifications, mails):
    known(notifications, "a")
    notifications.has_handled(notifications.hear(POSTPONED, "e1", sampled(POSTPONED, id="e1"), version=4))
    nothing_is_left(notifications)
    registered(notifications, "a")
    (mail,) = mails.has(1)["mails"]
    assert "15 juin 2026" in httpx.get(f"{mails.url}/mails/{mail['number']}/html").text


@pytest.mark.parametrize("type", [MOVED, GONE])
def test_only_those_who_registered_for_an_activity_are_told_of_it(notifications, mails, type):
    known(notifications, *"abc")
    registered(notifications, "a", activities=["t1", "t2"])
    registered(notifications, "b", activities=["t2"])
    registered(notifications, "c")
    notifications.has_handled(notifications.hear(type, "t1", sampled(type, id="t1", edition_id="e1"), version=2))
    assert all_told(notifications, type, 1) == ["a"]
    nothing_is_left(notifications)
    assert mailed(notifications, type) == ["a"]


def test_a_change_that_moves_nothing_is_told_to_nobody(notifications, mails):
    known(notifications, "a")
    registered(notifications, "a", activities=["t1"])
    facts = sampled(MOVED, id="t1", edition_id="e1", moved=False)
    notifications.has_handled(notifications.hear(MOVED, "t1", facts, version=2))
    assert mailed(notifications, MOVED) == []
    assert notifications.database.due.count_documents({"kind": "tell_registered"}) == 0


def test_what_another_tenant_cancels_is_told_to_nobody_here(notifications, mails):
    known(notifications, "a")
    registered(notifications, "a", activities=["t1"])
    message = notifications.hear(GONE, "t1", sampled(GONE, id="t1", edition_id="e1"), version=4, tenant=RABAT)
    notifications.has_handled(message)
    nothing_is_left(notifications)
    assert mailed(notifications, GONE) == mailed(notifications, GONE, tenant=RABAT) == []


def test_of_who_is_erased_nothing_is_left(notifications, mails):
    known(notifications, "a")
    registered(notifications, "a", activities=["t1"])
    assert notifications.ask("export_person", person_id="a")["registered_at"] == ["e1"]
    erased = notifications.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2)
    notifications.has_handled(erased)
    assert notifications.ask("export_person", person_id="a")["registered_at"] == []
    assert notifications.database.registered.count_documents({"person_id": "a"}) == 0
