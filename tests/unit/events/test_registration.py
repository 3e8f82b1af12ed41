"""A registration has a seat, waits for one or is offered one; what happened is not undone by a repeat."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Refused
from services.events.domain import Registration

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def registration(id="r1"):
    return Registration(id, "e1", f"p-{id}", "candidate", NOON)


@pytest.fixture
def confirmed():
    confirmed = registration()
    confirmed.confirm(at=NOON)
    return confirmed


@pytest.fixture
def waitlisted():
    waitlisted = registration("r2")
    waitlisted.wait(place=1)
    return waitlisted


@pytest.fixture
def pending():
    pending = registration("r3")
    pending.receive()
    return pending


@pytest.fixture
def offered(waitlisted):
    waitlisted.offer(until=LATER)
    return waitlisted


def code_of(refusal):
    return refusal.value.code


def test_a_confirmed_person_is_checked_in(confirmed):
    confirmed.check_in(at=LATER)
    assert confirmed.is_checked_in
    assert confirmed.facts()["checked_in_at"] == LATER.isoformat()


@pytest.mark.parametrize("state", ["waitlisted", "pending", "offered"])
def test_who_is_not_confirmed_is_not_checked_in(request, state):
    with pytest.raises(Refused) as refused:
        request.getfixturevalue(state).check_in(at=LATER)
    assert code_of(refused) == f"registration.{state}"


def test_a_cancelled_registration_is_not_checked_in(confirmed):
    confirmed.cancel("person", at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.check_in(at=LATER)
    assert code_of(refused) == "registration.cancelled"


def test_who_has_come_cannot_cancel(confirmed):
    confirmed.check_in(at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.cancel("person", at=LATER)
    assert code_of(refused) == "registration.checked_in"


def test_a_registration_is_cancelled_once_and_says_why(confirmed):
    confirmed.cancel("staff", at=NOON)
    with pytest.raises(Refused) as refused:
        confirmed.cancel("person", at=LATER)
    assert code_of(refused) == "registration.cancelled"
    assert (confirmed.cancelled_at, confirmed.facts()["reason"]) == (NOON, "staff")


def test_who_waited_and_has_a_seat_was_promoted_and_keeps_the_place(waitlisted):
    waitlisted.confirm(at=LATER)
    assert (waitlisted.place, waitlisted.facts()["promoted"]) == (1, True)


def test_who_had_a_seat_at_once_was_not_promoted(confirmed):
    assert confirmed.facts()["promoted"] is False


def test_an_offered_seat_is_held_until_its_deadline(offered):
    assert offered.holds_a_seat
    offered.require_offered(at=NOON)
    assert offered.facts()["offered_until"] == LATER.isoformat()


def test_an_offer_that_ran_out_is_not_accepted(offered):
    with pytest.raises(Refused) as refused:
        offered.require_offered(at=LATER)
    assert code_of(refused) == "registration.offer_ran_out"


def test_nobody_accepts_what_was_not_offered(confirmed):
    with pytest.raises(Refused) as refused:
        confirmed.require_offered(at=NOON)
    assert code_of(refused) == "registration.not_offered"


def test_a_pending_registration_holds_a_seat(pending):
    pending.require_pending()
    assert pending.holds_a_seat


def test_nobody_approves_what_is_not_pending(offered):
    with pytest.raises(Refused) as refused:
        offered.require_pending()
    assert code_of(refused) == "registration.not_pending"


def test_a_forgotten_person_keeps_the_seat_and_loses_the_name(confirmed):
    confirmed.forget_person()
    assert confirmed.holds_a_seat
    assert confirmed.person_id == "erased-r1"
