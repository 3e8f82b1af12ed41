"""An address sends so many commands to a tenant without a key, through however many gateways."""

import pytest

from gateway.service import GatewayService
from gateway.visitors import Crowd
from tests.integration.gateway.conftest import Api, another_gateway

UNKNOWN = "0197a1f2-5c00-7000-8000-0000000000e2"


def visit(address, tenant):
    """A command that is refused for its shape: it counts all the same."""
    answer = Api(address, None).post(f"/v1/public/{tenant}/editions/{UNKNOWN}/registrations", {})
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.fixture
def crowd_of_three(monkeypatch):
    monkeypatch.setattr(GatewayService, "crowd", Crowd(most=3))


def test_an_address_has_one_share_at_all_gateways_and_one_at_each_tenant(running, crowd_of_three):
    for tenant in ("oriental", "souss-massa"):
        running.open_tenant(tenant)
    with another_gateway(running) as second:
        gateways = [running.address, second, running.address, second, running.address]
        answers = [visit(address, "oriental") for address in gateways]
        assert answers[:3] == [(422, "request.invalid")] * 3
        assert answers[3:] == [(429, "visitor.too_many")] * 2
        assert visit(second, "souss-massa") == (422, "request.invalid")
        page = f"/v1/public/oriental/editions/{UNKNOWN}/registration"
        assert Api(second, None).get(page).status_code == 404


def test_who_names_a_tenant_that_is_not_open_leaves_no_trace(running, crowd_of_three):
    assert [visit(running.address, "nulle-part") for _ in range(5)] == [(404, "tenant.not_found")] * 5
    assert not [row for row in running.rows("allowances") if row["tenant"] == "nulle-part"]
