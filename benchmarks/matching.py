"""Who should meet whom: how fast, beside PyPI `matching`; how good, beside first come and greedy; seeded throughout.

Each forum is measured in a process of its own, as the room computes it: scores of all pairs, each candidate's best
offer at every organisation, floors and stable matching with what it measures of itself, the reasons of every interview.
"""

import resource
import time
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from heapq import heappush, heappushpop
from itertools import pairwise
from multiprocessing import get_context
from random import Random
from statistics import fmean

from benchmarks.table import Row
from services.matching.domain import HeldSkill, LocalText, Offer, Profile, Scale, SoughtSkill, Weights
from services.matching.domain.allocation import Quality, Scores, accept, fill_up, lay_floors, quality, total_score
from services.matching.domain.profile import TRAINING_LEVELS
from services.matching.solver.collecting import without_collecting

SEED = 20261125
SECTORS, SKILLS_EACH, PLACES = 10, 200, 12
HELD, REQUIRED, WISHED = 12, 5, 3
FIRST = 15
"""Of each candidate's offers those that the bound looks at."""
SCALE = Scale(Weights())


@dataclass(frozen=True)
class Size:
    candidates: int
    offers: int
    organisations: int
    places: int
    most: int
    skills_each: int = SKILLS_EACH

    def __str__(self) -> str:
        return f"{self.candidates:,} × {self.offers:,}"


FORUM = Size(1_500, 150, 32, 96, 5, skills_each=20)
"""32 companies with 3 tables and 2 days of 16 slots: 3,072 places for 7,500 wished interviews."""
REGIONS = Size(100_000, 5_000, 1_000, 300, 3)
GROWTH = (FORUM, Size(15_000, 1_500, 320, 96, 5), Size(150_000, 5_000, 1_000, 300, 3))


@dataclass(frozen=True)
class Measured:
    """Seconds by step, of them all the sum; the peak of the process in MB."""

    steps: dict[str, float]
    peak_mb: float
    interviews: int
    quality: Quality
    rescored_s: float

    @property
    def seconds(self) -> float:
        return sum(self.steps.values())

    def note(self) -> str:
        steps = ", ".join(f"{name} {spent:.2f}" for name, spent in self.steps.items())
        return f"s: {steps}; {self.interviews:,} interviews, {self.peak_mb:,.0f} MB"


def forum(size: Size) -> tuple[dict[str, Profile], list[tuple[int, Offer]]]:
    """Candidates learn what their sector teaches, and organisations seek what theirs needs."""
    chance = Random(SEED)
    taught = [[f"s{sector}.{number}" for number in range(size.skills_each)] for sector in range(SECTORS)]
    candidates = {f"c{number}": _candidate(chance, taught) for number in range(size.candidates)}
    offers = [(number % size.organisations, _offer(chance, taught, number, size)) for number in range(size.offers)]
    return candidates, offers


def _candidate(chance: Random, taught: list[list[str]]) -> Profile:
    sector = chance.randrange(SECTORS)
    return Profile(
        training_level=chance.choice(TRAINING_LEVELS),
        skills=tuple(
            HeldSkill(code, chance.randint(1, 4), chance.choice(("declared", "taught")))
            for code in chance.sample(taught[sector], HELD)
        ),
        sectors=(f"sector{sector}",),
        languages=tuple(chance.sample(("ar", "fr", "en"), chance.randint(1, 3))),
        mobility=tuple(f"place{place}" for place in chance.sample(range(PLACES), chance.randint(0, 4))),
    )


def _offer(chance: Random, taught: list[list[str]], number: int, size: Size) -> Offer:
    sector = (number % size.organisations) % SECTORS
    sought = [SoughtSkill(code, chance.randint(1, 4)) for code in chance.sample(taught[sector], REQUIRED + WISHED)]
    return Offer(
        id=f"o{number}", organisation_id=f"g{number % size.organisations}", edition_id="e1",
        title=LocalText("Poste", "منصب"), sector=f"sector{sector}", required=tuple(sought[:REQUIRED]), headcount=1,
        place=f"place{chance.randrange(PLACES)}", contract="permanent",
        training_level=chance.choice((None, *TRAINING_LEVELS)), wished=tuple(sought[REQUIRED:]),
        languages=tuple(chance.sample(("ar", "fr", "en"), chance.randint(0, 2))),
        knock_outs=chance.choice(((), (), ("languages",))),
    )  # fmt: skip


def measure(size: Size) -> Measured:
    from services.matching.solver.ranking import BOOK, best_offers

    candidates, offers = forum(size)
    clock = Steps()
    with without_collecting():
        best = best_offers(candidates, offers, SCALE)
        clock.end("score and rank")
        scores = [{place: score for place, (score, _) in choices.items()} for choices in best]
        capacities = [size.places] * size.organisations
        floors = lay_floors(scores, capacities)
        met = fill_up(scores, capacities, size.most, floors)
        told = quality(scores, scores, capacities, size.most, floors, met)
        clock.end("allocate")
        for (candidate, profile), choices, places in zip(candidates.items(), best, met, strict=True):
            for place in places:
                SCALE.match(candidate, profile, choices[place][1])
        clock.end("explain")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    first = next(iter(candidates))
    changed = {**candidates, first: _candidate(Random(SEED + 1), [["s0.0"] * HELD] * SECTORS)}
    BOOK.pairs(candidates, [offer for _, offer in offers], SCALE)
    again = Steps()
    BOOK.pairs(changed, [offer for _, offer in offers], SCALE)
    again.end("rescore")
    return Measured(clock.steps, peak_mb, sum(map(len, met)), told, again.steps["rescore"])


