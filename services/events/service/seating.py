"""How seats move: given back, passed on in order, offered, accepted, exchanged.

Each function decides, saves and publishes; the commit is its caller's.
"""

from datetime import timedelta

from multaqa.errors import Refused
from multaqa.messages.events import (
    RegistrationCancelled,
    RegistrationConfirmed,
    RegistrationPromoted,
    RegistrationReceived,
    RegistrationWaitlisted,
)
from services.events.domain import MovingUp, Seats, require_known, seat
from services.events.service.papers import tell

TOLD = {
    "pending": RegistrationReceived,
    "waitlisted": RegistrationWaitlisted,
    "offered": RegistrationPromoted,
    "confirmed": RegistrationConfirmed,
}
AT_ONCE = 100
"""Who moves up, or is released, in one transaction; the rest follow in the next."""
CHUNK = 16
STRAGGLERS = timedelta(seconds=90)
"""What was under way when an edition was cancelled or postponed has committed by then: Mongo ends transactions after
60 s."""


def seats_of(work, edition):
    return Seats(work.quotas.of_edition(edition.id), work.draws.undrawn([edition]))


def keep(work, registration):
    """Save it, tell of it (with a link where one is of use), and see to it that an offer runs out."""
    work.registrations.save(registration)
    if registration.state == "cancelled":
        work.publish(RegistrationCancelled, registration)
    else:
        tell(work, TOLD[registration.state], registration)
    if registration.state == "offered":
        work.schedule("expire_offer", registration.id, registration.offered_until)


def pass_on(work, edition, seats, freed):
    """Give the seats of the `freed` quotas to those who wait, in order, and save every quota that changed."""
    if edition.is_to_come(at=work.now()):
        moving = MovingUp(edition, seats, freed)
        _move_up(work, edition, moving)
        if moving.promoted >= AT_ONCE:
            work.schedule("move_up", edition.id, work.now())
    work.quotas.save_all(seats.changed.values())


def _move_up(work, edition, moving):
    while moving.wanted and moving.promoted < AT_ONCE:
        waiting = work.registrations.waiting_for(edition.id, moving.wanted, moving.blocking, limit=CHUNK)
        if not waiting:
            return
        for registration in moving.take(waiting, at=work.now()):
            keep(work, registration)


def cancel(work, registration, reason):
    """Give back the seat or the place; a seat goes to the first who waits, in the same transaction."""
    edition = work.editions.get(registration.edition_id)
    held_a_seat = registration.holds_a_seat
    registration.cancel(reason, at=work.now())
    work.unschedule("expire_offer", registration.id)
    keep(work, registration)
    if held_a_seat:
        seats = seats_of(work, edition)
        pass_on(work, edition, seats, seats.give_back(registration))


def accept(work, registration):
    """The offered seat is theirs; staff still approve where the edition asks for it."""
    edition = work.editions.get(registration.edition_id)
    edition.require_to_come(at=work.now())
    registration.require_offered(at=work.now())
    seat(registration, edition, at=work.now())
    work.unschedule("expire_offer", registration.id)
    keep(work, registration)


def decline(work, registration):
    registration.require_offered(at=work.now())
    cancel(work, registration, "declined")


def change(work, registration, activity_ids):
    """Take seats in the activities chosen now and give back those chosen before: all of it, or nothing.

    Who waits goes on waiting, behind those who wait already where something new is wanted.
    """
    edition = work.editions.get(registration.edition_id)
    edition.require_to_come(at=work.now())
    seats = seats_of(work, edition)
    chosen = tuple(dict.fromkeys(activity_ids))
    move = _exchange if registration.holds_a_seat else _wait_anew
    freed = move(registration, chosen, seats)
    work.registrations.save(registration)
    pass_on(work, edition, seats, freed)


def _exchange(registration, chosen, seats):
    freed = seats.give_back(registration)
    registration.choose(chosen)
    require_known(registration, seats)
    if full := seats.full_for(registration):
        raise full_refusal(full)
    seats.take(registration)
    return freed


def _wait_anew(registration, chosen, seats):
    adds = not set(chosen) <= set(registration.activity_ids)
    registration.choose(chosen)
    require_known(registration, seats)
    if adds:
        registration.wait(seats.place(registration))
    return seats.met_by(registration)


def full_refusal(full):
    """Why a seat cannot be had now, with the activities or the category that are full."""
    facts = {"activity_ids": sorted({quota.activity_id for quota in full if quota.activity_id})}
    return Refused("registration.full", "There is no seat left for what is asked.", **facts)
