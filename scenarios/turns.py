"""What a turn of events changes in the interviews of an edition: what stood before it, what stands after."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from scenarios.api import Body

MOST_MOVED = 3
"""So many others move at most for one meeting that looks for a place (decision 17)."""
WALK = 1
"""Slots between two interviews of one person."""


@dataclass(frozen=True)
class Turn:
    """`before` and `after` are all interviews; `told` is what the command answered, where it answers what changed.

    `about` are the interviews that lose their place by it, `seekers` the persons who look for one, `gone` those who
    are told by another mail. `gives_back` says that what is cancelled leaves a place to others, and `neglected` are
    such places that stand empty although somebody could take them.
    """

    name: str
    at: datetime
    before: list[Body]
    after: list[Body]
    told: list[Body] | None = None
    about: frozenset[str] = frozenset()
    seekers: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    gives_back: bool = False
    neglected: list[Body] = field(default_factory=list)

    @cached_property
    def scheduled(self) -> list[Body]:
        known = {one["id"] for one in self.before}
        return [one for one in self.after if one["id"] not in known]

    @cached_property
    def cancelled(self) -> list[Body]:
        left = {one["id"] for one in self.after}
        return [one for one in self.before if one["id"] not in left]

    @cached_property
    def moved(self) -> list[Body]:
        was = {one["id"]: place(one) for one in self.before}
        return [one for one in self.after if place(one) != was.get(one["id"], place(one))]

    @property
    def concerned(self) -> set[str]:
        """Who is told that their interviews are otherwise."""
        return {one["candidate_id"] for one in (*self.scheduled, *self.moved, *self.cancelled)} - self.gone

    @property
    def moves_too_many(self) -> bool:
        others = sum(one["id"] not in self.about for one in self.moved)
        return others > MOST_MOVED * (len(self.about) + len(self.seekers))

    @property
    def touches_what_had_begun(self) -> bool:
        """Also by putting something into an hour that has begun."""
        changed = {one["id"] for one in (*self.moved, *self.cancelled)}
        was = [one for one in self.before if one["id"] in changed]
        return any(starts(one) < self.at for one in (*was, *self.moved, *self.scheduled))

    @property
    def is_in_two_places(self) -> bool:
        return bool(without_a_walk(self.after) or booked_twice(self.after, "table_id"))

    @property
    def is_told_as_found(self) -> bool:
        found = {"scheduled": self.scheduled, "moved": self.moved, "cancelled": self.cancelled}
        kinds = {(kind, one["id"]) for kind, ones in found.items() for one in ones}
        return self.told is None or kinds == {(one["change"], one["interview"]["id"]) for one in self.told}

    @property
    def given_back(self) -> list[Body]:
        return self.cancelled if self.gives_back else []

    @property
    def left_empty(self) -> list[Body]:
        taken = {place(one) for one in self.after}
        return [one for one in self.given_back if place(one) not in taken]


def place(interview: Body) -> tuple[str, int]:
    return interview["table_id"], interview["slot"]


def starts(interview: Body) -> datetime:
    return datetime.fromisoformat(interview["starts_at"])


def by_candidate(interviews: Iterable[Body]) -> dict[str, list[Body]]:
    of: dict[str, list[Body]] = defaultdict(list)
    for one in interviews:
        of[one["candidate_id"]].append(one)
    return of


def booked_twice(found: Iterable[Body], end: str) -> int:
    bookings = Counter((each[end], each["slot"]) for each in found)
    return sum(times - 1 for times in bookings.values())


def beyond_recruiters(interviews: Iterable[Body], named: Mapping[str, frozenset[str]]) -> int:
    """Interviews at once that are more than the recruiters whom their offers name; `named` by offer."""
    busy = Counter((named[one["offer_id"]], one["slot"]) for one in interviews if one["offer_id"] in named)
    return sum(max(0, count - len(recruiters)) for (recruiters, _), count in busy.items())


def without_a_walk(interviews: Iterable[Body]) -> int:
    """How often a person has no slot to walk from one interview to the next."""
    days = (sorted(one["slot"] for one in own) for own in by_candidate(interviews).values())
    return sum(later - earlier <= WALK for slots in days for earlier, later in pairwise(slots))
