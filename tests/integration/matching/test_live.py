"""A timetable that stands is mended when something changes: only what must, told to those concerned, once."""

import json
from collections import Counter
from datetime import timedelta

import pytest

from gateway.schemas.matching.rulings import Forbidden, ForbiddenMeeting, Pin, Pinned, Replanned
from gateway.schemas.shape import page_of
from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound, Refused
from multaqa.messages.matching import InterviewFacts
from multaqa.pool import Pool
from multaqa.testing.waiting import eventually
from services.matching.solver.runs import computed
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.matching.test_oversight import inputs_of
from tests.integration.running import RABAT
from tests.integration.told import sampled

SCHEDULED, MOVED, CANCELLED = (f"matching.interview_{word}.v1" for word in ("scheduled", "moved", "cancelled"))
CHANGED, PUBLISHED = "matching.agenda_changed.v1", "matching.timetable_published.v1"
NINE = "2027-05-04T09:00:00+01:00"


def hour(slot):
    return f"2027-05-04T{8 + slot // 4:02}:{slot % 4 * 15:02}:00+00:00"


def planned(forum, **facts):
    run = forum.timetable(**{"starts_at": NINE, **facts})
    rests(forum)
    return run


def who(forum, organisation=None):
    """Who meets whom at which slot."""
    return {
        (one["candidate_id"], one["organisation_id"]): one["slot"]
        for one in forum.interviews()
        if organisation in (None, one["organisation_id"])
    }


def interview_of(forum, candidate, organisation):
    return next(
        one for one in forum.interviews() if (one["candidate_id"], one["organisation_id"]) == (candidate, organisation)
    )


def rests(forum):
    """No replanning is due any more."""
    return eventually(lambda: forum.room.database.due.count_documents({"kind": "replan"}) == 0)


def told(forum, type):
    return [message.facts for message in forum.room.told(type)]


@pytest.fixture
def crowded(forum):
    """One slot: each organisation has one interview, and one of three candidates has none."""
    planned(forum, slots_per_day=1)
    assert len(forum.interviews()) == 2
    return forum


def without(forum):
    return ({"p1", "p2", "p3"} - {candidate for candidate, _ in who(forum)}).pop()


def test_who_stands_by_has_the_place_of_who_cancels_and_only_they_are_told(crowded):
    waits = without(crowded)
    gone, organisation = next(iter(who(crowded)))
    crowded.registers(gone, state="cancelled", version=3)
    crowded.settle()
    eventually(lambda: (waits, organisation) in who(crowded))
    assert len(crowded.interviews()) == 2
    assert [facts["reason"] for facts in told(crowded, CANCELLED)] == ["candidate_withdrew"]
    assert len(told(crowded, SCHEDULED)) == 3
    assert told(crowded, MOVED) == []
    (agenda,) = told(crowded, CHANGED)
    assert (agenda["candidate_id"], len(agenda["interviews"])) == (waits, 1)
    assert [change["change"] for change in agenda["changes"]] == ["scheduled"]


def test_the_world_learns_of_interviews_and_of_no_person(crowded):
    gone, _ = next(iter(who(crowded)))
    crowded.registers(gone, state="cancelled", version=3)
    crowded.settle()
    pseudonyms = {row["_id"] for row in crowded.room.database.candidates.find({})}
    for type in (SCHEDULED, CANCELLED):
        for facts in told(crowded, type):
            assert set(facts) <= {*InterviewFacts().fields, "reason"}
            assert facts["pseudonym"] in pseudonyms
            assert not {"p1", "p2", "p3"} & set(map(str, facts.values()))


def test_who_is_reported_absent_gives_way_and_comes_back_with_a_check_in(crowded):
    waits = without(crowded)
    absent, organisation = next(iter(who(crowded)))
    asked = {"edition_id": "e1", "facts": {"candidate_id": absent}}
    answers = [crowded.ask("report_absence", key="k1", **asked) for _ in range(2)]
    assert answers[0] == answers[1]
    changes = {change["change"]: change for change in answers[0]["changes"]}
    assert changes["cancelled"]["reason"] == "candidate_absent"
    assert changes["scheduled"]["interview"]["candidate_id"] == waits
    assert len(told(crowded, CANCELLED)) == 1
    assert {facts["candidate_id"] for facts in told(crowded, CHANGED)} == {absent, waits}
    assert crowded.ask("export_person", person_id=absent)["absences"][0]["edition_id"] == "e1"
    crowded.registers(absent, state="checked_in", version=3)
    crowded.settle()
    rests(crowded)
    assert crowded.ask("export_person", person_id=absent)["absences"] == []
    crowded.registers(waits, state="cancelled", version=3)
    crowded.settle()
    eventually(lambda: (absent, organisation) in who(crowded))


def test_an_absence_is_ended_by_word_and_only_where_there_is_one(crowded):
    candidate = without(crowded)
    asked = {"edition_id": "e1", "facts": {"candidate_id": candidate}}
    with pytest.raises(NotFound):
        crowded.ask("end_absence", **asked)
    crowded.ask("report_absence", **asked)
    assert crowded.ask("end_absence", **asked) == {"changes": []}
    actions = [row["action"] for row in crowded.ask("list_audit", subject=candidate)["items"]]
    assert actions == ["absence.ended", "absence.reported"]


