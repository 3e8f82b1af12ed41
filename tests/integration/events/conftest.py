from collections.abc import Iterator

import pytest

from tests.integration.running import RunningRoom, running


@pytest.fixture
def events(amqp_uri: str, mongo_uri: str, mongo_database: str) -> Iterator[RunningRoom]:
    with running("events", amqp_uri, mongo_uri, mongo_database, development=True) as room:
        yield room
