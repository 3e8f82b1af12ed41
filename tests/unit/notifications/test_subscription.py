"""A subscription says which public types it wants, of what; it is posted to once its endpoint has agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from multaqa.errors import Invalid, Refused
from multaqa.selection import keys_of, marks_of
from services.notifications.domain import (
    PublicMessage,
    SealedSecret,
    SubscriberQueue,
    Subscription,
    require_address,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HIRED, OFFERED = "matching.candidate_hired.v1", "matching.hiring_offered.v1"
GAP, NOTICE = "matching.demand_gap_found.v1", "notifications.endpoint_disabled.v1"
HIRING_FIELDS = {"id", "organisation_id", "edition_id", "institute_id", "sector"}
CATALOGUE = {HIRED: HIRING_FIELDS, OFFERED: HIRING_FIELDS, GAP: {"id", "sector"}, NOTICE: {"subscription_id"}}


def secret(id="k1", at=NOON):
    return SealedSecret(id, b"sealed", b"p" * 32, at)


def asked(*types, **filters):
    facts = {"url": "https://agency.example/", "types": list(types), "filters": filters}
    return Subscription.created("s1", facts, "key:1", secret(), CATALOGUE, at=NOON)


def created(*types, **filters):
    subscription = asked(*types, **filters)
    subscription.prove(NOON)
    return subscription


def message(type, owner=None, about=None, **facts):
    return PublicMessage("m1", type, marks_of(facts), "{}", NOON, NOON, owner=owner, about=about)


def wanted(subscription, *types):
    return [subscription.wants(message(type)) for type in types]


def test_wants_the_types_it_names():
    assert wanted(created(HIRED), HIRED, OFFERED) == [True, False]


def test_wants_all_of_a_room():
    assert wanted(created("matching.*"), HIRED, OFFERED, "matchingother.hired.v1") == [True, True, False]


@pytest.mark.parametrize(
    ("facts", "wants"),
    [
        ({"organisation_id": "o1", "sector": "building"}, True),
        ({"organisation_id": "o2", "sector": "building"}, True),
        ({"organisation_id": "o3", "sector": "building"}, False),
        ({"organisation_id": "o1", "sector": "digital"}, False),
        ({"sector": "building"}, False),
    ],
)
def test_a_filter_narrows_by_what_a_message_is_about(facts, wants):
    subscription = created("matching.*", partner=["o1", "o2"], sector=["building"])
    assert subscription.wants(message(HIRED, **facts)) is wants


@pytest.mark.parametrize("state", ["unproven", "disabled", "ended"])
def test_wants_nothing_unless_it_is_active(state):
    subscription = created("matching.*")
    subscription.state = state
    assert wanted(subscription, HIRED) == [False]


def test_a_notice_goes_to_the_others_of_its_owner_and_no_filter_narrows_it():
    subscription = created("notifications.*", HIRED, sector=["building"])
    assert subscription.wants(message(NOTICE, owner="key:1", about="s2"))
    assert not subscription.wants(message(NOTICE, owner="key:1", about="s1"))
    assert not subscription.wants(message(NOTICE, owner="key:2", about="s2"))


@pytest.mark.parametrize(
    ("types", "filters"),
    [
        ([HIRED], {}),
        (["matching.*", NOTICE], {}),
        (["matching.*"], {"sector": ["building", "digital"]}),
        (["matching.*", "notifications.*"], {"partner": ["o1"], "sector": ["building"]}),
        ([HIRED], {"edition": ["e1"]}),
        (["matching.*"], {"institute": ["i1"], "sector": ["building"]}),
    ],
)
def test_whatever_it_wants_finds_it_by_a_key(types, filters):
    subscription = created(*types, **filters)
    facts = {"organisation_id": "o1", "edition_id": "e1", "institute_id": "i1", "sector": "building"}
    for one in (message(HIRED, **facts), message(GAP, sector="building"), message(NOTICE, owner="key:1", about="s2")):
        if subscription.wants(one):
            assert set(subscription.selection.keys()) & set(keys_of(one.type, one.marks))


def test_a_filter_finds_it_by_the_narrowest_only():
    assert created("matching.*", sector=["building"], partner=["o1"]).selection.keys() == ["partner=o1"]


@pytest.mark.parametrize(
    "types", [[], ["partners.agreement_signed.v1"], ["partners.*"], ["matching.candidate_hired"], ["*"]]
)
def test_is_refused_when_nothing_would_ever_be_delivered(types):
    with pytest.raises(Invalid):
        asked(*types)


@pytest.mark.parametrize(
    ("types", "filters", "pointer"),
    [
        ([GAP], {"institute": ["i1"]}, "/filters/institute"),
        ([GAP], {"partner": ["o1"]}, "/filters/partner"),
        (["notifications.*"], {"sector": ["building"]}, "/filters/sector"),
        ([HIRED], {"sector": []}, "/filters/sector"),
    ],
)
def test_a_filter_that_cannot_match_is_refused_by_its_name(types, filters, pointer):
    with pytest.raises(Invalid) as refused:
        asked(*types, **filters)
    assert [one["pointer"] for one in refused.value.errors] == [pointer]


def test_filters_that_no_type_can_match_together_are_refused():
    catalogue = {"a.x.v1": {"sector"}, "a.y.v1": {"edition_id"}}
    facts = {"url": "https://a.example/", "types": ["a.*"], "filters": {"sector": ["x"], "edition": ["e1"]}}
    with pytest.raises(Invalid) as refused:
        Subscription.created("s1", facts, "key:1", secret(), catalogue, at=NOON)
    assert [one["pointer"] for one in refused.value.errors] == ["/filters"]


def test_does_not_tell_its_secret():
    assert "sealed" not in str(created("matching.*").described(NOON))


def test_a_new_secret_signs_beside_the_one_before_until_that_ends():
    subscription = created(HIRED)
    subscription.rotate(secret("k2"), timedelta(hours=2), NOON)
    assert [one.id for one in subscription.signing(NOON)] == ["k2", "k1"]
    assert [one.id for one in subscription.signing(NOON + timedelta(hours=2))] == ["k2"]


def test_a_second_rotation_does_not_lengthen_the_life_of_the_first():
    subscription = created(HIRED)
    subscription.rotate(secret("k2"), timedelta(hours=1), NOON)
    subscription.rotate(secret("k3"), timedelta(hours=9), NOON)
    assert [one.id for one in subscription.signing(NOON + timedelta(hours=1))] == ["k3", "k2"]


def test_without_an_overlap_the_one_before_signs_no_more():
    subscription = created(HIRED)
    subscription.rotate(secret("k2"), timedelta(), NOON)
    assert [one.id for one in subscription.secrets] == ["k2"]


def test_not_more_than_a_few_sign_together():
    subscription = created(HIRED)
    with pytest.raises(Refused, match="too_many_secrets"):
        for n in range(2, 9):
            subscription.rotate(secret(f"k{n}"), timedelta(hours=1), NOON)


def test_only_what_was_disabled_or_not_proven_is_enabled():
    subscription = created(HIRED)
    with pytest.raises(Refused, match="not_disabled"):
        subscription.enable()
    subscription.disable("five days", NOON)
    subscription.enable()
    assert subscription.awaits_proof


QUEUE = SubscriberQueue("amqp://broker/subscribers", "subscriber-x", 10, "digest")


def test_a_queue_has_its_address_from_us_and_nothing_that_signs():
    facts = {"types": [HIRED]}
    subscription = Subscription.created("s1", facts, "key:1", QUEUE, CATALOGUE, at=NOON)
    told = subscription.described(NOON)
    assert (told["kind"], told["url"], told["signing_keys"]) == ("queue", None, [])
    assert (told["queue"]["user"], told["queue"]["length_most"]) == ("subscriber-x", 10)
    assert "digest" not in str(told)
    assert "queue" not in subscription.facts()


@pytest.mark.parametrize(("kind", "url"), [("webhook", None), ("webhook", ""), ("queue", "https://agency.example/")])
def test_a_webhook_has_a_url_and_a_queue_has_none(kind, url):
    with pytest.raises(Invalid) as refused:
        require_address(kind, url)
    assert refused.value.errors[0]["pointer"] == "/url"
