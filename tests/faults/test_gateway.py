"""While the broker is frozen the gateway answers at once, and what was asked of it can be asked again."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from multaqa.cli import tenants, topology
from multaqa.ids import new_id
from multaqa.nodes import Nodes
from multaqa.nodes.program import Program
from multaqa.settings import load, process_environment
from multaqa.supervisor import Member
from multaqa.testing.waiting import eventually
from tests.faults.table import Row

CLIENTS = 8
ANSWERED_S = 1.0
SLUG = "fes-meknes"
PROCESSES = (("gateway", "run"), ("partners", "run"), ("partners", "relay"))


@dataclass(frozen=True, slots=True)
class Answer:
    key: str
    asked_at: float
    seconds: float
    status: int
    retry_after: str | None


@dataclass(slots=True)
class Clients:
    """Register organisations until told to stop, each under a key of its own."""

    http: httpx.Client
    answers: list[Answer] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.is_set():
            answer = self.register(new_id())
            self.answers.append(answer)
            self.over.wait(float(answer.retry_after or 0))

    def register(self, key: str) -> Answer:
        body = {"kind": "company", "name": {"fr": f"Atelier {key}", "ar": "ورشة"}, "sectors": []}
        asked_at, started = time.time(), time.monotonic()
        answer = self.http.post("/v1/organisations", json=body, headers={"Idempotency-Key": key})
        seconds = time.monotonic() - started
        return Answer(key, asked_at, seconds, answer.status_code, answer.headers.get("Retry-After"))

    def with_status(self, status: int) -> list[Answer]:
        return [answer for answer in self.answers if answer.status == status]

    def registered(self) -> list[str]:
        """The keys of all organisations the API shows."""
        names, after = [], None
        while True:
            page = self.http.get("/v1/organisations", params={"limit": 100, **({"after": after} if after else {})})
            listed = page.raise_for_status().json()
            names += [item["name"]["fr"].removeprefix("Atelier ") for item in listed["items"]]
            if (after := listed["next"]) is None:
                return names


@pytest.fixture
def gateway(nodes: Nodes) -> Iterator[Clients]:
    """The real gateway and the partners' room on the private nodes, and clients with an administrator's key."""
    http_port = nodes.ports.free("faults.http")
    settings = load("gateway", process_environment(**nodes.variables()))
    topology.apply(settings, [])
    members = [_member(nodes, room, command, http_port) for room, command in PROCESSES]
    try:
        for member in members:
            member.start()
        eventually(lambda: all(member.is_ready() for member in members), 60)
        key = tenants.open_tenant(settings, SLUG, "Fès-Meknès", "فاس مكناس")
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{http_port}", headers=headers, timeout=30) as http:
            yield Clients(http)
    finally:
        for member in members:
            member.program.stop()


def test_the_gateway_answers_while_the_broker_is_frozen(nodes, gateway, scale, table):
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(gateway.run) for _ in range(CLIENTS)]
        eventually(lambda: len(gateway.with_status(201)) > 5 * CLIENTS, 30)
        frozen_at = time.time()
        nodes.broker.freeze()
        threading.Event().wait(scale.frozen_s)
        nodes.broker.thaw()
        thawed_at = time.time()
        eventually(lambda: any(one.asked_at > thawed_at for one in gateway.with_status(201)), 30)
        gateway.over.set()
        for client in running:
            client.result()
    row = _row(gateway, frozen_at, thawed_at, f"gateway, broker frozen {scale.frozen_s:.0f} s")
    table.rows.append(row)
    meanwhile = [one for one in gateway.answers if frozen_at < one.asked_at < thawed_at - ANSWERED_S]
    assert {one.status for one in meanwhile} == {503}
    assert all(one.retry_after for one in meanwhile)
    assert max(one.seconds for one in meanwhile) < ANSWERED_S
    assert row.is_right
    assert row.sent == row.found


def _row(gateway: Clients, frozen_at: float, thawed_at: float, fault: str) -> Row:
    """Ask again, under its own key, for whatever was not accepted; then each must be there once."""
    accepted = sorted(one.asked_at + one.seconds for one in gateway.with_status(201))
    for unsure in [one for one in gateway.answers if one.status != 201]:
        again = eventually(lambda unsure=unsure: _accepted(gateway.register(unsure.key)), 30)
        assert again.status == 201
    keys, registered = {one.key for one in gateway.answers}, gateway.registered()
    return Row(
        fault=fault,
        sent=len(keys),
        found=len(set(registered) & keys),
        lost=len(keys - set(registered)),
        doubled=len(registered) - len(set(registered)),
        dead=0,
        stall_s=round(next(at for at in accepted if at > thawed_at) - frozen_at, 2),
        recover_s=round(next(at for at in accepted if at > thawed_at) - thawed_at, 2),
    )


def _accepted(answer: Answer) -> Answer | None:
    return answer if answer.status == 201 else None


def _member(nodes: Nodes, room: str, command: str, http_port: int) -> Member:
    name = f"faults.{room}.{command}"
    ops_port = nodes.ports.free(f"{name}.ops")
    variables = {
        **nodes.variables(),
        "MULTAQA_OPS_PORT": str(ops_port),
        "MULTAQA_HTTP_PORT": str(http_port),
        "MULTAQA_DEVELOPMENT": "true",
    }
    program = Program(
        [sys.executable, "-m", "multaqa", command, room], nodes.root / "logs" / f"{name}.log", nodes.leash, variables
    )
    return Member(name, program, ops_port)
