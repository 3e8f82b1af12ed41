"""How many may come, how many seats are taken, and the last place given on the waitlist."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from multaqa.errors import Invalid, Refused
from services.events.domain.wording import fault

ANYBODY = "*"


class Wish(Protocol):
    """What a registration, a hold or an application asks for: a seat in each of the quotas it meets."""

    @property
    def edition_id(self) -> str: ...

    @property
    def category(self) -> str: ...

    @property
    def activity_ids(self) -> tuple[str, ...]: ...


def quota_id(edition_id: str, category: str | None = None, activity_id: str | None = None) -> str:
    """A quota is of an edition or of one of its activities, for a category or for anybody: who takes part knows."""
    return "/".join(part for part in (edition_id, activity_id, category or ANYBODY) if part)


def quota_ids(wish: Wish) -> list[str]:
    """Every quota that a wish meets where it exists."""
    places = (None, *wish.activity_ids)
    return [quota_id(wish.edition_id, category, one) for one in places for category in (wish.category, None)]


@dataclass
class Quota:
    """Whoever takes or gives back a seat saves the quota too: its version puts them in one order.

    Without an activity it counts seats of the whole edition, without a category seats of anybody.
    """

    id: str
    edition_id: str
    category: str | None
    capacity: int
    activity_id: str | None = None
    taken: int = 0
    last_place: int = 0
    version: int = 0

    @classmethod
    def empty(cls, edition_id: str, category: str | None, capacity: int, activity_id: str | None = None) -> "Quota":
        return cls(quota_id(edition_id, category, activity_id), edition_id, category, capacity, activity_id)

    @property
    def has_room(self) -> bool:
        return self.taken < self.capacity

    @property
    def is_of_category(self) -> bool:
        """Whether it says how many of a category the edition expects: without one nobody of it may come."""
        return self.activity_id is None and self.category is not None

    def make_room(self, capacity: int) -> None:
        """Raise or lower it; never below the seats that are taken."""
        if capacity < 1:
            wrong = fault("/capacity", "quota.capacity_too_small", "At least one seat is needed.")
            raise Invalid("quota.invalid", "The quota cannot be changed like this.", errors=[wrong])
        if capacity < self.taken:
            text = "More seats are taken than this capacity has."
            raise Refused("quota.below_taken", text, capacity=capacity, taken=self.taken)
        self.capacity = capacity

    def facts(self) -> dict[str, Any]:
        return {
            "activity_id": self.activity_id,
            "category": self.category,
            "capacity": self.capacity,
            "taken": self.taken,
        }


class Seats:
    """Quotas as they were read once, and what is taken from them and given back since.

    `changed` are those to save afterwards: also the full ones that kept somebody waiting, so that whoever gives back a
    seat of one of them at the same moment meets this decision and decides after it. `undrawn` are editions whose
    waitlist a draw will put in order: once somebody waits there, nobody overtakes the draw by coming later.
    """

    def __init__(self, quotas: Iterable[Quota], undrawn: Collection[str] = ()) -> None:
        self._quotas = {quota.id: quota for quota in quotas}
        self._undrawn = undrawn
        self.changed: dict[str, Quota] = {}

    def met_by(self, wish: Wish) -> list[Quota]:
        return [self._quotas[id] for id in quota_ids(wish) if id in self._quotas]

    def has_room(self, quota: Quota) -> bool:
        return quota.has_room and not (quota.edition_id in self._undrawn and quota.last_place)

    def full_for(self, wish: Wish) -> list[Quota]:
        return [quota for quota in self.met_by(wish) if not self.has_room(quota)]

    def take(self, wish: Wish) -> None:
        """A seat in each quota, which all have one: ask `full_for` before."""
        for quota in self.met_by(wish):
            quota.taken += 1
            self.touch(quota)

    def give_back(self, wish: Wish) -> list[Quota]:
        """The quotas that have a seat more."""
        freed = self.met_by(wish)
        for quota in freed:
            quota.taken -= 1
            self.touch(quota)
        return freed

    def place(self, wish: Wish) -> int:
        """The next place on the waitlist: behind all who wait for a seat of any of the same quotas.

        Each quota keeps the last place it saw, and all that a wish meets take on the new one, as a logical clock does
        (Lamport 1978): of two who want the same seat, the one accepted first has the lower place, whatever else they
        want. Where people want one quota alone, places are 1, 2, 3.
        """
        met = self.met_by(wish)
        place = 1 + max(quota.last_place for quota in met)
        for quota in met:
            quota.last_place = place
            self.touch(quota)
        return place

    def restart_places(self, after: int) -> None:
        """A draw gave places up to `after`: whoever comes now waits behind them."""
        for quota in self:
            quota.last_place = max(quota.last_place, after)
            self.touch(quota)

    def touch(self, quota: Quota) -> None:
        self.changed[quota.id] = quota

    def add(self, quota: Quota) -> None:
        """A quota that was not there; who registers at the same moment without it meets those of their category."""
        quota.last_place = max((known.last_place for known in self), default=0)
        for known in self:
            if known.is_of_category and quota.category in (None, known.category):
                self.touch(known)
        self._quotas[quota.id] = quota
        self.touch(quota)

    def drop(self, quota: Quota) -> None:
        del self._quotas[quota.id]

    def __iter__(self) -> Iterator[Quota]:
        return iter(self._quotas.values())
