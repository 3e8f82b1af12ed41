"""When candidates can come and whom both sides would rather meet: kept, counted in timetables, exported and erased."""

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.pool import Pool
from services.matching.solver.runs import computed
from tests.integration.matching.conftest import TILER, Forum
from tests.integration.running import RABAT
from tests.integration.told import sampled

PUBLISHED = "matching.timetable_published.v1"
MORNING = {"starts_at": "2026-05-04T08:00:00+00:00", "ends_at": "2026-05-04T08:30:00+00:00"}
"""The first two slots."""


@pytest.fixture
def offers(forum):
    return {offer["organisation_id"]: offer["id"] for offer in forum.ask("list_offers")["items"]}


def choose(forum, person, edition="e1", **facts):
    return forum.ask("state_choices", candidate_id=person, edition_id=edition, facts=facts)


def chosen(forum, person):
    return forum.ask("get_choices", candidate_id=person, edition_id="e1")


def shortlist(forum, offer, *persons):
    return forum.ask("state_shortlist", offer_id=offer, facts={"candidates": list(persons)})


def slots_of(forum, person):
    return sorted(one["slot"] for one in forum.ask("interviews_of_candidate", candidate_id=person)["items"])


def test_who_can_come_at_some_hours_only_has_no_interview_at_others(forum):
    told = choose(forum, "p1", available=[{**MORNING, "starts_at": "2026-05-04T09:00:00+01:00"}])
    assert told["available"] == [MORNING]
    assert chosen(forum, "p1") == told
    figures = forum.timetable()["figures"]
    assert slots_of(forum, "p1") in ([0], [1])
    assert (figures["unavailable"], figures["with_interview"]) == (0, 3)


def test_who_can_come_at_no_hour_is_told_so_and_counted_apart(forum, offers):
    choose(forum, "p1", available=[])
    figures = forum.timetable()["figures"]
    assert slots_of(forum, "p1") == []
    assert (figures["candidates"], figures["unavailable"], figures["with_feasible_offer"]) == (3, 1, 2)
    assert figures["bound"] == figures["interviews"] == 4
    told = forum.ask("why", candidate_id="p1", offer_id=offers["g1"])
    assert told["code"] == "unavailable"
    assert told["text"]["fr"] == "Vous n'êtes disponible à aucune heure de cette édition."


def test_an_edition_that_is_moved_makes_hours_void_and_keeps_preferences(forum, offers):
    choose(forum, "p1", available=[MORNING], preferred=["g2"])
    forum.hear("events.edition_postponed.v1", "e1", sampled("events.edition_postponed.v1", id="e1"), version=4)
    forum.settle()
    kept = chosen(forum, "p1")
    assert (kept["available"], kept["away"], kept["preferred"]) == (None, [], ["g2"])


def test_who_declines_an_offer_does_not_meet_it_and_hears_why(forum, offers):
    choose(forum, "p1", declined=["g1"])
    forum.timetable()
    met = {one["offer_id"] for one in forum.ask("interviews_of_candidate", candidate_id="p1")["items"]}
    assert met == {offers["g2"]}
    assert forum.ask("why", candidate_id="p1", offer_id=offers["g1"])["code"] == "declined"


def test_lists_of_both_sides_decide_who_meets_and_a_run_gives_the_same_again(forum, offers):
    """One slot and two tables for three equals: who is named is not left out, whoever registered first."""
    choose(forum, "p3", preferred=[offers["g1"]])
    shortlist(forum, offers["g1"], "p3")
    shortlist(forum, offers["g2"], "p2")
    run = forum.timetable(slots_per_day=1)
    assert run["figures"]["blocking_pairs"] == 0
    met = {one["candidate_id"]: one["offer_id"] for one in forum.interviews()}
    assert met == {"p3": offers["g1"], "p2": offers["g2"]}
    assert forum.ask("rerun_timetable", run_id=run["id"])["same"]


def test_what_both_sides_said_is_told_with_a_match(forum, offers):
    choose(forum, "p2", preferred=["g1"])
    shortlist(forum, offers["g1"], "p2")
    best = forum.ask("matches_of_offer", offer_id=offers["g1"])["items"]
    assert best[0]["candidate_id"] == "p2"
    assert "preference.met" in {reason["code"] for reason in best[0]["reasons"]}


def test_a_company_names_only_whom_it_may_know_and_reads_no_others(forum, offers):
    forum.shares("p1", "g1")
    forum.settle()
    with pytest.raises(Invalid) as refused:
        forum.ask_as_company("state_shortlist", offer_id=offers["g1"], facts={"candidates": ["p1", "p2"]})
    assert [fault["pointer"] for fault in refused.value.errors] == ["/candidates/1"]
    forum.ask_as_company("state_shortlist", offer_id=offers["g1"], facts={"candidates": ["p1"]})
    shortlist(forum, offers["g1"], "p2", "p1")
    assert forum.ask_as_company("get_shortlist", offer_id=offers["g1"])["candidates"] == ["p1"]
    forum.shares("p1", "g1", given=False, version=2, at="2026-05-04T10:00:00+00:00")
    forum.settle()
    assert forum.ask_as_company("get_shortlist", offer_id=offers["g1"])["candidates"] == []


