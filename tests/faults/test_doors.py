"""The events' room is killed while devices at the doors tell what they scanned."""

import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, timedelta
from typing import Any

from benchmarks.doors import REGION, Hall, hall
from benchmarks.house import stage
from benchmarks.registrations import declare_rooms, made
from multaqa.bus.envelope import Envelope
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.settings import GATEWAY
from multaqa.testing.waiting import eventually
from tests.faults.asking import Caller
from tests.faults.table import Row
from tests.faults.test_storm import kill

SHORT, LONG = 600, 3_000
DEVICES, BATCH = 20, 5
STRIKES = (0.2, 0.5)
"""At which share of the scans the room is killed, and killed again."""
CAME = "events.attendee_checked_in.v1"

Batch = tuple[str, list[dict[str, Any]]]


def test_each_person_comes_once_however_often_a_device_has_to_tell_it(nodes, table, chance, pytestconfig):
    count = LONG if pytestconfig.getoption("--long", default=False) else SHORT
    with stage(nodes, "door") as here:
        port = nodes.ports.free("bench.http")
        declare_rooms(here, [REGION])
        commands = [("multaqa", "run", name) for name in (GATEWAY, "events")]
        variables = {"MULTAQA_HTTP_PORT": str(port), "MULTAQA_DEVELOPMENT": "true"}
        with ExitStack() as stack:
            _, room = stack.enter_context(here.running(*commands, **variables))
            client = stack.enter_context(here.mongo)
            at = hall(here, port, count)
            stack.callback(at.api.close)
            caller, events = Caller(at.api), client["multaqa_events"]
            tokens = at.tokens(count)
            scans = _scans(chance, tokens)
            told = _batches(chance, at, scans)
            with ThreadPoolExecutor(DEVICES) as devices:
                telling = [devices.submit(_tell, caller, *batch) for batch in [*told, *told[::4]]]
                done = []
                for share in STRIKES:
                    eventually(
                        lambda share=share: events["scans"].estimated_document_count() >= share * len(scans), 120
                    )
                    done.append(events["scans"].estimated_document_count())
                    kill(room)()
                answers = [one.result() for one in telling]
            counts = at.api.get(f"/editions/{at.edition}/door-counts").json()["total"]
            kept = list(events["scans"].find())
            came = {row["_id"]: row["checked_in_at"] for row in events["registrations"].find()}
            messages = Counter(Envelope.parse(row["body"]).subject for row in events["outbox"].find({"type": CAME}))
    sent, marks = len(scans), {row["nonce"] for row in kept}
    table.rows.append(
        Row("doors: room killed twice", sent, len(marks), sent - len(marks), len(kept) - len(marks), 0, 0, 0)
    )
    assert (len(kept), marks) == (sent, {scan["nonce"] for _, scan in scans})
    assert {name: counts[name] for name in ("entries", "inside", "duplicates", "conflicts", "refused")} == {
        "entries": count, "inside": count, "duplicates": sent - count, "conflicts": 0, "refused": 0,
    }  # fmt: skip
    first = _first(scans)
    entries = {row["nonce"]: row["verdict"] for row in kept}
    assert entries == {scan["nonce"]: "accepted" if scan is first[scan["token"]] else "already_in" for _, scan in scans}
    assert messages == Counter(at.seats)
    assert {seat: moment.replace(tzinfo=UTC).isoformat(timespec="milliseconds") for seat, moment in came.items()} == {
        seat: first[token]["at"] for seat, token in zip(at.seats, tokens, strict=True)
    }
    assert _told_twice(answers) > 0
    assert max(done) < sent, "a strike came after the last scan"


def _scans(chance: random.Random, tokens: list[str]) -> list[tuple[int, dict[str, Any]]]:
    """Each badge at one device, every third at another one, too, before or after; no two at one moment."""
    now = SystemClock().now()
    moments = [now - timedelta(seconds=1 + n) for n in range(len(tokens) + len(tokens[::3]))]
    chance.shuffle(moments)
    shown = [*enumerate(tokens), *((n * 3 + 1, token) for n, token in enumerate(tokens[::3]))]
    return [
        (number % DEVICES, {"nonce": new_id(), "token": token, "at": at.isoformat(timespec="milliseconds")})
        for (number, token), at in zip(shown, moments, strict=True)
    ]


def _batches(chance: random.Random, at: Hall, scans: list[tuple[int, dict[str, Any]]]) -> list[Batch]:
    """What the devices tell, each with its own link, in any order."""
    path = f"/editions/{at.edition}/devices"
    links = [made(at.api, path, {"name": f"Porte {number}"})["token"] for number in range(DEVICES)]
    of_devices = defaultdict(list)
    for device, scan in scans:
        of_devices[device].append(scan)
    batches = [
        (links[device], scanned[n : n + BATCH])
        for device, scanned in of_devices.items()
        for n in range(0, len(scanned), BATCH)
    ]
    chance.shuffle(batches)
    return batches


def _tell(caller: Caller, link: str, scans: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """As a device does that forgot whether it told them: under a new key each time, the scans with their nonces."""
    body = {"device_now": SystemClock().now().isoformat(timespec="milliseconds"), "scans": scans}
    answer = caller.ask(f"/links/{link}/scans", body, anew=True)
    assert answer.status_code == 200, answer.text
    return [(one["nonce"], one["verdict"]) for one in answer.json()["scans"]]


def _first(scans: list[tuple[int, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Of each badge the earliest scan, by which the person came."""
    earliest: dict[str, dict[str, Any]] = {}
    for _, scan in sorted(scans, key=lambda one: one[1]["at"]):
        earliest.setdefault(scan["token"], scan)
    return earliest


def _told_twice(answers: list[list[tuple[str, str]]]) -> int:
    """How many scans were answered more than once; each time the same, or it raises."""
    verdicts: dict[str, set[str]] = defaultdict(set)
    times = Counter(nonce for batch in answers for nonce, _ in batch)
    for nonce, verdict in (one for batch in answers for one in batch):
        verdicts[nonce].add(verdict)
    assert {nonce: said for nonce, said in verdicts.items() if len(said) > 1} == {}
    return sum(count > 1 for count in times.values())
