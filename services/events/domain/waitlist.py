"""The waitlist: a seat that comes back is offered to those who wait for it, in the order of their places."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from services.events.domain.edition import Edition
from services.events.domain.quota import Quota, Seats
from services.events.domain.registration import Registration


def seat(registration: Registration, edition: Edition, at: datetime) -> None:
    """The seat is theirs: at once, or once staff approve where the edition asks for it."""
    if registration.category in edition.needs_approval:
        registration.receive()
    else:
        registration.confirm(at)


def promote(registration: Registration, edition: Edition, at: datetime) -> None:
    """Offer a seat for the edition's hours, never past its start; where no time is left the seat is theirs."""
    until = min(at + timedelta(hours=edition.offer_hours), edition.starts_at)
    if until > at:
        registration.offer(until)
    else:
        seat(registration, edition, at)


def shorten(registration: Registration, edition: Edition, at: datetime) -> None:
    """Let the offer end at the edition's new start; where that is past, the seat is theirs, as with any late offer."""
    if at < edition.starts_at:
        registration.offer(edition.starts_at)
    else:
        seat(registration, edition, at)


class MovingUp:
    """Gives the seats of `freed` quotas to those who wait.

    Ask the store for who waits for one of `wanted` and for none of `blocking`, in the order of their places, and hand
    them to `take`; when `wanted` is empty or nobody is found, nobody waits whose seats are all free.
    """

    def __init__(self, edition: Edition, seats: Seats, freed: Iterable[Quota]) -> None:
        self._edition, self._seats, self._freed = edition, seats, list(freed)
        self._blocking: dict[str, Quota] = {}
        self.promoted = 0

    @property
    def wanted(self) -> list[Quota]:
        return [quota for quota in self._freed if self._seats.has_room(quota)]

    @property
    def blocking(self) -> Collection[Quota]:
        """Quotas found to be full: who waits for one of them cannot be helped now."""
        return self._blocking.values()

    def take(self, waiting: Iterable[Registration], at: datetime) -> list[Registration]:
        """Those who get a seat; whoever comes after the last one is not looked at."""
        return [registration for registration in waiting if self.wanted and self._gives_seat(registration, at)]

    def _gives_seat(self, registration: Registration, at: datetime) -> bool:
        if full := self._seats.full_for(registration):
            self._block(full)
            return False
        self._seats.take(registration)
        promote(registration, self._edition, at)
        self.promoted += 1
        return True

    def _block(self, full: Iterable[Quota]) -> None:
        for quota in full:
            self._blocking[quota.id] = quota
            self._seats.touch(quota)
