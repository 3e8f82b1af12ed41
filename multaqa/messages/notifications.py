"""What the notifications' room tells about the systems that subscribe; what it sends to people is not on the bus."""

from marshmallow import fields, validate

from multaqa.messages.base import Message
from multaqa.messages.checkpoint import CheckpointFacts

DISABLED_BECAUSE = ("failed_for_days", "gone")


class SubscriptionFacts(Message):
    """A subscriber's endpoint, without its secret; a queue has no URL."""

    id = fields.String(required=True)
    kind = fields.String()
    url = fields.String(required=True, allow_none=True)
    types = fields.List(fields.String(), required=True)
    description = fields.String(required=True)
    subscriber = fields.String()
    filters = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    content_mode = fields.String(validate=validate.OneOf(["structured", "binary"]))
    payload = fields.String(validate=validate.OneOf(["thin", "full"]))
    purpose = fields.String(allow_none=True)
    state = fields.String()
    created_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class SubscriptionCreated(SubscriptionFacts):
    """An external system receives the hiring messages it asked for from now on."""

    type = "notifications.subscription_created.v1"


class SubscriptionEnded(SubscriptionFacts):
    """An external system receives nothing more; `reason` says who or what ended it."""

    type = "notifications.subscription_ended.v1"


class SubscriptionNotice(Message):
    """About a subscription, for whoever looks after its endpoint; where that is, it does not say."""

    public = True

    subscription_id = fields.String(required=True)


class EndpointDisabled(SubscriptionNotice):
    """Nothing is posted to an endpoint any more: for days no post succeeded, or it is gone. It is enabled by hand."""

    type = "notifications.endpoint_disabled.v1"

    failing_since = fields.AwareDateTime(required=True)
    disabled_at = fields.AwareDateTime(required=True)
    cause = fields.String(validate=validate.OneOf(DISABLED_BECAUSE))


class AttemptsExhausted(SubscriptionNotice):
    """A message was given up after the last attempt to deliver it; it can be recovered for a while."""

    type = "notifications.attempts_exhausted.v1"

    delivery_id = fields.String(required=True)
    message_id = fields.String(required=True)
    message_type = fields.String(required=True)
    attempts = fields.Integer(required=True)
    exhausted_at = fields.AwareDateTime(required=True)


class SecretRotated(SubscriptionNotice):
    """A subscription has a new secret; the one before signs beside it until the overlap ends."""

    type = "notifications.secret_rotated.v1"

    rotated_at = fields.AwareDateTime(required=True)
    overlap_ends_at = fields.AwareDateTime(required=True)


class NotificationsCheckpointMade(CheckpointFacts):
    """The audit trail of the notifications' room has a new checkpoint."""

    type = "notifications.checkpoint_made.v1"
