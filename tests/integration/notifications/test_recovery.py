"""What failed or was missed is delivered again, and a failing endpoint is told of to whoever looks after it."""

import time
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.store.retention import sweep
from multaqa.testing.waiting import eventually
from services.notifications.service import recovery
from tests.integration.notifications import told
from tests.integration.notifications.hooks import at, deliveries, of, settled, state_of, subscribe
from tests.integration.notifications.sinks import subscriber

# the pace of an endpoint


def test_one_slow_endpoint_holds_up_no_other(notifying, unkind, agency):
    with notifying(webhook_timeout_s=5) as room:
        slow = subscribe(room, at(unkind, "slow"))
        quick = subscribe(room, agency.url)
        agency.learn(quick["secret"])
        began = time.monotonic()
        for number in range(40):
            told.hired(room, f"h{number}")
        agency.has(40)
        assert time.monotonic() - began < 4
        assert {one["state"] for one in deliveries(room, slow)} == {"pending"}
        unkind.released.set()


def test_an_endpoint_that_fails_for_days_is_disabled_and_its_owner_is_told(notifying, agency):
    with (
        notifying(webhook_disable_after_s=0.2, webhook_schedule_ms=[100] * 20) as room,
        subscriber("--failing", 99) as bad,
    ):
        watching = subscribe(room, agency.url, "notifications.*")
        agency.learn(watching["secret"])
        stranger = subscribe(room, agency.url, "notifications.*", principal="key:other")
        failing = subscribe(room, bad.url, "matching.*", "notifications.*")
        told.hired(room)
        eventually(lambda: state_of(room, failing) == "disabled")
        assert of(room, failing)["reason"].startswith("no post has succeeded since")
        (notice,) = room.told("notifications.endpoint_disabled.v1")
        assert notice.facts["subscription_id"] == failing["id"]
        assert "url" not in notice.facts
        room.has_handled(heard(room, notice))
        assert agency.has(1)["types"] == {notice.type: 1}
        assert deliveries(room, stranger) == []
        assert {one["type"] for one in deliveries(room, failing)} == {"matching.candidate_hired.v1"}
        assert {one["state"] for one in deliveries(room, failing)} == {"abandoned"}


def heard(room, notice):
    """No relay runs: what the room told is brought to it as the bus would."""
    return room.hear(notice.type, notice.subject, notice.facts, id=notice.id)


def test_a_notice_that_cannot_be_delivered_makes_no_other(notifications):
    with subscriber("--failing", 99) as bad:
        failing = subscribe(notifications, bad.url, "matching.*", "notifications.*")
        other = subscribe(notifications, bad.url, "notifications.*")
        told.hired(notifications)
        settled(notifications, failing)
        (notice,) = notifications.told("notifications.attempts_exhausted.v1")
        notifications.has_handled(heard(notifications, notice))
        assert settled(notifications, other)[0]["state"] == "given_up"
        assert len(notifications.told("notifications.attempts_exhausted.v1")) == 1
        assert len(deliveries(notifications, failing)) == 1


# sent again


def test_a_disabled_endpoint_is_enabled_by_hand_and_gets_what_it_missed(notifying, cold):
    cold.says = {"WebHook-Allowed-Origin": "*"}
    with notifying() as room:
        subscription = subscribe(room, at(cold, ""))
        room.database.subscriptions.update_one({"_id": subscription["id"]}, {"$set": {"state": "disabled"}})
        began = datetime.now(UTC) - timedelta(minutes=1)
        room.has_handled(missed := told.hired(room))
        since = {"subscription_id": subscription["id"], "since": began.isoformat()}
        with pytest.raises(Refused, match=r"subscription\.not_active"):
            room.ask("recover_deliveries", **since, what="missed")
        room.ask("enable_subscription", subscription_id=subscription["id"])
        eventually(lambda: state_of(room, subscription) == "active")
        for _ in range(2):
            room.ask("recover_deliveries", **since, what="missed")
            assert [one["message_id"] for one in settled(room, subscription)] == [missed.id]
        eventually(lambda: room.database.due.count_documents({}) == 0)
        assert cold.posts == 1


