"""The events' room as one writes it first: count who has a seat, then insert, under a lock for each edition."""

from multaqa import green

green.begin()

import threading  # noqa: E402 (after the patch)
from collections import defaultdict  # noqa: E402

from multaqa.ids import new_id  # noqa: E402
from multaqa.messages.events import RegistrationConfirmed, RegistrationWaitlisted  # noqa: E402
from multaqa.room import serve  # noqa: E402
from multaqa.rpc import rpc  # noqa: E402
from multaqa.settings import load  # noqa: E402
from services.events.domain import Registration  # noqa: E402
from services.events.service import EventsService  # noqa: E402

LOCKS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class NaiveService(EventsService):
    """Right while there is one process of it, and as slow as one transaction at a time for each edition."""

    name = "events"

    @rpc
    def register(self, edition_id, person_id, category, **_):
        with LOCKS[edition_id], self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_open(at=work.now())
            registration = Registration(new_id(), edition_id, person_id, category, work.now())
            asked = {"edition_id": edition_id, "category": category}
            if work.registrations.count({**asked, "state": "confirmed"}) < edition.rooms_for[category]:
                registration.confirm(at=work.now())
            else:
                registration.wait(1 + work.registrations.count({**asked, "state": "waitlisted"}))
            work.registrations.save(registration)
            told = RegistrationConfirmed if registration.holds_a_seat else RegistrationWaitlisted
            work.publish(told, registration)
            return work.commit(registration.facts())


if __name__ == "__main__":
    serve(load("events"), NaiveService)
