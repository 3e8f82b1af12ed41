"""What no single room can promise: one trace from request to last consumer, a person forgotten everywhere, dead letters
looked after from the command line."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.cli.house import House, housed
from multaqa.cli.tenants import open_tenant
from multaqa.settings import process_environment
from multaqa.testing.waiting import eventually
from multaqa.tracing import new_trace, trace_id
from scenarios.api import Api

SLUG = "fes-meknes"
NAME = "Ghita Unforgettable"
EMAIL = "ghita.unforgettable@candidates.example"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(tmp_path_factory.mktemp("house"), fresh=True) as running:
        yield running


@pytest.fixture(scope="module")
def key(house: House) -> str:
    return open_tenant(house.settings, SLUG, "Fès-Meknès", "فاس مكناس")


@pytest.fixture
def api(house: House, key: str) -> Iterator[Api]:
    with Api(f"{house.supervisor.base_url}/v1", key, seed=1) as caller:
        yield caller


@pytest.fixture
def multaqa(house: House) -> Callable[..., str]:
    """The command line, as an operator uses it: in the house's folder, by its name."""

    def run(*arguments: str, given: str = "") -> str:
        command = [sys.executable, "-m", "multaqa", *arguments]
        variables = process_environment(**house.nodes.variables(), MULTAQA_DEVELOPMENT="true")
        done = subprocess.run(
            command, env=variables, input=given, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def logs(house: House) -> Iterator[tuple[str, str]]:
    for path in sorted(Path(house.nodes.root, "logs").glob("*.log")):
        yield path.stem, path.read_text(errors="replace")


def opened_edition(api: Api, step: str) -> dict[str, Any]:
    name = {"fr": "Forum", "ar": "ملتقى"}
    series = api.post("/series", {"name": name}, step=f"{step} series")
    edition = {
        "series_id": series["id"], "number": 1, "theme": name, "sectors": ["industry"], "venue": "Fès",
        "starts_at": "2030-05-01T08:00:00+01:00", "ends_at": "2030-05-02T18:00:00+01:00",
        "quotas": [{"category": "candidate", "capacity": 10}],
    }  # fmt: skip
    planned = api.post("/editions", edition, step=f"{step} edition")
    return api.post(f"/editions/{planned['id']}/open", step=f"{step} open")


def person(api: Api, step: str, name: str, email: str) -> dict[str, Any]:
    facts = {
        "name": {"latin": name, "arabic": "غيثة"}, "email": email, "language": "fr",
        "consents": [{"purpose": "participation", "given": True}],
    }  # fmt: skip
    return api.post("/persons", facts, step=f"{step} person")


def test_one_trace_leads_from_the_request_to_the_last_consumer(house: House, api: Api, key: str) -> None:
    edition, visitor = (
        opened_edition(api, "trace"),
        person(api, "trace", "Somebody Else", "somebody@candidates.example"),
    )
    trace = new_trace()
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "trace", "traceparent": trace}
    body = {"person_id": visitor["id"], "category": "candidate"}
    url = f"{house.supervisor.base_url}/v1/editions/{edition['id']}/registrations"
    assert httpx.post(url, json=body, headers=headers, timeout=30).status_code == 201
    heard = {"gateway", "events", "matching", "notifications"}
    eventually(lambda: heard <= {name for name, text in logs(house) if trace_id(trace) in text}, within_s=30)


def test_a_person_is_forgotten_in_every_room_and_named_in_no_log(house: House, api: Api, key: str) -> None:
    edition, visitor = opened_edition(api, "erase"), person(api, "erase", NAME, EMAIL)
    body = {"person_id": visitor["id"], "category": "candidate"}
    api.post(f"/editions/{edition['id']}/registrations", body, step="erase registration")
    eventually(lambda: api.get("/mails", person_id=visitor["id"])["items"], within_s=30)
    assert EMAIL in json.dumps(api.get(f"/persons/{visitor['id']}/export"))

    url = f"{house.supervisor.base_url}/v1/persons/{visitor['id']}"
    assert httpx.delete(url, headers={"Authorization": f"Bearer {key}"}, timeout=30).status_code == 204
    rooms = ("partners", "events", "matching", "notifications", "gateway")

    def traces() -> list[str]:
        with MongoClient(house.nodes.mongo_uri) as mongo:
            return [
                f"{room}.{name}"
                for room in rooms
                for name in mongo[f"multaqa_{room}"].list_collection_names()
                for row in mongo[f"multaqa_{room}"][name].find()
                if EMAIL in str(row) or NAME in str(row)
            ]

    eventually(lambda: traces() == [], within_s=30)
    assert [name for name, text in logs(house) if EMAIL in text or NAME in text] == []


def test_a_dead_letter_is_read_mended_and_sent_again(house: House, multaqa: Callable[..., str], api: Api) -> None:
    opened_edition(api, "dead")
    publisher = ConfirmingPublisher.to(house.nodes.amqp_uri, name="test")
    publisher.start()
    sample = Path("tests/contract/samples/directory.person_erased.v1.json")
    sample = sample if sample.exists() else Path("multaqa/messages/samples/directory.person_erased.v1.json")
    envelope = {**json.loads(sample.read_text()), "tenant": SLUG, "data": {"person": "misspelt"}}
    broken = Outgoing("", f"events.{SLUG}", json.dumps(envelope).encode(), envelope["id"])
    assert publisher.publish_batch([broken]).confirmed
    publisher.stop()

    eventually(lambda: "message.invalid" in multaqa("dead-letters", "list", SLUG), within_s=30)
    assert "misspelt" in multaqa("dead-letters", "show", "events", SLUG, envelope["id"])
    multaqa("dead-letters", "edit", "events", SLUG, envelope["id"], "-", given='{"person_id": "nobody"}')
    multaqa("dead-letters", "redrive", "events", SLUG, envelope["id"])
    assert "no dead letters" in multaqa("dead-letters", "list", SLUG)


def test_the_topology_is_whole(multaqa: Callable[..., str], key: str) -> None:
    assert "has all that" in multaqa("topology", "check")
    assert SLUG in multaqa("tenant", "list")
