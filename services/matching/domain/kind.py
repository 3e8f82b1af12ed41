"""The kinds of meetings: one row each. Meetings are made from offers, so what serves an offer serves every kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.matching.domain.wording import Fault, LocalText, fault

NOTHING: tuple[Any, ...] = (None, (), [])


@dataclass(frozen=True)
class Kind:
    """`asks` are fields an offer of this kind cannot do without, `bars` those it has no use for.

    `admits` is the registration category it is open to, or None where everybody with a seat and a profile may come;
    who has a seat in that category and stated no profile has one of the edition's sectors (`training.py`).
    """

    words: LocalText
    asks: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    admits: str | None = None
    leads_to_hiring: bool = False

    def is_open_to(self, category: str | None) -> bool:
        return self.admits in (None, category)

    def faults(self, facts: Mapping[str, Any]) -> Iterator[Fault]:
        for name in self.asks:
            if facts.get(name) is None:
                yield fault(f"/{name}", "offer.field_needed", f"An offer of this kind needs its {name}.")
        for name in self.bars:
            if facts.get(name) not in NOTHING:
                yield fault(f"/{name}", "offer.field_without_use", f"An offer of this kind has no {name}.")


KINDS: dict[str, Kind] = {
    "interview": Kind(
        words=LocalText("entretien", "مقابلة"),
        asks=("required", "headcount", "place", "contract"),
        leads_to_hiring=True,
    ),
    "creators_meeting": Kind(
        words=LocalText("rencontre créateurs-entreprises", "لقاء المصممين والمقاولات"),
        bars=("required", "headcount", "place", "contract", "knock_outs", "skill_needs"),
        admits="creator",
    ),
}
ADMITTED = frozenset(kind.admits for kind in KINDS.values() if kind.admits)
