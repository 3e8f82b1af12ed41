"""A window: load that runs while one fault strikes, and the account of every parcel of it."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from multaqa.bus.dead import WAITING
from multaqa.store.forgetting import DEAD_LETTERS
from multaqa.testing.waiting import eventually
from tests.faults.table import Row
from tests.lab.house import House
from tests.lab.load import Key, Load, Sender

ACCOUNTED_S = 120.0
LOOK_S = 0.1
AFTERWARDS = 200
NUMBER = re.compile(rb'"number": ?(\d+)')
VERSION = re.compile(rb'"aggregateversion": ?(\d+)')


@dataclass(frozen=True, slots=True)
class Scale:
    """How long and how hard: what each of 27 windows sends at least, its rate, how often and long faults strike.

    27 windows make at least 20,000 parcels in the short form, 100,000 in the long one.
    """

    least: int
    per_second: int
    strikes: int
    frozen_s: float
    swallowed_s: float


SHORT = Scale(least=800, per_second=500, strikes=1, frozen_s=8.0, swallowed_s=6.0)
LONG = Scale(least=4_000, per_second=500, strikes=3, frozen_s=30.0, swallowed_s=30.0)


class Window:
    def __init__(self, house: House, scale: Scale, chance: random.Random, fault: str, name: str) -> None:
        self.house, self.scale, self.fault, self.name = house, scale, fault, name
        self.load = Load(Sender(house.calls), name, per_second=scale.per_second, under_way=self._under_way)
        self._chance = chance
        self._struck_at: float | None = None
        self._repaired_at: float | None = None

    # while the load runs

    def strikes(self) -> Iterator[None]:
        """The random moments at which the fault is to strike, each once the load flows."""
        for _ in range(self.scale.strikes):
            self.at_a_random_moment()
            yield

    def at_a_random_moment(self) -> None:
        """Return when a random number of further parcels has arrived at the sink."""
        until = self.count("sink") + self._chance.randint(100, self.scale.per_second)
        eventually(lambda: self.count("sink") >= until, ACCOUNTED_S, LOOK_S)

    @contextmanager
    def fault_lasts(self) -> Iterator[None]:
        """The time from the strike until it is repaired."""
        self._struck_at = self._struck_at or time.time()
        yield
        self._repaired_at = time.time()

    def hold(self, seconds: float) -> None:
        """Let a fault last."""
        threading.Event().wait(seconds)

    def finish(self) -> None:
        """Load on until enough was sent, then wait until each parcel has had its effect or is a dead letter."""
        eventually(self._is_enough, ACCOUNTED_S, LOOK_S)
        self.load.stop()
        eventually(lambda: not self.unaccounted(), ACCOUNTED_S, LOOK_S)

    # what became of it

    def count(self, room: str) -> int:
        return self.house.database(room)["effects"].count_documents(self._mine())

    def effects(self, room: str = "sink") -> list[dict[str, Any]]:
        return list(self.house.database(room)["effects"].find(self._mine()))

    def arrived(self, *numbers: int, version: int = 1) -> bool:
        """Whether each of these parcels has had its effect at the sink."""
        mine = {**self._mine(), "number": {"$in": numbers}, "version": version}
        return len(self.house.database("sink")["effects"].distinct("number", mine)) == len(numbers)

    def found(self, room: str = "sink") -> Counter[Key]:
        return Counter((effect["number"], effect["version"]) for effect in self.effects(room))

    def dead(self) -> set[Key]:
        """The parcels that wait among the dead letters of any room."""
        return {_key(row["body"]) for row in self.dead_letters(WAITING)}

    def dead_letters(self, *states: str) -> list[dict[str, Any]]:
        rows = [row for room in ("middle", "sink") for row in self.house.database(room)[DEAD_LETTERS].find()]
        told = re.compile(rb'"window": ?"%s"' % self.name.encode())
        return [row for row in rows if told.search(row["body"]) and row["state"] in (states or (row["state"],))]

    def attempts(self, room: str, number: int) -> list[int]:
        """How many messages the handler had together, for each of its runs that had this one."""
        rows = self.house.database(room)["attempts"].find({"subject": f"{self.name}-{number}"}, sort=[("_id", 1)])
        return [row["together"] for row in rows]

    def unaccounted(self) -> set[Key]:
        missing = self._under_way()
        if missing > 2 * self.scale.per_second:
            return {(-1, missing)}  # far from the end: do not read it all
        return self.load.accepted.keys() - self.found().keys() - self.dead()

    def row(self) -> Row:
        found, sent, dead = self.found(), self.load.accepted.keys(), self.dead()
        again = [counts.total() - len(counts) for counts in (found, self.found("middle"))]
        return Row(
            fault=self.fault,
            sent=len(sent),
            found=len(found),
            lost=len(sent - found.keys() - dead),
            doubled=sum(again) + len(found.keys() - sent),
            dead=len(dead - found.keys()),
            stall_s=round(self._stall_s(), 2),
            recover_s=round(self._recover_s(), 2),
        )

    def _mine(self) -> dict[str, Any]:
        return {"tenant": {"$in": [tenant.slug for tenant in self.house.tenants]}, "window": self.name}

    def _under_way(self) -> int:
        return len(self.load.accepted) - self.count("sink")

    def _is_enough(self) -> bool:
        afterwards = sum(at > (self._repaired_at or 0.0) for at in list(self.load.accepted.values()))
        return bool(self.load.failures) or (afterwards >= AFTERWARDS and len(self.load.accepted) >= self.scale.least)

    def _stall_s(self) -> float:
        """The longest gap between effects since the strike."""
        struck_at = self._struck_at or 0.0
        moments = sorted({effect["at"] for effect in self.effects()})
        before = [at for at in moments if at <= struck_at][-1:]
        gaps = pairwise(before + [at for at in moments if at > struck_at])
        return max((later - sooner for sooner, later in gaps), default=0.0)

    def _recover_s(self) -> float:
        """From the repair to the first effect of a parcel that was accepted after it."""
        if self._repaired_at is None:
            return 0.0
        repaired_at, accepted = self._repaired_at, self.load.accepted
        fresh = [one["at"] for one in self.effects() if accepted.get((one["number"], one["version"]), 0) > repaired_at]
        return min(fresh, default=float("inf")) - repaired_at


def _key(body: bytes) -> Key:
    number, version = NUMBER.search(body), VERSION.search(body)
    return int(number[1]) if number else 0, int(version[1]) if version else 1
