"""Who subscribes to what: on whose behalf, with whose consent, narrowed how, signed by which secret."""

import json
import time
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from multaqa.errors import Forbidden, Invalid, NotFound, Refused
from multaqa.selection import keys_of
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.hooks import asked, at, deliveries, of, settled, state_of, subscribe
from tests.integration.notifications.sinks import free_port, subscriber
from tests.integration.running import FES, RABAT


def test_the_secret_is_told_once(notifications, agency):
    subscribe(notifications, agency.url)
    assert "secret" not in notifications.ask("list_subscriptions")["items"][0]
    assert "whsec" not in json.dumps([one.facts for one in notifications.told("notifications.subscription_created.v1")])


def test_a_repeated_subscription_is_one(notifications, agency):
    first, second = (subscribe(notifications, agency.url, key="k1") for _ in range(2))
    assert first["id"] == second["id"]
    assert len(notifications.ask("list_subscriptions")["items"]) == 1


@pytest.mark.parametrize(
    ("url", "types", "more"),
    [
        ("http://10.0.0.1/", ["matching.*"], {}),
        ("https://x.example/", ["partners.*"], {}),
        ("https://x.example/", [], {}),
        ("https://x.example/", ["matching.offer_published.v1"], {"filters": {"institute": ["i1"]}}),
        ("https://x.example/", ["matching.demand_gap_found.v1"], {"filters": {"partner": ["o1"]}}),
    ],
)
def test_a_wrong_subscription_is_refused_and_changes_nothing(notifications, url, types, more):
    before = notifications.holds()
    with pytest.raises(Invalid):
        notifications.ask("subscribe", facts={"url": url, "types": types, **more})
    assert notifications.holds() == before


def test_outside_development_nothing_near_is_reached(notifying, agency, tmp_path):
    key_file = tmp_path / "keys"
    key_file.write_bytes(b64encode(bytes(32)))
    with notifying(development=False, key_file=str(key_file)) as room:
        with pytest.raises(Invalid, match=r"subscription\.url_refused"):
            asked(room, agency.url)
        subscription = asked(room, "https://localhost/")
        reason = eventually(lambda: of(room, subscription)["reason"])
        assert reason == "PermissionError: the address of this host is not public"
        room.has_handled(told.hired(room))
        assert deliveries(room, subscription) == []
        assert agency.got()["attempts"] == 0


