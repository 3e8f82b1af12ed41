"""The matching room on a real broker and database: a forum from its first candidate to confirmed jobs."""

from base64 import b64decode

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.messages.matching import HiringFacts
from multaqa.pool import Pool
from services.matching.service import offers
from services.matching.solver.matches import best_matches
from tests.integration.matching.conftest import TILER
from tests.integration.told import sampled

HIRED = "matching.candidate_hired.v1"
PUBLISHED = "matching.timetable_published.v1"
COMPUTED = "matching.matches_computed.v1"


def booked_twice(interviews, key):
    return len({(interview[key], interview["slot"]) for interview in interviews}) != len(interviews)


def test_everyone_is_seated_and_told_and_nobody_twice(forum):
    run = forum.timetable()
    interviews = forum.interviews()
    assert run["figures"]["with_interview"] == run["figures"]["candidates"] == 3
    assert len(interviews) == run["figures"]["interviews"] == 6
    assert not booked_twice(interviews, "candidate_id")
    assert not booked_twice(interviews, "table_id")
    told = {message.facts["candidate_id"]: message.facts["interviews"] for message in forum.room.told(PUBLISHED)}
    assert {person: len(agenda) for person, agenda in told.items()} == {"p1": 2, "p2": 2, "p3": 2}
    assert told["p1"][0]["organisation_name"]["fr"] == "Atlas Bâtiment"
    assert (
        told["p1"][0]["starts_at"] == forum.ask("interviews_of_candidate", candidate_id="p1")["items"][0]["starts_at"]
    )


def test_a_second_timetable_replaces_the_first_and_is_told_as_newer(forum):
    forum.timetable()
    second = forum.timetable(most_per_candidate=1)
    assert {interview["run_id"] for interview in forum.interviews()} == {second["id"]}
    assert len(forum.interviews()) == 3
    versions = [message.version for message in forum.room.told(PUBLISHED)]
    assert sorted(versions) == [1, 1, 1, 2, 2, 2]


def test_each_run_tells_once_what_was_looked_at_and_what_came_of_it(forum):
    runs = [forum.timetable(), forum.timetable(most_per_candidate=1)]
    told = {message.subject: message.facts for message in forum.room.told(COMPUTED)}
    assert {id: (facts["candidates"], facts["interviews"]) for id, facts in told.items()} == {
        run["id"]: (run["figures"]["candidates"], run["figures"]["interviews"]) for run in runs
    }
    records = {run["id"]: forum.ask("get_run_record", run_id=run["id"]) for run in runs}
    for id, facts in told.items():
        assert facts["outcome_digest"] == records[id]["outcome_digest"]


def test_a_timetable_is_not_replaced_once_interviews_have_begun(forum):
    forum.timetable()
    forum.held()
    with pytest.raises(Refused) as refused:
        forum.requested()
    assert refused.value.code == "timetable.underway"


def test_whoever_cancels_frees_the_slots_and_the_next_timetable_is_without_them(forum):
    forum.timetable()
    forum.registers("p1", state="cancelled", version=3)
    forum.settle()
    assert {interview["candidate_id"] for interview in forum.interviews()} == {"p2", "p3"}
    assert forum.timetable()["figures"]["candidates"] == 2


@pytest.mark.parametrize("word", ["postponed", "cancelled"])
def test_an_edition_that_loses_its_day_loses_its_interviews(forum, word):
    forum.timetable()
    type = f"events.edition_{word}.v1"
    forum.hear(type, "e2", sampled(type, id="e2"), version=4)
    forum.settle()
    assert forum.interviews()
    forum.hear(type, "e1", sampled(type, id="e1"), version=4)
    forum.settle()
    assert forum.interviews() == []


def test_an_older_message_after_a_newer_one_changes_nothing(forum):
    forum.timetable()
    forum.registers("p1", state="cancelled", version=1)
    forum.settle()
    assert len(forum.ask("interviews_of_candidate", candidate_id="p1")["items"]) == 2
    forum.registers("p2", state="cancelled", version=3)
    forum.registers("p2", state="confirmed", version=1)
    forum.settle()
    assert forum.timetable()["figures"]["candidates"] == 2


@pytest.mark.parametrize("late", [False, True])
def test_whoever_was_let_in_by_mistake_is_expected_and_not_present_until_they_come(hall, late):
    """What is told of a check-in may come after what is told of its undoing."""
    hall.registers("p1")
    told = [("checked_in", 2, None), ("confirmed", 3, "check_in_undone")]
    for state, version, word in reversed(told) if late else told:
        hall.registers("p1", state=state, version=version, word=word)
        hall.settle()
    hall.ask("complete_profile", candidate_id="p1", facts=TILER)
    hall.offer("g1")
    assert present(hall) == 0
    assert hall.timetable()["figures"]["candidates"] == 1
    hall.registers("p1", state="checked_in", version=4)
    hall.settle()
    assert present(hall) == 1
    assert len(hall.interviews()) == 1


