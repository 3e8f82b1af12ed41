"""Webhooks on real nodes: signed, verified by foreign code, tried again, ended, and never led inside."""

from datetime import UTC, datetime, timedelta

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from svix.webhooks import Webhook as OfSvix

from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.hooks import at, deliveries, of, settled, state_of, subscribe
from tests.integration.notifications.sinks import subscriber
from tests.integration.running import FES
from tests.integration.told import sampled


def test_a_hiring_reaches_a_subscriber_signed_and_once(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    agency.learn(subscription["secret"])
    message = told.hired(notifications)
    notifications.has_handled(message)
    told.hired(notifications, id=message.id)
    notifications.has_handled(told.hired(notifications, "h2"))
    got = agency.has(2)
    assert (got["repeated"], got["refused"], got["unverified"]) == (0, 0, 0)
    assert message.id in got["ids"]
    first = next(one for one in got["messages"] if one["id"] == message.id)
    assert first["specversion"] == "1.0"
    assert first["source"] == "/matching"
    assert first["data"] == told.HIRING
    delivered = settled(notifications, subscription, 2)
    assert {one["state"] for one in delivered} == {"delivered"}
    assert [attempt["status"] for one in delivered for attempt in one["attempts"]] == [204, 204]


def test_in_binary_mode_the_attributes_are_headers_and_the_facts_the_body(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "keep"), content_mode="binary")
    assert subscription["content_mode"] == "binary"
    message = told.hired(notifications, sector="البناء والأشغال")
    settled(notifications, subscription)
    headers, body = unkind.kept
    assert OfSvix(subscription["secret"]).verify(body, headers) is None
    got = from_http(HTTPMessage(headers, body), JSONFormat())
    assert (got.get_id(), got.get_type(), got.get_source()) == (message.id, message.type, "/matching")
    assert (got.get_attributes()["tenant"], got.get_time()) == (FES, message.time)
    assert got.get_data() == {**told.HIRING, "sector": "البناء والأشغال"}


def test_a_subscription_from_before_there_were_modes_is_structured(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "keep"), content_mode="binary")
    notifications.database.subscriptions.update_one({"_id": subscription["id"]}, {"$unset": {"content_mode": ""}})
    told.hired(notifications)
    settled(notifications, subscription)
    assert unkind.kept[0]["content-type"] == "application/cloudevents+json"


@pytest.mark.parametrize("word", ["scheduled", "moved", "cancelled", "recorded"])
def test_what_becomes_of_an_interview_reaches_a_subscriber(notifications, agency, word):
    subscription = subscribe(notifications, agency.url)
    agency.learn(subscription["secret"])
    type = f"matching.interview_{word}.v1"
    facts = sampled(type)
    notifications.has_handled(notifications.hear(type, facts["id"], facts))
    (got,) = agency.has(1)["messages"]
    assert (got["type"], got["data"]) == (type, facts)


def test_only_the_types_asked_for_are_delivered(notifications, agency):
    subscription = subscribe(notifications, agency.url, "matching.hiring_offered.v1")
    notifications.has_handled(told.hired(notifications))
    assert deliveries(notifications, subscription) == []


def test_what_fails_is_tried_again_under_the_same_id(notifications):
    with subscriber("--failing", 2) as agency:
        subscription = subscribe(notifications, agency.url)
        agency.learn(subscription["secret"])
        message = told.hired(notifications)
        assert agency.has(1)["ids"] == {message.id: 1}
        delivery = settled(notifications, subscription)[0]
        assert [attempt["status"] for attempt in delivery["attempts"]] == [503, 503, 204]


def test_attempts_end_and_tell_why(notifications):
    with subscriber() as agency:
        subscription = subscribe(notifications, agency.url)
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    assert (delivery["state"], delivery["reason"], len(delivery["attempts"])) == ("given_up", "attempts exhausted", 4)
    assert "ConnectError" in delivery["attempts"][0]["reason"]


