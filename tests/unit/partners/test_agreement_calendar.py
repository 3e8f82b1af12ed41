"""What the calendar does to an agreement, one step at a time, at midnight in Casablanca."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.zone import day_of, start_of
from services.partners.domain.agreement.calendar import months_after
from tests.unit.partners.agreement_making import FNBTP, MONDAY, TWO_YEARS, in_force, standing

RENEWING = {**TWO_YEARS, "renewal_months": 12, "notice_days": 60}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def turned(agreement, moment):
    """The steps the calendar takes until nothing is due at the moment."""
    steps = []
    while step := agreement.turn(moment):
        steps.append(step)
    return steps


def test_without_an_end_the_calendar_asks_nothing():
    agreement = in_force()
    assert (agreement.next_turn, agreement.turn(at("2090-01-01"))) == (None, None)


def test_it_is_expiring_90_days_before_its_notice_falls_due():
    agreement = in_force(**RENEWING)
    assert day_of(agreement.next_turn) == date(2028, 5, 3) - timedelta(days=60 + 90)
    assert agreement.turn(agreement.next_turn - timedelta(seconds=1)) is None
    assert (agreement.turn(agreement.next_turn), agreement.state) == ("near_the_end", "expiring")
    assert agreement.is_in_force


def test_it_binds_to_the_last_minute_of_its_last_day():
    agreement = in_force(**TWO_YEARS)
    midnight = start_of(date(2028, 5, 4))
    assert turned(agreement, midnight - timedelta(seconds=1)) == ["near_the_end"]
    assert agreement.is_in_force
    assert (turned(agreement, midnight), agreement.state, agreement.ended_at) == (["expire"], "expired", midnight)


def test_without_notice_it_is_renewed_from_year_to_year():
    agreement = in_force(**RENEWING)
    assert turned(agreement, start_of(date(2028, 5, 4))) == ["near_the_end", "renew"]
    assert (agreement.state, agreement.last_day, agreement.renewals) == ("renewed", date(2029, 5, 3), 1)
    assert turned(agreement, start_of(date(2029, 5, 4))) == ["near_the_end", "renew"]
    assert (agreement.last_day, agreement.text.term.ends_on) == (date(2030, 5, 3), date(2028, 5, 3))


@pytest.mark.parametrize(
    ("given_on", "state"), [("2028-03-04T12:00:00", "expired"), ("2028-03-05T12:00:00", "renewed")]
)
def test_notice_given_in_time_keeps_it_from_being_renewed(given_on, state):
    agreement = in_force(**RENEWING)
    turned(agreement, at("2028-02-01"))
    agreement.give_notice(FNBTP, at(given_on))
    turned(agreement, start_of(date(2028, 5, 4)))
    assert agreement.state == state


def test_notice_that_came_too_late_holds_for_the_next_end():
    agreement = in_force(**RENEWING)
    agreement.give_notice(FNBTP, at("2028-05-02"))
    assert turned(agreement, start_of(date(2029, 5, 4))) == ["near_the_end", "renew", "near_the_end", "expire"]


def test_what_is_suspended_on_its_last_day_expires():
    agreement = standing("suspended")
    assert turned(agreement, start_of(date(2028, 5, 4))) == ["expire"]


def test_after_a_suspension_the_calendar_catches_up():
    agreement = standing("suspended")
    agreement.resume()
    assert turned(agreement, at("2028-04-01")) == ["near_the_end"]


def test_a_turn_that_is_repeated_does_nothing():
    agreement = standing("renewed")
    before = agreement.shown()
    assert agreement.turn(start_of(date(2028, 5, 4))) is None
    assert agreement.shown() == before


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2028-01-31", 1, "2028-02-29"), ("2027-11-30", 3, "2028-02-29"), ("2026-12-15", 24, "2028-12-15")],
)
def test_months_end_on_their_last_day(day, months, later):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_renewals_do_not_lose_the_day_of_the_month():
    agreement = in_force(starts_on="2026-05-04", ends_on="2026-08-31", renewal_months=1)
    assert [agreement.text.term.last_day(renewals).day for renewals in range(4)] == [31, 30, 31, 30]


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_a_day_starts_with_its_own_first_instant(day):
    assert day_of(start_of(day)) == day
    assert day_of(start_of(day) - timedelta(seconds=1)) == day - timedelta(days=1)


@given(
    st.integers(1, 1500),
    st.one_of(st.none(), st.integers(1, 36)),
    st.integers(0, 400),
    st.lists(st.integers(0, 3000), max_size=8),
)
def test_turning_often_or_seldom_leads_to_the_same_state(length, renewal, notice, days):
    """Whichever processes were alive on which days: the calendar has the last word."""
    end = MONDAY.date() + timedelta(days=length)
    facts = {"ends_on": end.isoformat(), "renewal_months": renewal, "notice_days": notice}
    often, once = in_force(**facts), in_force(**facts)
    last = MONDAY + timedelta(days=3000)
    for day in sorted(days):
        turned(often, MONDAY + timedelta(days=day))
    turned(often, last)
    turned(once, last)
    assert (often.state, often.last_day, often.renewals) == (once.state, once.last_day, once.renewals)
