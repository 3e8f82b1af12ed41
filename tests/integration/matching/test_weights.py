"""Weights of a tenant and of an offer: what they change, who sees them, and that the trail tells of them."""

import pytest

from multaqa.errors import Invalid, NotFound
from tests.integration.matching.conftest import Forum
from tests.integration.running import RABAT

PERCENT = {
    "required": 100, "wished": 0, "sector": 0, "training": 0, "languages": 0, "mobility": 0, "least_score": 40,
}  # fmt: skip


def first_match(forum, offer):
    return forum.ask("matches_of_offer", offer_id=offer, limit=1)["items"][0]


def test_an_offer_is_weighed_with_its_own_then_the_tenants_then_the_houses(forum):
    own, other = (offer["id"] for offer in forum.ask("list_offers")["items"])
    assert first_match(forum, own)["weights"] == "house/1"
    forum.ask("state_weights", facts={**PERCENT, "sector": 100})
    forum.ask("state_offer_weights", offer_id=own, facts={**PERCENT, "required": 50})
    again = forum.ask("state_offer_weights", offer_id=own, facts=PERCENT)
    assert [earlier["weights"]["required"] for earlier in again["earlier"]] == [50]
    assert (first_match(forum, own)["weights"], first_match(forum, other)["weights"]) == ("offer/2", "tenant/1")
    assert first_match(forum, own)["score"] == 0.8
    assert first_match(forum, other)["score"] == 0.9
    assert forum.ask("get_offer_weights", offer_id=other)["stated"] == "tenant/1"


def test_the_timetable_is_computed_with_them(forum):
    forum.ask("state_weights", facts={**PERCENT, "least_score": 90})
    assert forum.timetable()["figures"]["with_feasible_offer"] == 0


def test_who_stated_them_is_in_the_trail(forum):
    offer = forum.ask("list_offers")["items"][0]["id"]
    forum.ask("state_offer_weights", offer_id=offer, facts=PERCENT)
    rows = forum.ask("list_audit", subject=offer)["items"]
    assert [(row["action"], row["facts"]["weights"]["required"]) for row in rows] == [("weights.stated", 100)]


def test_weights_that_mean_nothing_change_nothing(forum):
    before = forum.room.holds()
    with pytest.raises(Invalid) as refused:
        forum.ask("state_weights", facts={**PERCENT, "sector": -1})
    assert [fault["pointer"] for fault in refused.value.errors] == ["/sector"]
    assert forum.room.holds() == before


def test_another_tenant_neither_sees_nor_feels_them(forum):
    elsewhere = Forum(forum.room, tenant=RABAT)
    offer = forum.ask("list_offers")["items"][0]["id"]
    forum.ask("state_weights", facts=PERCENT)
    assert elsewhere.ask("get_weights")["stated"] == "house/1"
    for method, more in (("get_offer_weights", {}), ("state_offer_weights", {"facts": PERCENT})):
        with pytest.raises(NotFound):
            elsewhere.ask(method, offer_id=offer, **more)
    elsewhere.ask("state_weights", facts={**PERCENT, "sector": 7})
    assert forum.ask("get_weights")["weights"] == PERCENT
