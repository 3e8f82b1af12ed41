"""How much each criterion of a score weighs: as the house has it, as a tenant states it, or for one offer alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from multaqa.errors import Invalid
from services.matching.domain.wording import fault

HOUSE = "house/0"
PERCENT = 100


@dataclass(frozen=True)
class Weights:
    """`stated` says whose they are and in which version: `house/0`, `tenant/3`, `offer/2`.

    `preference` came later than the others: whatever was stated or recorded without it weighs without it.
    """

    required: float = 0.45
    wished: float = 0.1
    sector: float = 0.15
    training: float = 0.1
    languages: float = 0.1
    mobility: float = 0.1
    preference: float = 0.0
    least_score: float = 0.4
    stated: str = HOUSE

    def __post_init__(self) -> None:
        values = self.of_criteria()
        if negative := [name for name, weight in (*values.items(), ("least_score", self.least_score)) if weight < 0]:
            text = "A weight cannot be negative."
            raise Invalid("weights.negative", text, errors=[fault(f"/{name}", "weights.negative", text)
                                                            for name in negative])  # fmt: skip
        if not any(values.values()):
            text = "At least one weight is above zero."
            raise Invalid("weights.all_zero", text, errors=[fault(f"/{name}", "weights.all_zero", text)
                                                            for name in values])  # fmt: skip

    def of_criteria(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in CRITERIA_NAMES}

    @cached_property
    def that_weigh(self) -> tuple[tuple[str, float], ...]:
        return tuple((name, weight) for name, weight in self.of_criteria().items() if weight)


CRITERIA_NAMES = tuple(one.name for one in fields(Weights) if one.name not in ("least_score", "stated"))


PERCENT_NAMES = (*CRITERIA_NAMES, "least_score")


@dataclass
class StatedWeights:
    """What a tenant has stated for all its offers (`offer_id` is None), or somebody for one offer; in percent."""

    id: str
    offer_id: str | None
    percent: dict[str, int] = field(default_factory=dict)
    stated_at: datetime | None = None
    stated_by: str | None = None
    earlier: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0

    def state(self, percent: Mapping[str, int], at: datetime, by: str) -> None:
        """Take new ones; what stood before stays readable under its version."""
        _shares(percent)
        if self.version:
            self.earlier.append({"version": self.version, **self._said()})
        self.percent, self.stated_at, self.stated_by = dict(percent), at, by

    def weights(self) -> Weights:
        return replace(_shares(self.percent), stated=f"{'offer' if self.offer_id else 'tenant'}/{self.version}")

    def _said(self) -> dict[str, Any]:
        stated_at = self.stated_at.isoformat() if self.stated_at else None
        return {"weights": self.percent, "stated_at": stated_at, "stated_by": self.stated_by}

    def facts(self) -> dict[str, Any]:
        return {"stated": self.weights().stated, **self._said(), "earlier": self.earlier}


def _shares(percent: Mapping[str, int]) -> Weights:
    shares: dict[str, Any] = {name: percent.get(name, 0) / PERCENT for name in PERCENT_NAMES}
    return Weights(**shares)


def house_facts(weights: Weights) -> dict[str, Any]:
    """As stated ones are told, where nobody has stated any."""
    percent = {name: round(getattr(weights, name) * PERCENT) for name in PERCENT_NAMES}
    return {"stated": weights.stated, "weights": percent, "stated_at": None, "stated_by": None, "earlier": []}
