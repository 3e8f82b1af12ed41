"""A service is made of desks, and no desk takes a name of another: the later one would silently never be asked."""

from collections import Counter

import pytest

from multaqa.runner import service_of
from multaqa.settings import GATEWAY, ROOMS

OPENED_TO_THE_COMMAND_LINE = {GATEWAY: {"open_tenant", "list_tenants"}}
"""What a service says again on purpose."""


@pytest.mark.parametrize("room", [*ROOMS, GATEWAY])
def test_no_two_desks_of_a_service_share_a_name(room):
    said = Counter(name for desk in service_of(room).__mro__[:-1] for name in vars(desk) if not name.startswith("__"))
    assert {name for name, times in said.items() if times > 1} == OPENED_TO_THE_COMMAND_LINE.get(room, set())