def test_who_does_not_come_cannot_be_named(forum, offers):
    forum.registers("p1", state="cancelled", version=3)
    forum.settle()
    with pytest.raises(Invalid):
        shortlist(forum, offers["g1"], "p1")


def test_an_organisation_that_is_merged_is_named_by_either_id(forum, offers):
    choose(forum, "p1", preferred=["g2"], declined=["g1"])
    forum.merges("g2", "g1")
    forum.settle()
    assert chosen(forum, "p1")["declined"] == ["g2"]
    assert choose(forum, "p1", preferred=["g1"])["preferred"] == ["g2"]


def test_choices_that_cannot_be_change_nothing(forum):
    choose(forum, "p1", preferred=["g1"])
    before = forum.room.holds(), chosen(forum, "p1")
    with pytest.raises(Invalid) as refused:
        choose(forum, "p1", preferred=["nobody"], available=[{**MORNING, "ends_at": MORNING["starts_at"]}])
    assert [fault["pointer"] for fault in refused.value.errors] == ["/available/0/ends_at", "/preferred/0"]
    for person, edition in (("p1", "e9"), ("p9", "e1")):
        with pytest.raises(NotFound):
            choose(forum, person, edition)
    assert (forum.room.holds(), chosen(forum, "p1")) == before


def test_a_repeated_command_states_once(forum):
    facts = {"preferred": ["g1"]}
    answers = [forum.ask("state_choices", key="k1", candidate_id="p1", edition_id="e1", facts=facts) for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert forum.room.database.choices.find_one({"person_id": "p1"})["version"] == 1


def test_they_are_exported_and_go_with_the_person(forum, offers):
    choose(forum, "p1", preferred=["g1"])
    shortlist(forum, offers["g1"], "p2", "p1")
    exported = forum.ask("export_person", person_id="p1")
    assert [one["preferred"] for one in exported["choices"]] == [["g1"]]
    assert exported["shortlisted"] == [{"offer_id": offers["g1"], "place": 2}]
    forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    forum.settle()
    assert not any(forum.ask("export_person", person_id="p1").values())
    assert forum.room.database.choices.count_documents({}) == 0
    assert forum.room.database.shortlists.find_one({})["candidates"] == ["p2"]
    with pytest.raises(Refused) as refused:
        choose(forum, "p1")
    assert refused.value.code == "candidate.erased"


def test_another_tenant_reaches_nothing_of_them(forum, offers):
    elsewhere = Forum(forum.room, tenant=RABAT)
    elsewhere.ask("complete_profile", candidate_id="p1", facts=TILER)
    choose(forum, "p1", away=[MORNING])
    shortlist(forum, offers["g1"], "p1")
    with pytest.raises(NotFound):
        chosen(elsewhere, "p1")
    with pytest.raises(NotFound):
        choose(elsewhere, "p1")
    assert elsewhere.ask("export_person", person_id="p1")["choices"] == []
    assert elsewhere.ask("export_person", person_id="p1")["shortlisted"] == []
    for method, facts in (("get_shortlist", {}), ("state_shortlist", {"facts": {"candidates": ["p1"]}})):
        with pytest.raises(NotFound):
            elsewhere.ask(method, offer_id=offers["g1"], **facts)
    elsewhere.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
    elsewhere.settle()
    assert chosen(forum, "p1")["away"] == [MORNING]
    assert forum.ask("get_shortlist", offer_id=offers["g1"])["candidates"] == ["p1"]


def test_who_is_erased_while_the_timetable_is_computed_is_in_none(forum, monkeypatch):
    """Between what was loaded and what is published lies a computation in which anything may happen."""
    compute = Pool.run

    def computed_meanwhile(pool, function, *arguments):
        made = compute(pool, function, *arguments)
        if function is computed:
            forum.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=9)
            forum.settle()
        return made

    monkeypatch.setattr(Pool, "run", computed_meanwhile)
    assert forum.timetable()["state"] == "published"
    assert {one["candidate_id"] for one in forum.interviews()} == {"p2", "p3"}
    assert {message.facts["candidate_id"] for message in forum.room.told(PUBLISHED)} == {"p2", "p3"}
    kept = ("candidates", "registrations", "interviews", "choices", "shortlists", "run_records")
    assert [row for name in kept for row in forum.room.database[name].find({}) if "p1" in str(row)] == []
