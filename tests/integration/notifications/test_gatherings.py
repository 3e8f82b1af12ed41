"""What changes at a gathering is told once to each of those who registered for it, and to nobody else."""

import httpx
import pytest

from multaqa.testing.waiting import eventually
from services.notifications.service import gatherings
from tests.integration.notifications import told
from tests.integration.running import RABAT
from tests.integration.told import sampled

POSTPONED = "events.edition_postponed.v1"
CANCELLED, NAMED = "events.edition_cancelled.v1", "events.speakers_changed.v1"
MOVED, GONE = "events.activity_changed.v1", "events.activity_cancelled.v1"


@pytest.fixture
def few_at_once(monkeypatch):
    monkeypatch.setattr(gatherings, "CHUNK", 2)


TOLD_WITH = {"waitlisted": {"place": 1}, "offered": {"place": 1, "offered_until": "2026-05-06T12:00:00+00:00"}}


def registered(room, person, state="confirmed", version=1, activities=(), edition="e1", reason=None, **circumstances):
    facts = {
        **told.REGISTRATION,
        "id": f"r-{person}",
        "person_id": person,
        "state": state,
        "edition_id": edition,
        "activity_ids": list(activities),
        "reason": reason,
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


def changed(type, **facts):
    """What changes, with nobody concerned but those who registered, unless told otherwise."""
    concerned = "contributor_ids" if type in (POSTPONED, CANCELLED) else "speaker_ids"
    nobody = {concerned: []} if type in (POSTPONED, CANCELLED, MOVED, GONE) else {}
    return sampled(type, **{**nobody, **facts})


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
    facts = changed(POSTPONED, id="e1")
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
    notifications.has_handled(notifications.hear(POSTPONED, "e1", changed(POSTPONED, id="e1"), version=4))
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
    notifications.has_handled(notifications.hear(type, "t1", changed(type, id="t1", edition_id="e1"), version=2))
    assert all_told(notifications, type, 1) == ["a"]
    nothing_is_left(notifications)
    assert mailed(notifications, type) == ["a"]


def test_a_change_that_moves_nothing_is_told_to_nobody(notifications, mails):
    known(notifications, "a")
    registered(notifications, "a", activities=["t1"])
    facts = changed(MOVED, id="t1", edition_id="e1", moved=False)
    notifications.has_handled(notifications.hear(MOVED, "t1", facts, version=2))
    assert mailed(notifications, MOVED) == []
    assert notifications.database.due.count_documents({"kind": "tell_registered"}) == 0


# to those who contribute


def tell(room, type, subject, version=4, **facts):
    told = changed(type, **{"id": subject, **({"edition_id": "e1"} if subject != "e1" else {}), **facts})
    message = room.hear(type, subject, told, version=version)
    room.has_handled(message)
    return message, told


def written_to(mails, count, *words):
    """Whom the mail with these words was written to, once so many have come; an address is there once for each."""
    listed = mails.has(count)["mails"]
    texts = [(one["to"][0], httpx.get(f"{mails.url}/mails/{one['number']}/html").text) for one in listed]
    return sorted(address.partition("@")[0] for address, text in texts if all(word in text for word in words))


@pytest.mark.parametrize(("type", "words"), [(MOVED, "où vous intervenez"), (GONE, "où vous deviez intervenir")])
def test_who_speaks_is_told_once_registered_or_not(notifications, mails, few_at_once, type, words):
    known(notifications, *"abcd")
    for person in "abc":
        registered(notifications, person, activities=["t1"])
    message, facts = tell(notifications, type, "t1", speaker_ids=["a", "d"])
    assert all_told(notifications, type, 4) == ["a", "b", "c", "d"]
    notifications.hear(type, "t1", facts, version=4, id=message.id)
    nothing_is_left(notifications)
    assert written_to(mails, 7, words, "vous contribuez") == ["a", "d"]
    assert written_to(mails, 7, "à laquelle vous êtes inscrit, ") == ["b", "c"]


def test_a_postponement_is_told_once_to_who_contributes_registered_or_not(notifications, mails):
    known(notifications, *"ab")
    registered(notifications, "a")
    tell(notifications, POSTPONED, "e1", contributor_ids=["a", "b"])
    nothing_is_left(notifications)
    assert all_told(notifications, POSTPONED, 2) == ["a", "b"]
    assert written_to(mails, 3, "Ce que vous y faites") == ["a", "b"]


@pytest.mark.parametrize("release_first", [True, False])
def test_that_the_edition_is_cancelled_is_told_once_to_a_registered_speaker(notifications, mails, release_first):
    known(notifications, *"abc")
    for person in "ab":
        registered(notifications, person)
    steps = [
        lambda: [registered(notifications, one, "cancelled", 2, reason="edition_cancelled") for one in "ab"],
        lambda: tell(notifications, CANCELLED, "e1", contributor_ids=["b", "c"]),
    ]
    for step in steps if release_first else reversed(steps):
        step()
    rows = notifications.ask("list_mails", limit=50)["items"]
    ends = [row["person_id"] for row in rows if "cancelled" in row["type"]]
    assert sorted(ends) == ["a", "b", "c"]


def test_who_has_come_reads_that_the_edition_ends(notifications, mails):
    """Their registration stays, so that no message of it tells them."""
    known(notifications, *"ab")
    for person in "ab":
        registered(notifications, person)
    registered(notifications, "b", "cancelled", 2, reason="edition_cancelled")
    tell(notifications, CANCELLED, "e1", contributor_ids=[])
    assert all_told(notifications, CANCELLED, 1) == ["a"]
    assert written_to(mails, 4, "vous êtes inscrit est annulée") == ["a"]
    nothing_is_left(notifications)


def test_a_seat_given_back_twice_is_told_twice(notifications, mails):
    known(notifications, "a")
    for version in (2, 3):
        registered(notifications, "a", "cancelled", version=version, reason="staff")
    assert mailed(notifications, "events.registration_cancelled.v1") == ["a", "a"]


def test_who_is_put_on_the_programme_is_told_and_who_is_taken_off_it(notifications, mails):
    notifications.has_handled(*(told.person(notifications, one) for one in "ab"))
    announced = notifications.hear(
        "events.edition_announced.v1", "e1", {**told.EDITION, "state": "announced"}, version=2
    )
    notifications.has_handled(announced)
    tell(notifications, NAMED, "t1", named_ids=["a"], released_ids=["b"])
    assert written_to(mails, 2, "est au programme") == ["a"]
    assert written_to(mails, 2, "plus au programme") == ["b"]


def test_an_erased_speaker_is_told_nothing(notifications, mails):
    known(notifications, *"ab")
    erased = notifications.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2)
    notifications.has_handled(erased)
    tell(notifications, GONE, "t1", speaker_ids=["a", "b"])
    assert written_to(mails, 1) == ["b"]
    eventually(lambda: {row["state"] for row in notifications.ask("list_mails")["items"]} == {"sent", "withdrawn"})