def begun(forum, minutes, **facts):
    """A timetable whose first slot began so many minutes ago."""
    starts_at = (SystemClock().now() - timedelta(minutes=minutes)).replace(microsecond=0)
    forum.timetable(**{"starts_at": starts_at.isoformat(), "slots_per_day": 8, **facts})
    return starts_at


@pytest.mark.parametrize(("person", "keeps_the_next"), [("p1", True), ("p4", False)])
def test_who_was_not_met_loses_what_comes_next_unless_they_are_in_the_hall(forum, person, keeps_the_next):
    forum.registers("p4")
    forum.settle()
    forum.ask("complete_profile", candidate_id="p4", facts=TILER)
    planned(forum, slots_per_day=8)
    slot = forum.ask("interviews_of_candidate", candidate_id=person)["items"][0]["slot"]
    begun(forum, 15 * slot + 1)
    first, second = forum.ask("interviews_of_candidate", candidate_id=person)["items"]
    forum.ask("record_outcome", interview_id=first["id"], facts={"outcome": "not_held"})
    rests(forum)
    left = [one["id"] for one in forum.ask("interviews_of_candidate", candidate_id=person)["items"]]
    assert left == ([first["id"], second["id"]] if keeps_the_next else [first["id"]])


@pytest.fixture
def unscanned(forum):
    """p4 has never been scanned; two interviews of theirs, the first of which is running."""
    forum.registers("p4")
    forum.settle()
    forum.ask("complete_profile", candidate_id="p4", facts=TILER)
    planned(forum, slots_per_day=8)
    slot = forum.ask("interviews_of_candidate", candidate_id="p4")["items"][0]["slot"]
    begun(forum, 15 * slot + 1)
    rests(forum)
    return forum


def of_p4(forum):
    return forum.ask("interviews_of_candidate", candidate_id="p4")["items"]


def absences_of_p4(forum):
    return forum.ask("export_person", person_id="p4")["absences"]


def test_who_was_met_after_all_is_absent_no_more_and_looks_for_what_they_lost(unscanned):
    first, lost = of_p4(unscanned)
    unscanned.ask("record_outcome", interview_id=first["id"], facts={"outcome": "not_held"})
    rests(unscanned)
    assert [one["state"] for one in of_p4(unscanned)] == ["not_held"]
    assert len(absences_of_p4(unscanned)) == 1
    unscanned.ask("correct_outcome", interview_id=first["id"], facts={"outcome": "held", "rating": 4})
    assert absences_of_p4(unscanned) == []
    actions = [row["action"] for row in unscanned.ask("list_audit", subject="p4")["items"]]
    assert actions == ["absence.ended", "absence.reported"]
    found = eventually(lambda: [one for one in of_p4(unscanned) if one["state"] == "planned"])
    assert [one["organisation_id"] for one in found] == [lost["organisation_id"]]


def test_an_outcome_corrected_within_held_ends_no_absence(unscanned):
    """They were met, and left: somebody says so later."""
    first = of_p4(unscanned)[0]
    unscanned.ask("record_outcome", interview_id=first["id"], facts={"outcome": "held", "rating": 4})
    unscanned.ask("report_absence", edition_id="e1", facts={"candidate_id": "p4"})
    unscanned.ask("correct_outcome", interview_id=first["id"], facts={"outcome": "held", "rating": 5})
    assert len(absences_of_p4(unscanned)) == 1


@pytest.mark.parametrize("scanned", [False, True])
def test_a_no_show_at_an_interview_that_is_running_is_recorded_as_not_held_and_what_lies_ahead_goes(unscanned, scanned):
    if scanned:
        unscanned.registers("p4", state="checked_in", version=2)
        unscanned.settle()
        rests(unscanned)
    running, ahead = of_p4(unscanned)
    answer = unscanned.ask("report_no_show", interview_id=running["id"])
    assert ("cancelled", ahead["id"]) in {(one["change"], one["interview"]["id"]) for one in answer["changes"]}
    (left,) = of_p4(unscanned)
    assert (left["id"], left["state"], left["rating"]) == (running["id"], "not_held", None)
    assert left["recorded_at"]
    with pytest.raises(Refused) as refused:
        unscanned.ask("report_no_show", interview_id=running["id"])
    assert refused.value.code == "interview.already_recorded"


def test_a_no_show_at_an_interview_to_come_says_nothing_of_one_at_another_table(unscanned):
    running, ahead = of_p4(unscanned)
    unscanned.ask("report_no_show", interview_id=ahead["id"])
    assert [(one["id"], one["state"]) for one in of_p4(unscanned)] == [(running["id"], "planned")]