def test_what_failed_is_recovered_under_the_same_id(notifications):
    with subscriber("--failing", 4) as agency:
        subscription = subscribe(notifications, agency.url)
        agency.learn(subscription["secret"])
        message = told.hired(notifications)
        assert settled(notifications, subscription)[0]["state"] == "given_up"
        began = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        notifications.ask("recover_deliveries", subscription_id=subscription["id"], since=began, what="failed")
        assert agency.has(1)["ids"] == {message.id: 1}
        attempts = eventually(lambda: (one := settled(notifications, subscription)[0])["state"] == "delivered" and one)
        assert [attempt["status"] for attempt in attempts["attempts"]] == [503, 503, 503, 503, 204]


@pytest.mark.parametrize(("what", "failing"), [("failed", 4), ("missed", 0)])
def test_a_later_request_to_recover_takes_nothing_from_one_under_way(notifications, monkeypatch, what, failing):
    asked_again, follow = Event(), recovery._follow
    monkeypatch.setattr(recovery, "CHUNK", 1)
    monkeypatch.setattr(recovery, "_follow", lambda *page: asked_again.wait(10) and follow(*page))
    with subscriber("--failing", failing) as agency:
        subscription = subscribe(notifications, agency.url)
        agency.learn(subscription["secret"])
        old, new = (told_and_not_delivered(notifications, subscription, what, f"h{number}") for number in range(2))
        now = datetime.now(UTC)
        long_ago = {"$set": {"told_at": now - timedelta(days=20), "created_at": now - timedelta(days=20)}}
        notifications.database.public_messages.update_one({"_id": old}, long_ago)
        notifications.database.deliveries.update_one({"message_id": old}, long_ago)
        for since in (timedelta(days=25), timedelta(hours=1)):
            asked = {"since": (now - since).isoformat(), "what": what}
            notifications.ask("recover_deliveries", subscription_id=subscription["id"], **asked)
        asked_again.set()
        assert agency.has(2)["ids"] == {old: 1, new: 1}
        eventually(lambda: notifications.database.due.count_documents({}) == 0)
        assert agency.got()["ids"] == {old: 1, new: 1}


def told_and_not_delivered(room, subscription, what, hiring_id):
    """Its id: an endpoint refused it as often as it is tried, or was disabled when it was told."""
    named = {"_id": subscription["id"]}
    if what == "missed":
        room.database.subscriptions.update_one(named, {"$set": {"state": "disabled"}})
    room.has_handled(message := told.hired(room, hiring_id))
    room.database.subscriptions.update_one(named, {"$set": {"state": "active"}})
    if what == "failed":
        eventually(
            lambda: (
                {one["message_id"]: one["state"] for one in deliveries(room, subscription)}[message.id] == "given_up"
            )
        )
    return message.id