def test_another_tenant_sees_no_subscription_and_gets_nothing(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    notifications.has_handled(told.hired(notifications))
    delivery = settled(notifications, subscription)[0]
    assert notifications.ask("list_subscriptions", tenant=RABAT) == {"items": [], "next": None}
    named = {"subscription_id": subscription["id"]}
    one = {**named, "delivery_id": delivery["id"]}
    since = datetime.now(UTC).isoformat()
    for method, arguments in (
        ("get_subscription", named),
        ("end_subscription", named),
        ("enable_subscription", named),
        ("hand_over_subscription", {**named, "key_id": "k"}),
        ("rotate_secret", named),
        ("list_deliveries", named),
        ("get_delivery", one),
        ("resend_delivery", one),
        ("recover_deliveries", {**named, "since": since, "what": "failed"}),
        ("send_sample", {**named, "type": "matching.candidate_hired.v1"}),
    ):
        for stranger in ({"tenant": RABAT}, {"role": "subscriber", "principal": "key:other"}):
            if method == "hand_over_subscription" and "role" in stranger:
                continue
            with pytest.raises(NotFound):
                notifications.ask(method, **stranger, **arguments)
    notifications.has_handled(told.hired(notifications, "h2", tenant=RABAT))
    assert [one["id"] for one in deliveries(notifications, subscription)] == [delivery["id"]]
    assert agency.got()["attempts"] == 1


def test_a_subscribers_key_sees_and_ends_its_own_only(notifications, agency):
    theirs = {"role": "subscriber", "principal": "key:ministry"}
    subscribe(notifications, agency.url)
    own = subscribe(notifications, agency.url, **theirs)
    listed = notifications.ask("list_subscriptions", **theirs)["items"]
    assert [one["id"] for one in listed] == [own["id"]]
    notifications.ask("hand_over_subscription", subscription_id=own["id"], key_id="agency")
    assert notifications.ask("list_subscriptions", **theirs)["items"] == []
    with pytest.raises(Forbidden):
        notifications.ask("hand_over_subscription", subscription_id=own["id"], key_id="ministry", **theirs)


# proof


def test_nothing_is_posted_before_the_endpoint_agrees(notifying):
    port = free_port()
    with notifying(webhook_proof_schedule_ms=[300] * 50) as room:
        subscription = asked(room, f"http://127.0.0.1:{port}/")
        room.has_handled(told.hired(room))
        assert eventually(lambda: of(room, subscription)["reason"]).startswith("ConnectError")
        with subscriber(port=port) as late:
            late.learn(subscription["secret"])
            eventually(lambda: state_of(room, subscription) == "active")
            room.has_handled(message := told.hired(room, "h2"))
            assert late.has(1)["ids"] == {message.id: 1}


@pytest.mark.parametrize("says", [{}, {"WebHook-Allowed-Origin": "somebody.example"}])
def test_a_200_alone_is_no_consent(notifications, cold, says):
    cold.says = says
    subscription = asked(notifications, at(cold, ""))
    eventually(lambda: len(cold.asked) == 3)
    notifications.has_handled(told.hired(notifications))
    assert of(notifications, subscription)["state"] == "unproven"
    assert of(notifications, subscription)["reason"].startswith("the endpoint has not agreed: status 200")
    assert cold.posts == 0
    assert cold.asked[0]["webhook-request-origin"] == "127.0.0.1"
    cold.says = {"WebHook-Allowed-Origin": "*"}
    notifications.ask("enable_subscription", subscription_id=subscription["id"])
    eventually(lambda: state_of(notifications, subscription) == "active")


def test_an_endpoint_is_posted_to_at_the_rate_it_allows(notifications, cold):
    cold.says = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "120"}
    subscription = subscribe(notifications, at(cold, ""))
    began = time.monotonic()
    for number in range(6):
        told.hired(notifications, f"h{number}")
    settled(notifications, subscription, 6)
    assert time.monotonic() - began > 1.5


# signatures


