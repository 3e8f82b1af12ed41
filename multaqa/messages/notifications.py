"""What the notifications' room tells about the systems that subscribe; what it sends to people is not on the bus."""

from marshmallow import fields

from multaqa.messages.base import Message
from multaqa.messages.checkpoint import CheckpointFacts


class SubscriptionFacts(Message):
    """A subscriber's endpoint, without its secret."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    types = fields.List(fields.String(), required=True)
    description = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class SubscriptionCreated(SubscriptionFacts):
    """An external system receives the hiring messages it asked for from now on."""

    type = "notifications.subscription_created.v1"


class SubscriptionEnded(SubscriptionFacts):
    """An external system receives nothing more; `reason` says who or what ended it."""

    type = "notifications.subscription_ended.v1"


class NotificationsCheckpointMade(CheckpointFacts):
    """The audit trail of the notifications' room has a new checkpoint."""

    type = "notifications.checkpoint_made.v1"
