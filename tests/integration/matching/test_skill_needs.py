"""Matching knows the needs that stand: a withdrawn one is dropped, and no late message brings it back."""

import pytest

from multaqa.messages import sample
from tests.integration.running import FES, RABAT

STATED, WITHDRAWN = "partners.skill_need_stated.v1", "partners.skill_need_withdrawn.v1"


@pytest.fixture
def need(forum):
    return sample(STATED)["data"] | {"id": "n1"}


def tell(forum, type, need, version, tenant=FES):
    facts = need if type == STATED else need | {"withdrawn_at": "2026-06-04T12:00:00+00:00", "withdrawn_because": "?"}
    forum.room.has_handled(forum.room.hear(type, need["id"], facts, tenant=tenant, version=version))


def known(forum, tenant=FES):
    rows = forum.room.database.skill_needs.find({"tenant": tenant}, {"skill": 1})
    return {row["_id"]: row.get("skill") for row in rows}


def test_a_stated_need_is_known_until_it_is_withdrawn(forum, need):
    tell(forum, STATED, need, 1)
    assert known(forum) == {"n1": "building.tiling"}
    tell(forum, WITHDRAWN, need, 2)
    assert known(forum) == {"n1": None}


def test_a_late_statement_does_not_bring_a_need_back(forum, need):
    tell(forum, WITHDRAWN, need, 2)
    tell(forum, STATED, need, 1)
    assert known(forum) == {"n1": None}


def test_a_withdrawal_in_one_tenant_leaves_the_other_alone(forum, need):
    tell(forum, STATED, need, 1)
    tell(forum, WITHDRAWN, need | {"id": "n2"}, 2, tenant=RABAT)
    assert (known(forum), known(forum, RABAT)) == ({"n1": "building.tiling"}, {"n2": None})
