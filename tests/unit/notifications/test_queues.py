"""What is put into a subscriber's queue is a CloudEvent to software that is not ours."""

import json

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary_event

from multaqa.messages import catalogue, sample
from services.notifications.domain import SubscriberQueue
from services.notifications.queues import outgoing
from services.notifications.webhook import Post

PUBLIC = sorted(name for name, message in catalogue().items() if message.public)
QUEUE = SubscriberQueue("amqp://broker/subscribers", "subscriber-x", 10, "digest")


@pytest.mark.parametrize("type", PUBLIC)
def test_cloudevents_own_library_reads_every_public_type(type):
    told = {**sample(type), "sample": True}
    sent = outgoing(QUEUE, Post("d1", told["id"], json.dumps(told)))
    event = from_binary_event(RabbitMQMessage(sent.headers, sent.content_type, sent.body))
    assert (event.get_id(), event.get_type(), event.get_subject()) == (told["id"], type, told["subject"])
    assert event.get_data() == told["data"]
    assert event.get_extension("aggregateversion") == str(told["aggregateversion"])
    assert event.get_extension("sample") == "true"
    assert (sent.exchange, sent.routing_key, sent.message_id) == ("", QUEUE.name, told["id"])
