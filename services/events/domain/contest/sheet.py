"""A score sheet: what one juror gave one entry, criterion by criterion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid
from services.events.domain.contest.juror import Juror
from services.events.domain.contest.rubric import Rubric
from services.events.domain.wording import Fault, fault


@dataclass(frozen=True)
class Score:
    """`device_at` is the juror's own clock, never later than the moment it arrived."""

    criterion: str
    value: int
    points: int
    device_at: datetime
    nonce: str

    def facts(self) -> dict[str, Any]:
        return {
            "criterion": self.criterion,
            "value": self.value,
            "points": self.points,
            "device_at": self.device_at.isoformat(),
        }


@dataclass(frozen=True)
class Change:
    """In deliberation: what a juror gave before and after, and why."""

    criterion: str
    before: int
    after: int
    motive: str
    at: datetime

    def facts(self) -> dict[str, Any]:
        told = {"criterion": self.criterion, "before": self.before, "after": self.after, "motive": self.motive}
        return {**told, "at": self.at.isoformat()}


@dataclass(frozen=True)
class Stroke:
    """One score as a phone sends it: again and again if it must, always under the same nonce."""

    nonce: str
    entry_id: str
    criterion: str
    value: int
    at: datetime

    @classmethod
    def sent(cls, facts: Mapping[str, Any], now: datetime) -> "Stroke":
        """A clock that runs ahead would win over every correction: what it says is bounded by the moment of arrival."""
        at = min(datetime.fromisoformat(facts["at"]), now)
        return cls(facts["nonce"], facts["entry_id"], facts["criterion"], facts["value"], at)


@dataclass
class Sheet:
    id: str
    contest_id: str
    juror_id: str
    entry_id: str
    scores: dict[str, Score] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    version: int = 0

    def take(self, stroke: Stroke, rubric: Rubric) -> str:
        """`taken`; `replayed` for a nonce that is known; `older` where a later one is here already."""
        if stroke.nonce in self.nonces:
            return "replayed"
        self.nonces.append(stroke.nonce)
        known = self.scores.get(stroke.criterion)
        if known and (known.device_at, known.nonce) > (stroke.at, stroke.nonce):
            return "older"
        criterion = rubric.criterion(stroke.criterion)
        assert criterion is not None  # noqa: S101 (`faults_of` has seen it)
        points = criterion.points(stroke.value)
        self.scores[stroke.criterion] = Score(stroke.criterion, stroke.value, points, stroke.at, stroke.nonce)
        return "taken"

    def change(self, criterion: str, points: int, motive: str, at: datetime) -> None:
        before = self.points[criterion]
        self.changes.append(Change(criterion, before, points, motive, at))

    def missing(self, rubric: Rubric) -> list[str]:
        return [code for code in rubric.codes if code not in self.scores]

    def is_complete(self, rubric: Rubric) -> bool:
        return not self.missing(rubric)

    @property
    def points(self) -> dict[str, int]:
        """As they stand after deliberation."""
        given = {code: score.points for code, score in self.scores.items()}
        return {**given, **{change.criterion: change.after for change in self.changes}}

    def facts(self) -> dict[str, Any]:
        return {
            "juror_id": self.juror_id,
            "entry_id": self.entry_id,
            "scores": [self.scores[code].facts() for code in sorted(self.scores)],
            "points": self.points,
            "changes": [change.facts() for change in self.changes],
        }


def require_scorable(strokes: Sequence[Stroke], juror: Juror, rubric: Rubric) -> None:
    """All of a batch, or none of it: Invalid names each wrong field."""
    if faults := [one for place, stroke in enumerate(strokes) for one in _faults(place, stroke, juror, rubric)]:
        raise Invalid("score.invalid", "Some of these scores cannot be taken.", errors=faults)


def _faults(place: int, stroke: Stroke, juror: Juror, rubric: Rubric) -> Iterator[Fault]:
    pointer = f"/scores/{place}"
    if stroke.entry_id not in juror.order:
        yield fault(f"{pointer}/entry_id", "score.not_assigned", "This entry is not among yours.")
        return
    if not juror.has_declared(stroke.entry_id):
        text = "Say first whether anything binds you to this entry."
        yield fault(f"{pointer}/entry_id", "score.not_declared", text)
    criterion = rubric.criterion(stroke.criterion)
    if criterion is None:
        yield fault(f"{pointer}/criterion", "score.unknown_criterion", "The rubric has no such criterion.")
    elif not criterion.takes(stroke.value):
        low, high = criterion.range
        text = f"This criterion takes whole numbers from {low} to {high}."
        yield {**fault(f"{pointer}/value", "score.outside_rubric", text)}
