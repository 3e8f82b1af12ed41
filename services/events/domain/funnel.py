"""The funnel of an edition: invited, registered, came, met, interviewed, hired; by who people are, and year over year.

A person counts once per step. What leaves the directorate names no group of fewer than five: such a count is hidden,
and with it another of its step where it could be found by subtraction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from multaqa.small_counts import SMALLEST, Count, hidden, is_small

STEPS = ("invited", "registered", "came", "met", "interviewed", "hired")
DIMENSIONS = {"category": "category", "sector": "sector", "institute": "institute_id", "level": "level"}


@dataclass(frozen=True)
class Cell:
    """So many persons of one kind, by the names of the dimensions."""

    kind: Mapping[str, str | None]
    count: int


@dataclass(frozen=True)
class Step:
    """`of` is how many had taken the step before."""

    name: str
    count: Count
    of: Count

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.count is not None and self.of else None

    def facts(self) -> dict[str, Any]:
        before = STEPS.index(self.name) - 1
        return {
            "step": self.name,
            "count": self.count,
            "of": STEPS[before] if before >= 0 else None,
            "denominator": self.of,
            "share": None if self.share is None else round(self.share, 4),
        }


@dataclass(frozen=True)
class Funnel:
    """`cells` are those of each step; `open` shows small groups, too: for the directorate's own staff."""

    edition_id: str
    number: int
    cells: Mapping[str, Sequence[Cell]]
    open: bool = True

    @property
    def totals(self) -> list[Step]:
        sums = {step: sum(cell.count for cell in self.cells.get(step, ())) for step in STEPS}
        return _steps({step: count if self.open or not is_small(count) else None for step, count in sums.items()})

    def groups(self, dimension: str) -> dict[str | None, list[Step]]:
        """The steps of each kind of people, those of whom it is not known last."""
        by_step = {step: self._by_value(step, dimension) for step in STEPS}
        values = sorted({value for counts in by_step.values() for value in counts}, key=lambda one: (one is None, one))
        shown = {step: {value: counts.get(value, 0) for value in values} for step, counts in by_step.items()}
        told = {step: dict(counts) if self.open else hidden(counts) for step, counts in shown.items()}
        return {value: _steps({step: told[step][value] for step in STEPS}) for value in values}

    def _by_value(self, step: str, dimension: str) -> Counter[str | None]:
        counts: Counter[str | None] = Counter()
        for cell in self.cells.get(step, ()):
            counts[cell.kind.get(DIMENSIONS[dimension])] += cell.count
        return counts

    def facts(self, dimension: str) -> dict[str, Any]:
        return {
            "edition_id": self.edition_id,
            "number": self.number,
            "by": dimension,
            "total": [step.facts() for step in self.totals],
            "groups": [
                {"value": value, "steps": [step.facts() for step in steps]}
                for value, steps in self.groups(dimension).items()
            ],
            "hidden_below": None if self.open else SMALLEST,
        }

    def rows(self, dimension: str) -> list[dict[str, Any]]:
        """Line by line, as a table has it; the line of a total names no group."""
        totals = [{"by": "total", "group": None, **step.facts()} for step in self.totals]
        grouped = [
            {"by": dimension, "group": value, **step.facts()}
            for value, steps in self.groups(dimension).items()
            for step in steps
        ]
        return [{"edition": self.number, **row} for row in (*totals, *grouped)]


def _steps(counts: Mapping[str, Count]) -> list[Step]:
    before = [None, *STEPS[:-1]]
    return [Step(step, counts[step], counts[last] if last else None) for last, step in zip(before, STEPS, strict=True)]


def compared(funnels: Iterable[Funnel]) -> list[dict[str, Any]]:
    """Editions in their order, each step with its difference from the edition before."""
    told, before = [], dict[str, Step]()
    for funnel in funnels:
        steps = [{**step.facts(), **_difference(before.get(step.name), step)} for step in funnel.totals]
        told.append({"edition_id": funnel.edition_id, "number": funnel.number, "steps": steps})
        before = {step.name: step for step in funnel.totals}
    return told


def _difference(before: Step | None, now: Step) -> dict[str, Any]:
    share = _minus(now.share, before.share if before else None)
    return {
        "difference": _minus(now.count, before.count if before else None),
        "share_difference": None if share is None else round(share, 4),
    }


def _minus(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def cells_of(kinds: Iterable[Mapping[str, str | None]]) -> list[Cell]:
    """Persons one by one, as cells."""
    counts: dict[tuple[str | None, ...], int] = defaultdict(int)
    for kind in kinds:
        counts[tuple(kind.get(field) for field in DIMENSIONS.values())] += 1
    return [Cell(dict(zip(DIMENSIONS.values(), kind, strict=True)), count) for kind, count in counts.items()]
