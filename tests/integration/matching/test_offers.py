"""An offer's life on a real broker and database: changed, filled, open again, closed by hand and by itself."""

from datetime import datetime, timedelta

import pytest

from multaqa.errors import Invalid, PreconditionFailed, Refused
from multaqa.messages.matching import OfferPublished
from multaqa.testing.waiting import eventually
from tests.integration.matching.conftest import Forum
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

PUBLISHED, CHANGED, FILLED, CLOSED = (
    f"matching.offer_{one}.v1" for one in ("published", "changed", "filled", "closed")
)
SCHEDULED, RECORDED = "matching.interview_scheduled.v1", "matching.interview_recorded.v1"
FAR = "2126-05-04T08:00:00+00:00"


def read(forum, offer):
    return forum.ask("get_offer", offer_id=offer)


def told(forum, type, offer):
    return [one for one in forum.room.told(type) if one.subject == offer]


def test_an_offer_is_published_changed_and_closed_and_each_is_told_in_order(hall):
    offer = hall.offer(recruiter_codes=["Hiba"], hours={"starts": "09:00", "ends": "12:00"})
    changed = hall.ask("change_offer", offer_id=offer, facts={"headcount": 2}, expected_version=1)
    assert (changed["headcount"], changed["version"], changed["hours"]["ends"]) == (2, 2, "12:00")
    closed = hall.ask("close_offer", offer_id=offer, reason="Budget")
    assert (closed["state"], closed["closed_by"], closed["reason"]) == ("closed", "employer", "Budget")
    messages = [told(hall, type, offer)[0] for type in (PUBLISHED, CHANGED, CLOSED)]
    assert [message.version for message in messages] == [1, 2, 3]
    assert set(messages[0].facts) == set(OfferPublished().fields)
    assert "Hiba" not in str(messages[0].facts)
    assert "Budget" not in str(messages[2].facts)


def test_a_refused_change_names_its_field_and_changes_nothing(hall):
    offer = hall.offer()
    before = hall.room.holds()
    skills = [{"code": "tiling", "level": 2}]
    for facts, pointer in (
        ({"edition_id": "e2"}, "/edition_id"),
        ({"headcount": 0}, "/headcount"),
        ({"hours": {"starts": "12:00", "ends": "12:00"}}, "/hours/ends"),
    ):
        with pytest.raises(Invalid) as refused:
            hall.ask("change_offer", offer_id=offer, facts=facts)
        assert refused.value.errors[0]["pointer"] == pointer
    with pytest.raises(PreconditionFailed):
        hall.ask("change_offer", offer_id=offer, facts={"required": skills}, expected_version=7)
    assert (read(hall, offer)["version"], hall.room.holds()) == (1, before)


# of stated needs


NEED, WITHDRAWN = "partners.skill_need_stated.v1", "partners.skill_need_withdrawn.v1"


def needs(hall, need, skill="tiling", version=1, type=NEED, **facts):
    said = {"organisation_id": "g1", "skill": skill, "level": 2, "headcount": 3, "horizon": "2126-01-01", **facts}
    hall.hear(type, need, sampled(type, id=need, **said), version=version)
    hall.settle()


def test_an_offer_says_what_its_needs_say_and_what_it_says_itself_counts(hall):
    for need, skill, level, headcount in (("n1", "tiling", 2, 3), ("n2", "tiling", 4, 1), ("n3", "mosaic", 1, 5)):
        needs(hall, need, skill, level=level, headcount=headcount)
    named = {"skill_needs": ["n1", "n2", "n3"]}
    made = read(hall, hall.offer(required=None, headcount=None, **named))
    assert made["required"] == [{"code": "tiling", "level": 4}, {"code": "mosaic", "level": 1}]
    assert made["headcount"] == 5
    own = read(hall, hall.offer(required=[{"code": "tiling", "level": 1}], headcount=2, **named))
    assert (own["required"], own["headcount"]) == ([{"code": "tiling", "level": 1}], 2)


def test_needs_that_do_not_stand_or_are_anothers_are_refused_by_place(hall):
    needs(hall, "n1")
    needs(hall, "past", horizon="2020-01-01")
    needs(hall, "gone")
    needs(hall, "gone", version=2, type=WITHDRAWN, withdrawn_at="2026-01-01T08:00:00+00:00", withdrawn_because="?")
    needs(hall, "of another", organisation_id="g2")
    before = hall.room.holds()
    with pytest.raises(Invalid) as refused:
        hall.offer(skill_needs=["n1", "past", "gone", "of another", "nowhere"])
    assert {error["code"] for error in refused.value.errors} == {"offer.need_not_standing"}
    assert [error["pointer"] for error in refused.value.errors] == [f"/skill_needs/{place}" for place in (1, 2, 3, 4)]
    assert hall.room.holds() == before


