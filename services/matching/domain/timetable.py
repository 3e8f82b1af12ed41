"""A timetable: who meets whom, when and at which table, computed from a forum as it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from multaqa.errors import Refused
from services.matching.domain.allocation import Scores, fill_up, lay_floors, quality
from services.matching.domain.desks import Claim, Desks, OpenSlots, desks_of
from services.matching.domain.fit import Scale
from services.matching.domain.grid import SlotGrid
from services.matching.domain.limits import NEVER, Kept, Limits, Pin, Slots, Table
from services.matching.domain.nearness import Nearness
from services.matching.domain.offer import Offer
from services.matching.domain.profile import Profile
from services.matching.domain.seating import KEPT, STAND_BY, Pair, Seat, most_seats, seated, waited
from services.matching.domain.weights import Weights


@dataclass(frozen=True)
class Forum:
    """What a timetable is computed from; candidates in the order in which they registered.

    `away` are the slots, by candidate, at which somebody cannot come; who has none left has no interview.
    `near[slot]` are the slots nobody can have beside it, itself among them: a walk from table to table takes time.
    Where it is left out nobody walks, and without `day_of` all slots are of one day. `closed` are slots by table,
    `kept` meetings that come before all that is computed, `forbidden` pairs of a candidate and an organisation;
    `categories` say as what candidates are registered, where that is known. `open_slots` are those in which an offer
    that names its hours is interviewed for.
    """

    candidates: Mapping[str, Profile]
    offers: tuple[Offer, ...]
    tables: Mapping[str, tuple[Table, ...]]
    slots: int
    most_per_candidate: int
    weights: Weights
    offer_weights: Mapping[str, Weights] = field(default_factory=dict)
    nearness: Nearness = field(default_factory=dict)
    near: tuple[tuple[int, ...], ...] = ()
    day_of: tuple[int, ...] = ()
    closed: Mapping[str, Slots] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    away: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    open_slots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def scale(self) -> Scale:
        return Scale(self.weights, self.offer_weights, self.nearness)

    def held_for_sure(self) -> dict[tuple[str, str], tuple[Kept, Offer]]:
        """What is kept, by candidate and organisation, of those who are expected and of offers that are open."""
        offers = {offer.id: offer for offer in self.offers}
        return {
            (kept.candidate_id, offers[kept.offer_id].organisation_id): (kept, offers[kept.offer_id])
            for kept in self.kept
            if kept.candidate_id in self.candidates and kept.offer_id in offers
        }

    def desks(
        self, standing: Iterable[Claim] = (), over: Sequence[Offer] = (), open_slots: OpenSlots = MappingProxyType({})
    ) -> Desks:
        """How offers share tables: what has begun stays, then comes what a human has fixed, then what stands besides.

        Offers that are `over`, and their `open_slots`, are those that meetings stand for though they are open no more.
        """
        claims = list(standing)
        last = {(one.candidate_id, one.organisation): one for one in claims}
        fixed = []
        for pair, (kept, offer) in self.held_for_sure().items():
            was = last.get(pair)
            if kept.slot is None or (was and was.stays):
                continue
            if kept.slot in self.open_slots.get(offer.id, range(self.slots)):
                table_id = was.table_id if was and was.slot == kept.slot and not kept.table_id else kept.table_id
                fixed.append(Claim(kept.candidate_id, offer.id, offer.organisation_id, table_id, kept.slot))
                claims = [one for one in claims if one is not was]
        offers, hours = [*self.offers, *over], {**self.open_slots, **open_slots}
        return desks_of(offers, self.tables, self.slots, hours, [*fixed, *claims])


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

    `bound` is how many interviews no timetable can exceed; `waited` the slots candidates wait between two of a day.
    `unavailable` can come at no slot: they are counted among the candidates, not among those with a feasible offer.
    From `blocking_pairs` on it is what the allocation measures of itself: its `Quality`.
    """

    candidates: int
    with_feasible_offer: int
    with_interview: int
    interviews: int
    places: int
    bound: int
    waited: int
    blocking_pairs: int
    floors_blocking_pairs: int
    floors_score: float
    total_score: float
    gini_candidates: float
    gini_organisations: float
    unavailable: int = 0


