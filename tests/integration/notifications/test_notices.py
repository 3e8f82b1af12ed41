"""Samples and notices about subscriptions are signed like all that is posted: libraries of others say so."""

import json

import pytest
from standardwebhooks.webhooks import Webhook
from svix.webhooks import Webhook as OfSvix
from svix.webhooks import WebhookVerificationError

from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.hooks import at, deliveries, settled, subscribe
from tests.integration.notifications.sinks import subscriber

NOTICES = (
    "notifications.attempts_exhausted.v1",
    "notifications.endpoint_disabled.v1",
    "notifications.secret_rotated.v1",
)


def verified(unkind, subscription):
    """The facts of what was posted last, once two libraries have said that it is from us."""
    headers, body = unkind.kept
    for judge in (Webhook(subscription["secret"]), OfSvix(subscription["secret"])):
        judge.verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        OfSvix("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(body, headers)
    return json.loads(body)


def brought(room, type):
    """No relay runs: what the room told is brought to it as the bus would."""
    (notice,) = eventually(lambda: room.told(type))
    room.has_handled(room.hear(notice.type, notice.subject, notice.facts, id=notice.id))
    return notice


@pytest.mark.parametrize("type", ["matching.candidate_hired.v1", *NOTICES])
def test_a_sample_of_any_type_is_verified(notifications, unkind, type):
    subscription = subscribe(notifications, at(unkind, "keep"))
    sent = notifications.ask("send_sample", subscription_id=subscription["id"], type=type)
    settled(notifications, subscription)
    event = verified(unkind, subscription)
    assert (event["id"], event["type"], event["sample"]) == (sent["message_id"], type, True)


def test_a_new_secret_is_told_to_who_watches(notifications, unkind, agency):
    watching = subscribe(notifications, at(unkind, "keep"), "notifications.*")
    watched = subscribe(notifications, agency.url)
    renewed = notifications.ask("rotate_secret", subscription_id=watched["id"])
    notice = brought(notifications, "notifications.secret_rotated.v1")
    settled(notifications, watching)
    event = verified(unkind, watching)
    assert (event["id"], event["data"]["subscription_id"]) == (notice.id, watched["id"])
    assert renewed["secret"] not in json.dumps(event)
    assert deliveries(notifications, watched) == []


def test_a_message_that_was_given_up_is_told_to_who_watches(notifications, unkind):
    with subscriber("--failing", 99) as bad:
        watching = subscribe(notifications, at(unkind, "keep"), "notifications.*")
        failing = subscribe(notifications, bad.url)
        message = told.hired(notifications)
        (given_up,) = settled(notifications, failing)
        brought(notifications, "notifications.attempts_exhausted.v1")
        settled(notifications, watching)
    data = verified(unkind, watching)["data"]
    assert (data["delivery_id"], data["message_id"]) == (given_up["id"], message.id)
    assert data["attempts"] == len(given_up["attempts"])


def test_an_endpoint_that_is_disabled_is_told_to_who_watches(notifying, unkind):
    knobs = {"webhook_disable_after_s": 0.2, "webhook_schedule_ms": [100] * 20}
    with notifying(**knobs) as room, subscriber("--failing", 99) as bad:
        watching = subscribe(room, at(unkind, "keep"), "notifications.*")
        failing = subscribe(room, bad.url)
        told.hired(room)
        brought(room, "notifications.endpoint_disabled.v1")
        settled(room, watching)
    assert verified(unkind, watching)["data"]["subscription_id"] == failing["id"]
