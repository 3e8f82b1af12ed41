"""The topology as values: each type has a place, and only a mistake is unrouted."""

from multaqa.bus.topology import MESSAGES, PUBLIC, Manifest, Tenant, plan
from multaqa.bus.topology.plan import UNHEARD

DRAFTED, SIGNED, HIRED = "partners.agreement_drafted.v1", "partners.agreement_signed.v1", "matching.candidate_hired.v1"
MANIFESTS = (
    Manifest("partners", publishes=(DRAFTED, SIGNED)),
    Manifest("matching", publishes=(HIRED,), public=(HIRED,)),
    Manifest("events", subscribes=(SIGNED,)),
)


def to(queue: str) -> set[str]:
    wanted = plan(MANIFESTS, [Tenant("fes-meknes", "fes-meknes")], (1000,))
    return {binding.key for binding in wanted.bindings if (binding.exchange, binding.queue) == (MESSAGES, queue)}


def test_a_type_nobody_subscribes_to_is_taken_for_a_while_and_is_no_dead_letter():
    assert to(UNHEARD) == {f"*.{DRAFTED}"}


def test_public_types_reach_the_stream_and_nothing_else_does():
    assert to(PUBLIC) == {f"*.{HIRED}"}


def test_a_lane_is_bound_to_its_tenants_keys_only():
    assert to("events.fes-meknes") == {f"fes-meknes.{SIGNED}"}


def test_a_room_that_hears_nothing_has_no_lane():
    wanted = plan(MANIFESTS, [Tenant("fes-meknes", "fes-meknes")], (1000,))
    assert not [
        queue for queue in wanted.queues if queue.name.startswith("partners.") and queue.name != "partners.dead"
    ]


def test_every_queue_that_is_bound_is_declared():
    wanted = plan(MANIFESTS, [Tenant("fes-meknes", "shared-1")], (1000, 10_000))
    assert {binding.queue for binding in wanted.bindings} <= {queue.name for queue in wanted.queues}