def test_one_delivery_is_resent_as_often_as_asked(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    agency.learn(subscription["secret"])
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    named = {"subscription_id": subscription["id"], "delivery_id": delivery["id"]}
    for count in (2, 3):
        notifications.ask("resend_delivery", **named)
        eventually(lambda count=count: len(notifications.ask("get_delivery", **named)["attempts"]) == count)
    assert agency.got()["ids"] == {delivery["message_id"]: 3}


def test_nothing_goes_out_to_a_disabled_endpoint_by_hand_either(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    agency.learn(subscription["secret"])
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    notifications.database.subscriptions.update_one({"_id": subscription["id"]}, {"$set": {"state": "disabled"}})
    named = {"subscription_id": subscription["id"]}
    before = notifications.holds()
    for method, arguments in (
        ("resend_delivery", {"delivery_id": delivery["id"]}),
        ("recover_deliveries", {"since": datetime.now(UTC).isoformat(), "what": "failed"}),
        ("send_sample", {"type": "matching.candidate_hired.v1"}),
    ):
        with pytest.raises(Refused, match=r"subscription\.not_active"):
            notifications.ask(method, **named, **arguments)
    assert notifications.holds() == before
    notifications.has_handled(told.hired(notifications, "h2"))
    assert [one["id"] for one in deliveries(notifications, subscription)] == [delivery["id"]]
    assert agency.got()["attempts"] == 1


def test_what_is_no_longer_kept_is_sent_no_more(notifying):
    with notifying(webhook_schedule_ms=[100] * 50) as room, subscriber("--failing", 99) as agency:
        subscription = subscribe(room, agency.url)
        message = told.hired(room)
        eventually(lambda: agency.got()["attempts"])
        room.database.public_messages.delete_one({"_id": message.id})
        delivery = settled(room, subscription)[0]
        assert (delivery["state"], delivery["reason"]) == ("abandoned", "the message is no longer kept")
        with pytest.raises(NotFound):
            room.ask("resend_delivery", subscription_id=subscription["id"], delivery_id=delivery["id"])


def test_messages_are_kept_for_a_month_and_the_log_for_three(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    database, settled_at = notifications.database, datetime.fromisoformat(delivery["settled_at"])
    sweep(database, settled_at + timedelta(days=31))
    assert database.public_messages.count_documents({}) == 0
    sweep(database, settled_at + timedelta(days=89))
    assert [one["id"] for one in deliveries(notifications, subscription)] == [delivery["id"]]
    sweep(database, settled_at + timedelta(days=91))
    assert deliveries(notifications, subscription) == []


def test_the_log_is_read_page_by_page(notifications, agency):
    subscription, other = (subscribe(notifications, agency.url) for _ in range(2))
    messages = [told.hired(notifications, f"h{number}") for number in range(5)]
    settled(notifications, subscription, 5)
    settled(notifications, other, 5)
    named, pages, after = {"subscription_id": subscription["id"], "limit": 2}, [], None
    while not pages or after:
        page = notifications.ask("list_deliveries", **named, after=after)
        pages.append([one["message_id"] for one in page["items"]])
        after = page["next"]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(id for page in pages for id in page) == sorted(message.id for message in messages)
    with pytest.raises(Invalid, match=r"page\.bad_cursor"):
        notifications.ask("list_deliveries", **named, after="nobody gave this")


def test_a_delivery_of_another_subscription_is_not_found_by_this_ones_path(notifications, agency):
    first, second = (subscribe(notifications, agency.url) for _ in range(2))
    told.hired(notifications)
    delivery = settled(notifications, first)[0]
    with pytest.raises(NotFound):
        notifications.ask("get_delivery", subscription_id=second["id"], delivery_id=delivery["id"])


def test_what_is_too_old_to_be_kept_is_not_recovered(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    with pytest.raises(Invalid, match=r"recovery\.too_old") as refused:
        notifications.ask(
            "recover_deliveries", subscription_id=subscription["id"], since="2020-01-01T00:00:00+00:00", what="failed"
        )
    assert refused.value.errors[0]["pointer"] == "/since"


def test_a_sample_is_signed_and_goes_to_nobody_else(notifications, agency, cold):
    cold.says = {"WebHook-Allowed-Origin": "*"}
    subscription = subscribe(notifications, agency.url)
    other = subscribe(notifications, at(cold, ""))
    agency.learn(subscription["secret"])
    sent = notifications.ask("send_sample", subscription_id=subscription["id"], type="matching.hiring_confirmed.v1")
    got = agency.has(1)
    assert (got["refused"], got["messages"][0]["id"]) == (0, sent["message_id"])
    assert got["messages"][0]["sample"] is True
    began = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    notifications.ask("recover_deliveries", subscription_id=other["id"], since=began, what="missed")
    eventually(lambda: notifications.database.due.count_documents({}) == 0)
    assert cold.posts == 0
    with pytest.raises(Invalid, match=r"subscription\.type_unknown"):
        notifications.ask("send_sample", subscription_id=subscription["id"], type="partners.agreement_signed.v1")
