"""What a run was computed from and what came out, kept so that anybody can have it computed again."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from services.matching.domain.timetable import Figures

ALGORITHM = "floors-then-stable/4"
"""Changed with anything that may give the same forum another timetable."""
RESTORED = "restored"
"""The algorithm of a run that was not computed: an earlier timetable was published again."""
COUNTED = ("candidates", "with_feasible_offer", "with_interview", "interviews")
TOLD = ("id", "edition_id", "weights", "algorithm", "inputs_digest", "outcome_digest", "computed_at")
SEED = 0
"""Nothing is drawn: ties are broken by the order of registration, which is part of the inputs."""


@dataclass
class RunRecord:
    """`id` is the run's. Inputs and timetable name candidates by their pseudonyms, so they outlive an erasure."""

    id: str
    edition_id: str
    computed_at: datetime
    inputs_file: str
    inputs_digest: str
    outcome_digest: str
    weights: str
    offer_weights: dict[str, str] = field(default_factory=dict)
    algorithm: str = ALGORITHM
    seed: int = SEED
    timetable_file: str | None = None
    version: int = 0

    def facts(self) -> dict[str, Any]:
        facts = asdict(self)
        del facts["inputs_file"], facts["timetable_file"], facts["version"]
        return {**facts, "computed_at": self.computed_at.isoformat()}

    def restored_as(self, run_id: str, at: datetime) -> "RunRecord":
        return replace(self, id=run_id, computed_at=at, algorithm=RESTORED, version=0)

    def compared(self, inputs_digest: str, outcome_digest: str) -> dict[str, Any]:
        """Whether the kept inputs are untouched, and whether they give the same timetable again."""
        return {
            "run_id": self.id,
            "algorithm": self.algorithm,
            "algorithm_now": ALGORITHM,
            "inputs_untouched": inputs_digest == self.inputs_digest,
            "outcome_digest": self.outcome_digest,
            "outcome_digest_now": outcome_digest,
            "same": outcome_digest == self.outcome_digest,
        }


@dataclass(frozen=True)
class ComputedMatches:
    """A record as it is told, once, when its run was computed."""

    record: RunRecord
    figures: Figures

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def version(self) -> int:
        return 1

    def facts(self) -> dict[str, Any]:
        facts = self.record.facts()
        return {name: facts[name] for name in TOLD} | {name: getattr(self.figures, name) for name in COUNTED}
