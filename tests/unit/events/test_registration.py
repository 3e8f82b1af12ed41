"""A registration is cancelled or checked in, and what happened is not undone by a repeat."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Refused
from services.events.domain import Quota

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def quota():
    return Quota.empty("e1", "candidate", capacity=1)


@pytest.fixture
def confirmed(quota):
    return quota.admit("r1", "a", at=NOON)


@pytest.fixture
def waitlisted(quota, confirmed):
    return quota.admit("r2", "b", at=NOON)


def code_of(refusal):
    return refusal.value.code


def test_a_confirmed_person_is_checked_in(confirmed):
    confirmed.check_in(at=LATER)
    assert confirmed.is_checked_in
    assert confirmed.facts()["checked_in_at"] == LATER.isoformat()


def test_a_waiting_person_is_not_checked_in(waitlisted):
    with pytest.raises(Refused) as refused:
        waitlisted.check_in(at=LATER)
    assert code_of(refused) == "registration.waitlisted"


def test_a_cancelled_registration_is_not_checked_in(confirmed):
    confirmed.cancel(at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.check_in(at=LATER)
    assert code_of(refused) == "registration.cancelled"


def test_who_has_come_cannot_cancel(confirmed):
    confirmed.check_in(at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.cancel(at=LATER)
    assert code_of(refused) == "registration.checked_in"


def test_a_registration_is_cancelled_once(confirmed):
    confirmed.cancel(at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.cancel(at=LATER)
    assert code_of(refused) == "registration.cancelled"
    assert confirmed.cancelled_at == NOON


def test_a_seat_goes_to_who_waits(quota, waitlisted):
    quota.pass_on_seat(waitlisted, at=LATER)
    assert (quota.taken, waitlisted.state, waitlisted.place) == (1, "confirmed", 1)
    assert waitlisted.facts()["promoted"] is True


def test_a_seat_nobody_waits_for_is_free(quota, confirmed):
    quota.pass_on_seat(None, at=LATER)
    assert quota.has_room


def test_who_had_a_seat_at_once_was_not_promoted(confirmed):
    assert confirmed.facts()["promoted"] is False


def test_a_forgotten_person_keeps_the_seat_and_loses_the_name(confirmed):
    confirmed.forget_person()
    assert confirmed.holds_a_seat
    assert confirmed.person_id == "erased-r1"
