"""The waitlist: offers taken or left, those that run out, and the draw that puts it in order."""

import secrets

from multaqa.bus import due
from multaqa.rpc import rpc
from services.events.domain import Draw
from services.events.domain.waitlist import shorten
from services.events.service.seating import AT_ONCE, STRAGGLERS, accept, cancel, decline, keep, pass_on, seats_of


class WaitlistDesk:
    @rpc
    def accept_offer(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            accept(work, registration)
            return work.commit(registration.facts())

    @rpc
    def decline_offer(self, registration_id):
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            decline(work, registration)
            return work.commit(registration.facts())

    @due("expire_offer")
    def end_offer(self, due):
        with self.work() as work:
            registration = work.registrations.get(due.key)
            if registration.offer_has_run_out(at=work.now()):
                cancel(work, registration, "expired")
            work.commit()

    @due("shorten_offers")
    def shorten_offers(self, due):
        """The edition starts before these offers end: each ends with its start, and whoever has it is told so."""
        with self.work() as work:
            edition = work.editions.get(due.key)
            comes = edition.is_to_come(at=work.now())
            late = work.registrations.offered_beyond(edition.id, edition.starts_at, AT_ONCE) if comes else []
            for registration in late:
                shorten(registration, edition, at=work.now())
                if registration.state != "offered":
                    work.unschedule("expire_offer", registration.id)
                keep(work, registration)
            settled_at = edition.postponements[-1].postponed_at + STRAGGLERS
            if late or work.now() < settled_at:
                work.schedule("shorten_offers", edition.id, work.now() if late else settled_at)
            work.commit()

    @due("move_up")
    def move_up(self, due):
        """Whatever seats are free go to those who wait: after more came back than one transaction gives."""
        with self.work() as work:
            edition = work.editions.get(due.key)
            seats = seats_of(work, edition)
            pass_on(work, edition, seats, list(seats))
            work.commit()

    # the draw

    @rpc
    def get_draw(self, edition_id):
        with self.work.reading() as work:
            return work.draws.get(work.editions.get(edition_id).id).facts()

    @rpc
    def hold_draw(self, edition_id):
        """Who waits gets a new place by chance, once; seats that came back meanwhile are given in that order."""
        with self.work() as work:
            edition = work.editions.get(edition_id)
            edition.require_to_come(at=work.now())
            draw = work.draws.get(edition_id)
            tickets = {one.id: one for one in work.registrations.waiting(edition_id)}
            draw.hold(tickets, at=work.now())
            work.draws.save(draw)
            for place, ticket in enumerate(draw.order, start=1):
                tickets[ticket].wait(place)
            work.registrations.save_all(tickets.values())
            seats = seats_of(work, edition)
            seats.restart_places(after=len(tickets))
            pass_on(work, edition, seats, list(seats))
            work.audit("draw.held", edition_id, tickets=len(tickets))
            return work.commit(draw.facts())


def commit_to_draw(work, edition):
    """Fix the seed before anybody registers, and show what binds us to it."""
    if edition.waitlist_order == "draw" and work.draws.find(edition.id) is None:
        work.draws.save(Draw(edition.id, secrets.token_hex(32), work.now()))
