"""The field's four modes: either side asks, opt-in or automatic; people pick slots, or the organiser schedules."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from multaqa.errors import Invalid, MultaqaError, NotFound, Refused
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.running import RABAT
from tests.integration.told import sampled

TODAY = "2099-05-04T08:00:00+00:00"
EVENING = "2099-05-04T18:00:00+00:00"
PICKED = {"times": "people_pick", "starts_at": "2099-05-04T09:00:00+01:00", "slot_minutes": 15, "slots_per_day": 6}
SCHEDULED = {"times": "organiser_schedules"}
REQUESTED = "matching.interview_requested.v1"
ANSWERED = "matching.interview_request_answered.v1"
PUBLISHED = "matching.timetable_published.v1"


@pytest.fixture
def fair(hall):
    """Three tilers with a seat, an offer at each of two organisations, long before the edition."""
    facts = sampled("events.edition_opened.v1", id="e1", starts_at=TODAY, ends_at=EVENING)
    hall.hear("events.edition_opened.v1", "e1", facts, version=3)
    for person in ("p1", "p2", "p3"):
        hall.person(person, consents=[(True, TODAY)])
        hall.registers(person)
        hall.ask("complete_profile", candidate_id=person, facts=TILER)
    hall.settle()
    hall.offers = {company: hall.offer(company) for company in ("g1", "g2")}
    return hall


def opens(fair, requests="opt_in", **times):
    return fair.ask("state_interview_modes", edition_id="e1", facts={"requests": requests, **(times or SCHEDULED)})


def asks(fair, person="p1", company="g1", **facts):
    return fair.ask("request_interview", candidate_id=person, facts={"offer_id": fair.offers[company], **facts})


def company_asks(fair, person="p1", company="g1", **facts):
    asked = {"candidate_id": person, **facts}
    return fair.ask_as_company("request_candidate", offer_id=fair.offers[company], facts=asked)


def company_answers(fair, request, answer="accept", company="g1", **facts):
    named = {"offer_id": fair.offers[company], "request_id": request["id"]}
    return fair.ask_as_company("answer_request_as_company", **named, facts={"answer": answer, **facts})


def candidate_answers(fair, request, answer="accept", person="p1", **facts):
    named = {"candidate_id": person, "request_id": request["id"]}
    return fair.ask("answer_request_as_candidate", **named, facts={"answer": answer, **facts})


def refusal(call, *arguments, **named):
    with pytest.raises(MultaqaError) as refused:
        call(*arguments, **named)
    return refused.value.code


def seats(fair):
    return {(one["candidate_id"], one["organisation_id"]): one["slot"] for one in fair.interviews()}


def times_of(fair):
    interviews = fair.interviews()
    for key in ("candidate_id", "table_id"):
        assert len({(one[key], one["slot"]) for one in interviews}) == len(interviews)
    return sorted(one["slot"] for one in interviews)


# people pick, opt in


def test_an_accepted_request_has_a_slot_at_once_and_its_candidate_is_told(fair):
    opens(fair, **PICKED)
    request = asks(fair, slots=[2, 4])
    assert (request["state"], fair.interviews()) == ("open", [])
    answered = company_answers(fair, request)
    (interview,) = fair.interviews()
    assert (answered["state"], answered["interview_id"], interview["slot"]) == ("accepted", interview["id"], 2)
    (told,) = fair.room.told(ANSWERED)
    assert (told.facts["candidate_id"], told.facts["table"], told.facts["state"]) == ("p1", "G1-1", "accepted")
    assert fair.room.told(REQUESTED) == []
    assert refusal(company_answers, fair, request) == "request.over"
    assert len(fair.interviews()) == 1


def test_whoever_accepts_chooses_of_the_slots_that_are_offered(fair):
    opens(fair, **PICKED)
    request = company_asks(fair, slots=[1, 3])
    assert [message.facts["candidate_id"] for message in fair.room.told(REQUESTED)] == ["p1"]
    assert refusal(candidate_answers, fair, request, slot=2) == "request.no_common_slot"
    candidate_answers(fair, request, slot=3)
    assert seats(fair) == {("p1", "g1"): 3}


def test_time_to_walk_and_full_tables_are_minded(fair):
    opens(fair, "automatic", **PICKED)
    asks(fair, "p1", "g1", slots=[2])
    assert refusal(asks, fair, "p2", "g1", slots=[2]) == "request.no_common_slot"
    assert refusal(asks, fair, "p1", "g2", slots=[1, 2, 3]) == "request.no_common_slot"
    asks(fair, "p1", "g2", slots=[3, 4])
    assert seats(fair) == {("p1", "g1"): 2, ("p1", "g2"): 4}
    assert [one["state"] for one in fair.ask("requests_of_candidate", candidate_id="p2")["items"]] == []


def test_the_same_instant_books_nobody_and_no_table_twice(fair):
    opens(fair, "automatic", **PICKED)
    wishes = [(person, company) for person in ("p1", "p2", "p3") for company in ("g1", "g2")] * 2

    def ask(wish):
        try:
            return asks(fair, *wish)["state"]
        except MultaqaError as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(ask, wishes))
    assert set(ended) <= {"accepted", "request.already_asked"}
    assert len(times_of(fair)) == ended.count("accepted") == 6
    walks = [abs(fair_one - other) for person in ("p1", "p2", "p3") for fair_one, other in [_own(fair, person)]]
    assert min(walks) > 1


def _own(fair, person):
    return [slot for (candidate, _), slot in seats(fair).items() if candidate == person]


def test_what_is_picked_keeps_to_the_hours_of_its_offer(fair):
    opens(fair, "automatic", **PICKED)
    fair.offers["g1"] = fair.offer("g1", hours={"starts": "08:30", "ends": "09:00"})  # Morocco's clocks show UTC then
    assert refusal(asks, fair, "p1", "g1", slots=[0, 1, 4]) == "request.no_common_slot"
    asks(fair, "p1", "g1")
    asks(fair, "p2", "g1")
    before = fair.room.holds()
    assert refusal(asks, fair, "p3", "g1") == "request.no_common_slot"
    assert fair.room.holds() == before
    assert sorted(seats(fair).values()) == [2, 3]


def test_a_recruiter_is_not_picked_twice_for_one_slot_though_there_are_tables_and_in_the_same_instant(fair):
    opens(fair, "automatic", **PICKED)
    fair.organisation_comes("g3", tables=3)
    fair.settle()
    shared = [fair.offer("g3", recruiter_codes=["r1", "r2"]), fair.offer("g3", recruiter_codes=["r1"])]

    def ask(person, offer):
        try:
            facts = {"offer_id": offer, "slots": [1]}
            return fair.ask("request_interview", candidate_id=person, facts=facts)["state"]
        except MultaqaError as refused:
            return refused.code

    with ThreadPoolExecutor(3) as pool:
        ended = list(pool.map(ask, ("p1", "p2", "p3"), (shared[1], shared[0], shared[0])))
    assert sorted(ended) == ["accepted", "accepted", "request.no_common_slot"]
    assert sorted(seats(fair).values()) == [1, 1]


def test_tables_are_picked_once_they_are_open(fair):
    opens(fair, "automatic", **PICKED)
    fair.ask("open_late", edition_id="e1", facts={"organisation_id": "g1", "until": "2099-05-04T08:31:00+00:00"})
    assert refusal(asks, fair, slots=[0, 1, 2]) == "request.no_common_slot"
    asks(fair)
    assert seats(fair) == {("p1", "g1"): 3}


def test_a_booked_request_that_is_cancelled_frees_its_slot(fair):
    opens(fair, "automatic", **PICKED)
    request = asks(fair, slots=[0])
    run = fair.interviews()[0]["run_id"]
    assert refusal(fair.ask, "finalise_timetable", run_id=run) == "timetable.not_preliminary"
    company_answers(fair, request, "cancel")
    assert fair.interviews() == []
    assert [message.facts["state"] for message in fair.room.told(ANSWERED)] == ["accepted", "cancelled"]
    asks(fair, slots=[0])
    assert seats(fair) == {("p1", "g1"): 0}


def test_nobody_schedules_where_people_pick(fair):
    opens(fair, **PICKED)
    assert refusal(fair.requested) == "timetable.people_pick"


# the organiser schedules


def test_accepted_requests_come_first_and_the_agenda_is_preliminary_then_final(fair):
    opens(fair)
    fair.ask("complete_profile", candidate_id="p3", facts={**TILER, "skills": [{"code": "tiling", "level": 1}]})
    for company in ("g1", "g2"):
        company_answers(fair, asks(fair, "p3", company), company=company)
    assert fair.interviews() == []
    run = fair.timetable(slots_per_day=1, walk_slots=0)
    assert run["state"] == "preliminary"
    assert len(seats(fair)) == 2
    assert ("p3", "g1") in seats(fair) or ("p3", "g2") in seats(fair)
    told = fair.room.told(PUBLISHED)
    assert {message.facts["preliminary"] for message in told} == {True}
    final = fair.ask("finalise_timetable", run_id=run["id"])
    assert (final["state"], final["number"]) == ("published", 2)
    newer = fair.room.told(PUBLISHED)[len(told) :]
    assert {message.facts["preliminary"] for message in newer} == {False}
    assert {message.facts["candidate_id"] for message in newer} == {person for person, _ in seats(fair)}
    assert {message.version for message in newer} == {2}
    assert refusal(fair.ask, "finalise_timetable", run_id=run["id"]) == "timetable.not_preliminary"


def test_whoever_says_no_after_the_run_does_not_meet(fair):
    opens(fair)
    asked, taken_back = asks(fair, "p1", "g1"), asks(fair, "p2", "g1")
    fair.timetable()
    assert {("p1", "g1"), ("p2", "g1")} <= set(seats(fair))
    company_answers(fair, asked, "decline")
    candidate_answers(fair, taken_back, "cancel", person="p2")
    assert not {("p1", "g1"), ("p2", "g1")} & set(seats(fair))


def test_only_the_newest_timetable_is_made_final(fair):
    opens(fair)
    first, second = fair.timetable(), fair.timetable()
    assert refusal(fair.ask, "finalise_timetable", run_id=first["id"]) == "timetable.not_newest"
    fair.ask("finalise_timetable", run_id=second["id"])
    assert fair.timetable()["number"] == 4


def test_whom_one_side_declined_no_timetable_brings_together(fair):
    opens(fair)
    company_answers(fair, asks(fair, "p1", "g1"), "decline")
    company_answers(fair, asks(fair, "p2", "g1"), "accept")
    fair.timetable()
    met = seats(fair)
    assert ("p1", "g1") not in met
    assert {("p2", "g1"), ("p1", "g2")} <= set(met)
    assert fair.ask("rerun_timetable", run_id=fair.interviews()[0]["run_id"])["same"]


def test_without_modes_a_timetable_is_final_and_nobody_asks(fair):
    assert refusal(asks, fair) == "request.not_open"
    assert refusal(fair.ask, "get_interview_modes", edition_id="e1") == "interview_modes.not_found"
    assert fair.timetable()["state"] == "published"


# what is refused


def test_modes_stay_from_the_first_acceptance_on(fair):
    opens(fair)
    opens(fair, "automatic")
    asks(fair)
    assert refusal(opens, fair, **PICKED) == "modes.in_use"
    assert fair.ask("get_interview_modes", edition_id="e1")["requests"] == "automatic"


def test_bad_modes_change_nothing(fair):
    before = fair.room.holds()
    with pytest.raises(Invalid) as refused:
        opens(fair, times="people_pick")
    assert {fault["pointer"] for fault in refused.value.errors} == {"/starts_at", "/slot_minutes", "/slots_per_day"}
    assert fair.room.holds() == before


def test_two_have_one_request_and_a_person_only_so_many(fair):
    opens(fair)
    asks(fair, "p1", "g1")
    assert refusal(company_asks, fair, "p1", "g1") == "request.already_asked"
    fair.offers["other"] = fair.offer("g1")
    assert refusal(asks, fair, "p1", "other") == "request.already_asked"
    for number in range(9):
        fair.organisation_comes(f"g{number + 10}")
        fair.settle()
        fair.offers[f"g{number + 10}"] = fair.offer(f"g{number + 10}")
        asks(fair, "p1", f"g{number + 10}")
    assert refusal(asks, fair, "p1", "g2") == "request.too_many"


def test_who_has_no_seat_and_who_is_knocked_out_is_refused(fair):
    opens(fair)
    fair.ask("complete_profile", candidate_id="p9", facts=TILER)
    assert refusal(asks, fair, "p9") == "request.not_admitted"
    strict = fair.offer("g2", languages=["en"], knock_outs=["languages"])
    fair.offers["strict"] = strict
    assert refusal(asks, fair, "p1", "strict") == "request.knocked_out"


def test_an_offer_that_is_closed_takes_no_requests_of_either_side(fair):
    opens(fair)
    fair.ask("close_offer", offer_id=fair.offers["g1"], reason="Budget")
    before = fair.room.holds()
    assert refusal(asks, fair) == refusal(company_asks, fair) == "offer.closed"
    assert fair.room.holds() == before
    assert asks(fair, company="g2")["state"] == "open"


def closes(fair, offer):
    fair.ask("close_offer", offer_id=offer, reason="Budget")


def is_filled(fair, _):
    fair.ask("accept_hiring", hiring_id=fair.hiring()["id"])


@pytest.mark.parametrize(("ends", "times"), [(closes, PICKED), (closes, SCHEDULED), (is_filled, PICKED)])
def test_what_waits_for_an_answer_ends_with_its_offer_and_its_candidates_are_told(fair, ends, times):
    opens(fair, **times)
    offer = fair.offers["g1"] = fair.offer("g1", headcount=1)
    agreed = company_answers(fair, asks(fair, "p3"))
    asked, elsewhere, wanted = asks(fair, "p1"), asks(fair, "p1", "g2"), company_asks(fair, "p2")
    told = len(fair.room.told(ANSWERED))
    ends(fair, offer)
    news = [(message.subject, message.facts["state"]) for message in fair.room.told(ANSWERED)[told:]]
    assert sorted(news) == sorted([(asked["id"], "cancelled"), (wanted["id"], "cancelled")])
    assert refusal(company_answers, fair, asked) == "request.over"
    assert refusal(candidate_answers, fair, wanted, person="p2") == "request.over"
    states = {one["id"]: one["state"] for one in fair.ask("requests_of_candidate", candidate_id="p1")["items"]}
    assert states == {asked["id"]: "cancelled", elsewhere["id"]: "open"}
    (kept,) = fair.ask("requests_of_candidate", candidate_id="p3")["items"]
    assert (kept["id"], kept["state"]) == (agreed["id"], "accepted")


def test_whose_request_ended_with_its_offer_may_meet_the_company_for_another(fair):
    opens(fair)
    asks(fair)
    closes(fair, fair.offers["g1"])
    fair.offer("g1")
    fair.timetable()
    assert ("p1", "g1") in seats(fair)


@pytest.mark.parametrize("times", [PICKED, SCHEDULED])
def test_a_request_is_not_accepted_once_its_offer_is_closed(fair, times):
    opens(fair, **times)
    request = asks(fair)
    closes(fair, fair.offers["g1"])
    asked_in_the_same_instant = {"$set": {"state": "open", "stands": True}}
    fair.room.database.interview_requests.update_one({"_id": request["id"]}, asked_in_the_same_instant)
    before = fair.room.holds()
    assert refusal(company_answers, fair, request) == "offer.closed"
    assert fair.room.holds() == before
    assert company_answers(fair, request, "decline")["state"] == "declined"


def test_two_who_are_kept_apart_neither_ask_nor_accept(fair):
    opens(fair)
    request = asks(fair, "p1", "g1")
    for company in ("g1", "g2"):
        fair.ask("forbid_meeting", edition_id="e1", facts={"candidate_id": "p1", "organisation_id": company})
    before = fair.room.holds()
    assert refusal(company_answers, fair, request) == "request.forbidden"
    assert refusal(asks, fair, "p1", "g2") == refusal(company_asks, fair, "p1", "g2") == "request.forbidden"
    assert fair.room.holds() == before
    assert asks(fair, "p2", "g1")["state"] == "open"


def test_a_company_asks_only_whom_it_may_know_and_sees_the_others_under_pseudonyms(fair):
    opens(fair)
    fair.person("p2", version=2, consents=[(True, TODAY), (False, EVENING)])
    fair.settle()
    assert refusal(company_asks, fair, "p2") == "candidate.not_found"
    asks(fair, "p2")
    offer = fair.offers["g1"]
    (seen,) = fair.ask_as_company("requests_of_offer", offer_id=offer)["items"]
    assert seen["candidate_id"] != "p2"
    (known,) = fair.ask("requests_of_offer", offer_id=offer, role="staff")["items"]
    assert known["candidate_id"] == "p2"


def test_an_edition_that_is_over_takes_no_requests(fair):
    opens(fair)
    open_one = asks(fair)
    past = sampled("events.edition_postponed.v1", id="e1", starts_at="2020-05-04T08:00:00+00:00",
                   ends_at="2020-05-04T18:00:00+00:00")  # fmt: skip
    fair.hear("events.edition_postponed.v1", "e1", past, version=4)
    fair.settle()
    assert refusal(asks, fair, "p2") == "request.edition_over"
    assert refusal(company_answers, fair, open_one) == "request.over"
    assert [one["state"] for one in fair.ask("requests_of_candidate", candidate_id="p1")["items"]] == ["expired"]


# persons and tenants


def test_a_seat_given_back_ends_the_requests_with_it(fair):
    opens(fair, "automatic", **PICKED)
    asks(fair)
    fair.registers("p1", state="cancelled", version=2)
    fair.settle()
    assert fair.interviews() == []
    (ended,) = fair.ask("requests_of_candidate", candidate_id="p1")["items"]
    assert (ended["state"], ended["answered_at"]) == ("cancelled", None)


def test_requests_are_exported_and_erased(fair):
    opens(fair)
    asks(fair)
    assert [one["offer_id"] for one in fair.ask("export_person", person_id="p1")["requests"]] == [fair.offers["g1"]]
    fair.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    fair.settle()
    assert fair.room.database.interview_requests.count_documents({}) == 0


def test_a_cancelled_edition_ends_its_requests(fair):
    opens(fair)
    request = asks(fair)
    facts = sampled("events.edition_cancelled.v1", id="e1", starts_at=TODAY, ends_at=EVENING)
    fair.hear("events.edition_cancelled.v1", "e1", facts, version=5)
    fair.settle()
    assert refusal(company_answers, fair, request) == "request.over"


def test_another_tenant_reaches_no_request_and_no_mode(fair):
    opens(fair)
    request = asks(fair)
    elsewhere = Forum(fair.room, tenant=RABAT)
    elsewhere.offers = fair.offers
    before = fair.room.holds()
    for call in (
        lambda: opens(elsewhere),
        lambda: elsewhere.ask("get_interview_modes", edition_id="e1"),
        lambda: asks(elsewhere),
        lambda: company_asks(elsewhere),
        lambda: company_answers(elsewhere, request),
        lambda: candidate_answers(elsewhere, request),
        lambda: elsewhere.ask("requests_of_offer", offer_id=fair.offers["g1"]),
        lambda: elsewhere.ask("finalise_timetable", run_id="r1"),
    ):
        with pytest.raises(NotFound):
            call()
        assert fair.room.holds() == before
    assert elsewhere.ask("requests_of_candidate", candidate_id="p1")["items"] == []


def test_a_request_is_answered_only_where_it_belongs(fair):
    opens(fair)
    request = asks(fair)
    with pytest.raises(NotFound):
        candidate_answers(fair, request, "cancel", person="p2")
    with pytest.raises(NotFound):
        company_answers(fair, request, company="g2")
    with pytest.raises(Refused):
        candidate_answers(fair, request, "accept")


def test_requests_of_a_duplicate_go_to_the_one_that_stands_for_both(fair):
    opens(fair, "automatic", **PICKED)
    asks(fair, "p1", "g2")
    fair.merges("g1", "g2")
    fair.settle()
    assert [one["organisation_id"] for one in fair.ask("requests_of_candidate", candidate_id="p1")["items"]] == ["g1"]
    assert refusal(asks, fair, "p1", "g1") == "request.already_asked"
