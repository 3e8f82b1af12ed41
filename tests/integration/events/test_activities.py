"""The programme of an edition: in order, without clashes however many plan at once, and moved with its edition."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from multaqa.errors import Invalid, PreconditionFailed, Refused
from tests.integration.events.forum import NAME, answer_of, opened, planned, register, talk
from tests.integration.events.hearing import known_organisations
from tests.integration.told import sampled

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOMS = [{"code": code, "name": {"fr": f"Salle {code}", "ar": f"القاعة {code}"}} for code in "AB"]
BENALI = {"name": "Amal Benali", "organisation": "DGSSI", "person_id": "p1", "title": "Directrice"}
AGREEMENT = {
    "id": "c1",
    "kind": "convention",
    "parent_id": None,
    "title": {"fr": "Convention Sotherma", "ar": "اتفاقية سوطيرما"},
    "parties": [{"organisation_id": one, "signed_at": "2026-05-04T12:00:00+00:00"} for one in ("o1", "directorate")],
}


@pytest.fixture
def edition(events):
    edition = planned(events)
    events.ask("change_edition", edition_id=edition, facts={"rooms": ROOMS})
    return edition


def faults_in(ask, *arguments, **more):
    with pytest.raises(Invalid) as refused:
        ask(*arguments, **more)
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


def listed(events, edition, **asked):
    return [one["id"] for one in events.ask("list_activities", edition_id=edition, **asked)["items"]]


def test_the_programme_is_in_the_order_of_its_times(events, edition):
    third, first, second = (talk(events, edition, n * HOUR)["id"] for n in (5, 0, 3))
    assert listed(events, edition) == [first, second, third]
    page = events.ask("list_activities", edition_id=edition, limit=2)
    assert [one["id"] for one in page["items"]] == [first, second]
    assert listed(events, edition, after=page["next"]) == [third]
    assert [told.facts["state"] for told in events.told("events.activity_planned.v1")] == ["planned"] * 3


def test_the_programme_of_a_day_a_room_or_a_kind(events, edition):
    here = talk(events, edition, room="A")["id"]
    tomorrow = talk(events, edition, DAY, room="B", kind="fair")
    day = tomorrow["starts_at"][:10]
    assert listed(events, edition, room="A") == [here]
    assert listed(events, edition, day=day) == listed(events, edition, kind="fair") == [tomorrow["id"]]
    assert listed(events, edition, day=day, kind="talk") == []


def test_a_clash_is_refused_and_changes_nothing(events, edition):
    talk(events, edition, room="A", speakers=[BENALI])
    other = talk(events, edition, HOUR, room="A")
    before = events.holds()
    assert faults_in(talk, events, edition, HOUR / 2, room="A") == [
        ("/room", "activity.room_taken"),
        ("/room", "activity.room_taken"),
    ]
    assert faults_in(talk, events, edition, room="B", speakers=[{"name": "BENALI Amal"}]) == [
        ("/speakers/0", "activity.speaker_elsewhere")
    ]
    sooner = datetime.fromisoformat(other["starts_at"]) - HOUR / 2
    move = {"activity_id": other["id"], "facts": {"starts_at": sooner.isoformat()}}
    assert faults_in(events.ask, "change_activity", **move) == [("/room", "activity.room_taken")]
    assert events.holds() == before
    assert events.ask("get_activity", activity_id=other["id"])["starts_at"] == other["starts_at"]


def test_of_many_who_plan_at_once_one_has_the_room(events, edition):
    with ThreadPoolExecutor(8) as desk:
        answers = list(desk.map(lambda _: answer_of(talk, events, edition, room="A"), range(8)))
    planned_ones = [answer for answer in answers if isinstance(answer, dict)]
    assert len(planned_ones) == 1
    assert {answer.code for answer in answers if answer not in planned_ones} == {"activity.clash"}
    assert len(listed(events, edition)) == 1


def test_a_move_says_that_it_is_one(events, edition):
    told = talk(events, edition, room="A")
    events.ask("change_activity", activity_id=told["id"], facts={"room": "B"}, expected_version=told["version"])
    events.ask("change_activity", activity_id=told["id"], facts={"topic": {"fr": "IA", "ar": "ذكاء"}})
    assert [one.facts["moved"] for one in events.told("events.activity_changed.v1")] == [True, False]
    with pytest.raises(PreconditionFailed):
        events.ask("change_activity", activity_id=told["id"], facts={}, expected_version=told["version"])


def test_what_is_cancelled_leaves_its_room_and_stays_in_the_programme(events, edition):
    gone = talk(events, edition, room="A")
    events.ask("cancel_activity", activity_id=gone["id"], reason="Intervenante empêchée")
    instead = talk(events, edition, room="A")
    assert listed(events, edition) == [gone["id"], instead["id"]]
    assert [one.facts["reason"] for one in events.told("events.activity_cancelled.v1")] == ["Intervenante empêchée"]


def test_activities_move_with_their_edition(events, edition):
    told = talk(events, edition, HOUR)
    plan = events.ask("get_edition", edition_id=edition)
    moved = {name: (datetime.fromisoformat(plan[name]) + 90 * DAY).isoformat() for name in ("starts_at", "ends_at")}
    events.ask("postpone_edition", edition_id=edition, facts={**moved, "reason": "Travaux"})
    after = events.ask("get_activity", activity_id=told["id"])
    days = datetime.fromisoformat(after["starts_at"]).date() - datetime.fromisoformat(told["starts_at"]).date()
    assert days == 90 * DAY
    assert after["starts_at"][10:19] == told["starts_at"][10:19]


def test_a_postponement_leaves_no_activity_without_a_day(events, edition):
    last = talk(events, edition, 20 * DAY)["id"]
    plan = events.ask("get_edition", edition_id=edition)
    starts_at = datetime.fromisoformat(plan["starts_at"]) + 90 * DAY
    shorter = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + 2 * DAY).isoformat(), "reason": "Travaux"}
    with pytest.raises(Refused) as refused:
        events.ask("postpone_edition", edition_id=edition, facts=shorter)
    assert (refused.value.code, refused.value.facts["activities"]) == ("edition.activities_outside", [last])
    assert events.ask("get_edition", edition_id=edition) == plan


def test_a_room_in_use_is_not_taken_from_the_venue(events, edition):
    talk(events, edition, room="B")
    change = {"edition_id": edition, "facts": {"rooms": ROOMS[:1]}}
    assert faults_in(events.ask, "change_edition", **change) == [("/rooms", "edition.room_in_use")]


def test_a_ceremony_shows_what_was_signed_there(events, edition):
    ceremony = talk(events, edition, kind="signing")["id"]
    state_signed = {"activity_id": ceremony, "facts": {"agreement_ids": ["c1"]}}
    assert faults_in(events.ask, "change_activity", **state_signed) == [
        ("/agreement_ids/0", "activity.agreement_unknown")
    ]
    sign(events, edition_id="e9")
    assert faults_in(events.ask, "change_activity", **state_signed) == [
        ("/agreement_ids/0", "activity.agreement_elsewhere")
    ]
    sign(events, version=2, edition_id=edition)
    events.ask("change_activity", **state_signed)
    (shown,) = events.ask("list_activities", edition_id=edition, kind="signing")["items"]
    assert [(one["id"], one["title"]["fr"]) for one in shown["agreements"]] == [("c1", "Convention Sotherma")]
    assert shown["agreements"][0]["parties"] == ["o1", "directorate"]


def sign(events, version=1, **facts):
    type = "partners.agreement_in_force.v1"
    events.has_handled(events.hear(type, "c1", sampled(type, **{**AGREEMENT, **facts}), version=version))


def test_the_next_edition_has_the_programme_and_nobody(events, edition):
    events.ask("open_edition", edition_id=edition)
    register(events, edition, "a")
    told = talk(events, edition, HOUR, room="A", speakers=[BENALI], capacity=30)
    events.ask("cancel_activity", activity_id=talk(events, edition, 3 * HOUR)["id"], reason="Empêché")
    plan = events.ask("get_edition", edition_id=edition)
    starts_at = (datetime.fromisoformat(plan["starts_at"]) + 364 * DAY).isoformat()
    again = events.ask("plan_next_edition", series_id=plan["series_id"], facts={"starts_at": starts_at})
    assert (again["number"], again["state"], again["rooms"]) == (3, "planned", plan["rooms"])
    assert again["quotas"] == plan["quotas"]
    (shown,) = events.ask("list_activities", edition_id=again["id"])["items"]
    assert (shown["title"], shown["room"], shown["capacity"], shown["speakers"]) == (told["title"], "A", 30, [])
    assert shown["starts_at"][10:19] == told["starts_at"][10:19]
    assert events.ask("list_registrations", edition_id=again["id"])["items"] == []


def test_a_series_without_an_edition_has_no_next_one(events):
    series = events.ask("create_series", facts={"name": NAME})["id"]
    with pytest.raises(Refused, match=r"series\.without_edition"):
        events.ask("plan_next_edition", series_id=series, facts={"starts_at": "2090-01-01T09:00:00Z"})


def test_editions_are_compared_side_by_side(events):
    edition = opened(events, capacity=1)
    for person in "ab":
        register(events, edition, person)
    talk(events, edition)
    known_organisations(events, "o1")
    events.ask("assign_stand", edition_id=edition, facts={"organisation_id": "o1", "label": "A1", "tables": 2})
    plan = events.ask("get_edition", edition_id=edition)
    starts_at = (datetime.fromisoformat(plan["starts_at"]) + 364 * DAY).isoformat()
    events.ask("plan_next_edition", series_id=plan["series_id"], facts={"starts_at": starts_at})
    newest, first = events.ask("compare_editions", series_id=plan["series_id"])["items"]
    assert (newest["number"], first["number"]) == (3, 2)
    assert (first["registrations"]["confirmed"], first["registrations"]["waitlisted"], first["came"]) == (1, 1, 0)
    assert (first["stands"], first["activities"], newest["stands"]) == (1, {"talk": 1}, 0)
    assert newest["registrations"]["confirmed"] == 0


def test_who_is_erased_speaks_no_more(events, edition):
    told = talk(events, edition, speakers=[BENALI])
    assert [one["id"] for one in events.ask("export_person", person_id="p1")["speaks_at"]] == [told["id"]]
    events.has_handled(events.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, version=2))
    assert events.ask("get_activity", activity_id=told["id"])["speakers"] == []
    assert events.ask("export_person", person_id="p1")["speaks_at"] == []