def test_an_endpoint_that_says_it_is_gone_is_disabled_at_once_and_whoever_watches_is_told(notifications, agency):
    with subscriber("--failing", 9, "--failure", 410) as gone:
        watching = subscribe(notifications, agency.url, "notifications.*")
        agency.learn(watching["secret"])
        subscription = subscribe(notifications, gone.url)
        told.hired(notifications)
        (delivery,) = settled(notifications, subscription)
        assert (delivery["state"], delivery["reason"]) == ("given_up", "the endpoint is gone")
        shown = of(notifications, subscription)
        assert (shown["state"], shown["reason"]) == ("disabled", "the endpoint is gone")
        assert shown["disabled_at"]
        assert shown["ended_at"] is None
        notifications.has_handled(told.hired(notifications, "h2"))
        assert len(deliveries(notifications, subscription)) == 1
    (notice,) = notifications.told("notifications.endpoint_disabled.v1")
    assert (notice.facts["subscription_id"], notice.facts["cause"]) == (subscription["id"], "gone")
    assert notifications.told("notifications.subscription_ended.v1") == []
    notifications.has_handled(notifications.hear(notice.type, notice.subject, notice.facts, id=notice.id))
    assert agency.has(1)["types"] == {notice.type: 1}


def test_an_endpoint_that_was_gone_is_enabled_by_hand_and_gets_what_it_missed(notifying, unkind):
    began = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    with notifying(webhook_schedule_ms=[60_000]) as room:
        subscription = subscribe(room, at(unkind, "word"))
        named = {"subscription_id": subscription["id"]}
        unkind.word = 503
        waiting = told.hired(room)
        eventually(lambda: any(one["attempts"] for one in deliveries(room, subscription)))
        unkind.word = 410
        refused = told.hired(room, "h2")
        settled(room, subscription, 2)
        assert {one["message_id"]: (one["state"], one["reason"]) for one in deliveries(room, subscription)} == {
            waiting.id: ("abandoned", "the subscription is disabled"),
            refused.id: ("given_up", "the endpoint is gone"),
        }
        room.has_handled(missed := told.hired(room, "h3"))
        unkind.word = 204
        room.ask("enable_subscription", **named)
        eventually(lambda: state_of(room, subscription) == "active")
        for what in ("failed", "missed"):
            room.ask("recover_deliveries", **named, since=began, what=what)
        eventually(
            lambda: (
                {one["message_id"]: one["state"] for one in deliveries(room, subscription)}
                == dict.fromkeys([waiting.id, refused.id, missed.id], "delivered")
            )
        )


def test_what_is_pending_when_a_subscription_ends_is_abandoned(notifying):
    with notifying(webhook_schedule_ms=[1_500]) as room, subscriber("--failing", 1) as agency:
        subscription = subscribe(room, agency.url)
        told.hired(room)
        eventually(lambda: deliveries(room, subscription)[0]["attempts"] if deliveries(room, subscription) else None)
        room.ask("end_subscription", subscription_id=subscription["id"])
        assert settled(room, subscription)[0]["state"] == "abandoned"
        assert agency.got()["attempts"] == 1


def test_a_redirect_is_not_followed(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "redirect"))
    told.hired(notifications)
    attempts = settled(notifications, subscription)[0]["attempts"]
    assert {attempt["status"] for attempt in attempts} == {307}
    assert {path for _, path in unkind.seen} == {"/redirect"}


def test_retry_after_is_honoured(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "later"))
    told.hired(notifications)
    settled(notifications, subscription)
    (first, _), (second, _) = unkind.seen
    assert second - first >= 0.95


def test_of_an_endless_answer_little_is_read(notifications, unkind):
    subscription = subscribe(notifications, at(unkind, "endless"))
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    assert delivery["state"] == "delivered"
    assert len(delivery["attempts"][0]["excerpt"]) == 500
    eventually(lambda: unkind.cut)


def test_an_answer_that_drips_is_cut_off(notifying, unkind):
    with notifying(webhook_timeout_s=0.5, webhook_schedule_ms=[]) as room:
        subscription = subscribe(room, at(unkind, "drip"))
        told.hired(room)
        attempt = settled(room, subscription)[0]["attempts"][0]
        assert attempt["reason"].endswith("no answer in time")
        assert 400 <= attempt["duration_ms"] < 5_000