def present(forum):
    return forum.ask("insertion", edition_id="e1")["denominator"]


def test_a_match_tells_its_reasons(forum):
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    of_offer = forum.ask("matches_of_offer", offer_id=offer, limit=2)["items"]
    assert [match["offer_id"] for match in of_offer] == [offer, offer]
    assert of_offer[0]["reasons"][0]["text"]["fr"] == "Acquis : tiling 2/2."
    of_candidate = forum.ask("matches_of_candidate", candidate_id="p1")["items"]
    assert len(of_candidate) == 2
    assert sum(reason["points"] for reason in of_candidate[0]["reasons"]) == pytest.approx(
        of_candidate[0]["score"], abs=0.001
    )


def test_many_pairs_are_scored_in_another_process_to_the_same_end(forum, monkeypatch):
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    here = forum.ask("matches_of_offer", offer_id=offer)
    ran, run = [], Pool.run
    monkeypatch.setattr(Pool, "run", lambda pool, function, *rest: ran.append(function) or run(pool, function, *rest))
    monkeypatch.setattr(offers, "FEW", 2)
    assert forum.ask("matches_of_offer", offer_id=offer) == here
    assert ran == [best_matches]


def test_from_an_interview_to_a_confirmed_job(forum):
    forum.timetable()
    hiring = forum.hiring()["id"]
    assert forum.ask("accept_hiring", hiring_id=hiring)["state"] == "hired"
    assert forum.ask("confirm_hiring", hiring_id=hiring, months=3)["confirmed_months"] == [3]
    figures = forum.ask("insertion", edition_id="e1")
    assert (figures["hired"], figures["numerator"], figures["denominator"]) == (1, 1, 3)
    told = {name: figures["milestones"][0][name] for name in ("asked", "responses", "confirmed", "left")}
    assert told == {"asked": 1, "responses": 1, "confirmed": 1, "left": 0}
    (edition,) = forum.ask("insertions")["items"]
    assert edition == figures
    outside = forum.ask_as_company("insertion", edition_id="e1")
    assert (outside["numerator"], outside["denominator"], outside["by_organisation"]) == (None, None, [])
    table = b64decode(forum.ask("export_insertion", edition_id="e1", format="csv")["content"]).decode()
    assert len(table.splitlines()) == 5  # its names, the edition, a sector, an institute and an organisation
    assert b64decode(forum.ask("export_insertion", format="xlsx")["content"]).startswith(b"PK")
    assert [share["numerator"] for share in figures["by_sector"]] == [1]
    types = ["matching.hiring_offered.v1", HIRED, "matching.hiring_confirmed.v1"]
    assert [len(forum.room.told(one)) for one in types] == [1, 1, 1]


def test_what_the_world_is_told_of_a_hiring_leads_to_nobody(forum):
    forum.timetable()
    offered = forum.hiring()
    forum.ask("accept_hiring", hiring_id=offered["id"])
    facts = forum.room.told(HIRED)[0].facts
    assert set(facts) <= set(HiringFacts().fields)
    assert offered["candidate_id"] not in str(facts)
    assert facts["pseudonym"] != offered["candidate_id"]


def institutes_told(forum):
    found = {}
    for word in ("hiring_offered", "candidate_hired", "hiring_confirmed", "hiring_withdrawn", "hiring_declined"):
        for one in forum.room.told(f"matching.{word}.v1"):
            found.setdefault(one.facts["id"], []).append((word, one.facts["institute_id"]))
    return found


def test_whoever_listens_is_told_of_which_institute_a_hired_person_is_as_long_as_it_is_known(forum):
    forum.timetable()
    first, second, third = {one["candidate_id"]: one for one in forum.interviews()}.values()
    for number, interview in enumerate((first, second)):
        forum.registers(interview["candidate_id"], "checked_in", version=3, institute_id=f"i{number}")
    forum.settle()
    for interview in (first, second, third):
        forum.ask("record_outcome", interview_id=interview["id"], facts={"outcome": "held", "rating": 5})
    confirmed, withdrawn, declined = (forum.hiring(one["id"])["id"] for one in (first, second, third))
    forum.ask("accept_hiring", hiring_id=confirmed)
    forum.ask("confirm_hiring", hiring_id=confirmed, months=3)
    erased = second["candidate_id"]
    forum.hear("directory.person_erased.v1", erased, {"person_id": erased}, version=9)
    forum.settle()
    forum.ask("withdraw_hiring", hiring_id=withdrawn, reason="x")
    forum.ask("decline_hiring", hiring_id=declined)
    assert institutes_told(forum) == {
        confirmed: [("hiring_offered", "i0"), ("candidate_hired", "i0"), ("hiring_confirmed", "i0")],
        withdrawn: [("hiring_offered", "i1"), ("hiring_withdrawn", None)],
        declined: [("hiring_offered", None), ("hiring_declined", None)],
    }