def test_whoever_is_reported_absent_does_not_hold_what_is_running(unscanned):
    running, _ = of_p4(unscanned)
    unscanned.ask("report_absence", edition_id="e1", facts={"candidate_id": "p4"})
    assert [(one["id"], one["state"]) for one in of_p4(unscanned)] == [(running["id"], "not_held")]


@pytest.mark.parametrize(("person", "state"), [("p4", "not_held"), ("p1", "planned")])
def test_what_is_over_was_not_held_by_who_has_never_come_and_is_the_companys_to_say_of_who_has_left(
    unscanned, person, state
):
    first = unscanned.ask("interviews_of_candidate", candidate_id=person)["items"][0]
    begun(unscanned, 15 * (first["slot"] + 1) + 1)
    rests(unscanned)
    over = unscanned.ask("interviews_of_candidate", candidate_id=person)["items"][0]
    unscanned.ask("report_absence", edition_id="e1", facts={"candidate_id": person})
    left = unscanned.ask("interviews_of_candidate", candidate_id=person)["items"]
    assert (left[0]["id"], left[0]["state"]) == (over["id"], state)


def test_what_is_noted_before_its_hour_says_nothing_of_where_somebody_is(forum):
    forum.registers("p4")
    forum.settle()
    forum.ask("complete_profile", candidate_id="p4", facts=TILER)
    planned(forum, slots_per_day=8)
    first, _ = forum.ask("interviews_of_candidate", candidate_id="p4")["items"]
    forum.ask("record_outcome", interview_id=first["id"], facts={"outcome": "not_held"})
    rests(forum)
    assert len(forum.ask("interviews_of_candidate", candidate_id="p4")["items"]) == 2


def test_a_late_company_meets_later_whom_it_can_and_nobody_else_is_touched(forum):
    planned(forum, slots_per_day=8)
    before = who(forum)
    asked = {"organisation_id": "g1", "until": hour(4)}
    changes = forum.ask("open_late", edition_id="e1", facts=asked)["changes"]
    after = who(forum)
    assert all(slot >= 4 for (_, organisation), slot in after.items() if organisation == "g1")
    assert {pair for pair in before if before[pair] < 4 and pair[1] == "g1"} <= {
        (change["interview"]["candidate_id"], change["interview"]["organisation_id"]) for change in changes
    }
    assert len(after) == len(before)
    assert len(told(forum, MOVED)) == len(changes)
    assert all(facts["from_starts_at"] != facts["starts_at"] for facts in told(forum, MOVED))
    assert len({facts["candidate_id"] for facts in told(forum, CHANGED)}) == len(told(forum, CHANGED))
    assert planned(forum, slots_per_day=8)["figures"]["interviews"] == 6
    assert all(slot >= 4 for slot in who(forum, "g1").values())


def stand(forum, word, organisation, tables, version):
    facts = sampled(f"events.stand_{word}.v1", id=f"stand-{organisation}", edition_id="e1",
                    organisation_id=organisation, label=organisation.upper(), tables=tables)  # fmt: skip
    return forum.hear(f"events.stand_{word}.v1", facts["id"], facts, version=version)


def test_a_table_more_is_a_place_more_for_who_stands_by(crowded):
    waits = without(crowded)
    stand(crowded, "changed", "g1", 2, version=2)
    crowded.settle()
    eventually(lambda: (waits, "g1") in who(crowded))
    assert told(crowded, MOVED) == told(crowded, CANCELLED) == []


def test_a_table_less_moves_who_sat_there_to_a_free_one_or_lets_them_know(forum):
    stand(forum, "changed", "g1", 2, version=2)
    forum.settle()
    planned(forum, slots_per_day=2, most_per_candidate=1)
    seated = len(who(forum, "g1"))
    stand(forum, "changed", "g1", 1, version=4)
    stand(forum, "changed", "g1", 2, version=3)
    forum.settle()
    rests(forum)
    assert {one["table_id"] for one in forum.interviews() if one["organisation_id"] == "g1"} <= {"stand-g1/1"}
    assert len(who(forum, "g1")) == min(seated, 2)
    stand(forum, "withdrawn", "g1", 1, version=5)
    forum.settle()
    rests(forum)
    assert who(forum, "g1") == {}
    assert {facts["reason"] for facts in told(forum, CANCELLED)} == {"no_table"}


def test_whoever_walks_in_after_the_timetable_is_seated(forum):
    planned(forum)
    before = who(forum)
    forum.candidate_comes("p9")
    forum.settle()
    eventually(lambda: [pair for pair in who(forum) if pair[0] == "p9"])
    assert before.items() <= who(forum).items()


def test_a_repeated_or_late_message_changes_nothing_more(crowded):
    gone, _ = next(iter(who(crowded)))
    cancelled = crowded.registers(gone, state="cancelled", version=4)
    crowded.settle()
    rests(crowded)
    before, holds = who(crowded), {name: len(told(crowded, name)) for name in (SCHEDULED, CANCELLED, CHANGED)}
    crowded.room.hear(cancelled.type, cancelled.subject, cancelled.facts, id=cancelled.id, version=4)
    crowded.registers(gone, state="checked_in", version=3)
    crowded.settle()
    rests(crowded)
    assert (who(crowded), {name: len(told(crowded, name)) for name in holds}) == (before, holds)


