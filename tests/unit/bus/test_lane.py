"""Lanes: one's own up to 24 tenants, then a shared one, for good."""

import pytest

from multaqa.bus.topology import assign_lane, belongs, shared_lane
from multaqa.errors import Invalid


def test_the_first_24_tenants_have_a_lane_of_their_own():
    assert assign_lane("fes-meknes", 0) == assign_lane("fes-meknes", 23) == "fes-meknes"


def test_later_tenants_share_eight_lanes_by_hash():
    lanes = {assign_lane(f"tenant-{number}", 24 + number) for number in range(200)}
    assert lanes == {f"shared-{number}" for number in range(8)}


@pytest.mark.parametrize("slug", ["platform", "dead", "shared-1"])
def test_names_the_bus_uses_are_no_tenants(slug):
    with pytest.raises(Invalid) as refusal:
        assign_lane(slug, 0)
    assert refusal.value.code == "tenant.reserved_slug"


def test_a_message_belongs_to_its_tenants_own_lane_or_its_shared_one():
    assert belongs("oriental", "oriental")
    assert belongs("oriental", shared_lane("oriental"))
    assert not belongs("oriental", "fes-meknes")
    others = {f"shared-{number}" for number in range(8)} - {shared_lane("oriental")}
    assert not any(belongs("oriental", lane) for lane in others)
