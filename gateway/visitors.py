"""Visitors without key or link: how many commands one address may send, so that nobody fills an edition by program."""

from datetime import timedelta
from functools import partial
from time import time

from gateway.admission import Incoming
from gateway.problems import RequestError
from multaqa.store.allowances import Allowances
from multaqa.store.rerun import rerun
from multaqa.store.work import Room

MOST = 60
WITHIN = timedelta(minutes=10)
"""A classroom behind one address registers within ten minutes; a program that tries addresses does not get far."""
COUNT_S = 2.0


class Crowd:
    """Counts the commands of each address to a tenant, for all gateways together; addresses are kept no longer."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN) -> None:
        self._most, self._within = most, within

    def let_in(self, incoming: Incoming, tenant: str, room: Room) -> None:
        """Refuses a command too many with 429; reading is not counted."""
        if incoming.route.is_command and not self._has_room(incoming.request.remote_addr or "", tenant, room):
            text = "Too many registrations came from this address. Try again in ten minutes."
            raise RequestError(429, "visitor.too_many", text)

    def _has_room(self, address: str, tenant: str, room: Room) -> bool:
        allowances = Allowances(room.database, tenant)
        take = partial(allowances.take, f"visitor {address}", self._most, self._within)
        return rerun(lambda: take(room.clock.now()), until=time() + COUNT_S)