class Steps:
    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._since = time.perf_counter()

    def end(self, name: str) -> None:
        now = time.perf_counter()
        self.steps[name], self._since = now - self._since, now


def alone(function, *arguments):
    """In a fresh process, so that peaks of memory and kept scores are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as hand:
        return hand.submit(function, *arguments).result()


def rows(scale: float = 1.0) -> Iterable[Row]:
    day = alone(measure, FORUM)
    yield Row(f"fit: forum day, {FORUM}", "s allowed / s", 0.5, day.seconds, "used", 1.0, day.note())
    yield from quality_rows()
    yield from against_pypi()
    rescored = "all pairs scored anew"
    yield Row(
        f"fit: one candidate changed, {FORUM}", "times/s", 1 / day.rescored_s, 1 / day.steps["score and rank"], rescored
    )
    if scale >= 1:
        large = alone(measure, REGIONS)
        yield Row(f"fit: {REGIONS}", "s allowed / s", 20.0, large.seconds, "used", 1.0, large.note())
        yield Row(f"fit: {REGIONS}, memory", "MB allowed / MB", 2_000.0, large.peak_mb, "used", 1.0)
        yield beside_bound(large)
        yield from growth(day)


def growth(day: Measured) -> Iterable[Row]:
    first = FORUM.candidates / day.seconds
    for size in GROWTH:
        told = day if size is FORUM else alone(measure, size)
        rate = size.candidates / told.seconds
        yield Row(f"fit: growth, {size}", "candidates/s", rate, first, str(FORUM), note=told.note())


def beside_bound(large: Measured) -> Row:
    """What no program that scores and allocates can do without, and nothing else that ours does, on the same forum."""
    bound = alone(bare, REGIONS)
    ours = large.steps["score and rank"] + large.steps["allocate"]
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in bound.items())
    note = f"s: {steps}; ours without explaining {ours:.2f}"
    spent = bound["product"] + bound["deferred acceptance"]
    peer = "sparse product and heap deferred acceptance alone"
    return Row(f"fit: {REGIONS}, beside its bound", "times/min", 60 / ours, 60 / spent, peer, note=note)


def bare(size: Size) -> dict[str, float]:
    """Seconds by step: the skills that each pair shares, by one sparse product; who has their first 15 offers then."""
    import numpy as np
    from scipy.sparse import csr_array

    candidates, offers = forum(size)
    codes = {f"s{sector}.{number}": sector * size.skills_each + number
             for sector in range(SECTORS) for number in range(size.skills_each)}  # fmt: skip
    held = [[codes[skill.code] for skill in profile.skills] for profile in candidates.values()]
    sought = [[codes[skill.code] for skill in offer.required] for _, offer in offers]

    def marked(lists: list[list[int]]) -> csr_array:
        ends = np.cumsum([0, *map(len, lists)])
        columns = np.concatenate([np.array(own) for own in lists])
        return csr_array((np.ones(len(columns)), columns, ends), shape=(len(lists), len(codes)))

    held_by, sought_by = marked(held), marked(sought).T.tocsr()
    clock = Steps()
    shared = held_by @ sought_by
    clock.end("product")
    wished = []
    for begins, ends in pairwise(shared.indptr):
        own = np.argsort(-shared.data[begins:ends], kind="stable")[:FIRST]
        wished.append([(int(shared.indices[begins + place]), float(shared.data[begins + place])) for place in own])
    clock.end("(lists cut)")
    _deferred(wished, [max(1, size.places * size.organisations // size.offers)] * size.offers)
    clock.end("deferred acceptance")
    return clock.steps


def _deferred(wished: list[list[tuple[int, float]]], capacities: Sequence[int]) -> list[list[tuple[float, int]]]:
    """Gale and Shapley, candidates propose; each offer keeps a heap of those it likes best."""
    kept: list[list[tuple[float, int]]] = [[] for _ in capacities]
    next_wish, free = [0] * len(wished), list(range(len(wished)))
    while free:
        candidate = free.pop()
        while next_wish[candidate] < len(wished[candidate]):
            offer, score = wished[candidate][next_wish[candidate]]
            next_wish[candidate] += 1
            if len(kept[offer]) < capacities[offer]:
                heappush(kept[offer], (score, candidate))
                break
            if kept[offer][0] < (score, candidate):
                free.append(heappushpop(kept[offer], (score, candidate))[1])
                break
    return kept


def _scores(size: Size) -> Scores:
    from services.matching.solver.ranking import best_offers

    candidates, offers = forum(size)
    best = best_offers(candidates, offers, SCALE)
    return [{place: score for place, (score, _) in choices.items()} for choices in best]


def quality_rows() -> Iterable[Row]:
    """Ours beside what is done without: in the order of registration, and always the best pair that is left."""
    scores, capacities = _scores(FORUM), [FORUM.places] * FORUM.organisations
    floors = lay_floors(scores, capacities)
    met = fill_up(scores, capacities, FORUM.most, floors)
    told = quality(scores, scores, capacities, FORUM.most, floors, met)
    feasible = [place for place, choices in enumerate(scores) if choices]
    note = (
        f"floors cost {told.floors_score:.1f} of the score and {told.floors_blocking_pairs:,} pairs that would block; "
        f"{told.blocking_pairs} block beyond them; Gini {told.gini_candidates:.2f} of candidates, "
        f"{told.gini_organisations:.2f} of organisations"
    )
    peers = {
        "first come, first served": (_taken(scores, capacities, _in_order_of_arrival(scores)), 1.0),
        "greedy by score": (_taken(scores, capacities, _in_order_of_score(scores)), None),
    }
    ours = _qualities(scores, met, feasible)
    for peer, (theirs, total_wanted) in peers.items():
        values = _qualities(scores, theirs, feasible)
        for name, unit in (("total score", "score"), ("with an interview", "%"), ("worst-off decile", "mean score")):
            wanted = total_wanted if name == "total score" else 1.0
            said = note if name == "total score" else ""
            yield Row(f"fit: {name}, against {peer}", unit, ours[name], values[name], peer, wanted, said)


def _qualities(scores: Scores, met: Sequence[set[int]], feasible: Sequence[int]) -> dict[str, float]:
    """Of those whom some organisation may meet; a person's score is the sum over their interviews."""
    own = sorted(sum(scores[place][one] for one in met[place]) for place in feasible)
    return {
        "total score": total_score(scores, scores, met),
        "with an interview": 100 * fmean(bool(met[place]) for place in feasible),
        "worst-off decile": fmean(own[: max(1, len(own) // 10)]),
    }


Pair = tuple[int, int]
Lists = dict[int, list[int]]


def _in_order_of_arrival(scores: Scores) -> list[Pair]:
    """Whoever registered first books all they may, the best first."""
    return [
        (place, one) for place, choices in enumerate(scores) for one in sorted(choices, key=lambda it: -choices[it])
    ]


def _in_order_of_score(scores: Scores) -> list[Pair]:
    pairs = [(place, one) for place, choices in enumerate(scores) for one in choices]
    return sorted(pairs, key=lambda pair: -scores[pair[0]][pair[1]])


def _taken(scores: Scores, capacities: Sequence[int], order: Iterable[Pair]) -> list[set[int]]:
    met: list[set[int]] = [set() for _ in scores]
    taken: Counter[int] = Counter()
    for candidate, organisation in order:
        if len(met[candidate]) < FORUM.most and taken[organisation] < capacities[organisation]:
            met[candidate].add(organisation)
            taken[organisation] += 1
    return met


def against_pypi() -> Iterable[Row]:
    """One interview each, since that is all it solves: with the same lists, at companies and then at single offers."""
    for size in (FORUM, Size(1_500, 150, 150, 20, 1, skills_each=20)):
        ours, theirs, ended = alone(_one_each, size)
        name = f"fit: one interview each, {size.candidates:,} × {size.organisations}"
        peer = "PyPI matching: lists taken in and solved" if theirs else f"PyPI matching: {ended}"
        yield Row(name, "allocations/s", 1 / ours, 1 / theirs if theirs else 0.0, peer, note=ended if theirs else "")


def _one_each(size: Size) -> tuple[float, float, str]:
    scores, capacities = _scores(size), [size.places] * size.organisations
    clock = Steps()
    met = accept(scores, capacities, [1] * len(scores), scores)
    clock.end("ours")
    asked = {place: sorted(choices, key=lambda it: (-choices[it], it)) for place, choices in enumerate(scores)}
    lists = {place: wishes for place, wishes in asked.items() if wishes}
    back: Lists = {}
    for one in sorted({one for wishes in lists.values() for one in wishes}):
        back[one] = sorted((place for place in lists if one in scores[place]), key=lambda it: (-scores[it][one], it))
    clock.end("lists")
    solved = _by_pypi(lists, back, capacities)
    if isinstance(solved, str):
        return clock.steps["ours"], 0.0, solved
    clock.end("theirs")
    same = solved == {place: next(iter(own)) for place, own in enumerate(met) if own}
    return clock.steps["ours"], clock.steps["theirs"], "the same outcome" if same else "another outcome"


def _by_pypi(lists: Lists, back: Lists, capacities: Sequence[int]) -> dict[int, int] | str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of places nobody can fill, which is no mistake here
        from matching.games import HospitalResident

        try:
            game = HospitalResident.create_from_dictionaries(lists, back, {one: capacities[one] for one in back})
            solved = game.solve(optimal="resident")
        except RecursionError:
            return "RecursionError"
    return {resident.name: hospital.name for hospital, residents in solved.items() for resident in residents}
