"""The rules a committee gives itself: quorum, notice, majority, proxies."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from services.partners.domain.wording import Fault, fault

VOTING_RULES = ("simple_majority", "absolute_majority", "two_thirds", "unanimity")
LONGEST_NOTICE_DAYS = 90


@dataclass(frozen=True)
class QuorumRule:
    """At least a fraction of the voting seats that have a valid mandate, or at least a number of them."""

    numerator: int | None = None
    denominator: int | None = None
    number: int | None = None

    def needed(self, mandates: int) -> int:
        """How many must be present or represented among `mandates` voting seats; never less than one."""
        if self.number is not None:
            return self.number
        return max(1, ceil(Fraction(self.numerator or 0, self.denominator) * mandates))

    def faults(self) -> Iterator[Fault]:
        is_fraction = self.numerator is not None and self.denominator is not None
        if is_fraction == (self.number is not None):
            yield fault("/quorum", "quorum.one_form", "A quorum is a fraction or a number, one of the two.")
        elif is_fraction and not 0 < (self.numerator or 0) <= (self.denominator or 0):
            yield fault("/quorum/numerator", "quorum.not_a_part", "The fraction is more than nothing and at most all.")
        elif not is_fraction and (self.number or 0) < 1:
            yield fault("/quorum/number", "quorum.too_small", "At least one seat must be present.")

    def facts(self) -> dict[str, int]:
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Rules:
    quorum: QuorumRule
    notice_days: int
    voting_rule: str
    proxies_per_seat: int = 1

    @classmethod
    def given(cls, facts: Mapping[str, Any]) -> "Rules":
        per_seat = facts.get("proxies_per_seat")
        return cls(
            quorum=QuorumRule(**facts["quorum"]),
            notice_days=facts["notice_days"],
            voting_rule=facts["voting_rule"],
            proxies_per_seat=1 if per_seat is None else per_seat,
        )

    def faults(self) -> Iterator[Fault]:
        yield from self.quorum.faults()
        if not 0 <= self.notice_days <= LONGEST_NOTICE_DAYS:
            yield fault("/notice_days", "committee.notice_out_of_range", "The notice is between 0 and 90 days.")
        if self.voting_rule not in VOTING_RULES:
            yield fault("/voting_rule", "committee.voting_rule_unknown", f"One of {', '.join(VOTING_RULES)}.")
        if self.proxies_per_seat < 0:
            yield fault("/proxies_per_seat", "committee.proxies_negative", "A seat carries no proxy, or some.")

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "quorum": self.quorum.facts()}
