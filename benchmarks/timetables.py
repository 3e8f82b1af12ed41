"""Timetables: wishes given slots and tables, beside CP-SAT alone and first come first served on the same instance.

32 organisations with 3 tables over two days of 16 slots are 3,072 places. `tight` wishes more than fit, `least tables`
exactly as many as there are places, `loose` nine tenths of them; a candidate walks for a slot between two interviews.
In a `lopsided` hall most wish to meet the same half of the organisations, and each may have six or four interviews.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from time import perf_counter

from ortools.sat.python import cp_model

from benchmarks.table import Row
from services.matching.domain import Table
from services.matching.domain.seating import Near, Pair, Seat, most_seats, seated
from services.matching.solver.bound import most_interviews

ORGANISATIONS, TABLES, DAYS, PER_DAY, WALK = 32, 3, 2, 16, 1
SLOTS = DAYS * PER_DAY
PLACES = ORGANISATIONS * TABLES * SLOTS
PATIENCE_S = 60
SEED = "multaqa-timetables-1"


@dataclass(frozen=True)
class Instance:
    name: str
    candidates: int
    pairs: list[Pair]


def rows(scale: float = 1.0) -> Iterable[Row]:
    near = [
        [other for other in range(SLOTS) if other // PER_DAY == slot // PER_DAY and abs(other - slot) <= WALK]
        for slot in range(SLOTS)
    ]
    tables = [[Table(f"{one}/{number}", str(number)) for number in range(TABLES)] for one in range(ORGANISATIONS)]
    for instance in _instances():
        yield from _compared(instance, tables, near, PATIENCE_S * scale)
    for most in (6, 4):
        yield _lopsided(most, tables, near)


def _instances() -> Iterable[Instance]:
    random = Random(SEED)
    every = [(candidate, organisation) for candidate in range(1_500) for organisation in range(ORGANISATIONS)]
    yield _instance("tight", 1_500, random.sample(every, 7_500), random)
    yield _instance("least tables", 400, _even(400, TABLES * SLOTS, random), random)
    yield _instance("loose", 400, _even(400, TABLES * SLOTS * 9 // 10, random), random)


def _lopsided(most: int, tables: Sequence[Sequence[Table]], near: Near) -> Row:
    random, candidates = Random(SEED), 700
    sought = [0.5 if organisation < ORGANISATIONS // 2 else 0.1 for organisation in range(ORGANISATIONS)]
    wishes = [
        (one, other) for one in range(candidates) for other in range(ORGANISATIONS) if random.random() < sought[other]
    ]
    instance = _instance("lopsided", candidates, wishes, random)
    began = perf_counter()
    seats = seated(instance.pairs, tables, near, most)
    took = perf_counter() - began
    _hold(seats, near)
    note = f"{len(wishes):,} wishes, {candidates} candidates, {took:.1f} s"
    name = f"timetable, lopsided, at most {most} each: of the bound"
    return Row(name, "interviews", len(seats), _bound(instance, most), "largest flow", wanted=0.99, note=note)


def _bound(instance: Instance, most: int) -> int:
    scores: list[dict[int, float]] = [{} for _ in range(instance.candidates)]
    for pair in instance.pairs:
        scores[pair.candidate][pair.organisation] = pair.score
    return most_interviews(scores, [TABLES * SLOTS] * ORGANISATIONS, most)


def _even(candidates: int, each: int, random: Random) -> list[tuple[int, int]]:
    """So many wishes for each organisation, by those who have the fewest yet: seven to eight for each candidate."""
    had, wishes = [0] * candidates, []
    for organisation in range(ORGANISATIONS):
        for candidate in sorted(range(candidates), key=lambda one: (had[one], random.random()))[:each]:
            had[candidate] += 1
            wishes.append((candidate, organisation))
    return wishes


def _instance(name: str, candidates: int, wishes: Iterable[tuple[int, int]], random: Random) -> Instance:
    return Instance(name, candidates, [Pair(one, other, random.random(), 1, "offer") for one, other in wishes])


def _compared(instance: Instance, tables: Sequence[Sequence[Table]], near: Near, patience_s: float) -> Iterable[Row]:
    bound = _bound(instance, most_seats(near))
    began = perf_counter()
    seats = seated(instance.pairs, tables, near, most_seats(near))
    took = perf_counter() - began
    _hold(seats, near)
    solved, solved_s, proven = _solved(instance.pairs, near, patience_s)
    first = _first_come(instance.pairs, near)
    wishes = f"{len(instance.pairs):,} wishes, {instance.candidates:,} candidates, {PLACES:,} places"
    name = f"timetable, {instance.name}"
    yield Row(f"{name}: of the bound", "interviews", len(seats), bound, "largest flow", wanted=0.99, note=wishes)
    yield Row(f"{name}: beside CP-SAT", "interviews", len(seats), solved, "CP-SAT alone", wanted=0.99,
              note=f"{solved_s:.0f} s, at most {proven:,.0f} proven")  # fmt: skip
    yield Row(f"{name}: beside first come", "interviews", len(seats), first, "first come first served", wanted=1.0)
    yield Row(f"{name}: time", "s allowed / s", 10, took, "used", wanted=1.0, note=f"score {_score(seats):,.1f}")


def _hold(seats: Sequence[Seat], near: Near) -> None:
    """A figure of a timetable that breaks the rules would be none."""
    at: dict[int, set[int]] = {}
    for seat in seats:
        taken = at.setdefault(seat.candidate, set())
        assert taken.isdisjoint(near[seat.slot])
        taken.add(seat.slot)
    assert len({(seat.table.id, seat.slot) for seat in seats}) == len(seats)


def _score(seats: Iterable[Seat]) -> float:
    return sum(seat.score for seat in seats)


def _first_come(pairs: Iterable[Pair], near: Near) -> int:
    """Each takes the first slot where both are free, in the order of asking."""
    taken: dict[int, set[int]] = {}
    left = [[TABLES] * SLOTS for _ in range(ORGANISATIONS)]
    seated = 0
    for pair in pairs:
        own, places = taken.setdefault(pair.candidate, set()), left[pair.organisation]
        slot = next((one for one in range(SLOTS) if places[one] and own.isdisjoint(near[one])), None)
        if slot is not None:
            own.add(slot)
            places[slot] -= 1
            seated += 1
    return seated


def _solved(pairs: Sequence[Pair], near: Near, patience_s: float) -> tuple[float, float, float]:
    """The interviews that CP-SAT places on two cores, the seconds it took, and the most it proved possible."""
    model = cp_model.CpModel()
    by_candidate: dict[int, list[list[cp_model.IntVar]]] = {}
    by_organisation: dict[int, list[list[cp_model.IntVar]]] = {}
    for place, pair in enumerate(pairs):
        own = [model.new_bool_var(f"{place}/{slot}") for slot in range(SLOTS)]
        model.add_at_most_one(own)
        by_candidate.setdefault(pair.candidate, []).append(own)
        by_organisation.setdefault(pair.organisation, []).append(own)
    for wishes in by_candidate.values():
        for slot, others in enumerate(near):
            later = [other for other in others if slot <= other]
            model.add_at_most_one(own[other] for own in wishes for other in later)
    for wishes in by_organisation.values():
        for slot in range(SLOTS):
            model.add(sum(own[slot] for own in wishes) <= TABLES)
    model.maximize(sum(var for wishes in by_organisation.values() for own in wishes for var in own))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = patience_s
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = 1
    began = perf_counter()
    status = solver.solve(model)
    found = solver.objective_value if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else 0.0
    return found, perf_counter() - began, solver.best_objective_bound
