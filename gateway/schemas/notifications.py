"""Subscriptions, deliveries and mails over HTTP."""

import re

from marshmallow import fields

from gateway.schemas.shape import PageQuery, Shape, identifier, list_of, matching, moment, number, text, url

TYPE = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]*")


def message_type() -> fields.String:
    return matching(TYPE, "field.not_a_type", 120)


class NewSubscription(Shape):
    url = url(required=True)
    types = list_of(message_type(), 50, least=1, required=True)
    description = text(200, required=True)


class Subscription(NewSubscription):
    id = identifier(required=True)
    created_at = moment(required=True)
    ended_at = moment(required=True, allow_none=True)
    reason = text(200, required=True, allow_none=True)


class MadeSubscription(Subscription):
    secret = text(120, required=True, metadata={"description": "Shown once: it verifies the webhook signatures."})


class Delivery(Shape):
    id = identifier(required=True)
    message_id = identifier(required=True)
    type = message_type()
    state = text(20, required=True)
    attempts = number(0, required=True)
    status = number(100, 599, required=True, allow_none=True)


class Mail(Shape):
    id = identifier(required=True)
    person_id = identifier(required=True)
    state = text(20, required=True)


class MailQuery(PageQuery):
    person_id = identifier()
