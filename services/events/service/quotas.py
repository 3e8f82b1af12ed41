"""Quotas: how many may come to an edition or an activity, changed while people register, and counted for drift."""

import time
from datetime import timedelta
from math import nan

from prometheus_client import Gauge

from multaqa import telemetry
from multaqa.bus import due
from multaqa.rpc import rpc
from services.events.domain import Quota, quota_id
from services.events.service.seating import AT_ONCE, STRAGGLERS, keep, pass_on, seats_of
from services.events.service.waitlist import commit_to_draw

EVERY = timedelta(minutes=5)
WORTH_S = 2 * EVERY.total_seconds()
drift = Gauge(
    "multaqa_quota_drift",
    "Seats that quotas count otherwise than registrations and holds do, over all editions to come; must be 0.",
    ["tenant"],
    registry=telemetry.registry,
)


class QuotaDesk:
    @rpc
    def list_quotas(self, edition_id):
        with self.work.reading() as work:
            edition = work.editions.get(edition_id)
            return {"items": [quota.facts() for quota in work.quotas.of_edition(edition.id)]}

    @rpc
    def set_quota(self, edition_id, capacity, category=None, activity_id=None):
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_to_come(at=work.now())
            if activity_id and not work.quotas.of_activity(edition_id, activity_id):
                work.quotas.get(quota_id(edition_id, category, activity_id))  # not found
            quota = make_room(work, edition, capacity, category, activity_id)
            work.audit("quota.set", edition_id, capacity=capacity, category=category, activity_id=activity_id)
            return work.commit(quota.facts())

    @rpc
    def count_registrations(self, edition_id):
        with self.work.reading() as work:
            return tally(work, edition_id).figures()

    @rpc
    def reconcile(self, edition_id):
        """In a transaction, so that quotas and registrations are read as they were at one moment."""
        with self.work() as work:
            return work.commit({"edition_id": edition_id, **tally(work, edition_id).reconciliation()})

    @due("reconcile_quotas")
    def reconcile_all(self, due):
        with self.work() as work:
            editions = [one for one in work.editions.unsettled() if one.is_to_come(at=work.now())]
            found = sum(tally(work, edition.id).drift for edition in editions)
            if editions:
                work.schedule("reconcile_quotas", due.key, work.now() + EVERY)
            work.commit()
        show(due.tenant, found)
        if found:
            telemetry.log.error("quota.drifted", tenant=due.tenant, seats=found)

    @due("release_registrations")
    def release_registrations(self, due):
        """The edition is cancelled: everybody who meant to come is told so, some at a time."""
        with self.work() as work:
            edition = work.editions.get(due.key)
            released = work.registrations.standing_at(edition.id, limit=AT_ONCE)
            seats = seats_of(work, edition)
            for registration in released:
                release(work, registration, seats)
            work.quotas.save_all(seats.changed.values())
            if released or work.now() < edition.cancelled_at + STRAGGLERS:
                again_at = work.now() if released else edition.cancelled_at + STRAGGLERS
                work.schedule("release_registrations", edition.id, again_at)
            work.commit()


def show(tenant, found, now=time.monotonic):
    """Tell what a recount found until two more are due: they may fall to another process, which then knows better."""
    until = now() + WORTH_S
    drift.labels(tenant).set_function(lambda: found if now() < until else nan)


def release(work, registration, seats):
    if registration.holds_a_seat:
        seats.give_back(registration)
    registration.cancel("edition_cancelled", at=work.now())
    work.unschedule("expire_offer", registration.id)
    keep(work, registration)


def make_room(work, edition, capacity, category=None, activity_id=None):
    """Give a quota so many seats, a new one if need be; those who wait move up. Refused below what is taken."""
    seats = seats_of(work, edition)
    id = quota_id(edition.id, category, activity_id)
    quota = next((one for one in seats if one.id == id), None)
    if quota is None:
        quota = Quota.empty(edition.id, category, capacity, activity_id)
        quota.taken = tally(work, edition.id).used.get(id, 0)
        seats.add(quota)
    quota.make_room(capacity)
    seats.touch(quota)
    if quota.is_of_category:
        edition.rooms_for[category] = capacity
        work.editions.save(edition)
    pass_on(work, edition, seats, [quota])
    return quota


def set_activity_room(work, edition, activity_id, capacity):
    """For the desk of activities: so many may register for an activity, or nobody has to (None).

    Call it in the transaction that plans, changes or cancels the activity. Refused below the seats that are taken.
    Who waited for a seat that is not asked for any more moves up.
    """
    if capacity is not None:
        make_room(work, edition, capacity, activity_id=activity_id)
        return
    seats = seats_of(work, edition)
    for quota in work.quotas.of_activity(edition.id, activity_id):
        work.quotas.remove(quota.id)
        seats.drop(quota)
    pass_on(work, edition, seats, list(seats))


def attend_to(work, edition):
    """For the desk of editions: what is to be done while people may register for it.

    The draw's seed is fixed, the quotas are counted from time to time, and who waits moves up where a setting changed.
    """
    commit_to_draw(work, edition)
    work.schedule("reconcile_quotas", "all", work.now() + EVERY)
    if work.registrations.count_waiting(edition.id):
        work.schedule("move_up", edition.id, work.now())


def tally(work, edition_id):
    edition = work.editions.get(edition_id)
    return work.registrations.tally(edition.id, work.quotas.of_edition(edition.id), work.holds.of_edition(edition.id))
