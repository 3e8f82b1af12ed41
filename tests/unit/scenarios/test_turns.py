from datetime import datetime, timedelta
from typing import Any

from scenarios.api import Body
from scenarios.turns import Turn, beyond_recruiters, booked_twice, without_a_walk

OPENS = datetime.fromisoformat("2026-11-27T09:00:00+00:00")
SLOT = timedelta(minutes=15)


def interview(id: str, slot: int, candidate: str = "amina", table: str = "stand/1") -> Body:
    whom = {"candidate_id": candidate, "offer_id": "offer", "table_id": table}
    return {"id": id, **whom, "slot": slot, "starts_at": (OPENS + slot * SLOT).isoformat()}


def turn(before: list[Body], after: list[Body], **facts: Any) -> Turn:
    return Turn("a turn", OPENS, before, after, **facts)


def told(change: str, one: Body) -> Body:
    return {"change": change, "interview": one}


FIRST, MOVED = interview("one", 3), interview("one", 5)
OTHER = interview("two", 9, "said")


def test_a_turn_knows_what_is_new_what_moved_and_what_is_gone() -> None:
    new = interview("three", 12, "karim")
    played = turn([FIRST, OTHER], [MOVED, new])
    assert (played.scheduled, played.moved, played.cancelled) == ([new], [MOVED], [OTHER])
    assert played.concerned == {"amina", "said", "karim"}


def test_another_table_at_the_same_hour_is_a_move() -> None:
    assert turn([FIRST], [elsewhere := interview("one", 3, table="stand/2")]).moved == [elsewhere]


def test_who_gave_the_interview_back_is_told_by_another_mail() -> None:
    assert turn([OTHER], [], gone=frozenset({"said"})).concerned == set()


def test_what_was_told_is_held_against_what_stands() -> None:
    assert turn([FIRST], [MOVED]).is_told_as_found
    assert turn([FIRST], [MOVED], told=[told("moved", MOVED)]).is_told_as_found
    assert not turn([FIRST], [MOVED], told=[]).is_told_as_found
    assert not turn([FIRST], [FIRST], told=[told("cancelled", FIRST)]).is_told_as_found


def test_only_a_meeting_that_looks_for_a_place_moves_others_and_three_at_most() -> None:
    before = [interview(f"{n}", n, f"person {n}") for n in range(5)]
    after = [interview(f"{n}", n + 10, f"person {n}") for n in range(4)] + before[4:]
    assert turn(before, after).moves_too_many
    assert turn(before, after, seekers=frozenset({"walk-in"})).moves_too_many
    assert not turn(before, after, about=frozenset({"0"})).moves_too_many


def test_what_had_begun_is_neither_moved_nor_cancelled_nor_filled() -> None:
    begun = interview("begun", -1)
    assert not turn([begun, FIRST], [begun, MOVED]).touches_what_had_begun
    assert turn([begun], []).touches_what_had_begun
    assert turn([begun], [interview("begun", 4)]).touches_what_had_begun
    assert turn([FIRST], [interview("one", -2)]).touches_what_had_begun
    assert turn([], [begun]).touches_what_had_begun


def test_places_given_back_are_empty_until_somebody_has_them() -> None:
    taken = interview("three", OTHER["slot"], "karim")
    assert turn([OTHER], []).given_back == []
    assert turn([OTHER], [], gives_back=True).left_empty == [OTHER]
    assert turn([OTHER], [taken], gives_back=True).left_empty == []


def test_nobody_is_in_two_places() -> None:
    assert not turn([], [FIRST, OTHER, MOVED]).is_in_two_places
    assert turn([], [FIRST, interview("two", 3, "said")]).is_in_two_places
    assert turn([], [FIRST, interview("two", 4, table="stand/2")]).is_in_two_places


def test_a_second_booking_of_a_slot_counts_once() -> None:
    crowd = [interview(f"{n}", 3, f"person {n}") for n in range(3)]
    assert booked_twice(crowd, "table_id") == 2
    assert booked_twice(crowd, "candidate_id") == 0


def test_a_slot_lies_between_two_interviews_of_one_person() -> None:
    assert without_a_walk([interview("one", 3), interview("two", 5), interview("three", 6)]) == 1
    assert without_a_walk([interview("one", 3), interview("two", 4, "said")]) == 0


def test_no_more_interviews_at_once_than_recruiters_are_named() -> None:
    crowd = [interview(f"{n}", 3, f"person {n}", f"stand/{n}") for n in range(3)]
    assert beyond_recruiters(crowd, {"offer": frozenset({"one", "two"})}) == 1
    assert beyond_recruiters(crowd[:2], {"offer": frozenset({"one", "two"})}) == 0
    assert beyond_recruiters(crowd, {"another": frozenset({"one"})}) == 0