def test_what_is_recorded_or_has_begun_stays(forum):
    """The grid began half an hour ago: the first slots are over, and nobody is seated there any more."""
    begins = begun(forum, 31)
    over = {pair: slot for pair, slot in who(forum).items() if slot <= 2}
    assert over
    forum.ask("open_late", edition_id="e1", facts={
        "organisation_id": "g1", "until": (begins + timedelta(minutes=75)).isoformat()
    })  # fmt: skip
    assert over.items() <= who(forum).items()
    forum.candidate_comes("p9")
    forum.settle()
    eventually(lambda: [pair for pair in who(forum) if pair[0] == "p9"])
    assert all(slot > 2 for (candidate, _), slot in who(forum).items() if candidate == "p9")
    (candidate, organisation), _ = next(iter(over.items()))
    with pytest.raises(Refused) as refused:
        forum.ask("pin_interview", interview_id=interview_of(forum, candidate, organisation)["id"])
    assert refused.value.code == "interview.has_begun"


# a new run against what stood


def test_a_new_run_is_no_news_for_interviews_that_stay(forum):
    planned(forum)
    before, scheduled = {one["id"]: one["slot"] for one in forum.interviews()}, len(told(forum, SCHEDULED))
    planned(forum)
    assert {one["id"]: one["slot"] for one in forum.interviews()} == before
    assert [len(told(forum, type)) for type in (SCHEDULED, MOVED, CANCELLED)] == [scheduled, 0, 0]
    assert len(told(forum, PUBLISHED)) == 3
    planned(forum, most_per_candidate=1)
    kept = {one["id"] for one in forum.interviews()} & set(before)
    assert kept
    assert {facts["reason"] for facts in told(forum, CANCELLED)} == {"replanned"}
    assert {facts["id"] for facts in told(forum, CANCELLED)} == set(before) - kept


def test_a_postponed_edition_is_told_once_and_nobody_is_seated_on_its_old_day(forum):
    planned(forum)
    pin = interview_of(forum, "p1", "g1")
    forum.ask("pin_interview", interview_id=pin["id"])
    type = "events.edition_postponed.v1"
    forum.hear(type, "e1", sampled(type, id="e1"), version=4)
    forum.settle()
    assert forum.interviews() == []
    assert {facts["reason"] for facts in told(forum, CANCELLED)} == {"edition_postponed"}
    forum.candidate_comes("p9")
    forum.settle()
    assert forum.interviews() == []
    assert forum.ask("get_timetable_run", run_id=pin["run_id"])["state"] == "withdrawn"
    assert [one["starts_at"] for one in forum.ask("list_pins", edition_id="e1")["items"]] == [None]


def test_an_edition_postponed_while_its_timetable_is_computed_gets_none_of_its_old_day(forum, monkeypatch):
    compute, type = Pool.run, "events.edition_postponed.v1"

    def computed_meanwhile(pool, function, *arguments):
        made = compute(pool, function, *arguments)
        if function is computed:
            forum.hear(type, "e1", sampled(type, id="e1"), version=4)
            forum.settle()
        return made

    monkeypatch.setattr(Pool, "run", computed_meanwhile)
    assert planned(forum)["state"] == "withdrawn"
    eventually(lambda: forum.room.database.due.count_documents({"kind": "timetable"}) == 0)
    assert (forum.interviews(), told(forum, PUBLISHED), told(forum, SCHEDULED)) == ([], [], [])


# what candidates say later


def test_who_rules_a_company_out_when_the_agenda_is_out_gives_way(crowded):
    waits = without(crowded)
    gone, organisation = next(iter(who(crowded)))
    other = {"g1": "g2", "g2": "g1"}[organisation]
    crowded.ask("state_choices", candidate_id=gone, edition_id="e1", facts={"declined": [organisation]})
    eventually(lambda: (waits, organisation) in who(crowded))
    assert (gone, organisation) not in who(crowded)
    assert {candidate for candidate, company in who(crowded) if company == other} <= {"p1", "p2", "p3"} - {waits}
    assert [facts["reason"] for facts in told(crowded, CANCELLED)] == ["candidate_withdrew"]


def test_who_says_when_they_cannot_come_is_met_at_another_hour(forum):
    day = sampled("events.edition_opened.v1", id="e1", starts_at=hour(0), ends_at=hour(16))
    forum.hear("events.edition_opened.v1", "e1", day, version=8)
    planned(forum)
    before = who(forum)[("p1", "g1")]
    away = {"starts_at": hour(before), "ends_at": hour(before + 1)}
    forum.ask("state_choices", candidate_id="p1", edition_id="e1", facts={"away": [away]})
    eventually(lambda: told(forum, CHANGED))
    rests(forum)
    assert before not in [slot for (candidate, _), slot in who(forum).items() if candidate == "p1"]
    assert {candidate for candidate, _ in who(forum)} == {"p1", "p2", "p3"}


