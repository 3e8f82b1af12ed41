"""A fresh virtual host and a fresh database for every test, on the broker and database named by the environment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from multaqa.settings import environment

NO_NODES = (
    "These tests need a broker and a database. Run `make test`, or one file with: "
    ".venv/bin/multaqa nodes --root .multaqa/test --fresh -- .venv/bin/pytest {path}"
)
# Where a broker's management listens when MANAGEMENT_URL does not say: the usual distance above the AMQP port.
USUAL_DISTANCE = 10_000


@pytest.fixture(scope="session")
def management_url(broker_uri: str) -> str:
    """The management API's root, without a fragment."""
    named = environment("MANAGEMENT_URL").partition("#")[0].rstrip("/")
    if named:
        return named if named.endswith("/api") else f"{named}/api"
    broker = urlsplit(broker_uri)
    return f"http://{broker.username}:{broker.password}@{broker.hostname}:{(broker.port or 5672) + USUAL_DISTANCE}/api"


@pytest.fixture(scope="session")
def broker_uri(pytestconfig: pytest.Config) -> str:
    """The broker as a whole; a test asks for `amqp_uri` instead."""
    return _needed("AMQP_URI", pytestconfig)


@pytest.fixture(scope="session")
def mongo_uri(pytestconfig: pytest.Config) -> str:
    """The database server as a whole; a test writes only to `mongo_database`."""
    return _needed("MONGO_URI", pytestconfig)


@pytest.fixture
def amqp_uri(broker_uri: str, management_url: str) -> Iterator[str]:
    """A virtual host of this test's own, empty, gone afterwards."""
    with virtual_host(broker_uri, management_url) as uri:
        yield uri


@pytest.fixture
def vhost_management_url(amqp_uri: str, management_url: str) -> str:
    """What `multaqa.bus.topology.check` takes: the management API's root with this test's virtual host as fragment."""
    return f"{management_url}#{urlsplit(amqp_uri).path[1:]}"


@pytest.fixture
def mongo_database(mongo_uri: str) -> Iterator[str]:
    """The name of a database of this test's own; it and those whose names begin with it are dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    yield name
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        for database in client.list_database_names():
            if database.startswith(name):
                client.drop_database(database)


@contextmanager
def virtual_host(broker_uri: str, management_url: str) -> Iterator[str]:
    """Make a virtual host, give its URI, and take it away with all that is in it."""
    name = f"test-{uuid4().hex[:12]}"
    address = f"{management_url}/vhosts/{quote(name, safe='')}"
    httpx.put(address, timeout=30).raise_for_status()
    try:
        yield urlunsplit(urlsplit(broker_uri)._replace(path=f"/{name}"))
    finally:
        httpx.delete(address, timeout=30).raise_for_status()


def _needed(variable: str, pytestconfig: pytest.Config) -> str:
    value = environment(variable)
    if not value:
        pytest.exit(NO_NODES.format(path=" ".join(pytestconfig.args)), returncode=1)
    return value
