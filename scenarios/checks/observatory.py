"""S9 and S10: supply, demand, gap, trend and training places, recounted from the script, the cast and what became.

The gap is recounted otherwise than the product does: by Hall's condition, the largest surplus, over the four levels,
of positions that ask for a level or more over persons who have it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from scenarios.acts.juries import CONTESTS
from scenarios.acts.observatory import begun, training_offer
from scenarios.api import Body, until
from scenarios.report import Row
from scenarios.script import Programme
from scenarios.stage import Stage

LEVELS = range(1, 5)
PLACES = 20
MOST = 2000
Counts = Mapping[str, Counter[int]]


def observatory(stage: Stage) -> Iterator[Row]:
    held, sought = supply(stage), demand(stage)
    skills = sorted({*held, *sought})
    told = until(lambda: stage.api.get("/v1/observatory", limit=MOST), lambda read: _same_supply(read, held))
    rows = {row["skill"]: row for row in told["skills"]}
    sectors = {row["sector"]: row for row in told["sectors"]}
    for sector in sorted({_sector(skill) for skill in skills}):
        mine = [skill for skill in skills if _sector(skill) == sector]
        expected = _figures(
            sum(held[skill].total() for skill in mine),
            sum(sought[skill].total() for skill in mine),
            sum(gap(held[skill], sought[skill]) for skill in mine),
        )
        row = sectors[sector]
        found = _figures(row["supply"], row["demand"], row["gap"])
        yield Row("S9", f"{sector}: who is there, positions, positions without a candidate", expected, found)
    largest = sorted((-gap(held[skill], sought[skill]), skill) for skill in skills)[:5]
    found_gaps = [f"{skill} {rows[skill]['gap']}" for _, skill in largest]
    yield Row("S10", "the largest gaps", [f"{skill} {-size}" for size, skill in largest], found_gaps)
    yield from _trends(stage, rows)
    yield from _places(stage, held, sought)


def _trends(stage: Stage, rows: Mapping[str, Body]) -> Iterator[Row]:
    """What was observed on the eve of the hirings is held against today: hires and lapsed needs are positions less."""
    before = {row["skill"]: row["demand"] for row in stage.ledger.moments["observed"]["skills"]}
    lapsed = sum(need.headcount for need in stage.script.skill_needs if not _stands(stage, need.horizon_in_days))
    fewer = sum(before.values()) - sum(row["demand"] for row in rows.values())
    accepted = sum(stage.ledger.hirings.values())
    yield Row("S10", "positions filled or lapsed since the eve of the hirings", accepted + lapsed, fewer)
    last_month = f"{_today(stage).replace(day=1) - timedelta(days=1):%Y-%m}"
    since = {row["trend"]["since"] for row in rows.values() if row["trend"]}
    yield Row("S10", "the month the trends are held against, closed by itself", [last_month], sorted(since))
    tiling = stage.api.get("/v1/observatory/skills/building.tiling")["items"]
    expected = demand(stage)["building.tiling"].total()
    yield Row("S10", "positions for tiling in that month", expected, tiling[0]["demand"])


def _places(stage: Stage, held: Counts, sought: Counts) -> Iterator[Row]:
    """A place closes a gap as far as whoever is taught to a level can: what is asked above it stays open."""
    offer = training_offer(stage)
    for sector, programme in sorted(offer.items()):
        closable = sum(_closable(programme, skill, held, sought) for skill in sought if _sector(skill) == sector)
        plan = stage.api.get("/v1/observatory/training-places", places=PLACES, sector=sector)
        yield Row("S10", f"{sector}: what {PLACES} training places close", min(PLACES, closable), plan["closed"])
    whole = stage.api.get("/v1/observatory/training-places", places=PLACES)
    closable = sum(
        _closable(programme, skill, held, sought)
        for sector, programme in offer.items()
        for skill in sought
        if _sector(skill) == sector
    )
    yield Row("S10", f"what {PLACES} training places close anywhere", min(PLACES, closable), whole["closed"])
    explained = sum(bool(one["text"]["fr"] and one["text"]["ar"]) for one in whole["given"])
    yield Row("S10", "places explained in French and Arabic", len(whole["given"]), explained)


def _closable(programme: Programme, skill: str, held: Counts, sought: Counts) -> int:
    taught = {**programme.teaches, **programme.adds}.get(skill, 0)
    above = max((surplus(held[skill], sought[skill], level) for level in LEVELS if level > taught), default=0)
    return gap(held[skill], sought[skill]) - max(0, above) if taught else 0


# ------------------------------------------------------------------------------------------------ the recount


def supply(stage: Stage) -> Counts:
    """Who of the cast has no job, at the best they stated or were given a credential of; and who has begun to learn."""
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for held in _free(stage).values():
        for skill, level in held.items():
            counted[skill][level] += 1
    for programme in training_offer(stage).values():
        for skill, level in programme.teaches.items():
            counted[skill][level] += begun(stage, programme)
    return counted


def _free(stage: Stage) -> dict[str, dict[str, int]]:
    """By person without a job, the level of each skill they hold."""
    persons = {
        stage.ledger.persons[candidate.key]: {one.skill: one.level for one in candidate.skills}
        for candidate in stage.cast.candidates
    }
    for credential in _credentials(stage):
        held = persons[credential["person_id"]]
        for one in credential["skills"]:
            held[one["code"]] = max(one["level"], held.get(one["code"], 0))
    for hiring in stage.api.each("/v1/hirings", state="hired"):
        persons.pop(hiring["candidate_id"], None)
    return persons


def _credentials(stage: Stage) -> Iterator[Body]:
    winners = {
        person_id
        for edition in CONTESTS
        for award in stage.api.each("/v1/awards", contest_id=stage.ledger.moments[f"contest:{edition}"]["id"])
        for person_id in award["person_ids"]
    }
    for person_id in sorted(winners):
        for credential in stage.api.get(f"/v1/persons/{person_id}/credentials")["items"]:
            if credential["state"] == "valid":
                yield credential


def demand(stage: Stage) -> Counts:
    """Needs that stand, and what is left of the offers."""
    taken = Counter(hiring["offer_id"] for hiring in stage.api.each("/v1/hirings", state="hired"))
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for need in stage.script.skill_needs:
        if _stands(stage, need.horizon_in_days):
            counted[need.skill][need.level] += need.headcount
    for offer in stage.cast.offers:
        required, *_ = offer.skills
        counted[required.skill][required.level] += offer.headcount - taken[stage.ledger.offers[offer.key]]
    return counted


def _stands(stage: Stage, horizon_in_days: int) -> bool:
    return stage.calendar.in_days(horizon_in_days) >= _today(stage)


def _today(stage: Stage) -> date:
    return stage.calendar.now().date()


def surplus(held: Counter[int], sought: Counter[int], level: int) -> int:
    """How many more positions than persons there are at this level or above."""
    return sum(sought[one] - held[one] for one in LEVELS if one >= level)


def gap(held: Counter[int], sought: Counter[int]) -> int:
    return max(0, *(surplus(held, sought, level) for level in LEVELS))


def _sector(skill: str) -> str:
    return skill.partition(".")[0]


def _figures(supply: int, demand: int, gap: int) -> str:
    return f"{supply}, {demand}, {gap}"


def _same_supply(told: Body, held: Counts) -> bool:
    """The matching room hears of a credential a moment later."""
    counted: int = sum(row["supply"] for row in told["skills"])
    return counted == sum(levels.total() for levels in held.values())