def test_what_a_human_fixed_stays_whatever_its_candidate_says_later(crowded):
    fixed, organisation = next(iter(who(crowded)))
    crowded.ask("pin_interview", interview_id=interview_of(crowded, fixed, organisation)["id"])
    crowded.ask("state_choices", candidate_id=fixed, edition_id="e1", facts={"declined": [organisation]})
    rests(crowded)
    assert (fixed, organisation) in who(crowded)
    assert told(crowded, CANCELLED) == []


# what humans rule


def test_a_pin_survives_replanning_and_a_whole_new_run(crowded):
    waits = without(crowded)
    offer = crowded.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    facts = {"candidate_id": waits, "offer_id": offer, "starts_at": hour(0)}
    answers = [crowded.ask("pin_meeting", key="k1", edition_id="e1", facts=facts) for _ in range(2)]
    assert answers[0] == answers[1]
    assert {change["change"] for change in answers[0]["changes"]} == {"scheduled", "cancelled"}
    assert (waits, "g1") in who(crowded)
    crowded.registers("p9", state="checked_in")
    crowded.settle()
    rests(crowded)
    run = planned(crowded, slots_per_day=1)["id"]
    assert (waits, "g1") in who(crowded)
    assert crowded.ask("rerun_timetable", run_id=run)["same"]
    (pin,) = crowded.ask("list_pins", edition_id="e1")["items"]
    crowded.ask("unpin", pin_id=pin["id"])
    with pytest.raises(NotFound):
        crowded.ask("unpin", pin_id=pin["id"])
    assert crowded.ask("list_pins", edition_id="e1")["items"] == []
    actions = [row["action"] for row in crowded.ask("list_audit", subject=pin["id"])["items"]]
    assert actions == ["pin.removed", "pin.set"]


def test_a_pin_for_another_offer_of_the_same_stand_is_what_the_two_meet_for(crowded):
    (candidate, organisation), _ = next(iter(who(crowded).items()))
    other = crowded.offer(organisation, title={"fr": "Chef d'équipe", "ar": "رئيس فريق"})
    facts = {"candidate_id": candidate, "offer_id": other}
    changes = crowded.ask("pin_meeting", edition_id="e1", facts=facts)["changes"]
    assert [(change["change"], change["reason"]) for change in changes if change["reason"]] == [
        ("cancelled", "replanned")
    ]
    assert interview_of(crowded, candidate, organisation)["offer_id"] == other


def test_what_is_kept_of_a_run_names_nobody_who_is_pinned_or_forbidden(forum):
    """Not even one who is absent and so has no place in it."""
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    for person in ("p1", "p2"):
        forum.ask("pin_meeting", edition_id="e1", facts={"candidate_id": person, "offer_id": offer})
    forum.ask("forbid_meeting", edition_id="e1", facts={"candidate_id": "p3", "organisation_id": "g2"})
    forum.ask("report_absence", edition_id="e1", facts={"candidate_id": "p1"})
    forum.ask("open_late", edition_id="e1", facts={"organisation_id": "g2", "until": hour(1)})
    run = planned(forum)["id"]
    assert {candidate for candidate, _ in who(forum)} == {"p2", "p3"}
    kept = inputs_of(forum, run)
    assert [len(kept[name]) for name in ("kept", "forbidden", "closed")] == [1, 1, 1]
    assert not any(f'"{person}"' in json.dumps(kept) for person in ("p1", "p2", "p3"))
    assert forum.ask("rerun_timetable", run_id=run)["same"]


def test_pins_that_contradict_each_other_are_refused_and_named(crowded):
    offer = crowded.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    first = {"candidate_id": "p1", "offer_id": offer, "starts_at": hour(0)}
    pin = crowded.ask("pin_meeting", edition_id="e1", facts=first)["pins"][0]
    before = crowded.room.holds()
    with pytest.raises(Refused) as refused:
        crowded.ask("pin_meeting", edition_id="e1", facts={**first, "candidate_id": "p2"})
    assert refused.value.code == "pin.contradictory"
    (group,) = refused.value.facts["contradictions"]
    assert {one["candidate_id"] for one in group} == {"p1", "p2"}
    assert pin["id"] in {one["id"] for one in group}
    with pytest.raises(Refused) as refused:
        planned(crowded, slots_per_day=1, starts_at="2027-05-04T14:00:00+01:00")
    assert [one["id"] for one in refused.value.facts["contradictions"][0]] == [pin["id"]]
    assert crowded.room.holds() == before


@pytest.fixture
def one_stand(hall):
    """Three candidates one after the other at one table."""
    for person in ("p1", "p2", "p3"):
        hall.candidate_comes(person)
    hall.settle()
    hall.offer("g1")
    planned(hall)
    return hall