def test_a_declined_job_leaves_the_position_open(forum):
    forum.timetable()
    hiring = forum.hiring()
    assert forum.ask("decline_hiring", hiring_id=hiring["id"])["state"] == "declined"
    assert forum.ask("get_offer", offer_id=hiring["offer_id"])["state"] == "published"
    assert len(forum.room.told("matching.hiring_declined.v1")) == 1


def test_a_repeated_command_happens_once(forum):
    forum.timetable()
    interview = forum.held()
    facts = {"interview_id": interview, "contract": "permanent", "starts_on": "2026-01-05"}
    answers = [forum.ask("offer_hiring", key="k1", facts=facts) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert len(forum.room.told("matching.hiring_offered.v1")) == 1


def test_a_repeated_message_happens_once(forum):
    forum.timetable()
    cancelled = forum.registers("p1", state="cancelled", version=3)
    forum.settle()
    before = forum.room.holds()
    forum.room.hear(cancelled.type, cancelled.subject, cancelled.facts, id=cancelled.id, version=3)
    forum.registers("p2", state="checked_in", version=3)
    forum.settle()
    assert forum.room.holds() == {**before, "inbox": before["inbox"] + 1}


def refused_steps(forum):
    forum.timetable()
    first, second = (interview["id"] for interview in forum.ask("interviews_of_candidate", candidate_id="p1")["items"])
    yield Refused, "hiring.interview_not_held", lambda: forum.hiring(first)
    for interview in (first, second):
        forum.ask("record_outcome", interview_id=interview, facts={"outcome": "held"})
    hired, waiting = (forum.hiring(one, starts_on="2126-01-05")["id"] for one in (first, second))
    yield Refused, "hiring.already_offered", lambda: forum.hiring(first)
    yield Refused, "hiring.not_hired", lambda: forum.ask("confirm_hiring", hiring_id=hired, months=3)
    forum.ask("accept_hiring", hiring_id=hired)
    yield Refused, "hiring.candidate_already_hired", lambda: forum.ask("accept_hiring", hiring_id=waiting)
    yield Refused, "hiring.already_answered", lambda: forum.ask("decline_hiring", hiring_id=hired)
    other = next(one for one in forum.interviews() if one["candidate_id"] != "p1" and one["organisation_id"] == "g1")
    forum.ask("record_outcome", interview_id=other["id"], facts={"outcome": "held"})
    yield (
        Invalid,
        "hiring.contract_unknown",
        lambda: forum.ask(
            "offer_hiring", facts={"interview_id": other["id"], "contract": "handshake", "starts_on": "2026-01-05"}
        ),
    )
    yield (
        Refused,
        "interview.already_recorded",
        lambda: forum.ask("record_outcome", interview_id=first, facts={"outcome": "held"}),
    )
    yield NotFound, "organisation.not_found", lambda: forum.offer("nobody")
    yield NotFound, "edition.not_found", lambda: forum.offer(edition_id="e9")
    yield Invalid, "timetable.invalid", lambda: forum.requested(slot_minutes=0)


def test_a_refusal_changes_nothing(forum):
    for error, code, step in refused_steps(forum):
        before = forum.room.holds()
        with pytest.raises(error) as refused:
            step()
        assert (refused.value.code, forum.room.holds()) == (code, before)


def test_an_offer_is_filled_by_as_many_as_it_asked_for(forum):
    forum.timetable()
    at_first_stand = [one["id"] for one in forum.interviews() if one["organisation_id"] == "g1"]
    for interview in at_first_stand:
        forum.ask("record_outcome", interview_id=interview, facts={"outcome": "held"})
    first, second = (forum.hiring(interview)["id"] for interview in at_first_stand[:2])
    forum.ask("accept_hiring", hiring_id=first)
    with pytest.raises(Refused) as refused:
        forum.ask("accept_hiring", hiring_id=second)
    assert refused.value.code == "offer.filled"
    assert len(forum.room.told(HIRED)) == 1
