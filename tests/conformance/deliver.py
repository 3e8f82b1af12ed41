"""Post one hiring message to a URL with the notifications' own courier, and print the secret it was signed with."""

import os
import sys
from dataclasses import dataclass, replace
from typing import Any

from multaqa.bus import Envelope, Received
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import SAMPLES
from multaqa.selection import Selection
from multaqa.settings import load
from multaqa.store.chest import Chest
from multaqa.store.provider import SETTINGS
from services.notifications.cloud_event import cloud_event
from services.notifications.domain import Subscription
from services.notifications.signing import Signer
from services.notifications.webhook import Post, courier


@dataclass
class Container:
    """What the courier asks of the container it lives in."""

    config: dict[str, Any]


TYPE = "matching.candidate_hired.v1"
mode, url = sys.argv[1:]
now = SystemClock().now()
settings = replace(load("notifications"), development=True)  # only then is this machine an address to post to
container = Container({SETTINGS: settings})
post = courier().bind(container, "courier")
post.setup()

envelope = Envelope.parse((SAMPLES / f"{TYPE}.json").read_bytes())
message = Received.of(envelope, envelope.facts, attempt=1, lane="conformance")
body = cloud_event(message, {**envelope.facts, "sector": "البناء والأشغال"})
signer, id = Signer(Chest((os.urandom(32),)), message.tenant), new_id()
secret, sealed = signer.make(id, now)
subscription = Subscription(id, url, Selection((TYPE,)), "", "conformance", "key:1", [sealed], created_at=now)

handshake = post.handshake(url)
if not handshake.agreed:
    sys.exit(f"not agreed: {handshake.reason}")
attempt = post.post(url, Post(new_id(), message.id, body, mode), signer.pen(subscription, now))
if not attempt.succeeded:
    sys.exit(f"not delivered: {attempt}")
sys.stdout.write(secret)
