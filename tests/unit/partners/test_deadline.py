"""A deadline is reminded of at 180, 90, 30 and 7 days, each once, and never of several at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.zone import day_of, start_of
from services.partners.domain import LocalText
from services.partners.domain.deadline import REMINDED_DAYS, Deadline, morning_of

ON = date(2027, 5, 3)
TITLE = LocalText("Accord", "اتفاقية")


def deadline(on=ON, since=datetime(2026, 5, 4, 12, tzinfo=UTC), **more):
    return Deadline("d1", "expiry", "a1", on, TITLE, ("directorate", "o1"), since, since, **more)


def before(days, **more):
    return morning_of(ON - timedelta(days=days)) + timedelta(**more)


def played(one, until):
    """What is told when every turn is taken at its time, from `since` on."""
    told = []
    while (turn := one.next_turn) and turn <= until:
        if days := one.remind(turn):
            told.append((days, (one.on - day_of(turn)).days))
    return told


def test_each_of_its_mornings_is_told_once_and_in_time():
    assert played(deadline(), until=before(-30)) == [(180, 180), (90, 90), (30, 30), (7, 7)]


@pytest.mark.parametrize(
    ("days_left", "still_ahead"),
    [
        (400, [180, 90, 30, 7]),
        (180, [90, 30, 7]),
        (91, [90, 30, 7]),
        (89, [30, 7]),
        (8, [7]),
        (7, []),
        (0, []),
        (-3, []),
    ],
)
def test_a_day_that_is_near_when_it_is_set_is_told_only_of_what_is_ahead(days_left, still_ahead):
    one = deadline(since=before(days_left, hours=2))
    assert [days for days, _ in played(one, until=before(-30))] == still_ahead


def test_who_was_away_over_two_reminders_gives_the_more_pressing_one():
    one = deadline()
    assert one.remind(before(29)) == 30
    assert one.remind(before(29, hours=1)) is None
    assert one.next_turn == before(7)


def test_who_was_away_over_the_day_itself_tells_nothing():
    assert deadline().remind(before(-1)) is None


@pytest.mark.parametrize("hours", [0, 1, 47])
def test_a_turn_taken_twice_tells_once(hours):
    one = deadline()
    assert (one.remind(before(90)), one.remind(before(90, hours=hours))) == (90, None)


def test_a_day_that_moves_takes_its_reminders_along():
    one = deadline()
    assert one.remind(before(180)) == 180
    one.take_over(deadline(on=ON + timedelta(days=365), since=before(100)))
    assert one.remind(before(90)) is None
    assert [days for days, _ in played(one, until=before(-400))] == [180, 90, 30, 7]


def test_what_stays_on_its_day_is_not_told_again():
    one = deadline()
    one.remind(before(180))
    one.take_over(deadline(since=before(100)))
    assert (one.remind(before(99)), one.reminded) == (None, [180])


def test_planning_anew_never_skips_a_reminder_that_is_due():
    one = deadline()
    one.take_over(deadline(since=before(89)))
    assert one.next_turn == before(180)
    assert one.remind(before(89)) == 90


def test_nobody_is_reminded_of_what_is_closed():
    one = deadline()
    one.close()
    assert (one.remind(before(100)), one.next_turn) == (None, None)


def test_what_came_while_it_was_closed_is_not_made_up_for():
    one = deadline()
    one.close()
    one.reopen(before(89))
    assert (one.remind(before(89)), one.next_turn) == (None, before(30))


def test_the_day_of_a_commitment_ends_at_midnight_in_casablanca():
    one = deadline(commitment_id="c1")
    one.remind(before(7))
    end = one.next_turn
    assert end == start_of(ON + timedelta(days=1))
    assert not one.is_past(end - timedelta(milliseconds=1))
    assert one.is_past(end)
    assert (one.remind(end), one.next_turn) == (None, None)


@given(
    st.integers(-20, 400),
    st.lists(st.integers(0, 24 * 90), max_size=12),
    st.lists(st.sampled_from(["run", "again", "move"]), min_size=1, max_size=12),
)
def test_no_pattern_of_absences_tells_twice_or_late(days_left, pauses, acts):
    one, told = deadline(since=before(days_left)), []
    now = one.since
    for hours, act in zip(pauses, acts, strict=False):
        now += timedelta(hours=hours)
        if act == "move":
            one.take_over(deadline(on=one.on + timedelta(days=20), since=now))
        for _ in range(2 if act == "again" else 1):
            if days := one.remind(now):
                told.append((one.on, days))
                assert days in REMINDED_DAYS
                assert 0 <= (one.on - day_of(now)).days <= days
    assert len(set(told)) == len(told)