def test_two_interviews_change_places_and_stay_there(one_stand):
    one, other = interview_of(one_stand, "p1", "g1"), interview_of(one_stand, "p2", "g1")
    answer = one_stand.ask("swap_interviews", interview_id=one["id"], facts={"with_interview_id": other["id"]})
    swapped = {**who(one_stand), ("p1", "g1"): other["slot"], ("p2", "g1"): one["slot"]}
    assert who(one_stand) == swapped
    assert {change["change"] for change in answer["changes"]} == {"moved"}
    assert {pin["candidate_id"] for pin in answer["pins"]} == {"p1", "p2"}
    planned(one_stand)
    assert who(one_stand).items() >= {pair: slot for pair, slot in swapped.items() if pair[0] != "p3"}.items()


def test_two_interviews_stay_where_others_would_have_to_move(forum):
    """p1 is at the other stand just before or after: the other's hour is none for them."""
    planned(forum)
    at = who(forum)
    one, other = next(
        (one, other) for one in at for other in at
        if one[1] == other[1] == "g1" and one != other and abs(at[one[0], "g2"] - at[other]) < 2
    )  # fmt: skip
    ids = [interview_of(forum, *pair)["id"] for pair in (one, other)]
    before = forum.room.holds()
    with pytest.raises(Refused):
        forum.ask("swap_interviews", interview_id=ids[0], facts={"with_interview_id": ids[1]})
    with pytest.raises(Refused) as refused:
        forum.ask("swap_interviews", interview_id=ids[0], facts={"with_interview_id": ids[0]})
    assert refused.value.code == "interview.swapped_with_itself"
    assert (who(forum), forum.room.holds()) == (at, before)


@pytest.fixture
def two_tables(hall):
    """A stand with two tables, and four candidates."""
    stand(hall, "changed", "g1", 2, version=2)
    for person in ("p1", "p2", "p3", "p4"):
        hall.candidate_comes(person)
    hall.settle()
    return hall


def of_recruiter(forum, **said):
    return forum.offer("g1", headcount=9, recruiter_codes=["r1"], **said)


@pytest.mark.parametrize("shared", [False, True], ids=["one offer", "two offers"])
def test_two_pins_for_one_recruiter_at_one_hour_are_refused_and_named_though_a_table_is_free(two_tables, shared):
    offer = of_recruiter(two_tables)
    other = of_recruiter(two_tables, hours={"starts": "08:00", "ends": "18:00"}) if shared else offer
    planned(two_tables)
    first = {"candidate_id": "p1", "offer_id": offer, "starts_at": hour(1)}
    pin = two_tables.ask("pin_meeting", edition_id="e1", facts=first)["pins"][0]
    assert who(two_tables)["p1", "g1"] == 1
    before = two_tables.room.holds()
    with pytest.raises(Refused) as refused:
        two_tables.ask("pin_meeting", edition_id="e1", facts={**first, "candidate_id": "p2", "offer_id": other})
    assert refused.value.code == "pin.contradictory"
    (group,) = refused.value.facts["contradictions"]
    assert [one["candidate_id"] for one in group] == ["p2", "p1"]
    assert pin["id"] == group[1]["id"]
    assert two_tables.room.holds() == before
    assert len(set(who(two_tables).values())) == len(who(two_tables))


def test_a_pin_out_of_the_hours_of_its_offer_is_refused(two_tables):
    offer = of_recruiter(two_tables, hours={"starts": "08:15", "ends": "18:00"})
    planned(two_tables)
    facts = {"candidate_id": "p1", "offer_id": offer, "starts_at": hour(0)}
    with pytest.raises(Refused) as refused:
        two_tables.ask("pin_meeting", edition_id="e1", facts=facts)
    assert [[one["candidate_id"] for one in group] for group in refused.value.facts["contradictions"]] == [["p1"]]


def test_whom_a_recruiter_was_to_meet_at_the_hour_of_a_pin_has_another_hour(two_tables):
    of_recruiter(two_tables)
    planned(two_tables, slots_per_day=6)
    slots = {candidate: slot for (candidate, _), slot in who(two_tables).items()}
    one, other = slots["p1"], slots["p2"]
    offer = interview_of(two_tables, "p1", "g1")["offer_id"]
    facts = {"candidate_id": "p1", "offer_id": offer, "starts_at": hour(other)}
    assert one != other
    changes = two_tables.ask("pin_meeting", edition_id="e1", facts=facts)["changes"]
    after = {candidate: slot for (candidate, _), slot in who(two_tables).items()}
    assert after["p1"] == other
    assert {change["change"] for change in changes} == {"moved"}
    assert len(set(after.values())) == len(after) == 4


def test_no_swap_puts_a_recruiter_in_two_places(two_tables):
    """p2 would come to the hour at which the recruiter of both offers receives p3."""
    offers = [of_recruiter(two_tables), of_recruiter(two_tables, hours={"starts": "08:00", "ends": "18:00"})]
    quiet = two_tables.offer("g1", headcount=9)
    planned(two_tables, slots_per_day=6)
    for candidate, offer, slot in (("p2", offers[0], 0), ("p3", offers[1], 1), ("p4", quiet, 1)):
        two_tables.ask("pin_meeting", edition_id="e1", facts={
            "candidate_id": candidate, "offer_id": offer, "starts_at": hour(slot)
        })  # fmt: skip
    for pin in two_tables.ask("list_pins", edition_id="e1")["items"]:
        two_tables.ask("unpin", pin_id=pin["id"])
    ids = [interview_of(two_tables, candidate, "g1")["id"] for candidate in ("p2", "p4")]
    before = two_tables.room.holds()
    with pytest.raises(Refused) as refused:
        two_tables.ask("swap_interviews", interview_id=ids[0], facts={"with_interview_id": ids[1]})
    assert refused.value.code == "interview.cannot_be_swapped"
    assert two_tables.room.holds() == before


