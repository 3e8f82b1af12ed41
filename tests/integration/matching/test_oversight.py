"""Runs computed again, reasons, reviews, and attributes that change no score."""

import json
import zlib

import pytest

from multaqa.errors import NotFound, Refused
from multaqa.store.files import FileStore
from services.matching.domain.profile import Profile
from tests.integration.matching.conftest import Forum
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled


@pytest.fixture
def elsewhere(forum):
    return Forum(forum.room, tenant=RABAT)


def inputs_of(forum, run):
    file = forum.room.database.run_records.find_one({"_id": run})["inputs_file"]
    return json.loads(zlib.decompress(b"".join(FileStore(forum.room.database, FES).open(file))))


def test_a_run_is_computed_again_to_the_same_end(forum):
    run = forum.timetable()["id"]
    record = forum.ask("get_run_record", run_id=run)
    assert (record["weights"], record["seed"], len(record["inputs_digest"])) == ("house/1", 0, 64)
    forum.ask("state_weights", facts=dict.fromkeys(
        ["required", "wished", "sector", "training", "languages", "mobility", "least_score"], 90
    ))  # fmt: skip
    again = forum.ask("rerun_timetable", run_id=run)
    assert again["same"]
    assert again["inputs_untouched"]
    assert [row["action"] for row in forum.ask("list_audit", subject=run)["items"]] == ["timetable.rerun"]


def test_inputs_that_were_changed_are_told_from_those_that_were_kept(forum):
    run = forum.timetable()["id"]
    forum.room.database.run_records.update_one({"_id": run}, {"$set": {"inputs_digest": "0" * 64}})
    assert not forum.ask("rerun_timetable", run_id=run)["inputs_untouched"]


def test_what_is_kept_of_a_run_names_nobody_and_still_gives_it_after_an_erasure(forum):
    run = forum.timetable()["id"]
    assert not {"p1", "p2", "p3"} & set(inputs_of(forum, run)["candidates"])
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    forum.settle()
    assert forum.ask("rerun_timetable", run_id=run)["same"]


def test_whoever_has_no_interview_is_told_why(forum):
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    assert forum.ask("why", candidate_id="p3", offer_id=offer)["code"] == "no_timetable"
    forum.timetable(slots_per_day=1)
    told = {person: forum.ask("why", candidate_id=person, offer_id=offer) for person in ("p1", "p2", "p3")}
    assert [told[person]["code"] for person in told] == ["interview", "capacity", "capacity"]
    score = f"{told['p3']['match']['score']:.2f}"
    assert told["p3"]["text"]["fr"].count(score) == 2


def test_what_humans_and_the_two_sides_have_decided_is_told_before_a_lack_of_places(forum):
    forum.timetable(slots_per_day=1)
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    assert code_of(forum, "p3", offer) == "capacity"
    forum.ask("report_absence", edition_id="e1", facts={"candidate_id": "p3"})
    assert code_of(forum, "p3", offer) == "absent"
    meeting = {"candidate_id": "p3", "organisation_id": "g1"}
    forum.ask("forbid_meeting", edition_id="e1", facts=meeting)
    told = forum.ask("why", candidate_id="p3", offer_id=offer)
    assert told["code"] == "forbidden"
    assert "direction" in told["text"]["fr"]
    assert "المديرية" in told["text"]["ar"]


def test_a_request_that_was_declined_is_why_two_do_not_meet_and_a_pin_is_not_put_down_to_it(forum):
    forum.ask("state_interview_modes", edition_id="e1", facts={
        "requests": "opt_in", "times": "organiser_schedules"
    })  # fmt: skip
    facts = sampled("events.edition_opened.v1", id="e1", ends_at="2027-05-04T18:00:00+00:00")
    forum.hear("events.edition_opened.v1", "e1", facts, version=3)
    forum.settle()
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    request = forum.ask("request_interview", candidate_id="p3", facts={"offer_id": offer})["id"]
    forum.ask("answer_request_as_company", offer_id=offer, request_id=request, facts={"answer": "decline"})
    assert code_of(forum, "p3", offer) == "refused"
    forum.ask("pin_meeting", edition_id="e1", facts={"candidate_id": "p3", "offer_id": offer})
    assert code_of(forum, "p3", offer) == "no_timetable"


def test_places_are_those_at_which_the_offer_is_received(hall):
    """Two tables and two slots, and one recruiter: two interviews are all there can be."""
    facts = sampled("events.stand_changed.v1", id="stand-g1", edition_id="e1", organisation_id="g1", tables=2)
    hall.hear("events.stand_changed.v1", "stand-g1", facts, version=2)
    for person in ("p1", "p2", "p3"):
        hall.candidate_comes(person)
    hall.settle()
    offer = hall.offer("g1", recruiter_codes=["r1"])
    hall.timetable(starts_at="2027-05-04T09:00:00+01:00", slots_per_day=2)
    met = {one["candidate_id"] for one in hall.interviews()}
    (without,) = {"p1", "p2", "p3"} - met
    assert code_of(hall, without, offer) == "capacity"
    hall.ask("open_late", edition_id="e1", facts={"organisation_id": "g1", "until": "2027-05-04T18:00:00+00:00"})
    assert code_of(hall, without, offer) == "opens_too_late"
    night = hall.offer("g1", hours={"starts": "20:00", "ends": "21:00"})
    assert code_of(hall, without, night) == "opens_too_late"
    hall.ask("open_late", edition_id="e1", facts={"organisation_id": "g1", "until": "2027-05-04T07:00:00+00:00"})
    assert code_of(hall, without, night) == "nobody_receives"