def test_needs_of_a_duplicate_are_those_of_the_one_that_stands_for_both(hall):
    needs(hall, "n1", organisation_id="g2")
    hall.merges("g1", "g2")
    hall.settle()
    assert read(hall, hall.offer("g2", required=None, skill_needs=["n1"]))["organisation_id"] == "g1"


def test_another_tenant_fills_no_offer_from_this_ones_needs(hall):
    needs(hall, "n1")
    elsewhere = Forum(hall.room, tenant=RABAT)
    elsewhere.opens("e9")
    elsewhere.organisation_comes("g9")
    elsewhere.settle()
    with pytest.raises(Invalid) as refused:
        elsewhere.offer("g9", edition_id="e9", skill_needs=["n1"])
    assert refused.value.errors[0]["pointer"] == "/skill_needs/0"


def test_a_meeting_about_no_job_is_of_no_need(hall):
    needs(hall, "n1")
    fair = {"kind": "creators_meeting", "required": None, "headcount": None, "place": None, "contract": None}
    with pytest.raises(Invalid) as refused:
        hall.offer(skill_needs=["n1"], **fair)
    assert [error["pointer"] for error in refused.value.errors] == ["/skill_needs"]


def test_an_unknown_skill_is_refused_by_field_also_in_a_change(hall):
    offer = hall.offer()
    hall.hear("partners.skills_changed.v1", "fes-meknes", sampled("partners.skills_changed.v1"))
    hall.settle()
    with pytest.raises(Invalid) as refused:
        hall.ask("change_offer", offer_id=offer, facts={"wished": [{"code": "magic", "level": 1}]})
    assert [one["pointer"] for one in refused.value.errors] == ["/required/0/code", "/wished/0/code"]


def test_a_hire_fills_the_offer_and_its_withdrawal_opens_it_and_frees_the_candidate(forum):
    forum.timetable()
    hiring = forum.hiring()
    offer = hiring["offer_id"]
    forum.ask("accept_hiring", hiring_id=hiring["id"])
    assert (read(forum, offer)["state"], len(told(forum, FILLED, offer))) == ("filled", 1)
    assert forum.ask("matches_of_offer", offer_id=offer)["items"] == []
    withdrawn = forum.ask("withdraw_hiring", hiring_id=hiring["id"], reason="Budget")
    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "Budget")
    assert (read(forum, offer)["state"], read(forum, offer)["hired"]) == ("published", 0)
    (again,) = told(forum, CHANGED, offer)
    assert (again.facts["state"], again.facts["hired"]) == ("published", 0)
    (message,) = forum.room.told("matching.hiring_withdrawn.v1")
    assert (message.facts["state"], "Budget" in str(message.facts)) == ("withdrawn", False)
    assert forum.ask("insertion", edition_id="e1")["hired"] == 0
    other = forum.ask("interviews_of_candidate", candidate_id=hiring["candidate_id"])["items"]
    next_one = next(one["id"] for one in other if one["id"] != hiring["interview_id"])
    forum.ask("record_outcome", interview_id=next_one, facts={"outcome": "held"})
    taken = forum.hiring(next_one)["id"]
    assert forum.ask("accept_hiring", hiring_id=taken)["state"] == "hired"


def test_a_job_offer_without_an_answer_runs_out_by_itself_and_once(forum):
    forum.timetable()
    hiring = forum.hiring(answer_by=(datetime.now().astimezone() + timedelta(seconds=1)).isoformat())
    (message,) = forum.told("matching.hiring_expired.v1")
    assert (message["state"], message["id"]) == ("expired", hiring["id"])
    assert forum.ask("list_hirings", state="expired")["items"][0]["id"] == hiring["id"]
    with pytest.raises(Refused) as refused:
        forum.ask("accept_hiring", hiring_id=hiring["id"])
    assert refused.value.code == "hiring.ended"


def test_a_closed_offer_takes_no_match_no_interview_and_is_no_demand(forum):
    first, second = (one["id"] for one in forum.ask("list_offers")["items"])
    before = forum.ask("observatory")["skills"][0]["demand"]
    forum.ask("close_offer", offer_id=first, reason="Budget")
    assert forum.ask("observatory")["skills"][0]["demand"] == before - 1
    assert forum.ask("matches_of_offer", offer_id=first)["items"] == []
    assert {one["offer_id"] for one in forum.ask("matches_of_candidate", candidate_id="p1")["items"]} == {second}
    forum.timetable()
    assert {one["offer_id"] for one in forum.interviews()} == {second}
    assert forum.ask("why", candidate_id="p1", offer_id=first)["code"] == "offer_closed"


