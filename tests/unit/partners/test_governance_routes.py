"""Every route of governance asks the room for what the room answers, and a change may say which version it is of."""

from inspect import Parameter, signature

import pytest

from gateway.routes.partners.governance import ROUTES
from services.partners.service.governance import GovernanceDesk

CREATING = {"found_committee", "grant_seat", "call_meeting"}

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.label)


@every_route
def test_the_room_takes_what_the_route_gives(route):
    parameters = dict(signature(getattr(GovernanceDesk, route.procedure)).parameters)
    del parameters["self"]
    needed = {name for name, one in parameters.items() if one.default is Parameter.empty}
    assert needed <= set(route.names) <= set(parameters)


@every_route
def test_a_change_takes_the_version_it_is_of(route):
    assert route.takes_version == (route.method != "GET" and route.procedure not in CREATING)


def test_every_procedure_of_the_desk_has_its_route():
    procedures = {name for name in dir(GovernanceDesk) if not name.startswith("_")} - {"review_seat", "work"}
    assert procedures == {route.procedure for route in ROUTES}