def code_of(forum, candidate, offer):
    return forum.ask("why", candidate_id=candidate, offer_id=offer)["code"]


def test_a_human_looks_at_it_once(forum):
    offer = forum.ask("list_offers")["items"][0]["id"]
    asked = forum.ask("ask_review", candidate_id="p1", facts={"offer_id": offer, "text": "Pourquoi ?"})
    assert [one["id"] for one in forum.ask("list_reviews", state="open")["items"]] == [asked["id"]]
    decision = {"decision": "overruled", "note": "Une place est ajoutée."}
    forum.ask("decide_review", review_id=asked["id"], facts=decision)
    assert forum.ask("list_reviews", state="open")["items"] == []
    assert forum.ask("reviews_of_candidate", candidate_id="p1")["items"][0]["note"] == decision["note"]
    with pytest.raises(Refused):
        forum.ask("decide_review", review_id=asked["id"], facts=decision)
    trail = forum.ask("list_audit", subject=asked["id"])["items"]
    assert [row["action"] for row in trail] == ["review.overruled", "review.asked"]


def tell(forum, person, **facts):
    forum.ask("tell_attributes", candidate_id=person, facts=facts)


def test_attributes_change_no_score_and_are_in_no_input(forum):
    before, first = forum.ask("matches_of_candidate", candidate_id="p1"), forum.timetable()
    figures = forum.ask("get_run_record", run_id=first["id"])
    for number, person in enumerate(("p1", "p2", "p3")):
        tell(forum, person, gender=("woman", "man")[number % 2], province="Sefrou")
        facts = sampled(
            "events.registration_confirmed.v1", id=f"r-{person}", edition_id="e1", person_id=person,
            institute_id="institut-7",
        )  # fmt: skip
        forum.hear("events.registration_confirmed.v1", f"r-{person}", facts, version=4)
    forum.settle()
    known = forum.room.database.attributes.find_one({"person_id": "p1"})
    assert (known["gender"], known["province"], known["institute_id"]) == ("woman", "Sefrou", "institut-7")
    assert forum.ask("matches_of_candidate", candidate_id="p1") == before
    second = forum.timetable()
    again = forum.ask("get_run_record", run_id=second["id"])
    assert (again["inputs_digest"], again["outcome_digest"]) == (figures["inputs_digest"], figures["outcome_digest"])
    kept = inputs_of(forum, second["id"])
    assert all(set(one) == set(Profile.__dataclass_fields__) for one in kept["candidates"].values())
    assert not any(word in json.dumps(kept) for word in ("woman", "Sefrou", "institut-7"))


def test_impact_ratios_tell_of_groups_large_enough(hall):
    for number in range(10):
        hall.candidate_comes(f"q{number}")
    hall.settle()
    hall.offer("g1")
    for number in range(10):
        tell(hall, f"q{number}", gender="woman" if number % 2 else "man", province="Taza" if number < 4 else "Fès")
    hall.timetable(slots_per_day=4, most_per_candidate=1)
    told = {one["attribute"]: one["groups"] for one in hall.ask("impact", edition_id="e1")["items"]}
    assert {group["group"]: group["candidates"] for group in told["gender"]} == {"man": 5, "woman": 5}
    assert [group["group"] for group in told["province"]] == ["Fès"]
    assert sum(group["with_interview"] for group in told["gender"]) == 4
    assert Forum(hall.room, tenant=RABAT).ask("impact", edition_id="e1")["items"] == []


def test_an_erased_person_leaves_neither_attributes_nor_reviews(forum):
    offer = forum.ask("list_offers")["items"][0]["id"]
    tell(forum, "p1", gender="woman")
    forum.ask("ask_review", candidate_id="p1", facts={"offer_id": offer, "text": "Pourquoi ?"})
    assert forum.ask("export_person", person_id="p1")["attributes"]["gender"] == "woman"
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    forum.settle()
    assert not any(forum.ask("export_person", person_id="p1").values())
    assert forum.room.database.attributes.count_documents({"person_id": "p1"}) == 0
    assert forum.room.database.reviews.count_documents({}) == 0


def test_another_tenant_reaches_none_of_it(forum, elsewhere):
    run, offer = forum.timetable()["id"], forum.ask("list_offers")["items"][0]["id"]
    asked = {"offer_id": offer, "text": "X"}
    review = forum.ask("ask_review", candidate_id="p1", facts=asked)["id"]
    decision = {"decision": "upheld", "note": "X"}
    for method, arguments in {
        "get_run_record": {"run_id": run},
        "rerun_timetable": {"run_id": run},
        "why": {"candidate_id": "p1", "offer_id": offer},
        "ask_review": {"candidate_id": "p1", "facts": asked},
        "decide_review": {"review_id": review, "facts": decision},
        "tell_attributes": {"candidate_id": "p1", "facts": {"gender": "man"}},
    }.items():
        before = forum.room.holds()
        with pytest.raises(NotFound):
            elsewhere.ask(method, **arguments)
        assert forum.room.holds() == before, method
    assert elsewhere.ask("list_reviews")["items"] == []
    assert elsewhere.ask("reviews_of_candidate", candidate_id="p1")["items"] == []
