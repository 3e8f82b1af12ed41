"""Whom a company may know: those who share with it, by the newest answer wherever it was given, and at once."""

import itertools

import pytest

from services.matching import store
from tests.integration.matching.conftest import Forum
from tests.integration.running import RABAT

NINE, TEN, ELEVEN = (f"2026-05-04T{hour:02}:00:00+00:00" for hour in (9, 10, 11))


def known(forum, organisation):
    """Those whom a company's own key is shown as matches of its offer."""
    offer = forum.ask("list_offers", organisation_id=organisation)["items"][0]["id"]
    matches = forum.ask_as_company("matches_of_offer", offer_id=offer)["items"]
    return sorted(match["candidate_id"] for match in matches)


def test_silence_is_a_no_and_staff_see_everyone(forum):
    assert known(forum, "g1") == []
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    assert len(forum.ask("matches_of_offer", offer_id=offer)["items"]) == 3


def test_who_shares_with_one_company_is_known_to_no_other(forum):
    forum.shares("p1", "g1")
    forum.settle()
    assert (known(forum, "g1"), known(forum, "g2")) == (["p1"], [])
    offers = forum.ask_as_company("matches_of_candidate", candidate_id="p1")["items"]
    assert [forum.ask("get_offer", offer_id=one["offer_id"])["organisation_id"] for one in offers] == ["g1"]
    assert forum.ask_as_company("matches_of_candidate", candidate_id="p2")["items"] == []


def test_what_is_shared_at_one_edition_is_not_at_another(forum):
    forum.shares("p1", "g1", edition="e2")
    forum.settle()
    assert known(forum, "g1") == []


def test_withdrawn_it_is_hidden_at_once_and_a_late_yes_does_not_bring_it_back(forum):
    forum.shares("p1", "g1", version=1, at=NINE)
    forum.settle()
    assert known(forum, "g1") == ["p1"]
    forum.shares("p1", "g1", given=False, version=3, at=ELEVEN)
    forum.shares("p1", "g1", version=2, at=TEN)
    forum.settle()
    assert known(forum, "g1") == []


@pytest.mark.parametrize("said", list(itertools.product((True, False), repeat=3)))
def test_the_newest_answer_holds_wherever_it_was_given(forum, said):
    """In general, then to the company, then in general again."""
    first, second, third = said
    forum.person("p1", consents=[(first, NINE)])
    forum.settle()
    assert known(forum, "g1") == (["p1"] if first else [])
    forum.shares("p1", "g1", given=second, at=TEN)
    forum.settle()
    assert known(forum, "g1") == (["p1"] if second else [])
    assert known(forum, "g2") == (["p1"] if first else [])
    forum.person("p1", version=2, consents=[(third, ELEVEN)])
    forum.settle()
    assert known(forum, "g1") == known(forum, "g2") == (["p1"] if third else [])


def test_interviews_and_hirings_are_shown_under_a_pseudonym_to_a_company_that_may_not_know(forum):
    forum.timetable()
    interview = next(one for one in forum.interviews() if one["organisation_id"] == "g1")
    person = interview["candidate_id"]
    hiring = forum.hiring(_held(forum, interview))
    pseudonym = hiring["pseudonym"]

    def shown():
        sheet = forum.ask_as_company("list_interviews", edition_id="e1", limit=200)["items"]
        (one,) = forum.ask_as_company("list_hirings")["items"]
        return {row["candidate_id"] for row in sheet if row["id"] == interview["id"]} | {one["candidate_id"]}

    def agenda():
        return [one["id"] for one in forum.ask_as_company("interviews_of_candidate", candidate_id=person)["items"]]

    assert (shown(), agenda()) == ({pseudonym}, [])
    forum.shares(person, "g1")
    forum.settle()
    assert (shown(), agenda()) == ({person}, [interview["id"]])
    forum.shares(person, "g1", given=False, version=2, at=TEN)
    forum.settle()
    assert (shown(), agenda()) == ({pseudonym}, [])
    assert {row["candidate_id"] for row in forum.ask("list_hirings")["items"]} == {person}


def _held(forum, interview):
    forum.ask("record_outcome", interview_id=interview["id"], facts={"outcome": "held", "rating": 5})
    return interview["id"]


def test_an_outcome_that_a_company_records_tells_it_no_more(forum):
    forum.timetable()
    interview = forum.interviews()[0]
    facts = {"outcome": "held", "rating": 5}
    told = forum.ask_as_company("record_outcome", interview_id=interview["id"], facts=facts)
    assert told["candidate_id"] != interview["candidate_id"]
    job = {"interview_id": interview["id"], "contract": "permanent", "starts_on": "2026-01-05"}
    hiring = forum.ask_as_company("offer_hiring", facts=job)
    assert hiring["candidate_id"] == hiring["pseudonym"] == told["candidate_id"]


@pytest.mark.parametrize("merged_first", [True, False])
def test_what_was_said_to_a_duplicate_was_said_to_the_survivor(forum, merged_first):
    steps = [lambda: forum.merges("g1", "g2"), lambda: forum.shares("p1", "g2", at=NINE)]
    for step in steps if merged_first else reversed(steps):
        step()
        forum.settle()
    assert known(forum, "g1") == ["p1"]
    forum.shares("p1", "g1", given=False, at=TEN)
    forum.settle()
    assert known(forum, "g1") == []


def test_a_person_finds_it_in_the_export_and_is_forgotten_with_it(forum):
    forum.shares("p1", "g1", at=NINE)
    forum.settle()
    (told,) = forum.ask("export_person", person_id="p1")["sharing"]
    assert (told["edition_id"], told["organisation_id"], told["given"]) == ("e1", "g1", True)
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    forum.settle()
    forum.shares("p1", "g2", at=TEN)
    forum.settle()
    assert forum.room.database.sharing.count_documents({}) == 0
    assert forum.ask("export_person", person_id="p1")["sharing"] == []


def test_another_tenant_neither_hears_nor_is_told_of_it(forum):
    elsewhere = Forum(forum.room, tenant=RABAT)
    elsewhere.shares("p1", "g1")
    elsewhere.settle()
    assert known(forum, "g1") == []
    assert elsewhere.ask("export_person", person_id="p1")["sharing"]
    assert not forum.ask("export_person", person_id="p1")["sharing"]
    there = store.Sharing(forum.room.database, RABAT)
    assert there.said(["g1"], "e1", ["p1"])
    assert store.Sharing(forum.room.database, forum.tenant).said(["g1"], "e1", ["p1"]) == {}
