"""What scans mean together does not depend on who tells them first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from multaqa.errors import Refused
from services.events.domain.doorway import is_held_on
from services.events.domain.scan import TEXTS, DeviceClock, Scan, Verdict, entry_among, judge

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def scan(id, minute, kind="entry"):
    at = NOON + timedelta(minutes=minute)
    return Scan(id, id, "e", "r", "candidate", "d", id, kind, "offline", "key:x", at, at, at)


def told(scans, *, reentry=False):
    """Each scan alone, in this order, as devices tell them: what each counts as at the end."""
    known = []
    for one in scans:
        known.append(one)
        list(judge(known, reentry=reentry))
    return {one.id: (one.verdict, one.is_first) for one in known}


def outcome(*minutes, reentry=False):
    scans = [scan(str(n), abs(minute), "exit" if minute < 0 else "entry") for n, minute in enumerate(minutes)]
    return [verdict for verdict, _ in told(scans, reentry=reentry).values()]


def test_the_earliest_lets_in_and_the_others_are_duplicates():
    assert outcome(5, 1, 9) == ["already_in", "accepted", "already_in"]


def test_without_reentry_whoever_left_stays_out():
    assert outcome(1, -2, 3) == ["accepted", "left", "already_in"]


def test_with_reentry_whoever_left_comes_back_and_a_second_scan_is_a_duplicate():
    assert outcome(1, -2, 3, 4, reentry=True) == ["accepted", "left", "accepted", "already_in"]


def test_nobody_leaves_who_is_not_inside():
    assert outcome(-1, 2) == ["not_inside", "accepted"]


SCANS = some.lists(some.tuples(some.integers(0, 8), some.sampled_from(["entry", "exit"])), min_size=1, max_size=7)


@given(SCANS, some.randoms(), some.booleans())
def test_the_order_of_telling_changes_nothing(moments, chance, reentry):
    def made():
        return [scan(f"{n}", minute, kind) for n, (minute, kind) in enumerate(moments)]

    shuffled = made()
    chance.shuffle(shuffled)
    assert told(made(), reentry=reentry) == told(shuffled, reentry=reentry)


@given(SCANS, some.booleans())
def test_a_person_comes_once_and_in_and_out_alternate(moments, reentry):
    scans = [scan(f"{n}", minute, kind) for n, (minute, kind) in enumerate(moments)]
    list(judge(scans, reentry=reentry))
    assert sum(one.is_first for one in scans) == any(one.kind == "entry" for one in scans)
    walked = sorted((one for one in scans if one.verdict in ("accepted", "left")), key=lambda one: (one.at, one.id))
    assert all(before.verdict != after.verdict for before, after in pairwise(walked))


def test_undoing_the_entry_makes_the_next_scan_the_entry():
    first, second = scan("1", 1), scan("2", 2)
    list(judge([first, second], reentry=False))
    first.undo("staff", "the wrong person", at=NOON)
    assert list(judge([first, second], reentry=False)) == [second]
    assert entry_among([first, second]) is second


def test_a_scan_is_undone_once_and_only_if_it_counted():
    once, refused = scan("1", 1), scan("2", 2)
    once.undo("staff", "mistake", at=NOON)
    refused.refuse("forged")
    with pytest.raises(Refused, match="already"):
        once.undo("staff", "again", at=NOON)
    with pytest.raises(Refused, match="nobody"):
        refused.undo("staff", "never", at=NOON)


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1), timedelta(hours=3)])
def test_a_clock_that_is_off_is_put_right(off):
    clock = DeviceClock.showing(NOON + off, NOON)
    assert clock.off_s == off.total_seconds()
    assert clock.put_right(NOON + off - timedelta(minutes=7)) == NOON - timedelta(minutes=7)


def test_a_clock_off_by_a_moment_counts_as_right_and_nothing_happens_after_now():
    clock = DeviceClock.showing(NOON + timedelta(seconds=90), NOON)
    assert clock.off_s == 0
    assert clock.put_right(NOON + timedelta(hours=5)) == NOON


def test_every_verdict_has_its_text():
    assert set(TEXTS) == set(Verdict.__args__)


@pytest.mark.parametrize(("hours", "held"), [(-14, False), (-11, True), (0, True), (10, True), (12, False)])
def test_an_edition_is_held_on_its_days_in_morocco(hours, held):
    class Edition:
        state, starts_at, ends_at = "open", NOON, NOON + timedelta(hours=6)

    assert is_held_on(Edition, NOON + timedelta(hours=hours)) is held
