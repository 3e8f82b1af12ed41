"""Whom each side would rather meet, offer by offer: what candidates and organisations have stated of each other.

Lists of the allocation begin with what was stated, in its order; the score orders the rest, and what is equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

PREFERRED_AT_MOST = 50
SHORTLISTED_AT_MOST = 200
UNSTATED = 0.5
"""What a side that says nothing of a pair gives it: less than any that it names, and no reason against it."""
BY_ORGANISATION = 2.0
"""A step of an organisation's list, apart from any two scores; one of a candidate's is apart from any two of those."""
BY_CANDIDATE = BY_ORGANISATION * (SHORTLISTED_AT_MOST + 1)


@dataclass(frozen=True)
class Ranked:
    """An offer, and the place it has in a list, or a candidate in the offer's; 1 comes first."""

    offer_id: str
    place: int


@dataclass(frozen=True)
class Preferences:
    """`preferred` and `declined` by the candidate; `shortlisted` by the offers that name the candidate."""

    preferred: tuple[Ranked, ...] = ()
    shortlisted: tuple[Ranked, ...] = ()
    declined: tuple[str, ...] = ()

    @cached_property
    def preferred_at(self) -> Mapping[str, int]:
        return _first_places(self.preferred)

    @cached_property
    def shortlisted_at(self) -> Mapping[str, int]:
        return _first_places(self.shortlisted)

    def value(self, offer_id: str) -> float:
        """From 0.5, where nobody says anything, to 1, where each is the other's first: the mean of both sides."""
        return (_given(self.preferred_at.get(offer_id)) + _given(self.shortlisted_at.get(offer_id))) / 2

    def liked(self, offer_id: str) -> float:
        """What goes before any score in the candidate's list."""
        place = self.preferred_at.get(offer_id)
        return BY_CANDIDATE * (PREFERRED_AT_MOST + 1 - place) if place else 0.0

    def sought(self, offer_id: str) -> float:
        """What goes before any score in the organisation's list."""
        place = self.shortlisted_at.get(offer_id)
        return BY_ORGANISATION * (SHORTLISTED_AT_MOST + 1 - place) if place else 0.0

    @property
    def say_anything(self) -> bool:
        return bool(self.preferred or self.shortlisted or self.declined)

    @property
    def named(self) -> list[str]:
        """The offers of which either side says that they would rather meet."""
        return sorted({*self.preferred_at, *self.shortlisted_at})


NONE = Preferences()


def _first_places(ranked: Sequence[Ranked]) -> dict[str, int]:
    """An offer may be named itself and with its organisation: the better place counts."""
    return {one.offer_id: one.place for one in sorted(ranked, key=lambda one: -one.place)}


def _given(place: int | None) -> float:
    return UNSTATED if place is None else UNSTATED + (1 - UNSTATED) / place
