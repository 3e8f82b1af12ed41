"""`multaqa listen` prints what an endpoint would receive, of one tenant, signed as its subscription is."""

import json
from itertools import islice

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks.webhooks import Webhook

from multaqa.cli.topology import linked
from multaqa.selection import Selection
from services.notifications.listening import posts
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

ROTATED, DISABLED = "notifications.secret_rotated.v1", "notifications.endpoint_disabled.v1"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def heard(room, amqp_uri, count, selection, secret=None, tenant=FES, mode="structured"):
    with linked(amqp_uri) as link:
        return list(islice(posts(link, tenant, selection, secret, mode=mode, kept=True, count=None), count))


def apart(post):
    head, body = post.split("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()[1:]), body.strip()


def told(room, type, **circumstances):
    return room.hear(type, "s1", sampled(type), **circumstances)


def test_it_shows_what_is_selected_of_one_tenant_in_order(notifications, amqp_uri):
    first = told(notifications, ROTATED)
    told(notifications, ROTATED, tenant=RABAT)
    told(notifications, DISABLED)
    last = told(notifications, ROTATED)
    shown = heard(notifications, amqp_uri, 2, Selection((ROTATED,)))
    assert [json.loads(post.split("\n\n")[1])["id"] for post in shown] == [first.id, last.id]
    assert "causationid" not in shown[0]


def test_with_the_secret_of_a_subscription_it_is_signed(notifications, amqp_uri):
    sent = told(notifications, ROTATED)
    (post,) = heard(notifications, amqp_uri, 1, Selection((ROTATED,)), SECRET)
    headers, body = apart(post)
    assert Webhook(SECRET).verify(body, headers)["id"] == sent.id


def test_in_binary_mode_the_attributes_are_headers(notifications, amqp_uri):
    sent = told(notifications, ROTATED)
    (post,) = heard(notifications, amqp_uri, 1, Selection((ROTATED,)), SECRET, mode="binary")
    headers, body = apart(post)
    assert Webhook(SECRET).verify(body, headers) == sampled(ROTATED)
    event = from_http(HTTPMessage(headers, body.encode()), JSONFormat())
    assert (event.get_id(), event.get_type(), event.get_data()) == (sent.id, ROTATED, sampled(ROTATED))


def test_without_a_secret_it_is_not(notifications, amqp_uri):
    told(notifications, ROTATED)
    (post,) = heard(notifications, amqp_uri, 1, Selection((ROTATED,)))
    assert "webhook-signature" not in post


def test_what_is_no_secret_is_refused():
    with pytest.raises(ValueError):
        posts(None, FES, Selection((ROTATED,)), "whsec_!", kept=False, count=1)
