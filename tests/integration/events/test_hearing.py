"""What the room keeps of what others tell: the newest wins, duplicates lead to their heir, the erased leave a mark."""

from itertools import permutations

import pytest

from services.events import store
from tests.integration.events import hearing
from tests.integration.events.forum import planned
from tests.integration.running import FES, RABAT

OTHER = {"fr": "Sotherma SA", "ar": "سوطيرما ش.م"}


def persons(events, tenant=FES):
    return store.Persons(events.database, tenant)


def organisations(events, tenant=FES):
    return store.Organisations(events.database, tenant)


def agreements(events, tenant=FES):
    return store.Agreements(events.database, tenant)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_the_newest_of_a_person_wins_in_whatever_order_it_is_heard(events, order):
    for version in order:
        consents = [("photo", version == 3, hearing.AT)]
        events.has_handled(hearing.person(events, "p1", version, name=f"Name {version}", consents=consents))
    known = persons(events).find("p1")
    assert (known["name_latin"], known["consents"][0]["granted"], known["source_version"]) == ("Name 3", True, 3)


def test_persons_told_in_one_batch_are_all_known(events):
    events.has_handled(*(hearing.person(events, f"p{n}") for n in range(40)))
    assert len(persons(events).named([f"p{n}" for n in range(40)])) == 40


def test_of_the_erased_a_mark_stays_that_no_late_message_lifts(events):
    events.has_handled(hearing.person(events, "p1"))
    events.has_handled(hearing.erased(events, "p1", version=3))
    events.has_handled(hearing.person(events, "p1", version=2))
    assert persons(events).is_erased("p1")
    assert persons(events).named(["p1"]) == {}
    assert events.database.persons.find_one({"_id": "p1"}).keys() == {"_id", "tenant", "source_version", "erased"}


def test_an_erasure_that_overtakes_the_registration_holds(events):
    events.has_handled(hearing.erased(events, "p1", version=2))
    events.has_handled(hearing.person(events, "p1"))
    assert persons(events).is_erased("p1")


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_corrected_organisation_is_never_turned_back(events, order):
    for version in order:
        name = OTHER if version == 2 else hearing.NAME
        events.has_handled(hearing.organisation(events, "o1", version, name=name))
    assert organisations(events).find("o1")["name"] == OTHER


@pytest.mark.parametrize("order", [("o1", "o2"), ("o2", "o1")])
def test_duplicates_lead_to_their_heir_however_many_steps_away(events, order):
    hearing.known_organisations(events, "o1", "o2", "o3")
    steps = {"o2": ("o1", "o2", 2, 2), "o1": ("o3", "o1", 2, 3)}
    for duplicate in order:
        events.has_handled(hearing.merged(events, *steps[duplicate]))
    assert [organisations(events).current(one) for one in ("o1", "o2", "o3")] == ["o3"] * 3
    assert sorted(organisations(events).names_of("o3")) == ["o1", "o2", "o3"]


def test_what_is_heard_of_a_duplicate_afterwards_does_not_part_them(events):
    events.has_handled(hearing.merged(events, "o1", "o2", duplicate_version=3))
    events.has_handled(hearing.organisation(events, "o2"), hearing.organisation(events, "o2", 2))
    assert organisations(events).current("o2") == "o1"


@pytest.mark.parametrize("order", [("in_force", "terminated"), ("terminated", "in_force")])
def test_an_agreement_that_ended_binds_nobody_whatever_comes_late(events, order):
    versions = {"in_force": 4, "terminated": 5}
    for state in order:
        events.has_handled(hearing.agreement(events, "a1", "o1", version=versions[state], state=state))
    assert agreements(events).of_partner("o1") == []


def test_an_agreement_of_the_duplicate_makes_the_heir_a_partner(events):
    hearing.known_organisations(events, "o1", "o2")
    events.has_handled(hearing.agreement(events, "a1", "directorate", "o2"))
    events.has_handled(hearing.merged(events, "o1", "o2"))
    edition = planned(events)
    stand = events.ask("assign_stand", edition_id=edition, facts={"organisation_id": "o2", "label": "A1", "tables": 1})
    assert (stand["organisation_id"], stand["agreement_id"], stand["partner"]) == ("o1", "a1", True)


def test_a_stand_of_the_duplicate_is_the_heirs(events):
    hearing.known_organisations(events, "o1", "o2")
    edition = planned(events)
    for organisation, label in (("o1", "A1"), ("o2", "A2")):
        facts = {"organisation_id": organisation, "label": label, "tables": 1}
        events.ask("assign_stand", edition_id=edition, facts=facts)
    events.has_handled(hearing.merged(events, "o1", "o2"))
    stands = events.ask("list_stands", edition_id=edition)["items"]
    assert [(one["label"], one["organisation_id"]) for one in stands] == [("A1", "o1"), ("A2", "o1")]


def test_another_tenants_messages_change_nothing_here(events):
    hearing.known_organisations(events, "o1", "o2")
    events.has_handled(hearing.person(events, "p1"), hearing.agreement(events, "a1", "o1"))
    edition = planned(events)
    events.ask("assign_stand", edition_id=edition, facts={"organisation_id": "o2", "label": "A1", "tables": 1})
    hearing.merged(events, "o1", "o2", tenant=RABAT)
    hearing.erased(events, "p1", tenant=RABAT)
    hearing.agreement(events, "a1", "o1", version=9, state="terminated", tenant=RABAT)
    events.has_handled(hearing.person(events, "p9", tenant=RABAT))  # behind those three in the same lane
    assert organisations(events).current("o2") == "o2"
    assert not persons(events).is_erased("p1")
    assert len(agreements(events).of_partner("o1")) == 1
    assert events.ask("list_stands", edition_id=edition)["items"][0]["organisation_id"] == "o2"
    assert persons(events, RABAT).named(["p1"]) == {}
    assert agreements(events, RABAT).of_partner("o1") == []