def test_who_would_share_a_recruiter_once_an_offer_is_changed_has_another_hour(two_tables):
    offer = two_tables.offer("g1", headcount=9)
    planned(two_tables, slots_per_day=4, walk_slots=0)
    assert Counter(who(two_tables).values()).most_common(1)[0][1] == 2
    two_tables.ask("change_offer", offer_id=offer, facts={"recruiter_codes": ["r1"]})
    rests(two_tables)
    eventually(lambda: sorted(who(two_tables).values()) == [0, 1, 2, 3])


def test_who_must_not_meet_does_not_until_allowed(forum):
    planned(forum)
    meeting = {"candidate_id": "p1", "organisation_id": "g1"}
    answers = [forum.ask("forbid_meeting", key="k1", edition_id="e1", facts=meeting) for _ in range(2)]
    assert answers[0] == answers[1]
    assert [change["reason"] for change in answers[0]["changes"]] == ["forbidden"]
    assert ("p1", "g1") not in who(forum)
    planned(forum)
    assert ("p1", "g1") not in who(forum)
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    with pytest.raises(Refused) as refused:
        forum.ask("pin_meeting", edition_id="e1", facts={"candidate_id": "p1", "offer_id": offer})
    assert refused.value.code == "pin.forbidden"
    (forbidden,) = forum.ask("list_forbidden_meetings", edition_id="e1")["items"]
    forum.ask("allow_meeting", forbidden_id=forbidden["id"])
    with pytest.raises(NotFound):
        forum.ask("allow_meeting", forbidden_id=forbidden["id"])
    actions = [row["action"] for row in forum.ask("list_audit", subject=forbidden["id"])["items"]]
    assert actions == ["meeting.allowed", "meeting.forbidden"]
    planned(forum)
    assert ("p1", "g1") in who(forum)


def test_who_must_not_meet_one_meets_another_where_a_place_is_left(crowded):
    """The place at the other stand is free, since who had it has gone and nobody else was there to take it."""
    alone, organisation = next(iter(who(crowded)))
    other = {"g1": "g2", "g2": "g1"}[organisation]
    for person in {"p1", "p2", "p3"} - {alone}:
        crowded.registers(person, state="cancelled", version=3)
    crowded.settle()
    rests(crowded)
    assert set(who(crowded)) == {(alone, organisation)}
    meeting = {"candidate_id": alone, "organisation_id": organisation}
    changes = crowded.ask("forbid_meeting", edition_id="e1", facts=meeting)["changes"]
    assert sorted(change["change"] for change in changes) == ["cancelled", "scheduled"]
    assert set(who(crowded)) == {(alone, other)}
    (agenda,) = [facts for facts in told(crowded, CHANGED) if facts["candidate_id"] == alone]
    assert len(agenda["changes"]) == 2


def test_an_overruled_review_is_an_interview_that_comes_first(crowded):
    waits = without(crowded)
    organisation = next(iter(who(crowded)))[1]
    offer = crowded.ask("list_offers", organisation_id=organisation)["items"][0]["id"]
    review = crowded.ask("ask_review", candidate_id=waits, facts={"offer_id": offer, "text": "Pourquoi ?"})["id"]
    crowded.ask("decide_review", review_id=review, facts={"decision": "overruled", "note": "Oui."})
    rests(crowded)
    assert len(crowded.interviews()) == 2
    planned(crowded, slots_per_day=1)
    assert (waits, organisation) in who(crowded)


def wrong_pins(forum):
    offer = forum.ask("list_offers", organisation_id="g1")["items"][0]["id"]
    pin = {"candidate_id": "p1", "offer_id": offer}
    yield NotFound, "offer.not_found", {**pin, "offer_id": "o9"}
    yield NotFound, "candidate.not_found", {**pin, "candidate_id": "p9"}
    yield Invalid, "pin.no_slot", {**pin, "starts_at": "2027-05-04T09:05:00+01:00"}
    yield Invalid, "pin.table_without_hour", {**pin, "table_id": "stand-g1/1"}
    yield Invalid, "pin.no_such_table", {**pin, "starts_at": hour(0), "table_id": "stand-g2/1"}
    forum.registers("p1", state="cancelled", version=3)
    forum.settle()
    rests(forum)
    yield Refused, "pin.candidate_not_there", pin


