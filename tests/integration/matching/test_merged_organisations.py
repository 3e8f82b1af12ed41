"""Two organisations that turn out to be one meet their candidates as one, in whatever order that is heard."""

import pytest

from services.matching import store
from tests.integration.running import RABAT

NAME = {"fr": "Atlas Bâtiment SA", "ar": "أطلس للبناء ش.م"}
FACTS = {"kind": "company", "name": NAME, "sectors": ["building"]}


def changes(forum, organisation, version):
    forum.hear("partners.organisation_changed.v1", organisation, {"id": organisation, **FACTS}, version=version)


def known(forum, organisation):
    return forum.room.database.organisations.find_one({"_id": organisation, "tenant": forum.tenant})


def tables(forum):
    return sorted(row["organisation_id"] for row in forum.room.database.stands.find({"tenant": forum.tenant}))


def test_a_corrected_name_is_the_one_that_is_told(hall):
    changes(hall, "g1", version=2)
    hall.settle()
    assert known(hall, "g1")["name"] == NAME


def test_offers_and_tables_of_the_duplicate_go_to_the_survivor(forum):
    forum.merges("g1", "g2")
    forum.settle()
    assert {offer["organisation_id"] for offer in forum.ask("list_offers")["items"]} == {"g1"}
    assert tables(forum) == ["g1", "g1"]
    forum.offer("g2")
    assert {offer["organisation_id"] for offer in forum.ask("list_offers")["items"]} == {"g1"}
    assert known(forum, "g2")["merged_into"] == "g1"
    assert forum.timetable()["figures"]["places"] == 8


def test_interviews_and_hirings_of_the_duplicate_are_the_survivors(forum):
    forum.timetable()
    interview = next(one["id"] for one in forum.interviews() if one["organisation_id"] == "g2")
    forum.ask("record_outcome", interview_id=interview, facts={"outcome": "held", "rating": 5})
    hiring = forum.hiring(interview)
    forum.merges("g1", "g2")
    forum.settle()
    assert {one["organisation_id"] for one in forum.interviews()} == {"g1"}
    (told,) = forum.ask("list_hirings")["items"]
    assert (told["id"], told["organisation_id"]) == (hiring["id"], "g1")
    forum.ask("accept_hiring", hiring_id=hiring["id"])
    assert [one["organisation_id"] for one in forum.ask("insertion", edition_id="e1")["by_organisation"]] == ["g1"]


def test_a_table_assigned_before_and_heard_after_goes_there_too(hall):
    hall.merges("g1", "g3")
    hall.settle()
    hall.organisation_comes("g3")
    hall.settle()
    assert tables(hall) == ["g1", "g1", "g2"]


@pytest.mark.parametrize("order", [("g1", "g2"), ("g2", "g1")])
def test_merged_one_after_the_other_both_lead_to_the_last(forum, order):
    pairs = {"g2": ("g1", "g2", 2, 2), "g1": ("g3", "g1", 2, 3)}
    for duplicate in order:
        forum.merges(*pairs[duplicate])
        forum.settle()
    assert tables(forum) == ["g3", "g3"]
    assert {offer["organisation_id"] for offer in forum.ask("list_offers")["items"]} == {"g3"}


def test_another_tenant_hands_nothing_over(forum):
    for rows in (store.Offers, store.Stands, store.Interviews, store.Hirings):
        rows(forum.room.database, RABAT).hand_over("g2", "g1")
    assert tables(forum) == ["g1", "g2"]
    assert {offer["organisation_id"] for offer in forum.ask("list_offers")["items"]} == {"g1", "g2"}
    assert store.Organisations(forum.room.database, RABAT).current("g2") == "g2"