def test_an_offer_closes_by_itself_at_its_deadline_and_a_postponed_edition_keeps_the_others_open(hall):
    soon = (datetime.now().astimezone() + timedelta(seconds=1)).isoformat()
    with pytest.raises(Invalid) as refused:
        hall.offer(closes_at="2026-01-01T00:00:00+00:00")
    assert refused.value.errors[0]["pointer"] == "/closes_at"
    offer, other = hall.offer(closes_at=soon), hall.offer(closes_at=FAR)
    (message,) = hall.told(CLOSED)
    assert (message["id"], message["closed_by"]) == (offer, "deadline")
    assert read(hall, other)["state"] == "published"


def test_a_cancelled_edition_closes_its_offers_once(hall):
    offer = hall.offer()
    type = "events.edition_cancelled.v1"
    for version in (4, 4):
        hall.hear(type, "e1", sampled(type, id="e1"), version=version)
    hall.settle()
    assert eventually(lambda: read(hall, offer)["state"] == "closed")
    assert [one.facts["closed_by"] for one in told(hall, CLOSED, offer)] == ["edition"]


def test_a_repeated_change_happens_once(hall):
    offer = hall.offer()
    answers = [hall.ask("change_offer", key="k1", offer_id=offer, facts={"headcount": 4}) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert len(told(hall, CHANGED, offer)) == 1


def test_an_outcome_is_corrected_until_a_job_is_offered_and_what_counts_is_told_anew(forum):
    forum.timetable()
    interview = forum.held()
    kept = {"interview_id": interview}
    with pytest.raises(PreconditionFailed):
        forum.ask("correct_outcome", **kept, facts={"outcome": "not_held"}, expected_version=1)
    corrected = forum.ask("correct_outcome", **kept, facts={"outcome": "not_held"}, expected_version=2)
    assert (corrected["state"], corrected["rating"], corrected["version"]) == ("not_held", None, 3)
    (message,) = forum.room.told("matching.interview_not_held.v1")
    assert (message.subject, message.version) == (interview, 3)
    forum.ask("correct_outcome", **kept, facts={"outcome": "held", "rating": 4})
    assert len(forum.room.told("matching.interview_held.v1")) == 2
    forum.hiring(interview)
    with pytest.raises(Refused) as refused:
        forum.ask("correct_outcome", **kept, facts={"outcome": "not_held"})
    assert refused.value.code == "interview.job_offered"


def test_the_world_is_told_what_came_of_an_interview_each_time_it_is_said_and_of_no_person(forum):
    forum.timetable()
    interview = forum.interviews()[0]
    asked = {"interview_id": interview["id"]}
    held = {"outcome": "held", "rating": 5, "next_step": "call"}
    answers = [forum.ask("record_outcome", key="k1", **asked, facts=held) for _ in range(2)]
    otherwise = [forum.ask("correct_outcome", key="k2", **asked, facts={"outcome": "not_held"}) for _ in range(2)]
    forum.ask("correct_outcome", **asked, facts={"outcome": "not_held", "next_step": "later"})
    assert (answers[0], otherwise[0]) == (answers[1], otherwise[1])
    messages = forum.room.told(RECORDED)
    assert [(one.subject, one.version, one.facts["state"]) for one in messages] == [
        (interview["id"], 2, "held"),
        (interview["id"], 3, "not_held"),
        (interview["id"], 4, "not_held"),
    ]
    (scheduled,) = told(forum, SCHEDULED, interview["id"])
    assert (scheduled.version, {one.tenant for one in messages}) == (1, {FES})
    recorded = {"state": "held", "recorded_at": answers[0]["recorded_at"]}
    assert messages[0].facts == {**scheduled.facts, **recorded}
    assert not {"candidate_id", "rating", "next_step"} & set(messages[0].facts)
    assert interview["candidate_id"] not in map(str, messages[0].facts.values())


def test_a_refused_outcome_is_told_to_nobody(forum):
    forum.timetable()
    interview = forum.held()
    for method, facts in (
        ("record_outcome", {"outcome": "held"}),
        ("correct_outcome", {"outcome": "fun"}),
    ):
        with pytest.raises((Invalid, Refused)):
            forum.ask(method, interview_id=interview, facts=facts)
    assert len(forum.room.told(RECORDED)) == 1