def test_a_wrong_pin_is_refused_and_changes_nothing(forum):
    planned(forum)
    for error, code, facts in wrong_pins(forum):
        before = forum.room.holds()
        with pytest.raises(error) as refused:
            forum.ask("pin_meeting", edition_id="e1", facts=facts)
        assert (refused.value.code, forum.room.holds()) == (code, before)


def test_answers_are_what_the_api_says_they_are(crowded):
    candidate, organisation = next(iter(who(crowded)))
    interview = interview_of(crowded, candidate, organisation)["id"]
    waits = without(crowded)
    meeting = {"candidate_id": waits, "organisation_id": organisation}
    late = {"organisation_id": organisation, "until": hour(1)}
    answers = [
        (Pinned, crowded.ask("pin_interview", interview_id=interview)),
        (Forbidden, crowded.ask("forbid_meeting", edition_id="e1", facts=meeting)),
        (Replanned, crowded.ask("open_late", edition_id="e1", facts=late)),
        (Replanned, crowded.ask("report_no_show", interview_id=interview_of(crowded, *next(iter(who(crowded))))["id"])),
        (page_of(Pin), crowded.ask("list_pins", edition_id="e1")),
        (page_of(ForbiddenMeeting), crowded.ask("list_forbidden_meetings", edition_id="e1")),
    ]
    assert [shape().validate(answer) for shape, answer in answers] == [{}] * len(answers)
    assert all(answer.get("changes", answer.get("items", True)) for _, answer in answers[2:])


def test_a_company_sees_in_the_changes_nobody_who_does_not_share(crowded):
    interview = crowded.interviews()[0]
    told = crowded.ask_as_company("report_no_show", interview_id=interview["id"])
    assert told["changes"]
    assert not any(f'"{person}"' in json.dumps(told) for person in ("p1", "p2", "p3"))


# persons and tenants


def test_an_erased_candidate_is_in_no_ruling_and_their_place_goes_to_others(crowded):
    waits = without(crowded)
    gone, organisation = next(iter(who(crowded)))
    crowded.ask("pin_interview", interview_id=interview_of(crowded, gone, organisation)["id"])
    crowded.ask("forbid_meeting", edition_id="e1", facts={
        "candidate_id": gone, "organisation_id": {"g1": "g2", "g2": "g1"}[organisation]
    })  # fmt: skip
    exported = crowded.ask("export_person", person_id=gone)
    assert [len(exported[name]) for name in ("pins", "forbidden_meetings")] == [1, 1]
    crowded.hear("directory.person_erased.v1", gone, {"person_id": gone}, version=9)
    crowded.settle()
    eventually(lambda: (waits, organisation) in who(crowded))
    assert not any(crowded.ask("export_person", person_id=gone).values())
    for name in ("pins", "forbidden_meetings", "absences", "concerns", "interviews"):
        assert not [row for row in crowded.room.database[name].find({}) if gone in row.values()]


def test_a_candidate_erased_while_a_run_waits_is_not_in_it(forum):
    """The run is requested and the erasure heard before it is computed, or after: both end the same."""
    forum.requested(starts_at=NINE)
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    forum.settle()
    eventually(forum.interviews)
    rests(forum)
    eventually(lambda: "p1" not in {candidate for candidate, _ in who(forum)})
    assert len(who(forum)) == 4


def test_another_tenant_rules_nothing_here(forum):
    planned(forum)
    elsewhere = Forum(forum.room, tenant=RABAT)
    interview, offer = interview_of(forum, "p1", "g1"), forum.ask("list_offers")["items"][0]["id"]
    pin = forum.ask("pin_interview", interview_id=interview["id"])["pins"][0]
    meeting = {"candidate_id": "p2", "organisation_id": "g2"}
    forbidden = forum.ask("forbid_meeting", edition_id="e1", facts=meeting)["forbidden_meeting"]
    for method, arguments in {
        "pin_interview": {"interview_id": interview["id"]},
        "swap_interviews": {"interview_id": interview["id"], "facts": {"with_interview_id": interview["id"]}},
        "report_no_show": {"interview_id": interview["id"]},
        "pin_meeting": {"edition_id": "e1", "facts": {"candidate_id": "p1", "offer_id": offer}},
        "forbid_meeting": {"edition_id": "e1", "facts": meeting},
        "report_absence": {"edition_id": "e1", "facts": {"candidate_id": "p1"}},
        "end_absence": {"edition_id": "e1", "facts": {"candidate_id": "p1"}},
        "open_late": {"edition_id": "e1", "facts": {"organisation_id": "g1", "until": hour(2)}},
    }.items():
        before = forum.room.holds()
        with pytest.raises(NotFound):
            elsewhere.ask(method, **arguments)
        assert forum.room.holds() == before, method
    with pytest.raises(NotFound):
        elsewhere.ask("unpin", pin_id=pin["id"])
    with pytest.raises(NotFound):
        elsewhere.ask("allow_meeting", forbidden_id=forbidden["id"])
    for method in ("list_pins", "list_forbidden_meetings"):
        assert elsewhere.ask(method, edition_id="e1")["items"] == []
        assert len(forum.ask(method, edition_id="e1")["items"]) == 1
