"""Seats are taken in every quota or in none, never too many; who waits moves up in order, and nobody waits in vain.

The machine below is the service without its database: the same domain calls, with dictionaries for the store.
"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from multaqa.errors import Invalid, MultaqaError, Refused
from services.events.domain import (
    Application,
    Desk,
    Edition,
    Hold,
    LocalText,
    MovingUp,
    Quota,
    Registration,
    Seats,
    quota_ids,
    require_known,
    seat,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
START = NOON + timedelta(days=30)
HOUR = timedelta(hours=1)


def edition(**settings):
    name = LocalText("Forum", "ملتقى")
    return Edition(
        "e1", "s1", name, 2, None, (), "Fès", START, START + 8 * HOUR, NOON, {}, **{"state": "open", **settings}
    )


def quotas():
    return [
        Quota.empty("e1", None, 6),
        Quota.empty("e1", "candidate", 4),
        Quota.empty("e1", "visitor", 3),
        Quota.empty("e1", None, 2, "talk"),
        Quota.empty("e1", None, 3, "fair"),
        Quota.empty("e1", "visitor", 1, "fair"),
    ]


def desk(*found, standing=(), holds=(), **settings):
    return Desk([edition(**settings)], found, standing, holds)


def application(id, category="candidate", *activity_ids, hold_id=None):
    return Application(id, "e1", f"p-{id}", category, activity_ids, hold_id)


# one by one


def test_all_seats_are_taken_or_none():
    everybody, candidates, _, talk, *_ = found = quotas()
    talk.capacity = 1
    counter = desk(*found)
    first, second = (counter.admit(application(id, "candidate", "talk"), at=NOON) for id in "ab")
    assert (first.state, second.state, second.place) == ("confirmed", "waitlisted", 1)
    assert [quota.taken for quota in (everybody, candidates, talk)] == [1, 1, 1]


def test_of_two_who_want_the_same_seat_the_earlier_has_the_lower_place_whatever_else_they_want():
    found = quotas()
    for quota in found:
        quota.capacity = 0
    counter = desk(*found)
    wishes = [("candidate",), ("candidate",), ("visitor", "fair"), ("candidate", "fair"), ("candidate",)]
    places = [counter.admit(application(str(n), *wish), at=NOON).place for n, wish in enumerate(wishes)]
    assert places == [1, 2, 3, 4, 5]
    alone = desk(Quota.empty("e1", "candidate", 0), Quota.empty("e1", "visitor", 0))
    assert [
        alone.admit(application(id, category), at=NOON).place
        for id, category in zip("abc", ["candidate", "visitor", "candidate"], strict=True)
    ] == [1, 1, 2]


@pytest.mark.parametrize(
    ("wish", "pointer", "code"),
    [
        (("juror",), "/category", "registration.category_unknown"),
        (("candidate", "talk", "elsewhere"), "/activity_ids/1", "registration.activity_unknown"),
    ],
)
def test_what_the_edition_does_not_have_is_refused_by_field(wish, pointer, code):
    with pytest.raises(Invalid) as refused:
        desk(*quotas()).admit(application("a", *wish), at=NOON)
    assert [(fault["pointer"], fault["code"]) for fault in refused.value.errors] == [(pointer, code)]


def test_an_activity_for_a_category_is_for_that_category_alone():
    counter = desk(
        Quota.empty("e1", "candidate", 3), Quota.empty("e1", "visitor", 3), Quota.empty("e1", "visitor", 1, "tour")
    )
    assert counter.admit(application("a", "visitor", "tour"), at=NOON).state == "confirmed"
    with pytest.raises(Invalid):
        counter.admit(application("b", "candidate", "tour"), at=NOON)


def test_where_staff_approve_a_seat_is_kept_until_they_do():
    counter = desk(*quotas(), needs_approval=("candidate",))
    candidate, visitor = (counter.admit(application(one, one), at=NOON) for one in ("candidate", "visitor"))
    assert (candidate.state, visitor.state) == ("pending", "confirmed")
    assert candidate.holds_a_seat


def test_a_held_seat_is_taken_once_and_in_time():
    hold = Hold("h1", "e1", "candidate", ("talk",), NOON + HOUR, "key:portal", 0)
    seats = Seats(found := quotas())
    seats.take(hold)
    counter = desk(*found, holds=[hold])
    assert counter.admit(application("a", "candidate", "talk", hold_id="h1"), at=NOON).state == "confirmed"
    assert [quota.taken for quota in found if quota.taken] == [1, 1, 1]
    assert counter.holds_used == [hold]
    with pytest.raises(Refused, match=r"hold\.ran_out"):
        counter.admit(application("b", "candidate", "talk", hold_id="h1"), at=NOON)


def test_a_hold_that_ran_out_or_is_for_another_wish_gives_no_seat():
    hold = Hold("h1", "e1", "candidate", (), NOON + HOUR, "key:portal", 0)
    with pytest.raises(Refused, match=r"hold\.ran_out"):
        desk(*quotas(), holds=[hold]).admit(application("a", hold_id="h1"), at=NOON + HOUR)
    with pytest.raises(Invalid) as refused:
        desk(*quotas(), holds=[hold]).admit(application("a", "visitor", hold_id="h1"), at=NOON)
    assert refused.value.errors[0]["pointer"] == "/hold_id"


@pytest.mark.parametrize(
    ("hours", "at", "state", "until"),
    [
        (24, NOON, "offered", NOON + 24 * HOUR),
        (24, START - 2 * HOUR, "offered", START),
        (24, START, "confirmed", None),
        (0, NOON, "confirmed", None),
    ],
)
def test_an_offer_ends_after_its_hours_and_never_after_the_start(hours, at, state, until):
    seats = Seats([Quota.empty("e1", "candidate", 1)])
    waiting = application("a").registration(NOON)
    waiting.wait(1)
    moving = MovingUp(edition(offer_hours=hours), seats, list(seats))
    assert moving.take([waiting], at=at) == [waiting]
    assert (waiting.state, waiting.offered_until) == (state, until)


def test_capacity_is_not_lowered_below_what_is_taken():
    quota = Quota("e1/candidate", "e1", "candidate", capacity=5, taken=4)
    quota.make_room(4)
    with pytest.raises(Refused, match=r"quota\.below_taken"):
        quota.make_room(3)
    with pytest.raises(Invalid):
        quota.make_room(0)


def test_a_full_quota_that_keeps_somebody_waiting_is_saved_too():
    """Who gives back a seat of it at the same moment decides after this one: neither leaves the person behind."""
    found = [Quota.empty("e1", "candidate", 1), Quota("e1/talk/*", "e1", None, 1, "talk", taken=1)]
    seats = Seats(found)
    waiting = application("a", "candidate", "talk").registration(NOON)
    moving = MovingUp(edition(), seats, found[:1])
    assert moving.take([waiting], at=NOON) == []
    assert set(seats.changed) == {"e1/talk/*"}


def test_once_somebody_waits_for_a_draw_nobody_overtakes_it():
    quota = Quota("e1/candidate", "e1", "candidate", capacity=1)
    before = Desk([edition()], [quota], [], undrawn={"e1"})
    assert [before.admit(application(id), at=NOON).state for id in "ab"] == ["confirmed", "waitlisted"]
    quota.taken = 0
    assert Desk([edition()], [quota], [], undrawn={"e1"}).admit(application("c"), at=NOON).state == "waitlisted"
    assert MovingUp(edition(), Seats([quota], {"e1"}), [quota]).wanted == []


# any sequence


class Gathering(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now = NOON
        self.edition = edition(needs_approval=("visitor",), offer_hours=5)
        self.quotas = {quota.id: quota for quota in quotas()}
        self.registrations: dict[str, Registration] = {}
        self.holds: dict[str, Hold] = {}
        self.arrivals: list[str] = []
        self.next = 0

    wishes = st.tuples(
        st.sampled_from(["candidate", "visitor"]),
        st.lists(st.sampled_from(["talk", "fair"]), unique=True, max_size=2).map(tuple),
    )
    chosen = st.integers(0, 10_000)

    def new_id(self):
        self.next += 1
        return f"{self.next:05}"

    def in_state(self, *states):
        return [one for one in self.registrations.values() if one.state in states]

    def pass_on(self, seats, freed):
        moving = MovingUp(self.edition, seats, freed)
        while moving.wanted:
            waiting = self.waiting_for(moving.wanted, moving.blocking)[:2]
            if not waiting:
                break
            self.nobody_was_overtaken(moving.take(waiting, at=self.now), seats)

    def nobody_was_overtaken(self, promoted, seats):
        """Undo one promotion after the other: whoever waits with a lower place had no seat then, either."""
        for one in reversed(promoted):
            seats.give_back(one)
            assert all(seats.full_for(rival) for rival in self.in_state("waitlisted") if rival.place < one.place)
        for one in promoted:
            seats.take(one)

    def waiting_for(self, wanted, blocking):
        meets = lambda one, found: {quota.id for quota in found} & set(quota_ids(one))  # noqa: E731
        waiting = [one for one in self.in_state("waitlisted") if meets(one, wanted) and not meets(one, blocking)]
        return sorted(waiting, key=lambda one: one.place)

    def give_up(self, registration, reason):
        held = registration.holds_a_seat
        registration.cancel(reason, at=self.now)
        if held:
            seats = Seats(self.quotas.values())
            self.pass_on(seats, seats.give_back(registration))

    @rule(wish=wishes)
    def register(self, wish):
        counter = Desk([self.edition], self.quotas.values(), [])
        registration = counter.admit(application(self.new_id(), wish[0], *wish[1]), at=self.now)
        self.registrations[registration.id] = registration
        if registration.state == "waitlisted":
            self.arrivals.append(registration.id)

    @rule(wish=wishes)
    def hold(self, wish):
        hold = Hold(self.new_id(), "e1", *wish, self.now + HOUR, "key:portal", 0)
        seats = Seats(self.quotas.values())
        if not seats.full_for(hold):
            seats.take(hold)
            self.holds[hold.id] = hold

    @precondition(lambda self: self.holds)
    @rule(n=chosen)
    def register_with_a_hold(self, n):
        hold = pick(self.holds.values(), n)
        counter = Desk([self.edition], self.quotas.values(), [], [hold])
        asked = application(self.new_id(), hold.category, *hold.activity_ids, hold_id=hold.id)
        registration = counter.admit(asked, at=self.now)
        self.registrations[registration.id] = registration
        del self.holds[hold.id]

    @rule(hours=st.integers(1, 6))
    def time_passes(self, hours):
        self.now = min(self.now + hours * HOUR, START - HOUR)
        for hold in [one for one in self.holds.values() if self.now >= one.expires_at]:
            del self.holds[hold.id]
            seats = Seats(self.quotas.values())
            self.pass_on(seats, seats.give_back(hold))
        for registration in self.in_state("offered"):
            if registration.offer_has_run_out(self.now):
                self.give_up(registration, "expired")

    @precondition(lambda self: self.in_state("offered"))
    @rule(n=chosen, takes=st.booleans())
    def answer_an_offer(self, n, takes):
        registration = pick(self.in_state("offered"), n)
        if takes:
            seat(registration, self.edition, at=self.now)
        else:
            self.give_up(registration, "declined")

    @precondition(lambda self: self.in_state("pending"))
    @rule(n=chosen, approves=st.booleans())
    def decide(self, n, approves):
        registration = pick(self.in_state("pending"), n)
        if approves:
            registration.approve(at=self.now)
        else:
            self.give_up(registration, "refused")

    @precondition(lambda self: self.in_state("pending", "waitlisted", "offered", "confirmed"))
    @rule(n=chosen)
    def cancel(self, n):
        self.give_up(pick(self.in_state("pending", "waitlisted", "offered", "confirmed"), n), "person")

    @precondition(lambda self: self.in_state("pending", "offered", "confirmed"))
    @rule(n=chosen, wish=wishes)
    def change_activities(self, n, wish):
        registration = pick(self.in_state("pending", "offered", "confirmed"), n)
        before = registration.activity_ids
        seats = Seats(self.quotas.values())
        freed = seats.give_back(registration)
        registration.choose(wish[1])
        require_known(registration, seats)
        if seats.full_for(registration):
            registration.choose(before)  # the transaction is given up
            seats.take(registration)
        else:
            seats.take(registration)
            self.pass_on(seats, freed)

    @rule(n=chosen, capacity=st.integers(1, 8))
    def set_capacity(self, n, capacity):
        quota = pick(self.quotas.values(), n)
        try:
            quota.make_room(capacity)
        except MultaqaError:
            assert capacity < quota.taken
        self.pass_on(Seats(self.quotas.values()), [quota])

    @invariant()
    def never_a_seat_too_many(self):
        assert all(0 <= quota.taken <= quota.capacity for quota in self.quotas.values())

    @invariant()
    def taken_is_what_registrations_and_holds_use(self):
        using = [*self.in_state("pending", "offered", "confirmed"), *self.holds.values()]
        for quota in self.quotas.values():
            assert quota.taken == sum(quota.id in quota_ids(one) for one in using)

    @invariant()
    def nobody_waits_while_all_their_seats_are_free(self):
        seats = Seats(self.quotas.values())
        assert all(seats.full_for(one) for one in self.in_state("waitlisted"))

    @invariant()
    def places_are_in_the_order_of_arrival(self):
        places = [self.registrations[id].place for id in self.arrivals]
        assert places == sorted(set(places))


def pick(found, n):
    listed = list(found)
    return listed[n % len(listed)]


TestGathering = Gathering.TestCase
TestGathering.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
