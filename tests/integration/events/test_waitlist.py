"""Offers, holds, quotas of activities, approval and the draw, on real nodes: seats move by themselves and add up."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound, Refused
from multaqa.testing.waiting import eventually
from tests.integration.events.forum import NAME, answer_of, counts, register
from tests.integration.events.forum import opened as forum_opened
from tests.integration.running import FES, RABAT

PROMOTED, CONFIRMED = "events.registration_promoted.v1", "events.registration_confirmed.v1"
CANCELLED, RECEIVED = "events.registration_cancelled.v1", "events.registration_received.v1"


def opened(events, capacity=1, **settings):
    """An edition that starts in ten days, so that offers have time."""
    series = events.ask("create_series", facts={"name": NAME})
    starts_at = SystemClock().now() + timedelta(days=10)
    facts = {
        "series_id": series["id"],
        "number": 2,
        "venue": "Fès",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=8)).isoformat(),
        "quotas": [{"category": "candidate", "capacity": capacity}, {"category": "visitor", "capacity": 3}],
        **settings,
    }
    edition = events.ask("plan_edition", facts=facts)["id"]
    events.ask("open_edition", edition_id=edition)
    return edition


def activity(events, edition, capacity):
    """A workshop in a room of its own."""
    starts_at = events.ask("get_edition", edition_id=edition)["starts_at"]
    ends_at = events.ask("get_edition", edition_id=edition)["ends_at"]
    facts = {
        "kind": "workshop",
        "title": {"fr": "Atelier", "ar": "ورشة"},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "capacity": capacity,
    }
    return events.ask("plan_activity", edition_id=edition, facts=facts)["id"]


def state(events, registration):
    return events.ask("get_registration", registration_id=registration["id"])["state"]


def cancel(events, registration):
    return events.ask("cancel_registration", registration_id=registration["id"])


def no_drift(events, edition):
    return events.ask("reconcile", edition_id=edition)["drift"] == 0


# offers


def test_a_seat_that_comes_back_is_offered_accepted_and_declined_in_order(events):
    edition = opened(events)
    first, second, third, fourth = (register(events, edition, person) for person in "abcd")
    cancel(events, first)
    assert [state(events, one) for one in (second, third)] == ["offered", "waitlisted"]
    events.ask("decline_offer", registration_id=second["id"])
    accepted = events.ask("accept_offer", registration_id=third["id"])
    assert (accepted["state"], accepted["promoted"], accepted["place"]) == ("confirmed", True, 2)
    assert [told.subject for told in events.told(PROMOTED)] == [second["id"], third["id"]]
    assert {told.facts["reason"] for told in events.told(CANCELLED)} == {"staff", "declined"}
    assert events.ask("get_registration", registration_id=fourth["id"])["ahead"] == 0
    assert no_drift(events, edition)


def test_an_offer_that_runs_out_goes_to_the_next(events):
    edition = opened(events)
    first, second, third = (register(events, edition, person) for person in "abc")
    cancel(events, first)
    events.database.due.update_one(
        {"kind": "expire_offer", "key": second["id"]}, {"$set": {"due": SystemClock().now()}}
    )
    past = SystemClock().now() - timedelta(seconds=1)
    events.database.registrations.update_one({"_id": second["id"]}, {"$set": {"offered_until": past}})
    eventually(lambda: state(events, third) == "offered")
    assert events.ask("get_registration", registration_id=second["id"])["reason"] == "expired"
    with pytest.raises(Refused, match=r"registration\.cancelled"):
        events.ask("accept_offer", registration_id=second["id"])
    assert no_drift(events, edition)


def offered_until(events, registration):
    told = events.ask("get_registration", registration_id=registration["id"])["offered_until"]
    return told and datetime.fromisoformat(told)


def postpone(events, edition, days, hours=8):
    starts_at = SystemClock().now() + timedelta(days=days)
    dates = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=hours)).isoformat()}
    return events.ask("postpone_edition", edition_id=edition, facts={**dates, "reason": "salle prise"})


def test_an_offer_ends_with_the_start_of_an_edition_that_is_brought_forward(events):
    edition = opened(events, offer_hours=200)
    first, second, third = (register(events, edition, person) for person in "abc")
    cancel(events, first)
    before = offered_until(events, second)
    later = postpone(events, edition, days=20)
    assert datetime.fromisoformat(later["starts_at"]) > before
    earlier = datetime.fromisoformat(postpone(events, edition, days=1)["starts_at"])
    sooner = {"key": second["id"], "kind": "expire_offer", "due": {"$lt": before}}
    due = eventually(lambda: events.database.due.find_one(sooner))
    assert offered_until(events, second) == earlier < before
    assert due["due"] == earlier
    told = [one.facts["offered_until"] for one in events.told(PROMOTED)]
    assert [datetime.fromisoformat(one) for one in told] == [before, earlier]
    assert events.told(PROMOTED)[-1].facts["token"]
    assert state(events, third) == "waitlisted"


def test_an_offer_for_an_edition_that_has_begun_is_a_seat(events):
    edition = opened(events)
    first, second = (register(events, edition, person) for person in "ab")
    cancel(events, first)
    postpone(events, edition, days=-0.1)
    eventually(lambda: state(events, second) == "confirmed")
    assert events.database.due.count_documents({"key": second["id"]}) == 0
    assert no_drift(events, edition)


def test_who_is_offered_a_seat_and_is_erased_leaves_it_to_the_next(events):
    edition = opened(events)
    first, second, third = (register(events, edition, person) for person in "abc")
    cancel(events, first)
    events.has_handled(events.hear("directory.person_erased.v1", "b", {"person_id": "b"}, version=2))
    assert [state(events, one) for one in (second, third)] == ["cancelled", "offered"]
    assert events.database.due.count_documents({"key": second["id"]}) == 0
    assert no_drift(events, edition)


def test_a_cancelled_edition_cancels_who_has_a_seat_waits_or_is_offered_one_and_tells_each_once(events):
    edition = opened(events, capacity=2)
    everybody = [register(events, edition, person) for person in "abcd"]
    cancel(events, everybody[0])
    events.ask("cancel_edition", edition_id=edition, reason="inondation")
    eventually(lambda: all(state(events, one) == "cancelled" for one in everybody))
    told = [one.subject for one in events.told(CANCELLED)]
    assert sorted(told) == sorted(one["id"] for one in everybody)
    with pytest.raises(Refused):
        events.ask("accept_offer", registration_id=everybody[2]["id"])
    assert no_drift(events, edition)


def test_more_seats_are_offered_to_who_waits_while_other_offers_are_out(events):
    edition = opened(events)
    first, *waiting = (register(events, edition, person) for person in "abcde")
    cancel(events, first)
    events.ask("set_quota", edition_id=edition, capacity=3, category="candidate")
    assert [state(events, one) for one in waiting] == ["offered", "offered", "offered", "waitlisted"]
    with pytest.raises(Refused, match=r"quota\.below_taken"):
        events.ask("set_quota", edition_id=edition, capacity=2, category="candidate")
    assert no_drift(events, edition)


# approval


def test_a_pending_registration_keeps_its_seat_until_staff_decide(events):
    edition = opened(events, needs_approval=["candidate"])
    first, second = (register(events, edition, person) for person in "ab")
    assert (first["state"], second["state"]) == ("pending", "waitlisted")
    with pytest.raises(Refused, match=r"registration\.pending"):
        events.ask("check_in", registration_id=first["id"])
    events.ask("refuse_registration", registration_id=first["id"])
    assert events.ask("accept_offer", registration_id=second["id"])["state"] == "pending"
    assert events.ask("approve_registration", registration_id=second["id"])["state"] == "confirmed"
    assert [len(events.told(one)) for one in (RECEIVED, CONFIRMED)] == [2, 1]
    assert no_drift(events, edition)


# holds


def test_a_held_seat_is_nobody_elses_and_is_taken_with_its_id(events):
    edition = opened(events)
    hold = events.ask("hold_seat", edition_id=edition, category="candidate")
    with pytest.raises(Refused, match=r"registration\.full"):
        events.ask("hold_seat", edition_id=edition, category="candidate")
    waiting = register(events, edition, "b")
    arguments = {"edition_id": edition, "person_id": "a", "category": "candidate", "hold_id": hold["id"]}
    answers = [answer_of(events.ask, "register", **{**arguments, "person_id": one}) for one in "ac"]
    assert (answers[0]["state"], answers[1].code) == ("confirmed", "hold.ran_out")
    assert state(events, waiting) == "waitlisted"
    assert no_drift(events, edition)


def test_a_hold_that_runs_out_gives_its_seat_back_once(events):
    edition = opened(events)
    hold = events.ask("hold_seat", edition_id=edition, category="candidate")
    waiting = register(events, edition, "a")
    events.database.due.update_one({"kind": "expire_hold", "key": hold["id"]}, {"$set": {"due": SystemClock().now()}})
    eventually(lambda: state(events, waiting) == "offered")
    with pytest.raises(NotFound):
        events.ask("release_hold", hold_id=hold["id"])
    assert no_drift(events, edition)


def hold(events, edition, category="visitor", **more):
    return events.ask("hold_seat", edition_id=edition, category=category, **more)


def test_a_person_holds_two_seats_of_an_edition_at_once_and_not_a_third(events):
    edition = opened(events, capacity=5)
    first = hold(events, edition, "candidate", person_id="a")
    hold(events, edition, person_id="a")
    with pytest.raises(Refused, match=r"hold\.too_many") as refusal:
        hold(events, edition, person_id="a")
    assert refusal.value.facts["most"] == 2
    hold(events, edition, person_id="b")
    hold(events, edition)
    hold(events, opened(events), person_id="a")
    events.ask("release_hold", hold_id=first["id"])
    assert hold(events, edition, "candidate", person_id="a")["id"] != first["id"]
    assert no_drift(events, edition)


def test_who_asks_for_many_seats_at_once_holds_two(events):
    edition = opened(events, capacity=20)
    events.ask("set_quota", edition_id=edition, capacity=20, category="visitor")
    categories = ["candidate", "visitor"] * 8
    with ThreadPoolExecutor(16) as crowd:
        asked = crowd.map(lambda one: answer_of(hold, events, edition, one, person_id="a"), categories)
        answers = list(asked)
    held = [one for one in answers if isinstance(one, dict)]
    assert events.database.holds.count_documents({}) == len(held) == 2
    assert {one.code for one in answers if one not in held} == {"hold.too_many"}
    assert no_drift(events, edition)


def test_seats_held_with_another_tenant_do_not_count_here(events):
    editions = {tenant: forum_opened(events, capacity=5, tenant=tenant) for tenant in (FES, RABAT)}
    for _ in range(2):
        hold(events, editions[RABAT], person_id="a", tenant=RABAT)
    for _ in range(2):
        hold(events, editions[FES], person_id="a")
    for tenant, edition in editions.items():
        with pytest.raises(Refused, match=r"hold\.too_many"):
            hold(events, edition, person_id="a", tenant=tenant)


def test_a_hold_names_nobody(events):
    hold(events, opened(events), person_id="salma")
    assert "salma" not in str(events.database.holds.find_one({}))


# activities


def test_seats_of_activities_are_never_too_many_however_many_ask_at_once(events):
    edition = opened(events, capacity=40)
    small, large = activity(events, edition, 5), activity(events, edition, 12)
    wishes = [([small], [large], [small, large], [])[n % 4] for n in range(64)]

    def ask(n):
        arguments = {"edition_id": edition, "person_id": f"p{n}", "category": "candidate"}
        return answer_of(events.ask, "register", **arguments, activity_ids=wishes[n])

    with ThreadPoolExecutor(64) as queue:
        answers = list(queue.map(ask, range(64)))
    report = events.ask("reconcile", edition_id=edition)
    assert report["drift"] == 0
    taken = {line["activity_id"]: line["taken"] for line in report["quotas"] if line["category"] != "visitor"}
    assert (taken[small], taken[large]) == (5, 12)
    with ThreadPoolExecutor(16) as queue:
        seated = [one for one in answers if one["state"] == "confirmed"]
        list(queue.map(lambda one: answer_of(cancel, events, one), seated[::2]))
    report = events.ask("reconcile", edition_id=edition)
    assert report["drift"] == 0
    assert all(line["taken"] <= line["counted"] for line in report["quotas"])


def test_other_activities_are_taken_all_or_none_and_the_old_seat_moves_on(events):
    edition = opened(events, capacity=9)
    one, other = activity(events, edition, 1), activity(events, edition, 1)
    arguments = {"edition_id": edition, "category": "candidate"}
    first = events.ask("register", **arguments, person_id="a", activity_ids=[one])
    second = events.ask("register", **arguments, person_id="b", activity_ids=[one])
    third = events.ask("register", **arguments, person_id="c", activity_ids=[other])
    assert second["state"] == "waitlisted"
    with pytest.raises(Refused, match=r"registration\.full"):
        events.ask("change_registration", registration_id=first["id"], activity_ids=[other])
    cancel(events, third)
    changed = events.ask("change_registration", registration_id=first["id"], activity_ids=[other])
    assert (changed["state"], changed["activity_ids"]) == ("confirmed", [other])
    assert state(events, second) == "offered"
    assert no_drift(events, edition)


def test_an_activity_of_another_edition_is_refused_by_name(events):
    edition, elsewhere = opened(events), opened(events)
    foreign = activity(events, elsewhere, 5)
    with pytest.raises(Invalid) as refused:
        events.ask("register", edition_id=edition, person_id="a", category="candidate", activity_ids=[foreign])
    assert refused.value.errors[0]["pointer"] == "/activity_ids/0"


# the draw


def test_a_draw_puts_the_waitlist_in_an_order_that_anybody_can_compute(events):
    edition = opened(events, waitlist_order="draw")
    before = events.ask("get_draw", edition_id=edition)
    first, *waiting = (register(events, edition, person) for person in "abcdefg")
    cancel(events, first)
    assert counts(events, edition)["offered"] == 0
    late = register(events, edition, "h")
    assert (before["seed"], late["state"]) == (None, "waitlisted")
    draw = events.ask("hold_draw", edition_id=edition)
    assert hashlib.sha256(draw["seed"].encode()).hexdigest() == before["commitment"]
    ids = [one["id"] for one in [*waiting, late]]
    assert draw["order"] == sorted(ids, key=lambda id: hashlib.sha256(f"{draw['seed']}:{id}".encode()).hexdigest())
    assert events.ask("get_registration", registration_id=draw["order"][0])["state"] == "offered"
    assert events.ask("get_registration", registration_id=draw["order"][-1])["place"] == 7
    with pytest.raises(Refused, match=r"draw\.held"):
        events.ask("hold_draw", edition_id=edition)
    assert no_drift(events, edition)


# tenants


def test_another_tenant_finds_neither_quotas_nor_holds_nor_draws(events):
    edition = opened(events, waitlist_order="draw")
    hold = events.ask("hold_seat", edition_id=edition, category="candidate")
    waiting = register(events, edition, "a")
    asked = [
        ("list_quotas", {"edition_id": edition}),
        ("set_quota", {"edition_id": edition, "capacity": 9, "category": "candidate"}),
        ("reconcile", {"edition_id": edition}),
        ("hold_seat", {"edition_id": edition, "category": "candidate"}),
        ("release_hold", {"hold_id": hold["id"]}),
        ("get_draw", {"edition_id": edition}),
        ("hold_draw", {"edition_id": edition}),
        *((name, {"registration_id": waiting["id"]}) for name in ("accept_offer", "decline_offer")),
        *((name, {"registration_id": waiting["id"]}) for name in ("approve_registration", "refuse_registration")),
        ("change_registration", {"registration_id": waiting["id"], "activity_ids": []}),
    ]
    for name, arguments in asked:
        with pytest.raises(NotFound):
            events.ask(name, **arguments, tenant=RABAT)
