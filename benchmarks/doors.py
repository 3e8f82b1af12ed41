"""The door over HTTP: a snapshot of 1,500 badges, a badge scanned online, scans told by devices, badges printed."""

import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import httpx

from benchmarks.house import Stage, stage
from benchmarks.registrations import CATEGORY, declare_rooms, made, opened_tenant
from benchmarks.table import Row
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.settings import GATEWAY
from multaqa.testing.waiting import eventually

REGION = "region-0"
BADGES, SCANNED, DEVICES, BATCH, PRINTED = 1_500, 300, 10, 30, 100
SNAPSHOT_BYTES, SNAPSHOT_S, SCAN_MS, PRINT_S = 1_000_000, 5.0, 100.0, 60.0
TURNS = 5
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Hall:
    """An edition that is held today, whose seats are taken, and a caller of the API."""

    api: httpx.Client
    edition: str
    seats: list[str]

    def snapshots(self) -> tuple[int, float, float]:
        """Its size in bytes; how long the first one took, whose process had to be started, and the median after."""
        took = []
        for _ in range(TURNS):
            started = time.perf_counter()
            answer = self.api.get(f"/editions/{self.edition}/snapshot").raise_for_status()
            took.append(time.perf_counter() - started)
        if len(answer.json()["records"]) != len(self.seats):
            raise RuntimeError("a badge is missing")
        return len(answer.content), took[0], statistics.median(took[1:])

    def tokens(self, count: int) -> list[str]:
        paths = [f"/registrations/{seat}/badge" for seat in self.seats[:count]]
        with ThreadPoolExecutor(CLIENTS) as queue:
            return [str(answer.json()["token"]) for answer in queue.map(self.api.get, paths)]

    def scanned(self, tokens: Sequence[str]) -> float:
        """The 95th percentile in ms of badges scanned one after the other."""
        took = []
        for token in tokens:
            started = time.perf_counter()
            made(self.api, f"/editions/{self.edition}/check-ins", {"token": token})
            took.append((time.perf_counter() - started) * 1000)
        return statistics.quantiles(took, n=20)[-1]

    def told(self, tokens: Sequence[str]) -> float:
        """Scans a second, told in batches by devices that come back to the network together."""
        path = f"/editions/{self.edition}"
        devices = [made(self.api, f"{path}/devices", {"name": f"Porte {n}"})["id"] for n in range(DEVICES)]
        now = SystemClock().now().isoformat()
        batches = [
            {"device_id": devices[at // BATCH % DEVICES], "device_now": now,
             "scans": [{"nonce": new_id(), "token": token, "at": now} for token in tokens[at : at + BATCH]]}
            for at in range(0, len(tokens), BATCH)
        ]  # fmt: skip
        started = time.perf_counter()
        with ThreadPoolExecutor(DEVICES) as queue:
            list(queue.map(lambda batch: made(self.api, f"{path}/scans", batch), batches))
        return len(tokens) / (time.perf_counter() - started)

    def printed(self, count: int) -> float:
        body = {"layout": "a4", "registration_ids": self.seats[:count]}
        started = time.perf_counter()
        asked = made(self.api, f"/editions/{self.edition}/badge-prints", body)["id"]
        eventually(lambda: self.api.get(f"/badge-prints/{asked}").json()["state"] == "ready", 300, 0.1)
        return time.perf_counter() - started


def rows(nodes: Nodes, scale: float) -> Iterator[Row]:
    badges = max(200, int(BADGES * scale))
    with stage(nodes, "door") as here:
        port = nodes.ports.free("bench.http")
        declare_rooms(here, [REGION])
        commands = [("multaqa", "run", name) for name in (GATEWAY, "events")]
        with here.running(*commands, MULTAQA_HTTP_PORT=str(port), MULTAQA_DEVELOPMENT="true"):
            yield from _measured(hall(here, port, badges))


def _measured(hall: Hall) -> Iterator[Row]:
    size, first, again = hall.snapshots()
    badges = f"{len(hall.seats):,} badges"
    note = f"{size:,} bytes, the first {first:.2f} s, then {again:.2f} s"
    yield Row(f"snapshot of {badges}", "s allowed / s", SNAPSHOT_S, first, "over HTTP", wanted=1.0, note=note)
    yield Row(f"size of a snapshot of {badges}", "bytes allowed / bytes", SNAPSHOT_BYTES, size, "JSON", wanted=1.0)
    tokens = hall.tokens(SCANNED)
    slow = hall.scanned(tokens[: SCANNED // 3])
    yield Row(
        "a badge scanned online, p95", "ms allowed / ms", SCAN_MS, slow, "over HTTP, one after the other", wanted=1.0
    )
    rate = hall.told([*tokens[SCANNED // 3 :], *tokens[: SCANNED // 3]])
    peer, note = "by hand: one every 2 s at 20 doors", f"{DEVICES} devices, {BATCH} scans a batch, a third duplicates"
    yield Row("scans told after a day offline", "scans/s", rate, 10.0, peer, wanted=1.0, note=note)
    took = hall.printed(PRINTED)
    yield Row(f"{PRINTED} badges on paper, A4", "s allowed / s", PRINT_S, took, "asked for to ready", wanted=1.0)


def hall(here: Stage, port: int, badges: int) -> Hall:
    key = opened_tenant(here, REGION)
    api = httpx.Client(base_url=f"http://127.0.0.1:{port}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=60)
    now, name = SystemClock().now(), {"fr": "Forum", "ar": "ملتقى"}
    edition = made(api, "/editions", {
        "series_id": made(api, "/series", {"name": name})["id"], "number": 1, "venue": "Fès",
        "starts_at": (now - timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=8)).isoformat(),
        "quotas": [{"category": CATEGORY, "capacity": badges}],
    })["id"]  # fmt: skip
    made(api, f"/editions/{edition}/open", None)
    persons = [
        {"_id": f"p{n}", "tenant": REGION, "source_version": 1, "name_latin": f"Fatima-Zahra El Idrissi {n}",
         "name_arabic": f"فاطمة الزهراء الإدريسي {n}", "language": "fr", "consents": []}
        for n in range(badges)
    ]  # fmt: skip
    with here.mongo as client:
        client["multaqa_events"]["persons"].insert_many(persons)

    def seat(person: dict[str, object]) -> str:
        body = {"person_id": person["_id"], "category": CATEGORY}
        return str(made(api, f"/editions/{edition}/registrations", body)["id"])

    with ThreadPoolExecutor(CLIENTS * 4) as queue:
        return Hall(api, edition, list(queue.map(seat, persons)))
