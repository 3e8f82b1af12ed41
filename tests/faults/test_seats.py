"""Two processes of the events' room give seats of the same quotas at once: of a category and of activities."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.registrations import CATEGORY, EVENTS, door, made
from multaqa.ids import new_id
from tests.faults.asking import Caller
from tests.faults.table import Row

SHORT, LONG = 300, 2_000
CALLERS = 48
VISITOR = "visitor"
SEATED = {"pending", "offered", "confirmed", "checked_in"}
TITLE = {"fr": "Atelier", "ar": "ورشة"}


@dataclass(frozen=True, slots=True)
class Forum:
    """An open edition with workshops that have fewer seats than the edition."""

    caller: Caller
    edition: str
    workshops: list[str]
    categories: tuple[str, ...]

    def meet(self, person: str) -> dict[str, Any]:
        """Register for some workshops; some change their mind at once, some cancel. What registering answered."""
        chance = random.Random(person)
        chosen = chance.sample(self.workshops, chance.randint(0, len(self.workshops)))
        body = {"person_id": person, "category": chance.choice(self.categories), "activity_ids": chosen}
        mine = self.caller.ask(f"/editions/{self.edition}/registrations", body)
        assert mine.status_code == 201, mine.text
        what = chance.random()
        if what < 0.2:
            self._then(mine.json()["id"], "cancel", None)
        elif what < 0.4 and len(self.categories) > 1:
            self._then(mine.json()["id"], "change", {"activity_ids": chance.sample(self.workshops, 2)})
        return {**mine.json(), "wanted": chosen}

    def _then(self, registration: str, what: str, body: dict[str, Any] | None) -> None:
        answer = self.caller.ask(f"/registrations/{registration}/{what}", body)
        assert answer.status_code == 200 or "registration.full" in answer.text, answer.text


def test_two_processes_meet_at_the_same_quotas(nodes, table, pytestconfig):
    count = LONG if pytestconfig.getoption("--long", default=False) else SHORT
    logs = [nodes.root / "logs" / f"registration.{number}.run.events.log" for number in (2, 3)]
    starts = [log.stat().st_size if log.exists() else 0 for log in logs]
    with door(nodes, EVENTS, count // 3, processes=2) as opened:
        with _api(opened, 0) as one, _api(opened, 1) as other:
            alike = _forum(one, opened.tenants[0]["edition_id"], count, (CATEGORY,))
            mixed = _forum(other, opened.tenants[1]["edition_id"], count, (CATEGORY, VISITOR))
            visits = [(forum, f"{new_id()}-{n}") for n in range(count) for forum in (alike, mixed)]
            with ThreadPoolExecutor(CALLERS) as callers:
                answers = list(callers.map(lambda visit: visit[0].meet(visit[1]), visits))
            drifts = [
                forum.caller.api.get(f"/editions/{forum.edition}/reconciliation").json() for forum in (alike, mixed)
            ]
        with opened.here.mongo as client:
            kept = list(client["multaqa_events"]["registrations"].find())
            quotas = list(client["multaqa_events"]["quotas"].find())
        worked = [_registered_by(log, start) for log, start in zip(logs, starts, strict=True)]
    lost = {answer["id"] for answer in answers} - {row["_id"] for row in kept}
    doubled = len(kept) - len({row["person_id"] for row in kept})
    table.rows.append(Row("two rooms, the same quotas", len(visits), len(kept), len(lost), doubled, 0, 0.0, 0.0))
    assert (lost, doubled, len(kept)) == (set(), 0, len(visits))
    assert [drift["drift"] for drift in drifts] == [0, 0]
    assert list(_wrong(quotas, kept)) == []
    places = [answer["place"] for answer in answers if answer["edition_id"] == alike.edition and answer["place"]]
    assert sorted(places) == list(range(1, len(places) + 1))
    assert places, "nobody had to wait"
    assert min(worked) > 0, "one process did all the work"


def _wrong(quotas: list[dict[str, Any]], kept: list[dict[str, Any]]) -> Iterator[str]:
    """Too many seats, a count that is off, one place for two, or somebody who waits though all they want is free."""
    free = {quota["_id"] for quota in quotas if quota["taken"] < quota["capacity"]}
    known = {quota["_id"] for quota in quotas}
    for quota in quotas:
        meets = [row for row in kept if quota["_id"] in _quotas_of(row)]
        seated = sum(row["state"] in SEATED for row in meets)
        if seated != quota["taken"] or seated > quota["capacity"]:
            yield f"{quota['_id']}: {seated} seats, {quota['taken']} counted, {quota['capacity']} there are"
        places = [row["place"] for row in meets if row["place"]]
        if len(places) != len(set(places)):
            yield f"{quota['_id']}: two have one place"
    for row in kept:
        if row["state"] == "waitlisted" and _quotas_of(row) & known <= free:
            yield f"{row['_id']} waits for seats that are all free"


def _quotas_of(row: dict[str, Any]) -> set[str]:
    return {f"{row['edition_id']}/{row['category']}", *(f"{row['edition_id']}/{one}/*" for one in row["activity_ids"])}


def _forum(api: httpx.Client, edition: str, count: int, categories: tuple[str, ...]) -> Forum:
    for category in set(categories) - {CATEGORY}:
        made(api, f"/editions/{edition}/quotas", {"category": category, "capacity": count // 6})
    workshops = [made(api, f"/editions/{edition}/activities", {
        "kind": "workshop", "title": TITLE, "capacity": count // (5 + number),
        "starts_at": f"2030-05-01T{9 + number:02}:00:00+01:00", "ends_at": f"2030-05-01T{10 + number:02}:00:00+01:00",
    })["id"] for number in range(4)]  # fmt: skip
    return Forum(Caller(api), edition, workshops, categories)


def _api(opened: Any, number: int) -> httpx.Client:
    key = opened.tenants[number]["key"]
    return httpx.Client(
        base_url=f"http://127.0.0.1:{opened.port}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30
    )


def _registered_by(log: Path, start: int) -> int:
    """How many registrations a process decided; its log may hold those of tests before."""
    return log.read_bytes()[start:].count(b'"type": "register"')
