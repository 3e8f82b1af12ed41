"""Webhooks on real nodes: signed, verified by foreign code, tried again, ended, and never led inside."""

import json
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks.webhooks import Webhook

from multaqa.errors import Invalid, NotFound
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.sinks import free_port, subscriber
from tests.integration.running import RABAT
from tests.integration.told import sampled


def subscribe(room, url, *types, **circumstances):
    facts = {"url": url, "types": list(types) or ["matching.*"], "description": "Agence"}
    return room.ask("subscribe", facts=facts, **circumstances)


def deliveries(room, subscription, **circumstances):
    return room.ask("list_deliveries", subscription_id=subscription["id"], **circumstances)["items"]


def settled(room, subscription, count=1):
    def look():
        done = [one for one in deliveries(room, subscription) if one["state"] != "pending"]
        return len(done) >= count and done

    return eventually(look)


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


@pytest.mark.parametrize("word", ["scheduled", "moved", "cancelled"])
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
    subscription = subscribe(notifications, f"http://127.0.0.1:{free_port()}/")
    told.hired(notifications)
    delivery = settled(notifications, subscription)[0]
    assert (delivery["state"], delivery["reason"], len(delivery["attempts"])) == ("given_up", "attempts exhausted", 4)
    assert "ConnectError" in delivery["attempts"][0]["reason"]


def test_an_endpoint_that_is_gone_ends_its_subscription(notifications):
    with subscriber("--failing", 9, "--failure", 410) as agency:
        subscription = subscribe(notifications, agency.url)
        told.hired(notifications)
        assert settled(notifications, subscription)[0]["reason"] == "the endpoint is gone"
        listed = notifications.ask("list_subscriptions")["items"][0]
        assert listed["reason"] == "the endpoint is gone"
        notifications.has_handled(told.hired(notifications, "h2"))
        assert len(deliveries(notifications, subscription)) == 1
        assert [one.facts["reason"] for one in notifications.told("notifications.subscription_ended.v1")] == [
            "the endpoint is gone"
        ]


def test_what_is_pending_when_a_subscription_ends_is_abandoned(notifying):
    with notifying(webhook_schedule_ms=[1_500]) as room, subscriber("--failing", 1) as agency:
        subscription = subscribe(room, agency.url)
        told.hired(room)
        eventually(lambda: deliveries(room, subscription)[0]["attempts"] if deliveries(room, subscription) else None)
        room.ask("end_subscription", subscription_id=subscription["id"])
        assert settled(room, subscription)[0]["state"] == "abandoned"
        assert agency.got()["attempts"] == 1


class Unkind(BaseHTTPRequestHandler):
    """Answers by path: redirects, asks to wait, talks without end, or drips."""

    def do_POST(self):
        self.server.seen.append((time.monotonic(), self.path))
        self.rfile.read(int(self.headers["content-length"]))
        getattr(self, f"_{self.path.strip('/')}")()

    def _redirect(self):
        self.send_response(307)
        self.send_header("location", "/elsewhere")
        self.end_headers()

    def _later(self):
        first = sum(path == "/later" for _, path in self.server.seen) == 1
        self.send_response(429 if first else 204)
        self.send_header("retry-after", "1")
        self.end_headers()

    def _endless(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(10_000):
                self.wfile.write(b"x" * 65_536)
        except OSError:
            self.server.cut = True

    def _drip(self):
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.server.cut = True

    def log_message(self, *_):
        pass


@pytest.fixture
def unkind():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Unkind)
    server.seen, server.cut = [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def at(server, path):
    return f"http://127.0.0.1:{server.server_address[1]}/{path}"


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


def test_the_secret_is_told_once(notifications, agency):
    subscribe(notifications, agency.url)
    assert "secret" not in notifications.ask("list_subscriptions")["items"][0]
    assert "whsec" not in json.dumps([one.facts for one in notifications.told("notifications.subscription_created.v1")])


def test_a_repeated_subscription_is_one(notifications, agency):
    first, second = (subscribe(notifications, agency.url, key="k1") for _ in range(2))
    assert first["id"] == second["id"]
    assert len(notifications.ask("list_subscriptions")["items"]) == 1


@pytest.mark.parametrize(
    ("url", "types"),
    [("http://10.0.0.1/", ["matching.*"]), ("https://x.example/", ["partners.*"]), ("https://x.example/", [])],
)
def test_a_wrong_subscription_is_refused_and_changes_nothing(notifications, url, types):
    before = notifications.holds()
    with pytest.raises(Invalid):
        notifications.ask("subscribe", facts={"url": url, "types": types})
    assert notifications.holds() == before


def test_outside_development_nothing_near_is_reached(notifying, agency):
    with notifying(development=False) as room:
        with pytest.raises(Invalid, match=r"subscription\.url_refused"):
            subscribe(room, agency.url)
        subscription = subscribe(room, "https://localhost/")
        told.hired(room)
        delivery = settled(room, subscription)[0]
        assert {attempt["reason"] for attempt in delivery["attempts"]} == {
            "PermissionError: the address of this host is not public"
        }
        assert agency.got()["attempts"] == 0


def test_another_tenant_sees_no_subscription_and_gets_nothing(notifications, agency):
    subscription = subscribe(notifications, agency.url)
    assert notifications.ask("list_subscriptions", tenant=RABAT) == {"items": [], "next": None}
    for method in ("end_subscription", "list_deliveries"):
        with pytest.raises(NotFound):
            notifications.ask(method, tenant=RABAT, subscription_id=subscription["id"])
    notifications.has_handled(told.hired(notifications, tenant=RABAT))
    assert deliveries(notifications, subscription) == []
    assert agency.got()["attempts"] == 0


def test_the_published_vector_of_standard_webhooks_is_reproduced():
    """The library signs as its specification says, so that what we sign with it others verify."""
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
