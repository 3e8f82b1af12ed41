"""What the events' room tells of credentials changes what matching knows of a candidate, in whatever order it comes."""

import pytest

from multaqa.messages import sample
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.running import RABAT

ISSUED, REVOKED = "events.credential_issued.v1", "events.credential_revoked.v1"
BETTER = [{"code": "tiling", "level": 3, "label": {"fr": "Carrelage", "ar": "التبليط"}}]


def credential(person, state="valid", skills=BETTER, **facts):
    told = sample(ISSUED)["data"]
    return {**told, "id": f"c-{person}", "person_id": person, "state": state, "skills": skills, **facts}


def told(forum, person, state="valid", **facts):
    kind, version = (ISSUED, 1) if state == "valid" else (REVOKED, 2)
    forum.hear(kind, f"c-{person}", credential(person, state, **facts), version=version)


def awarded(forum, person):
    return forum.ask("get_profile", candidate_id=person)["awarded"]


def reason(forum, person):
    return forum.ask("matches_of_candidate", candidate_id=person)["items"][0]["reasons"][0]


def test_a_credential_changes_the_score_and_its_reason(forum):
    before = reason(forum, "p1")
    told(forum, "p1")
    forum.settle()
    after = reason(forum, "p1")
    assert awarded(forum, "p1") == [{"code": "tiling", "level": 3, "source": "awarded"}]
    assert after["points"] > before["points"]
    assert "tiling 3/2 (prouvé par une attestation)" in after["text"]["fr"]
    assert "مثبت بشهادة كفاءة" in after["text"]["ar"]
    assert forum.ask("get_profile", candidate_id="p2")["awarded"] == []


def test_it_moves_its_holder_up_in_the_list_of_an_offer(forum):
    offer = forum.ask("list_offers")["items"][0]["id"]
    told(forum, "p3")
    forum.settle()
    first = forum.ask("matches_of_offer", offer_id=offer)["items"][0]
    assert first["candidate_id"] == "p3"


def test_a_revoked_one_counts_no_more(forum):
    before = reason(forum, "p1")
    told(forum, "p1")
    forum.settle()
    told(forum, "p1", state="revoked")
    forum.settle()
    assert awarded(forum, "p1") == []
    assert reason(forum, "p1") == before


def test_a_revocation_that_arrives_before_the_issuing_holds(forum):
    told(forum, "p1", state="revoked")
    forum.settle()
    told(forum, "p1")
    forum.settle()
    assert awarded(forum, "p1") == []


def test_it_waits_for_a_candidate_who_has_no_profile_yet(hall):
    hall.registers("late")
    told(hall, "late")
    hall.settle()
    told_back = hall.ask("complete_profile", candidate_id="late", facts=TILER)
    assert [skill["level"] for skill in told_back["awarded"]] == [3]
    hall.ask("complete_profile", candidate_id="late", facts={**TILER, "skills": []})
    assert [skill["level"] for skill in awarded(hall, "late")] == [3]


def test_a_credential_is_known_in_its_own_tenant_only(forum):
    elsewhere = Forum(forum.room, tenant=RABAT)
    elsewhere.ask("complete_profile", candidate_id="p1", facts=TILER)
    told(forum, "p1")
    forum.settle()
    assert awarded(elsewhere, "p1") == []


@pytest.mark.parametrize("late", [False, True])
def test_nothing_is_kept_of_an_erased_holder(forum, late):
    if not late:
        told(forum, "p1")
        forum.settle()
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2)
    forum.settle()
    if late:
        told(forum, "p1")
        forum.settle()
    assert forum.room.database.credentials.count_documents({"person_id": "p1"}) == 0


def test_the_timetable_is_planned_with_what_is_proven(forum):
    told(forum, "p2")
    forum.settle()
    forum.timetable()
    scores = {one["candidate_id"]: one["score"] for one in forum.interviews()}
    assert scores["p2"] > min(scores.values())
