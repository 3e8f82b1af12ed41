"""The roll of a meeting: which seats count on its day, who is present, who is represented by whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.partners.domain.governance.rules import QuorumRule
from services.partners.domain.governance.seat import Seat


@dataclass(frozen=True)
class RollEntry:
    """A seat with a valid mandate: attended by its holder or deputy, or represented `through` another seat."""

    seat_id: str
    organisation_id: str
    voting: bool
    mandate_id: str
    attends: str | None = None
    through: str | None = None

    @property
    def has_a_vote(self) -> bool:
        return self.voting and (self.attends is not None or self.through is not None)


@dataclass(frozen=True)
class Quorum:
    mandates: int
    needed: int
    present: int

    @property
    def reached(self) -> bool:
        return self.present >= self.needed

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "reached": self.reached}


@dataclass(frozen=True)
class Roll:
    entries: tuple[RollEntry, ...]

    @classmethod
    def called(
        cls, seats: Iterable[Seat], day: date, attendance: Mapping[str, str], proxies: Mapping[str, str]
    ) -> "Roll":
        """Count those whose mandate is valid on the day, whatever was written down before; the others are not on it.

        A proxy counts while the seat that carries it is present with a vote of its own.
        """
        sitting = [(seat, mandate) for seat in seats if (mandate := seat.mandate_on(day))]
        carriers = {seat.id for seat, _ in sitting if seat.voting and seat.id in attendance}
        entries = []
        for seat, mandate in sitting:
            attends = attendance.get(seat.id)
            carrier = proxies.get(seat.id) if seat.voting and attends is None else None
            through = carrier if carrier in carriers else None
            entries.append(RollEntry(seat.id, seat.organisation_id, seat.voting, mandate.id, attends, through))
        return cls(tuple(entries))

    def quorum(self, rule: QuorumRule) -> Quorum:
        mandates = sum(entry.voting for entry in self.entries)
        return Quorum(mandates, rule.needed(mandates), sum(entry.has_a_vote for entry in self.entries))

    def electorate(self, organisations: Collection[str], seats: Collection[str]) -> "Electorate":
        """Who votes on an item that concerns these organisations, and on which these seats declare a conflict.

        A recused seat votes neither for itself nor for those it represents: whoever leaves the room carries no vote.
        """
        recused = {
            entry.seat_id for entry in self.entries if entry.organisation_id in organisations or entry.seat_id in seats
        }
        silenced = {entry.seat_id for entry in self.entries if entry.seat_id in recused or entry.through in recused}
        with_vote = {entry.seat_id for entry in self.entries if entry.has_a_vote}
        return Electorate(voters=frozenset(with_vote - silenced), recused=frozenset(silenced))

    @property
    def seat_ids(self) -> frozenset[str]:
        return frozenset(entry.seat_id for entry in self.entries)

    def facts(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.entries]


@dataclass(frozen=True)
class Electorate:
    """The seats that vote on an item, and those kept from it: recused, or carried by one that is."""

    voters: frozenset[str]
    recused: frozenset[str]