def test_a_speaker_of_another_tenant_is_told_nothing_here(notifications, mails):
    known(notifications, "a")
    facts = changed(GONE, id="t1", edition_id="e1", speaker_ids=["a"])
    notifications.has_handled(notifications.hear(GONE, "t1", facts, version=4, tenant=RABAT))
    assert mailed(notifications, GONE) == []
    assert mailed(notifications, GONE, tenant=RABAT) == ["a"]
    eventually(lambda: notifications.ask("list_mails", tenant=RABAT)["items"][0]["reason"])
    assert mails.has(0)["mails"] == []


def test_an_address_that_two_rooms_name_is_told_of_a_postponement_once_and_of_the_next_again(notifications, mails):
    twice = [{"name": name, "email": email, "language": "fr"} for name, email in HOSTS]
    types = ("partners.edition_notice_given.v1", "events.edition_notice_sent.v1")
    for version in (4, 5):
        for type in types:
            told_to = twice if type == types[1] else twice[:1]
            facts = sampled(type, id="e1", addressees=told_to)
            notifications.has_handled(notifications.hear(type, "e1", facts, version=version))
    addresses = sorted(one["to"][0] for one in mails.has(4)["mails"])
    assert addresses == ["jury@sotherma.example"] * 2 + ["stand@sotherma.example"] * 2


HOSTS = [("Hind", "jury@sotherma.example"), ("Omar", "stand@sotherma.example"), ("H. Naciri", "Jury@sotherma.example")]


def test_what_another_tenant_cancels_is_told_to_nobody_here(notifications, mails):
    known(notifications, "a")
    registered(notifications, "a", activities=["t1"])
    message = notifications.hear(GONE, "t1", changed(GONE, id="t1", edition_id="e1"), version=4, tenant=RABAT)
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