@dataclass(frozen=True)
class Timetable:
    meetings: tuple[Meeting, ...]
    figures: Figures


@dataclass
class TimetableRun:
    """One computation of an edition's timetable, or an earlier one that it `restores`; `number` counts publications.

    requested -> preliminary | published | superseded (another was requested) | abandoned (too late);
    preliminary -> published; either -> withdrawn (its edition has lost its day).
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
    restores: str | None = None
    version: int = 0

    def publish(self, figures: Figures, at: datetime, *, preliminary: bool = False) -> None:
        self._leave_request("preliminary" if preliminary else "published")
        self.figures, self.published_at = figures, at

    def finalise(self, number: int, at: datetime) -> None:
        """Those concerned are told once more, by a newer number: what was preliminary now holds."""
        if self.state != "preliminary":
            raise Refused("timetable.not_preliminary", "Only a preliminary timetable is made final.", state=self.state)
        self.state, self.number, self.published_at = "published", number, at

    def restored_as(self, run_id: str, number: int, at: datetime) -> "TimetableRun":
        return TimetableRun(
            run_id, self.edition_id, number, self.grid, self.most_per_candidate, at, restores=self.id
        )  # fmt: skip

    def supersede(self) -> None:
        self._leave_request("superseded")

    def abandon(self) -> None:
        self._leave_request("abandoned")

    def withdraw(self) -> None:
        self.state = "withdrawn"

    def is_over(self, now: datetime) -> bool:
        return self.grid.ends(self.grid.slots - 1) <= now

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
            "restores": self.restores,
        }


def plan(forum: Forum) -> Timetable:
    """Score, allocate and give slots; the same forum gives the same timetable."""
    from services.matching.solver.bound import most_interviews  # scipy: in the pool's process only

    desks = forum.desks()
    tables = [desk.tables for desk in desks.all]
    near = forum.near or tuple((slot,) for slot in range(forum.slots))
    pins = _pins(forum, desks)
    limits = _limits(forum, pins, desks).that_hold(near, tables)
    best = _best_offers(forum, desks)
    most = [min(forum.most_per_candidate, most_seats(near, limits.away.get(one, ()))) for one in range(len(best))]
    best = [choices if most[one] else {} for one, choices in enumerate(best)]
    lists = _lists(forum, best)
    capacities = [sum(forum.slots - len(limits.closed.get(table.id, NEVER)) for table in own) for own in tables]
    floors = lay_floors(lists.liked, capacities, lists.sought)
    met = fill_up(lists.liked, capacities, most, floors, lists.sought)
    kept = {(pin.candidate, pin.organisation) for pin in pins}
    agreed = Counter(candidate for candidate, _ in kept)
    beyond = sum(max(0, count - most[candidate]) for candidate, count in agreed.items())
    seats = seated(_pairs(best, floors, met, kept), tables, near, forum.most_per_candidate, limits)
    meetings = _meetings(forum, best, seats, desks)
    figures = Figures(
        candidates=len(forum.candidates),
        with_feasible_offer=sum(bool(choices) for choices in best),
        with_interview=len({meeting.candidate_id for meeting in meetings}),
        interviews=len(meetings),
        places=sum(capacities),
        bound=most_interviews(lists.scores, capacities, most, limits.hours(near, tables, len(best))) + beyond,
        waited=waited(seats, near, forum.day_of or (0,) * forum.slots),
        unavailable=sum(not at_most for at_most in most),
        **asdict(quality(lists.liked, lists.sought, capacities, most, floors, met, lists.scores)),
    )
    return Timetable(meetings, figures)


def _limits(forum: Forum, pins: Sequence[Pin], desks: Desks) -> Limits:
    number_of = {candidate: number for number, candidate in enumerate(forum.candidates)}
    return Limits(
        away={number_of[one]: frozenset(slots) for one, slots in forum.away.items() if one in number_of},
        closed=desks.closed_besides(forum.closed),
        pins=tuple(pin for pin in pins if pin.slot >= 0),
    )


Best = list[dict[int, tuple[float, Offer]]]


def _best_offers(forum: Forum, desks: Desks) -> Best:
    """For each candidate, by desk, the offer that fits best of those that may meet them: one of an organisation.

    What a human keeps is met whatever its score, and what they forbid is not.
    """
    from services.matching.solver.ranking import best_offers  # numpy: in the pool's process only

    place_of = {organisation: place for place, organisation in enumerate(forum.tables)}
    number_of = {candidate: number for number, candidate in enumerate(forum.candidates)}
    offered = [(place_of[offer.organisation_id], offer) for offer in forum.offers if desks.has_place(offer)]
    best = best_offers(forum.candidates, offered, forum.scale, categories=forum.categories)
    for candidate, organisation in forum.forbidden:
        if candidate in number_of and organisation in place_of:
            best[number_of[candidate]].pop(place_of[organisation], None)
    for (candidate, organisation), (_, offer) in forum.held_for_sure().items():
        if organisation in place_of:
            score = forum.scale.score(forum.candidates[candidate], offer)
            best[number_of[candidate]][place_of[organisation]] = score, offer
    return [{desks.of_offer[offer.id]: (score, offer) for score, offer in choices.values()} for choices in best]


@dataclass(frozen=True)
class Lists:
    """By candidate and desk the score, and what orders the list of each side: stated preferences, then it."""

    scores: Scores
    liked: Scores
    sought: Scores


def _lists(forum: Forum, best: Best) -> Lists:
    """Whose pairs nobody has said anything of is in both lists by the score alone."""
    scores = [{place: score for place, (score, _) in choices.items()} for choices in best]
    liked, sought = list(scores), list(scores)
    for one, (profile, choices) in enumerate(zip(forum.candidates.values(), best, strict=True)):
        own = profile.preferences
        if own.say_anything:
            liked[one] = {place: own.liked(offer.id) + score for place, (score, offer) in choices.items()}
            sought[one] = {place: own.sought(offer.id) + score for place, (score, offer) in choices.items()}
    return Lists(scores, liked, sought)


def _pins(forum: Forum, desks: Desks) -> list[Pin]:
    """What is kept, by number of candidate and desk; at slot -1 where no slot is stated."""
    number_of = {candidate: number for number, candidate in enumerate(forum.candidates)}
    return [
        Pin(
            number_of[candidate],
            desks.of_offer[offer.id],
            -1 if kept.slot is None else kept.slot,
            desks.name_at(desks.of_offer[offer.id], kept.table_id),
        )
        for (candidate, _), (kept, offer) in forum.held_for_sure().items()
        if offer.id in desks.of_offer
    ]


def _pairs(
    best: Best, floors: Sequence[set[int]], met: Sequence[set[int]], kept: set[tuple[int, int]]
) -> Iterator[Pair]:
    """Who wishes to meet: what is kept, the floors before what was allocated beside them, last who stands by."""
    for candidate, choices in enumerate(best):
        for organisation, (score, offer) in choices.items():
            rank = 0 if organisation in floors[candidate] else 1 if organisation in met[candidate] else STAND_BY
            rank = KEPT if (candidate, organisation) in kept else rank
            yield Pair(candidate, organisation, score, rank, offer.id)


def _meetings(forum: Forum, best: Best, seats: Iterable[Seat], desks: Desks) -> tuple[Meeting, ...]:
    names = list(forum.candidates)
    meetings = [
        Meeting(
            candidate_id=names[seat.candidate],
            offer=best[seat.candidate][seat.organisation][1],
            score=seat.score,
            table=desks.real[seat.table.id],
            slot=seat.slot,
        )
        for seat in seats
    ]
    return tuple(sorted(meetings, key=lambda meeting: (meeting.slot, meeting.table.id)))
