"""The gateway on a real broker and database, with every room that is asked, in one process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from multaqa.bus.topology import declare, load_manifests, plan
from multaqa.cli.topology import linked
from multaqa.room import container_of
from multaqa.rpc import RpcClient
from multaqa.runner import service_of
from multaqa.settings import load, package_of
from multaqa.telemetry import Health
from multaqa.tenancy import platform_context
from multaqa.testing.fixtures import virtual_host
from multaqa.testing.waiting import eventually
from tests.integration.running import PATIENT_S

ROOMS = ("partners", "events", "matching", "notifications", "gateway")
HTTP = httpx.Client(timeout=20, trust_env=False, verify=False)  # one for all: making a client reads every certificate
DIRECTORATE = {"name_fr": "Direction régionale", "name_ar": "المديرية الجهوية"}


@dataclass
class Api:
    """A caller with one key; every POST has an Idempotency-Key of its own unless one is given."""

    address: str
    key: str | None

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if method == "POST":
            headers["Idempotency-Key"] = uuid4().hex
        headers |= options.pop("headers", {})
        return HTTP.request(method, self.address + path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.ask("POST", path, json={} if body is None else body, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("DELETE", path, **options)

    def made(self, path: str, body: Any) -> dict[str, Any]:
        response = self.post(path, body)
        assert response.status_code == 201, response.text
        return response.json()

    def with_role(self, role: str) -> "Api":
        return Api(self.address, self.made("/v1/keys", {"role": role, "label": role})["key"])


@dataclass
class House:
    """A running gateway, and how platform administration reaches it."""

    address: str
    platform: RpcClient
    health: Health
    mongo_uri: str
    amqp_uri: str
    databases: str

    def open_tenant(self, slug: str) -> Api:
        opened = self.platform.call("gateway", "open_tenant", platform_context("test"), {"slug": slug, **DIRECTORATE})
        return Api(self.address, opened["administrator_key"])

    def rows(self, collection: str) -> list[dict[str, Any]]:
        with MongoClient[dict[str, Any]](self.mongo_uri) as client:
            return list(client[f"{self.databases}_gateway"][collection].find({}))


@contextmanager
def house(mongo_uri: str, amqp_uri: str, rooms: tuple[str, ...], **services: type) -> Iterator[House]:
    """Run these rooms under one event loop; `services` replace a room's own class."""
    databases, healths = f"test_{uuid4().hex[:12]}", {room: Health() for room in rooms}
    with ExitStack() as stack:
        stack.callback(drop, mongo_uri, databases)
        _declare(amqp_uri, [room for room in rooms if room not in services])
        containers = {}
        for room in rooms:
            settings = _settings(room, amqp_uri, mongo_uri, databases, like="gateway" if room in services else room)
            containers[room] = container_of(services.get(room) or service_of(room), settings, healths[room])
            containers[room].start()
            stack.callback(containers[room].stop)
        platform = RpcClient(amqp_uri, name="test", silence_s=PATIENT_S)
        platform.start()
        stack.callback(platform.stop)
        eventually(lambda: platform.trouble() is None and not any(one.troubles() for one in healths.values()))
        yield House(
            f"http://127.0.0.1:{port_of(containers['gateway'])}",
            platform,
            healths["gateway"],
            mongo_uri,
            amqp_uri,
            databases,
        )


def _settings(room: str, amqp_uri: str, mongo_uri: str, databases: str, like: str) -> Any:
    of_tests = {"silence_s": PATIENT_S, "amqp_uri": amqp_uri, "mongo_uri": mongo_uri, "database": f"{databases}_{room}"}
    return replace(load(like), room=room, http_port=0, development=True, **of_tests)


@contextmanager
def another_gateway(house: House) -> Iterator[str]:
    """A second gateway of the same house; its address."""
    settings = _settings("gateway", house.amqp_uri, house.mongo_uri, house.databases, like="gateway")
    container = container_of(service_of("gateway"), settings, Health())
    container.start()
    try:
        yield f"http://127.0.0.1:{port_of(container)}"
    finally:
        container.stop()


def _declare(amqp_uri: str, rooms: list[str]) -> None:
    with linked(amqp_uri) as link:
        declare(link, plan(load_manifests([package_of(room) for room in rooms]), [], [1_000]))


def port_of(container: Any) -> int:
    (server,) = [one for one in container.extensions if type(one).__name__ == "Server"]
    return server._sock.getsockname()[1]


def drop(mongo_uri: str, databases: str) -> None:
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        for name in client.list_database_names():
            if name.startswith(databases):
                client.drop_database(name)


@pytest.fixture(scope="session")
def running(mongo_uri: str, broker_uri: str, management_url: str) -> Iterator[House]:
    with virtual_host(broker_uri, management_url) as amqp_uri, house(mongo_uri, amqp_uri, ROOMS) as one:
        yield one


@pytest.fixture(scope="session")
def fes(running: House) -> Api:
    return running.open_tenant("fes-meknes")


@pytest.fixture(scope="session")
def rabat(running: House) -> Api:
    return running.open_tenant("rabat-sale-kenitra")
