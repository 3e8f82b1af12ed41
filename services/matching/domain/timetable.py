"""A timetable: who meets whom, when and at which table, computed from a forum as it stands."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.matching.domain.allocation import fill_up, lay_floors, quality
from services.matching.domain.colouring import colour
from services.matching.domain.fit import Scale
from services.matching.domain.grid import SlotGrid
from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer
from services.matching.domain.profile import Profile
from services.matching.domain.weights import Weights


@dataclass(frozen=True)
class Table:
    id: str
    label: str


@dataclass(frozen=True)
class Forum:
    """What a timetable is computed from; candidates in the order in which they registered."""

    candidates: Mapping[str, Profile]
    offers: tuple[Offer, ...]
    tables: Mapping[str, tuple[Table, ...]]
    slots: int
    most_per_candidate: int
    weights: Weights
    offer_weights: Mapping[str, Weights] = field(default_factory=dict)
    nearness: Nearness = field(default_factory=dict)


@dataclass(frozen=True)
class Meeting:
    candidate_id: str
    offer: Offer
    score: float
    table: Table
    slot: int


@dataclass(frozen=True)
class Figures:
    """`places` are slots times tables; `with_feasible_offer` counts the candidates that some offer may meet.

    From `blocking_pairs` on it is what the allocation measures of itself: its `Quality`.
    """

    candidates: int
    with_feasible_offer: int
    with_interview: int
    interviews: int
    places: int
    blocking_pairs: int
    floors_blocking_pairs: int
    floors_score: float
    total_score: float
    gini_candidates: float
    gini_organisations: float


@dataclass(frozen=True)
class Timetable:
    meetings: tuple[Meeting, ...]
    figures: Figures


@dataclass
class TimetableRun:
    """One computation of an edition's timetable; `number` counts them.

    requested -> published | superseded (another was requested) | abandoned (interviews had begun).
    """

    id: str
    edition_id: str
    number: int
    grid: SlotGrid
    most_per_candidate: int
    requested_at: datetime
    state: str = "requested"
    published_at: datetime | None = None
    figures: Figures | None = None
    version: int = 0

    def publish(self, figures: Figures, at: datetime) -> None:
        self._leave_request("published")
        self.figures, self.published_at = figures, at

    def supersede(self) -> None:
        self._leave_request("superseded")

    def abandon(self) -> None:
        self._leave_request("abandoned")

    def _leave_request(self, state: str) -> None:
        if self.state != "requested":
            raise Refused("timetable.run_over", "This run is over.", state=self.state)
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "edition_id": self.edition_id,
            "number": self.number,
            "state": self.state,
            "requested_at": self.requested_at.isoformat(),
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "figures": asdict(self.figures) if self.figures else None,
        }


def plan(forum: Forum) -> Timetable:
    """Score, allocate and give slots; the same forum gives the same timetable."""
    organisations = list(forum.tables)
    best = _best_offers(forum, organisations)
    scores = [{place: score for place, (score, _) in choices.items()} for choices in best]
    capacities = [len(forum.tables[organisation]) * forum.slots for organisation in organisations]
    most = min(forum.most_per_candidate, forum.slots)
    floors = lay_floors(scores, capacities)
    met = fill_up(scores, capacities, most, floors)
    meetings = _give_slots(forum, _give_tables(forum, organisations, best, met))
    figures = Figures(
        candidates=len(forum.candidates),
        with_feasible_offer=sum(bool(choices) for choices in scores),
        with_interview=sum(bool(places) for places in met),
        interviews=len(meetings),
        places=sum(capacities),
        **asdict(quality(scores, scores, capacities, most, floors, met)),
    )
    return Timetable(meetings, figures)


Best = list[dict[int, tuple[float, Offer]]]
Seat = tuple[str, Offer, float, Table]


def _best_offers(forum: Forum, organisations: list[str]) -> Best:
    """For each candidate, by organisation, the offer that fits best of those that may meet them."""
    from services.matching.solver.ranking import best_offers  # numpy: in the pool's process only

    place_of = {organisation: place for place, organisation in enumerate(organisations)}
    offered = [(place_of[offer.organisation_id], offer) for offer in forum.offers if offer.organisation_id in place_of]
    scale = Scale(forum.weights, forum.offer_weights, forum.nearness)
    return best_offers(forum.candidates, offered, scale)


def _give_tables(forum: Forum, organisations: list[str], best: Best, met: list[set[int]]) -> list[Seat]:
    """Share an organisation's interviews evenly among its tables, those for one offer at one table if possible."""
    visitors: dict[int, list[tuple[str, str, float, Offer]]] = defaultdict(list)
    for candidate_id, choices, places in zip(forum.candidates, best, met, strict=True):
        for place in places:
            score, offer = choices[place]
            visitors[place].append((offer.id, candidate_id, score, offer))
    seats: list[Seat] = []
    for place, queue in sorted(visitors.items()):
        tables = forum.tables[organisations[place]]
        queue.sort(key=lambda visit: visit[:2])
        share = math.ceil(len(queue) / len(tables))
        for turn, (_, candidate_id, score, offer) in enumerate(queue):
            seats.append((candidate_id, offer, score, tables[turn // share]))
    return seats


def _give_slots(forum: Forum, seats: list[Seat]) -> tuple[Meeting, ...]:
    slots = colour([(candidate_id, table.id) for candidate_id, _, _, table in seats], forum.slots)
    meetings = [Meeting(*seat, slot) for seat, slot in zip(seats, slots, strict=True)]
    return tuple(sorted(meetings, key=lambda meeting: (meeting.slot, meeting.table.id)))
