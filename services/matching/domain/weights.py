"""How much each criterion of a score weighs: as the house has it, as a tenant states it, or for one offer alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from services.matching.domain.wording import fault

HOUSE = "house/0"
PERCENT = 100


@dataclass(frozen=True)
class Weights:
    """`stated` says whose they are and in which version: `house/0`, `tenant/3`, `offer/2`."""

    required: float = 0.45
    wished: float = 0.1
    sector: float = 0.15
    training: float = 0.1
    languages: float = 0.1
    mobility: float = 0.1
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


CRITERIA_NAMES = tuple(one.name for one in fields(Weights) if one.name not in ("least_score", "stated"))


@dataclass
class StatedWeights:
    """What a tenant (`id` is TENANT) or a partner for an offer (`id` is the offer's) has stated, in percent."""

    id: str
    percent: dict[str, int]
    stated_at: datetime
    stated_by: str
    version: int = 0
    earlier: list[dict[str, Any]] = field(default_factory=list)

    def state(self, percent: Mapping[str, int], at: datetime, by: str) -> None:
        """Take new ones; what stood before stays readable under its version."""
        _shares(percent)
        if self.version:
            self.earlier.append({"version": self.version, **self._said()})
        self.percent, self.stated_at, self.stated_by = dict(percent), at, by

    def weights(self) -> Weights:
        scope = TENANT if self.id == TENANT else "offer"
        return replace(_shares(self.percent), stated=f"{scope}/{self.version}")

    def _said(self) -> dict[str, Any]:
        return {"weights": self.percent, "stated_at": self.stated_at.isoformat(), "stated_by": self.stated_by}

    def facts(self) -> dict[str, Any]:
        return {"version": self.version, **self._said(), "earlier": self.earlier}


TENANT = "tenant"


def _shares(percent: Mapping[str, int]) -> Weights:
    shares: dict[str, Any] = {name: percent[name] / PERCENT for name in PERCENT_NAMES}
    return Weights(**shares)


PERCENT_NAMES = (*CRITERIA_NAMES, "least_score")


def house_facts(weights: Weights) -> dict[str, Any]:
    """As stated ones are told, where nobody has stated any."""
    told = asdict(weights)
    del told["stated"]
    percent = {name: round(share * PERCENT) for name, share in told.items()}
    return {"version": 0, "weights": percent, "stated_at": None, "stated_by": None, "earlier": []}
