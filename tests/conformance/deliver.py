"""Post one hiring message to a URL with the notifications' own courier, and print the secret it was signed with."""

import sys
from dataclasses import dataclass, replace
from typing import Any

from multaqa.bus import Envelope, Received
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import SAMPLES
from multaqa.settings import load
from multaqa.store.provider import SETTINGS
from services.notifications.domain import Delivery, Subscription
from services.notifications.webhook import cloud_event, courier, new_secret


@dataclass
class Container:
    """What the courier asks of the container it lives in."""

    config: dict[str, Any]


TYPE = "matching.candidate_hired.v1"
url = sys.argv[1]
now = SystemClock().now()
settings = replace(load("notifications"), development=True)  # only then is this machine an address to post to
container = Container({SETTINGS: settings})
post = courier().bind(container, "courier")
post.setup()

envelope = Envelope.parse((SAMPLES / f"{TYPE}.json").read_bytes())
message = Received.of(envelope, envelope.facts, attempt=1, lane="conformance")
body = cloud_event(message, {**envelope.facts, "sector": "البناء والأشغال"})
subscription = Subscription(new_id(), url, (TYPE,), "conformance", new_secret(), created_at=now)
delivery = Delivery(new_id(), subscription.id, message.id, message.type, body, created_at=now)

attempt = post.deliver(delivery, subscription)
if not attempt.succeeded:
    sys.exit(f"not delivered: {attempt}")
sys.stdout.write(subscription.secret)