def test_both_secrets_sign_until_the_old_one_ends(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    renewed = notifications.ask("rotate_secret", subscription_id=subscription["id"], overlap_hours=1)
    assert renewed["secret"] != subscription["secret"]
    for secret in (subscription["secret"], renewed["secret"]):
        agency.learn(secret)
        told.hired(notifications, secret[-8:-2])
    assert agency.has(2)["refused"] == 0
    notifications.ask("rotate_secret", subscription_id=subscription["id"], overlap_hours=0)
    told.hired(notifications, "h3")
    assert eventually(lambda: agency.got()["refused"])


def test_the_ed25519_signature_holds_with_the_public_key(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "keep"))
    told.hired(notifications)
    settled(notifications, subscription)
    headers, body = unkind.kept
    (key,) = subscription["signing_keys"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    (given,) = [one for one in headers["webhook-signature"].split() if one.startswith("v1a,")]
    public = Ed25519PublicKey.from_public_bytes(b64decode(key["public_key"].removeprefix("whpk_")))
    public.verify(b64decode(given.removeprefix("v1a,")), signed)
    with pytest.raises(InvalidSignature):
        public.verify(b64decode(given.removeprefix("v1a,")), signed + b" ")


def test_no_secret_is_kept_where_a_copy_of_the_database_shows_it(notifications, agency):
    subscription = subscribe(notifications, agency.url, key="k1")
    octets = b64decode(subscription["secret"].removeprefix("whsec_"))
    rotated = notifications.ask("rotate_secret", subscription_id=subscription["id"], key="k2")
    for name in notifications.database.list_collection_names():
        rows = b"".join(raw.raw for raw in raw_rows(notifications.database, name))
        assert octets not in rows
        assert subscription["secret"].encode() not in rows
        assert rotated["secret"].encode() not in rows
    assert notifications.ask("rotate_secret", subscription_id=subscription["id"], key="k2")["secret"] is None


def raw_rows(database, name):
    return database.get_collection(name, codec_options=CodecOptions(document_class=RawBSONDocument)).find()


# filters, and many


def test_a_filter_narrows_what_arrives(notifications, agency):
    subscription = subscribe(notifications, agency.url, filters={"sector": ["industry"], "partner": ["o1", "o2"]})
    agency.learn(subscription["secret"])
    here = told.hired(notifications)
    elsewhere = [
        told.hired(notifications, "h2", sector="digital"),
        told.hired(notifications, "h3", organisation_id="o3"),
    ]
    notifications.has_handled(here, *elsewhere)
    assert agency.has(1)["ids"] == {here.id: 1}


def test_an_institute_s_hirings_are_those_whose_person_is_of_it(notifications, agency):
    subscription = subscribe(notifications, agency.url, filters={"institute": ["i1"]})
    agency.learn(subscription["secret"])
    elsewhere = [told.hired(notifications, "h2", institute_id="i2"), told.hired(notifications, "h3", institute_id=None)]
    here = told.hired(notifications, institute_id="i1")
    notifications.has_handled(here, *elsewhere, told.hired(notifications, "h4"))
    (got,) = agency.has(1)["messages"]
    assert (got["id"], got["data"]["institute_id"]) == (here.id, "i1")


def test_a_message_reads_only_those_who_may_want_it(notifications, agency):
    """Ten thousand others, by partner and by type, are in the way of nothing; there may be no more."""
    wanted = subscribe(notifications, agency.url, filters={"partner": ["o1"]})
    rows = notifications.database.subscriptions
    pattern = rows.find_one({"_id": wanted["id"]})
    others = (
        {**pattern, "_id": f"s{number}", "keys": [f"partner=x{number}" if number % 2 else "matching.hiring_offered.v1"]}
        for number in range(10_000)
    )
    rows.insert_many(others)
    message = told.hired(notifications)
    assert settled(notifications, wanted)[0]["message_id"] == message.id
    assert notifications.database.deliveries.count_documents({}) == 1
    keys = keys_of(message.type, {"partner": "o1", "sector": "industry", "edition": "e1"})
    plan = rows.find({"tenant": FES, "state": "active", "keys": {"$in": keys}}).sort("_id").explain()
    assert plan["executionStats"]["totalDocsExamined"] == 1
    assert plan["executionStats"]["totalKeysExamined"] < 20
    before = notifications.holds()
    with pytest.raises(Refused, match=r"subscription\.too_many") as refused:
        asked(notifications, agency.url)
    assert refused.value.facts == {"most": 10_000}
    assert notifications.holds() == before
    asked(notifications, agency.url, tenant=RABAT)


def test_more_than_a_chunk_of_subscribers_get_it_each_once(notifications, cold):
    cold.says = {"WebHook-Allowed-Origin": "*"}
    made = subscribe(notifications, at(cold, ""))
    rows, endpoints = notifications.database.subscriptions, notifications.database.endpoints
    pattern, endpoint = rows.find_one({"_id": made["id"]}), endpoints.find_one({"_id": made["id"]})
    more = [f"{made['id']}-{number:03}" for number in range(450)]
    rows.insert_many([{**pattern, "_id": id, "state": "active", "selection": {**pattern["selection"]}} for id in more])
    endpoints.insert_many(
        [{**endpoint, "_id": id, "paused_until": datetime.now(UTC) + timedelta(days=1)} for id in more]
    )
    message = told.hired(notifications)
    eventually(lambda: notifications.database.deliveries.count_documents({"message_id": message.id}) == 451)
    assert len(notifications.database.deliveries.distinct("subscription_id")) == 451


def test_a_directorate_has_so_many_subscriptions_and_no_more(notifying, agency):
    with notifying(webhook_subscriptions_most=2) as room:
        first, _ = (asked(room, agency.url) for _ in range(2))
        with pytest.raises(Refused, match=r"subscription\.too_many"):
            asked(room, agency.url)
        asked(room, agency.url, tenant=RABAT)
        room.ask("end_subscription", subscription_id=first["id"])
        asked(room, agency.url)
