"""Registration under concurrency: never a seat too many, places in order, promotion by itself, the door once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from multaqa.errors import Invalid, Refused
from tests.integration.events.forum import answer_of, counts, opened, planned, register, register_at_once

CONFIRMED, WAITLISTED = "events.registration_confirmed.v1", "events.registration_waitlisted.v1"
CANCELLED, CHECKED_IN = "events.registration_cancelled.v1", "events.attendee_checked_in.v1"


def persons(count):
    return [f"p{n}" for n in range(count)]


def no_drift(events, edition):
    return events.ask("reconcile", edition_id=edition)["drift"] == 0


def test_capacity_is_never_exceeded_however_many_register_at_once(events):
    edition = opened(events, capacity=100)
    answers = register_at_once(events, edition, persons(160))
    assert sum(answer["state"] == "confirmed" for answer in answers) == 100
    assert sorted(answer["place"] for answer in answers if answer["state"] == "waitlisted") == list(range(1, 61))
    nobody = dict.fromkeys(("pending", "offered", "checked_in", "cancelled"), 0)
    assert counts(events, edition) == {"capacity": 100, "confirmed": 100, "waitlisted": 60, **nobody}
    assert no_drift(events, edition)
    assert (len(events.told(CONFIRMED)), len(events.told(WAITLISTED))) == (100, 60)


def test_a_person_who_asks_many_times_at_once_is_registered_once(events):
    edition = opened(events, capacity=10)
    answers = register_at_once(events, edition, ["a"] * 16, clients=16)
    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert {refusal.code for refusal in refusals} == {"registration.already_registered"}
    assert len(refusals) == 15
    assert counts(events, edition)["confirmed"] == 1


def test_a_repeat_of_a_command_is_answered_again_and_takes_no_second_seat(events):
    edition = opened(events, capacity=10)
    answers = [register(events, edition, "a", key="k1") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert counts(events, edition)["confirmed"] == 1
    assert len(events.told(CONFIRMED)) == 1


def test_a_refusal_changes_nothing(events):
    edition = opened(events, capacity=10)
    register(events, edition, "a")
    before = events.holds()
    with pytest.raises(Refused, match=r"registration\.already_registered"):
        register(events, edition, "a", category="visitor")
    with pytest.raises(Invalid, match=r"registration\.category_unknown"):
        register(events, edition, "b", category="juror")
    assert events.holds() == before


def test_nobody_registers_before_the_edition_is_open(events):
    with pytest.raises(Refused, match=r"edition\.not_open"):
        register(events, planned(events), "a")


def test_one_persons_refusal_is_no_others_failure(events):
    edition = opened(events, capacity=10)
    register(events, edition, "p0")
    answers = register_at_once(events, edition, persons(8), clients=8)
    assert [isinstance(answer, Refused) for answer in answers] == [True] + [False] * 7


def test_a_cancelled_seat_goes_to_the_first_who_waits(events):
    edition = opened(events, capacity=2)
    first, _, third, fourth = (register(events, edition, person) for person in "abcd")
    cancelled = events.ask("cancel_registration", registration_id=first["id"])
    assert cancelled["state"] == "cancelled"
    promoted = events.ask("get_registration", registration_id=third["id"])
    assert (promoted["state"], promoted["promoted"], promoted["place"]) == ("confirmed", True, 1)
    assert events.ask("get_registration", registration_id=fourth["id"])["state"] == "waitlisted"
    assert [told.subject for told in events.told(CANCELLED)] == [first["id"]]
    assert [told.subject for told in events.told(CONFIRMED) if told.facts["promoted"]] == [third["id"]]
    assert no_drift(events, edition)


def test_seats_given_back_at_once_go_to_the_first_who_wait(events):
    edition = opened(events, capacity=20)
    seated = [register(events, edition, person)["id"] for person in persons(20)]
    waiting = [register(events, edition, f"w{n}")["id"] for n in range(20)]
    answers = list(cancel_at_once(events, seated[:8]))
    assert {answer["state"] for answer in answers} == {"cancelled"}
    promoted = {told.subject for told in events.told(CONFIRMED) if told.facts["promoted"]}
    assert promoted == set(waiting[:8])
    assert counts(events, edition)["confirmed"] == 20
    assert no_drift(events, edition)


def test_cancelling_a_place_promotes_nobody(events):
    edition = opened(events, capacity=1)
    register(events, edition, "a")
    second = register(events, edition, "b")
    register(events, edition, "c")
    events.ask("cancel_registration", registration_id=second["id"])
    assert counts(events, edition)["waitlisted"] == 1
    assert len(events.told(CONFIRMED)) == 1


def test_who_cancelled_may_come_back_behind_those_who_wait(events):
    edition = opened(events, capacity=1)
    first = register(events, edition, "a")
    register(events, edition, "b")
    events.ask("cancel_registration", registration_id=first["id"])
    again = register(events, edition, "a")
    assert (again["state"], again["place"]) == ("waitlisted", 2)
    assert again["id"] != first["id"]


def test_the_door_lets_a_person_in_once(events):
    edition = opened(events)
    registration = register(events, edition, "a")
    first, second = (events.ask("check_in", registration_id=registration["id"]) for _ in range(2))
    assert first["checked_in_at"][:23] == second["checked_in_at"][:23]
    assert len(events.told(CHECKED_IN)) == 1
    with pytest.raises(Refused, match=r"registration\.checked_in"):
        events.ask("cancel_registration", registration_id=registration["id"])
    assert no_drift(events, edition)


def test_the_door_lets_nobody_in_who_waits_or_has_cancelled(events):
    edition = opened(events, capacity=1)
    seated, waiting = (register(events, edition, person)["id"] for person in "ab")
    with pytest.raises(Refused, match=r"registration\.waitlisted"):
        events.ask("check_in", registration_id=waiting)
    events.ask("cancel_registration", registration_id=seated)
    with pytest.raises(Refused, match=r"registration\.cancelled"):
        events.ask("check_in", registration_id=seated)


def test_registrations_are_listed_page_by_page_and_by_state(events):
    edition = opened(events, capacity=3)
    ids = [register(events, edition, person)["id"] for person in persons(5)]
    first = events.ask("list_registrations", edition_id=edition, limit=3)
    rest = events.ask("list_registrations", edition_id=edition, limit=3, after=first["next"])
    assert [one["id"] for one in first["items"] + rest["items"]] == ids
    waiting = events.ask("list_registrations", edition_id=edition, state="waitlisted")["items"]
    assert [one["id"] for one in waiting] == ids[3:]


def test_an_erased_person_leaves_the_seat_to_the_next_and_nothing_behind(events):
    edition = opened(events, capacity=1)
    first, second = (register(events, edition, person) for person in "ab")
    erased = events.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2)
    events.has_handled(erased)
    assert not any(events.ask("export_person", person_id="a").values())
    assert events.database.registrations.count_documents({"person_id": "a"}) == 0
    assert events.ask("get_registration", registration_id=first["id"])["state"] == "cancelled"
    assert events.ask("get_registration", registration_id=second["id"])["state"] == "confirmed"
    assert no_drift(events, edition)


def test_who_came_and_is_erased_still_counts(events):
    edition = opened(events)
    registration = register(events, edition, "a")
    events.ask("check_in", registration_id=registration["id"])
    events.has_handled(events.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2))
    assert counts(events, edition)["checked_in"] == 1
    assert events.ask("get_registration", registration_id=registration["id"])["person_id"].startswith("erased-")


def test_a_person_sees_their_registrations(events):
    edition = opened(events)
    registration = register(events, edition, "a")
    exported = events.ask("export_person", person_id="a")["registrations"]
    assert [one["id"] for one in exported] == [registration["id"]]


def cancel_at_once(events, ids):
    with ThreadPoolExecutor(len(ids)) as queue:
        yield from queue.map(lambda id: answer_of(events.ask, "cancel_registration", registration_id=id), ids)
