from collections.abc import Iterator

import pytest

from tests.integration.running import RunningRoom, running


@pytest.fixture
def partners(amqp_uri: str, mongo_uri: str, mongo_database: str) -> Iterator[RunningRoom]:
    with running("partners", amqp_uri, mongo_uri, mongo_database) as room:
        yield room
