"""The topology against RabbitMQ: declared twice it is the same, and the check finds what is missing or too much."""

import pytest

from multaqa.bus import topology
from multaqa.bus.link import Link
from multaqa.bus.topology import Manifest, Tenant, checking

MANIFESTS = (
    Manifest("partners", publishes=("partners.agreement_signed.v1",)),
    Manifest("events", subscribes=("partners.agreement_signed.v1",)),
)
FES = Tenant("fes-meknes", "fes-meknes")
ORIENTAL = Tenant("oriental", "shared-3")
SOUSS = Tenant("souss-massa", "shared-3")
TIERS_MS = (1000, 10_000)


@pytest.fixture
def link(amqp_uri):
    made = Link(amqp_uri, name="topology")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def found(link, vhost_management_url):
    def check(tenants, tiers_ms=TIERS_MS):
        return checking.check(link, MANIFESTS, tenants, tiers_ms, vhost_management_url)

    return check


def test_declaring_twice_is_declaring_once(link, found):
    for _ in range(2):
        topology.declare(link, topology.plan(MANIFESTS, [FES, ORIENTAL], TIERS_MS))
    assert found([FES, ORIENTAL]) == []


def test_a_tenant_that_was_not_declared_is_missed(link, found):
    topology.declare(link, topology.plan(MANIFESTS, [], TIERS_MS))
    assert found([FES]) == [
        "queue events.fes-meknes does not exist",
        "binding 'events.fes-meknes' from multaqa.return to events.fes-meknes is missing",
        "binding 'fes-meknes.partners.agreement_signed.v1' from multaqa to events.fes-meknes is missing",
    ]
    topology.declare_tenant(link, MANIFESTS, FES)
    assert found([FES]) == []


def test_without_the_management_api_queues_and_exchanges_are_still_asked_for(link):
    topology.declare(link, topology.plan(MANIFESTS, [], TIERS_MS))
    problems = checking.check(link, MANIFESTS, [FES], (*TIERS_MS, 60_000))
    assert problems == [
        "exchange multaqa.tier.60000 does not exist",
        "queue multaqa.tier.60000 does not exist",
        "queue events.fes-meknes does not exist",
    ]


def test_removing_a_tenant_takes_its_own_lane_but_leaves_a_shared_one_to_the_others(link, found):
    topology.declare(link, topology.plan(MANIFESTS, [FES, ORIENTAL, SOUSS], TIERS_MS))
    topology.remove_tenant(link, MANIFESTS, FES)
    topology.remove_tenant(link, MANIFESTS, ORIENTAL)
    assert found([SOUSS]) == []
    assert "queue events.fes-meknes does not exist" in found([FES, SOUSS])


def test_a_type_that_no_manifest_names_any_more_is_found(link, found):
    old = (Manifest("events", subscribes=("partners.agreement_signed.v1", "partners.old.v1")),)
    topology.declare(link, topology.plan([*MANIFESTS, *old], [FES], TIERS_MS))
    assert found([FES]) == [
        "binding 'fes-meknes.partners.old.v1' from multaqa to events.fes-meknes is in no manifest",
        "binding 'platform.partners.old.v1' from multaqa to events.platform is in no manifest",
    ]
