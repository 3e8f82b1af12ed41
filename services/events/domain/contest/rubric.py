"""A rubric: criteria that are measured by a rule or judged by a description of each of 0, 1, 2 and 3."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from multaqa.errors import Invalid, Refused
from services.events.domain.wording import Fault, LocalText, fault, moment

Method = Literal["measured", "judged"]
MOST_POINTS = 3
WIDE = 1
"""Jurors who differ by more points than this on a judged criterion talk about it."""


@dataclass(frozen=True)
class Measure:
    """A whole number in a unit, from `low` to `high`; each of the three `steps` that is reached gives a point.

    Where less is better (a time, a deviation), the steps fall and a step is reached from above.
    """

    unit: str
    low: int
    high: int
    steps: tuple[int, ...]

    @property
    def falls(self) -> bool:
        return self.steps[0] > self.steps[-1]

    def points(self, value: int) -> int:
        return sum(value <= step if self.falls else value >= step for step in self.steps)


@dataclass(frozen=True)
class Criterion:
    """`levels` describe 0, 1, 2 and 3 of a judged criterion; a measured one has a `measure` instead."""

    code: str
    label: LocalText
    weight: int
    method: Method
    skill: str | None = None
    levels: tuple[LocalText, ...] = ()
    measure: Measure | None = None

    @classmethod
    def stated(cls, facts: Mapping[str, Any]) -> "Criterion":
        measure = facts.get("measure")
        return cls(
            code=facts["code"],
            label=LocalText(**facts["label"]),
            weight=facts["weight"],
            method=facts["method"],
            skill=facts.get("skill"),
            levels=tuple(LocalText(**level) for level in facts.get("levels") or ()),
            measure=Measure(**{**measure, "steps": tuple(measure["steps"])}) if measure else None,
        )

    @property
    def range(self) -> tuple[int, int]:
        return (self.measure.low, self.measure.high) if self.measure else (0, MOST_POINTS)

    def takes(self, value: int) -> bool:
        low, high = self.range
        return low <= value <= high

    def points(self, value: int) -> int:
        """0 to 3: what was judged, or what the rule makes of what was measured."""
        return self.measure.points(value) if self.measure else value

    def facts(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": asdict(self.label),
            "weight": self.weight,
            "method": self.method,
            "skill": self.skill,
            "levels": [asdict(level) for level in self.levels],
            "measure": {**asdict(self.measure), "steps": list(self.measure.steps)} if self.measure else None,
        }


@dataclass(frozen=True)
class Rubric:
    """Versioned as long as nobody scores by it, frozen from then on."""

    criteria: tuple[Criterion, ...]
    number: int = 1
    frozen_at: datetime | None = None

    @classmethod
    def stated(cls, facts: Sequence[Mapping[str, Any]], number: int = 1) -> "Rubric":
        if faults := list(_faults(facts)):
            raise Invalid("rubric.invalid", "The rubric cannot be used as it stands.", errors=faults)
        return cls(tuple(Criterion.stated(one) for one in facts), number)

    def revised(self, facts: Sequence[Mapping[str, Any]]) -> "Rubric":
        if self.frozen_at:
            raise Refused("rubric.frozen", "Jurors score by this rubric: it changes no more.", number=self.number)
        return Rubric.stated(facts, self.number + 1)

    def frozen(self, at: datetime) -> "Rubric":
        return replace(self, frozen_at=at)

    def criterion(self, code: str) -> Criterion | None:
        return next((one for one in self.criteria if one.code == code), None)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.criteria)

    @property
    def weights(self) -> dict[str, int]:
        return {one.code: one.weight for one in self.criteria}

    def facts(self) -> dict[str, Any]:
        criteria = [one.facts() for one in self.criteria]
        return {"number": self.number, "frozen_at": moment(self.frozen_at), "criteria": criteria}


def _faults(criteria: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    if not criteria:
        yield fault("/criteria", "rubric.without_criterion", "At least one criterion is expected.")
    seen: set[str] = set()
    for place, one in enumerate(criteria):
        pointer = f"/criteria/{place}"
        if one["code"] in seen:
            yield fault(f"{pointer}/code", "rubric.code_twice", "A code names one criterion.")
        seen.add(one["code"])
        yield from _judged_faults(one, pointer) if one["method"] == "judged" else _measured_faults(one, pointer)


def _judged_faults(one: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    if len(one.get("levels") or ()) != MOST_POINTS + 1:
        yield fault(f"{pointer}/levels", "rubric.levels_missing", "Describe each of 0, 1, 2 and 3.")
    if one.get("measure"):
        yield fault(f"{pointer}/measure", "rubric.judged_not_measured", "A judged criterion has no measure.")


def _measured_faults(one: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    measure = one.get("measure")
    if not measure:
        yield fault(f"{pointer}/measure", "rubric.measure_missing", "State the range and the three steps.")
        return
    if measure["low"] >= measure["high"]:
        yield fault(f"{pointer}/measure/high", "rubric.range_empty", "The range has a lower and a higher end.")
    steps = list(measure["steps"])
    if len(steps) != MOST_POINTS or steps not in (sorted(set(steps)), sorted(set(steps), reverse=True)):
        yield fault(f"{pointer}/measure/steps", "rubric.steps_unordered", "Three different steps, rising or falling.")
    elif not all(measure["low"] <= step <= measure["high"] for step in steps):
        yield fault(f"{pointer}/measure/steps", "rubric.steps_outside", "The steps lie within the range.")
