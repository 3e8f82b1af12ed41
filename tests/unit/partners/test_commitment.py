"""A commitment's status follows from its progress and the day, and moves only as its table declares."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Refused
from services.partners.domain.commitment import STEPS, TOLD, Commitment

START, DUE, END = date(2026, 5, 4), date(2026, 12, 31), date(2027, 5, 3)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def hires(quantity=10, progress=0, **more):
    return Commitment("c1", "a1", "hires", "o1", quantity, "hires", DUE, START, NOON, progress=progress, **more)


@pytest.mark.parametrize(
    ("progress", "today", "ended_on", "status"),
    [
        (0, START, None, "planned"),
        (1, START, None, "on_track"),
        (9, DUE, None, "on_track"),
        (0, DUE, None, "planned"),
        (9, DUE + timedelta(days=1), None, "late"),
        (0, DUE + timedelta(days=1), None, "late"),
        (10, START, None, "fulfilled"),
        (12, DUE + timedelta(days=1), None, "fulfilled"),
        (9, END, END, "lapsed"),
        (9, START, START, "lapsed"),
        (10, END, END, "fulfilled"),
    ],
)
def test_its_status_follows_from_progress_and_day(progress, today, ended_on, status):
    commitment = hires(progress=progress, ended_on=ended_on)
    commitment.settle(today)
    assert commitment.status == status
    assert commitment.news == ([status] if status in TOLD else [])


def test_what_is_counted_and_taken_back_is_told_each_time():
    commitment = hires(quantity=2)
    for step in (commitment.count, commitment.count, commitment.take_back):
        step(1, START)
    assert commitment.news == ["progressed", "progressed", "fulfilled", "progressed"]
    assert (commitment.progress, commitment.status) == (1, "on_track")


def test_a_status_is_told_once_however_often_it_is_settled():
    commitment = hires()
    for _ in range(3):
        commitment.settle(DUE + timedelta(days=1))
    assert commitment.news == ["late"]


def test_what_ends_unfulfilled_has_lapsed_and_a_proof_that_comes_afterwards_fulfils_it():
    commitment = hires(progress=9)
    commitment.end(END)
    assert commitment.status == "lapsed"
    commitment.count(1, END + timedelta(days=5))
    assert (commitment.status, commitment.ended_on) == ("fulfilled", END)


def test_the_end_is_told_once():
    commitment = hires()
    commitment.end(END)
    commitment.end(END + timedelta(days=9))
    assert (commitment.news, commitment.ended_on) == (["lapsed"], END)


@pytest.mark.parametrize("status", sorted(STEPS))
def test_only_what_is_open_can_be_waived(status):
    commitment = hires(status=status)
    if "waived" in STEPS[status]:
        commitment.waive("The site was closed.")
        assert (commitment.status, commitment.waiver, commitment.news) == ("waived", "The site was closed.", ["waived"])
    else:
        with pytest.raises(Refused) as refused:
            commitment.waive("The site was closed.")
        assert refused.value.code == "commitment.settled"


def test_what_is_waived_stays_so():
    commitment = hires()
    commitment.waive("The site was closed.")
    commitment.settle(DUE + timedelta(days=1))
    commitment.end(END)
    assert commitment.status == "waived"
    with pytest.raises(Refused) as refused:
        commitment.count(1, START)
    assert refused.value.code == "commitment.waived"


@pytest.mark.parametrize("status", sorted(STEPS))
@pytest.mark.parametrize("following", sorted(STEPS))
def test_a_step_that_is_not_declared_is_refused(status, following):
    commitment = hires(status=status)
    if following == status or following in STEPS[status]:
        commitment._become(following)
        assert commitment.status == following
    else:
        with pytest.raises(Refused) as refused:
            commitment._become(following)
        assert (refused.value.code, commitment.status) == ("commitment.step_not_declared", status)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("count"), st.integers(1, 5)),
        st.tuples(st.just("take_back"), st.just(1)),
        st.tuples(st.just("waive"), st.just("reason")),
        st.tuples(st.just("end"), st.none()),
        st.tuples(st.just("pass"), st.integers(1, 200)),
    ),
    max_size=30,
)


@given(steps)
def test_no_sequence_of_calls_leaves_the_table(calls):
    commitment, today = hires(quantity=6), START
    for name, argument in calls:
        before = commitment.status
        if name == "pass":
            today += timedelta(days=argument)
            commitment.settle(today)
        elif name == "end":
            commitment.end(today)
        elif name == "waive":
            if "waived" in STEPS[before]:
                commitment.waive(argument)
        elif before != "waived" and (name == "count" or commitment.progress):
            getattr(commitment, name)(argument, today)
        assert commitment.status == before or commitment.status in STEPS[before]
        assert commitment.progress >= 0
