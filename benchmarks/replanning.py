"""Replanning: single events at a forum that stands, mended by moving few, beside solving the whole forum anew.

1,500 candidates, 32 organisations with 150 offers and 3 tables each, two days of 16 slots: 3,072 places, of which 3,000
are asked for where a candidate has two interviews. Every event is applied to the timetable as it was published; at last
changes are asked for one after the other over HTTP, with everything that an answer takes: reading, writing, telling.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter

import httpx

from benchmarks.house import Stage, stage
from benchmarks.matching import FORUM, SCALE, forum
from benchmarks.registrations import declare_rooms, made, opened_tenant
from benchmarks.table import Row
from multaqa.clock import SystemClock
from multaqa.nodes import Nodes
from multaqa.settings import GATEWAY
from multaqa.store.client import database_of
from multaqa.testing.waiting import eventually
from services.matching import store
from services.matching.domain import Candidate, Forum, Table, plan
from services.matching.domain.limits import Kept
from services.matching.domain.replanning import Booked, Replanned
from services.matching.solver.live import Change, replanned

DAYS, PER_DAY, WALK, TABLES, MOST = 2, 16, 1, 3, 2
SLOTS = DAYS * PER_DAY
SEED = "multaqa-replanning-1"
EVENTS, ANEW = 25, 3
REGION, EDITION = "region-0", "e1"
WALKS_IN = "walks-in"
Event = tuple[Forum, Change]


@dataclass(frozen=True)
class Outcome:
    """Seconds, and interviews that are held at another hour or table than before."""

    seconds: float
    moved: int
    cancelled: int
    new: int


def rows(nodes: Nodes, scale: float = 1.0) -> Iterable[Row]:
    standing = _standing()
    booked = _booked(standing)
    every: list[Outcome] = []
    for name, happens in KINDS.items():
        chance = Random(f"{SEED}/{name}")
        events = [happens(standing, booked, chance) for _ in range(max(ANEW, int(EVENTS * scale)))]
        mended = [_mended(event) for event in events]
        anew = [_anew(event) for event in events[:ANEW]]
        yield _row(name, mended, anew)
        every += mended
    slowest = max(one.seconds for one in every)
    few = 100 * sum(one.moved <= 3 for one in every) / len(every)
    yield Row("replanning: slowest event", "s allowed / s", 1, slowest, "used", wanted=1.0, note=f"{len(every)} events")
    yield Row("replanning: events that move at most 3", "% of events", few, 50, "the median is one", wanted=1.0,
              note=f"median {median(one.moved for one in every):.0f} interviews moved")  # fmt: skip
    yield _answered(nodes, max(5, int(EVENTS * scale)))


def _row(name: str, mended: Sequence[Outcome], anew: Sequence[Outcome]) -> Row:
    moved = [one.moved for one in mended]
    note = (
        f"{len(mended)} events: median {median(moved):.0f} moved, most {max(moved)}, "
        f"{sum(one.cancelled for one in mended)} cancelled, {sum(one.new for one in mended)} new; "
        f"anew moves {median(one.moved for one in anew):,.0f}"
    )
    spent, whole = median(one.seconds for one in mended), median(one.seconds for one in anew)
    return Row(f"replanning, {name}", "ms anew / ms", 1000 * whole, 1000 * spent, "mended", wanted=1.0, note=note)


def _answered(nodes: Nodes, count: int) -> Row:
    """Candidates reported absent one after the other at the same forum, whose places go to others."""
    with stage(nodes, "replanning") as here:
        port = nodes.ports.free("bench.http")
        declare_rooms(here, [REGION])
        commands = [("multaqa", "run", name) for name in (GATEWAY, "matching")]
        with here.running(*commands, MULTAQA_HTTP_PORT=str(port), MULTAQA_DEVELOPMENT="true"):
            headers = {"Authorization": f"Bearer {opened_tenant(here, REGION)}"}
            _fill(here)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/v1", headers=headers, timeout=60) as api:
                _publish(api)
                took = [_timed(api, candidate) for candidate in _seated(api, count)]
    note = f"{count} no-shows, each answered with what it changed: median {median(took):.2f} s"
    return Row("replanning: slowest answer", "s allowed / s", 1, max(took), "over HTTP", wanted=1.0, note=note)


def _fill(here: Stage) -> None:
    """The room as if it had heard of the forum from the others."""
    standing = _standing()
    with here.mongo as client:
        database = database_of(client, "multaqa_matching")
        persons = enumerate(standing.candidates.items())
        store.Candidates(database, REGION).add_all(Candidate(f"x{n}", name, own) for n, (name, own) in persons)
        store.Offers(database, REGION).add_all(standing.offers)
        heard = {"source_version": 1, "edition_id": EDITION}
        store.Editions(database, REGION).rows.insert_one({"_id": EDITION, **heard})
        store.Registrations(database, REGION).rows.insert_many(
            {"_id": f"r-{name}", **heard, "person_id": name, "state": "confirmed", "registered_at": name}
            for name in standing.candidates
        )
        store.Stands(database, REGION).rows.insert_many(
            {"_id": f"s-{name}", **heard, "organisation_id": name, "label": name, "tables": TABLES}
            for name in standing.tables
        )
        store.Organisations(database, REGION).rows.insert_many(
            {"_id": name, **heard, "name": {"fr": name, "ar": name}, "sectors": []} for name in standing.tables
        )


def _publish(api: httpx.Client) -> None:
    begins = (SystemClock().now() + timedelta(days=30)).replace(hour=8, minute=0, second=0, microsecond=0)
    asked = {"starts_at": begins.isoformat(), "slot_minutes": 20, "slots_per_day": PER_DAY, "days": DAYS}
    run = made(api, f"/editions/{EDITION}/timetable", {**asked, "most_per_candidate": MOST, "walk_slots": WALK})
    path = f"/timetable-runs/{run['id']}"
    eventually(lambda: api.get(path).raise_for_status().json()["state"] == "published", 120, 0.1)


def _seated(api: httpx.Client, count: int) -> list[str]:
    page = api.get(f"/editions/{EDITION}/interviews", params={"limit": 200}).raise_for_status().json()["items"]
    return list(dict.fromkeys(one["candidate_id"] for one in page))[:count]


def _timed(api: httpx.Client, candidate: str) -> float:
    began = perf_counter()
    changes = made(api, f"/editions/{EDITION}/absences", {"candidate_id": candidate})["changes"]
    if not changes:
        raise RuntimeError(f"nothing changed when {candidate} did not come")
    return perf_counter() - began


def _standing() -> Forum:
    candidates, offered = forum(FORUM)
    near = tuple(
        tuple(other for other in range(SLOTS) if other // PER_DAY == slot // PER_DAY and abs(other - slot) <= WALK)
        for slot in range(SLOTS)
    )
    return Forum(
        candidates=candidates,
        offers=tuple(offer for _, offer in offered),
        tables={f"g{one}": _tables(one, TABLES) for one in range(FORUM.organisations)},
        slots=SLOTS,
        most_per_candidate=MOST,
        weights=SCALE.weights,
        near=near,
        day_of=tuple(slot // PER_DAY for slot in range(SLOTS)),
    )


def _tables(organisation: int, count: int) -> tuple[Table, ...]:
    return tuple(Table(f"g{organisation}/{number}", f"G{organisation}-{number}") for number in range(count))


def _booked(standing: Forum) -> tuple[Booked, ...]:
    return tuple(
        Booked(
            str(number), one.candidate_id, one.offer.organisation_id, one.offer.id, one.score, one.slot, one.table.id
        )
        for number, one in enumerate(plan(standing).meetings)
    )


def _cancels(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    gone = chance.choice(booked).candidate_id
    left = {name: profile for name, profile in standing.candidates.items() if name != gone}
    leaving = {one.id: "candidate_withdrew" for one in booked if one.candidate_id == gone}
    freed = frozenset(one.organisation_id for one in booked if one.candidate_id == gone)
    return replace(standing, candidates=left), Change(tuple(booked), frozenset(), leaving, freed=freed)


def _is_absent(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    """In the middle of the first day: what has begun stays, and only what comes later is freed."""
    without, change = _cancels(standing, booked, chance)
    begun = frozenset(range(PER_DAY // 2))
    stays = tuple(replace(one, stays=one.slot in begun) for one in booked)
    over = {one.id for one in stays if one.stays}
    leaving = {id: "candidate_absent" for id in change.leaving if id not in over}
    return without, replace(change, booked=stays, begun=begun, leaving=leaving)


def _is_late(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    """An organisation opens an hour later than it should: two slots."""
    late = chance.choice(list(standing.tables))
    closed = {table.id: frozenset(range(2)) for table in standing.tables[late]}
    return _without_places(replace(standing, closed=closed), booked, late)


def _loses_a_table(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    loser = chance.choice(list(standing.tables))
    return _without_places(
        replace(standing, tables={**standing.tables, loser: standing.tables[loser][:-1]}), booked, loser
    )


def _without_places(standing: Forum, booked: Sequence[Booked], organisation: str) -> Event:
    displaced = frozenset(
        one.candidate_id
        for one in booked
        if one.table_id not in {table.id for table in standing.tables[one.organisation_id]}
        or one.slot in standing.closed.get(one.table_id, ())
    )
    return standing, Change(tuple(booked), frozenset(), {}, displaced=displaced, freed=frozenset({organisation}))


def _has_a_table_more(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    number = chance.randrange(FORUM.organisations)
    more = replace(standing, tables={**standing.tables, f"g{number}": _tables(number, TABLES + 1)})
    return more, Change(tuple(booked), frozenset(), {}, freed=frozenset({f"g{number}"}))


def _walks_in(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    like = chance.choice(list(standing.candidates.values()))
    more = replace(standing, candidates={**standing.candidates, WALKS_IN: like})
    return more, Change(tuple(booked), frozenset(), {}, arrived=frozenset({WALKS_IN}))


def _is_pinned(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    """An interview that stands is wanted at another hour."""
    one = chance.choice(booked)
    pinned = replace(standing, kept=(Kept(one.candidate_id, one.offer_id, chance.randrange(SLOTS)),))
    return pinned, Change(tuple(booked), frozenset(), {})


def _is_forbidden(standing: Forum, booked: Sequence[Booked], chance: Random) -> Event:
    one = chance.choice(booked)
    apart = replace(standing, forbidden=((one.candidate_id, one.organisation_id),))
    return apart, Change(
        tuple(booked), frozenset(), {one.id: "forbidden"}, displaced=frozenset({one.candidate_id}),
        freed=frozenset({one.organisation_id}),
    )  # fmt: skip


KINDS: dict[str, Callable[[Forum, Sequence[Booked], Random], Event]] = {
    "cancellation": _cancels,
    "no-show at noon": _is_absent,
    "late company": _is_late,
    "table less": _loses_a_table,
    "table more": _has_a_table_more,
    "walk-in": _walks_in,
    "pin": _is_pinned,
    "forbidden meeting": _is_forbidden,
}


def _mended(event: Event) -> Outcome:
    began = perf_counter()
    outcome: Replanned = replanned(*event)
    return Outcome(perf_counter() - began, len(outcome.moved), len(outcome.cancelled), len(outcome.new))


def _anew(event: Event) -> Outcome:
    changed, change = event
    began = perf_counter()
    meetings = plan(changed).meetings
    seconds = perf_counter() - began
    before = {(one.candidate_id, one.organisation_id): (one.slot, one.table_id) for one in change.booked}
    now = {(one.candidate_id, one.offer.organisation_id): (one.slot, one.table.id) for one in meetings}
    moved = sum(now[pair] != before[pair] for pair in now.keys() & before.keys())
    return Outcome(seconds, moved, len(before.keys() - now.keys()), len(now.keys() - before.keys()))
