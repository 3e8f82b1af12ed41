"""Subscriptions, deliveries and mails over HTTP."""

import re
from typing import Any

from marshmallow import fields

from gateway.domain import SHARING_PURPOSES
from gateway.schemas.shape import (
    CURSOR,
    Flag,
    PageQuery,
    Shape,
    asked_number,
    day,
    email,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    page_size,
    ratio,
    text,
    url,
)

TYPE = re.compile(r"[a-z]+\.(\*|[a-z]+(_[a-z]+)*\.v[1-9][0-9]*)")
ONE_TYPE = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]*")
TYPES = re.compile(rf"{TYPE.pattern}(,{TYPE.pattern})*")
SUBSCRIPTION_KINDS = ("webhook", "queue")
OVERFLOWS = "A full queue takes nothing new and loses nothing: what waits for it is tried again, as for a webhook."
CONTENT_MODES = ("structured", "binary")
PAYLOADS = ("thin", "full")
FULL = "`full` names who a message is about, where they consent to your purpose and the directorate has approved it."
MODES = "CloudEvents: the whole event as the body, or its attributes as headers `ce-*`, as a queue always has them."
SUBSCRIPTION_STATES = ("unproven", "active", "disabled", "ended")
DELIVERY_STATES = ("pending", "delivered", "given_up", "abandoned")
MAIL_CATEGORIES = (
    "security", "registration", "gathering", "agenda", "opportunities", "credentials", "contests", "partnership",
    "operations",
)  # fmt: skip
CHANNELS = ("mail", "inbox", "sms", "chat")
INBOX_STATES = ("unread", "read", "archived")
COLOUR = re.compile(r"#[0-9a-f]{6}")
SEND_STATES = ("due", "sending", "sent", "unconfirmed", "gathered", "bounced", "given_up", "withdrawn")
REPORT_KINDS = ("hard", "soft", "complaint", "notice")
ADDRESS_STATES = ("watched", "suppressed", "complained")
LIFTED = ("bounces", "complaint")

STATES_OF_SENDS = re.compile(rf"({'|'.join(SEND_STATES)})(,({'|'.join(SEND_STATES)}))*")


def message_type(**declared: Any) -> fields.String:
    """A type by its name, or all of a room: `matching.*`."""
    return matching(TYPE, "field.not_a_type", 120, **declared)


class Filters(Shape):
    """Only messages with one of the values of each filter that is given."""

    partner = list_of(identifier(), 20, least=1, metadata={"description": "Organisations by their ids."})
    edition = list_of(identifier(), 20, least=1, metadata={"description": "Editions by their ids."})
    institute = list_of(identifier(), 20, least=1, metadata={"description": "Institutes by their ids."})
    sector = list_of(text(64), 20, least=1, metadata={"description": "Sectors by their codes."})


class FeedQuery(Filters):
    """From where on, of which types, narrowed as a subscription is."""

    after = matching(
        CURSOR,
        "field.not_a_cursor",
        64,
        metadata={"description": "Your last cursor; without one the oldest message, or the next one of a stream."},
    )
    types = list_of(
        matching(TYPES, "field.not_a_type", 2000),
        50,
        least=1,
        metadata={
            "description": "Types or `room.*`, repeated or with commas between.",
            "example": ["matching.candidate_hired.v1", "matching.*"],
        },
    )


class PageOfFeedQuery(FeedQuery):
    limit = page_size()
    wait_s = asked_number(0, 20, load_default=0, metadata={"description": "Wait so long for the first message."})


class CloudEvent(Shape):
    """A public message: CloudEvents 1.0, with the tenant and the version of what it is about."""

    specversion = fields.String(required=True)
    id = identifier(required=True, metadata={"description": "The same in every repeat."})
    type = message_type(required=True)
    source = fields.String(required=True)
    subject = identifier(required=True)
    time = moment(required=True)
    tenant = fields.String(required=True)
    aggregateversion = number(0, required=True)
    datacontenttype = fields.String(required=True)
    traceparent = fields.String()
    causationid = fields.String()
    data = fields.Dict(required=True, metadata={"description": "As the schema of its type says: see /asyncapi.json."})


class PageOfFeed(Shape):
    items = list_of(CloudEvent, 200, required=True)
    next = fields.String(required=True, metadata={"description": "Where to go on, also when there was nothing."})


class Told(Shape):
    """From a day on a version tells these fields besides those it told before."""

    version = number(1, required=True)
    since = day(required=True)
    added = list_of(fields.String(), 100, required=True)


class PublicType(Shape):
    type = message_type(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    filters = list_of(fields.String(), 10, required=True, metadata={"description": "What it can be narrowed by."})
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema of the whole body of a post."})
    sample = fields.Dict(required=True)
    history = list_of(Told, 100, required=True, metadata={"description": "Of all its versions, oldest first."})


class NewSubscription(Shape):
    kind = one_of(
        *SUBSCRIPTION_KINDS,
        load_default="webhook",
        metadata={"description": "Posts to your URL, or a queue of your own on our broker."},
    )
    url = url(metadata={"description": "Of a webhook: where to post."})
    types = list_of(message_type(), 50, least=1, required=True)
    filters = nested(Filters)
    subscriber = text(120, least=0, metadata={"description": "Whose system this is."})
    description = text(200, least=0)
    content_mode = one_of(*CONTENT_MODES, metadata={"description": MODES})
    payload = one_of(*PAYLOADS, metadata={"description": FULL})
    purpose = one_of(*SHARING_PURPOSES, allow_none=True, metadata={"description": "What you want to know persons for."})


class WebhookKey(Shape):
    id = identifier(required=True)
    public_key = fields.String(required=True, metadata={"description": "Ed25519, verifies signatures `v1a`."})
    made_at = moment(required=True)
    ends_at = moment(required=True, allow_none=True)


class OwnQueue(Shape):
    """Yours alone, to read from; the password is the `secret` of the answer that made it."""

    uri = fields.String(required=True, metadata={"description": "The broker and the virtual host."})
    name = fields.String(required=True)
    user = fields.String(required=True)
    length_most = number(1, required=True, metadata={"description": "Messages that wait in it."})
    overflow = one_of("reject-publish", required=True, metadata={"description": OVERFLOWS})


class Subscription(NewSubscription):
    id = identifier(required=True)
    kind = one_of(*SUBSCRIPTION_KINDS, required=True)
    url = url(required=True, allow_none=True)
    content_mode = one_of(*CONTENT_MODES, required=True)
    payload = one_of(*PAYLOADS, required=True)
    purpose = one_of(*SHARING_PURPOSES, required=True, allow_none=True)
    approved_at = moment(required=True, allow_none=True)
    queue = nested(OwnQueue, required=True, allow_none=True)
    state = one_of(*SUBSCRIPTION_STATES, required=True)
    owner = fields.String(required=True, metadata={"description": "The API key that may act on it."})
    signing_keys = list_of(WebhookKey, 10, required=True)
    created_at = moment(required=True)
    proven_at = moment(required=True, allow_none=True)
    disabled_at = moment(required=True, allow_none=True)
    ended_at = moment(required=True, allow_none=True)
    reason = text(500, required=True, allow_none=True)


class MadeSubscription(Subscription):
    secret = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Verifies `v1`, or is a queue's password. Keep it: a repeat is answered without it."},
    )


class NewSecret(Shape):
    overlap_hours = number(0, 168, metadata={"description": "How long the secrets before still sign; a day if absent."})


class NewApproval(Shape):
    approved = Flag(required=True)


class NewOwner(Shape):
    key_id = identifier(required=True)


class NewSample(Shape):
    type = message_type(required=True)


class NewRecovery(Shape):
    since = moment(required=True)
    what = one_of("failed", "missed", required=True)


class Attempt(Shape):
    at = moment(required=True)
    status = number(100, 599, required=True, allow_none=True)
    duration_ms = number(0, required=True)
    reason = fields.String(required=True, allow_none=True)
    excerpt = fields.String(required=True, metadata={"description": "How the answer began."})
    retry_after = ratio(required=True, allow_none=True)


class Delivery(Shape):
    id = identifier(required=True)
    subscription_id = identifier(required=True)
    message_id = identifier(required=True)
    type = message_type(required=True)
    state = one_of(*DELIVERY_STATES, required=True)
    attempts = list_of(Attempt, 100, required=True)
    created_at = moment(required=True)
    next_at = moment(required=True, allow_none=True)
    settled_at = moment(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class DeliveryQuery(PageQuery):
    state = one_of(*DELIVERY_STATES, metadata={"description": "Only those in this state."})


class Addressee(Shape):
    """Somebody who is written to and is no person of the directory."""

    name = text(160, required=True)
    email = email(required=True)
    language = one_of("fr", "ar", "en", required=True)


class Report(Shape):
    """What was heard of a mail after it was handed over."""

    kind = one_of(*REPORT_KINDS, required=True)
    mail_id = identifier(required=True)
    status = fields.String(required=True, allow_none=True, metadata={"description": "RFC 3463's, of a bounce."})
    text = fields.String(required=True, metadata={"description": "What the other server said, without addresses."})
    at = moment(required=True)


class TakenReport(Shape):
    """A `notice` (a delay, a receipt) counts for nothing."""

    mail_id = identifier(required=True)
    kind = one_of(*REPORT_KINDS, required=True)
    mail_state = one_of(*SEND_STATES, required=True)


class MailAddress(Shape):
    """An address that mails came back from: whose it is, its mails tell. To a suppressed one nothing is sent."""

    id = identifier(required=True)
    state = one_of(*ADDRESS_STATES, required=True)
    suppressed_at = moment(required=True, allow_none=True)
    complained_at = moment(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    reports = list_of(Report, 20, required=True, metadata={"description": "The newest ones last, by which it counts."})


class MailAddressQuery(PageQuery):
    state = one_of(*ADDRESS_STATES, metadata={"description": "Only those in this state."})
    email = email(metadata={"description": "Only this one."})


class NewLift(Shape):
    cause = one_of(*LIFTED, required=True, metadata={"description": "What is to keep mails from it no longer."})


class Mail(Shape):
    """What somebody was told; `unconfirmed`: it may have been sent, and is not sent a second time."""

    id = identifier(required=True)
    person_id = identifier(required=True, allow_none=True)
    contact = nested(Addressee, required=True, allow_none=True)
    message_id = identifier(required=True)
    type = message_type(required=True)
    category = text(40, required=True)
    channel = one_of(*CHANNELS, required=True)
    wording = text(
        40,
        required=True,
        allow_none=True,
        metadata={"description": "Whose words it has, and which version of them: `house 0a1b2c3d` or `own 3`."},
    )
    language = one_of("fr", "ar", "en", required=True, allow_none=True)
    state = one_of(*SEND_STATES, required=True)
    attempts = number(0, required=True)
    created_at = moment(required=True)
    sent_at = moment(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    report = nested(Report, required=True, allow_none=True)


class MailQuery(PageQuery):
    """Of what is asked for, all must hold; the newest mails come first."""

    state = matching(
        STATES_OF_SENDS,
        "field.not_a_state",
        120,
        metadata={
            "description": f"Only those in one of these states, with commas between: {', '.join(SEND_STATES)}.",
            "example": "given_up,unconfirmed",
        },
    )
    type = matching(
        ONE_TYPE, "field.not_a_type", 120, metadata={"description": "Only those that tell of this type of message."}
    )
    category = one_of(*MAIL_CATEGORIES, metadata={"description": "Only those of this category."})
    person_id = identifier(metadata={"description": "Only those to this person."})
    email = email(metadata={"description": "Only those to this address."})
    message_id = identifier(metadata={"description": "Only those that tell of this message."})
    created_from = moment(metadata={"description": "Only those noted at this instant or later."})
    created_until = moment(metadata={"description": "Only those noted before this instant."})
    channel = one_of(*CHANNELS, metadata={"description": "What was told by this channel instead of by mail."})


class NewChoice(Shape):
    """Whether what is of a category is wanted by a channel."""

    category = text(40, required=True)
    channel = text(40, required=True)
    wanted = Flag(required=True)


class NewPreferences(Shape):
    """What changes; `opposes` is the opposition of law 09-08: nothing comes then that is not mandatory."""

    choices = list_of(NewChoice, 100)
    opposes = Flag()


class NewAddressPreferences(Shape):
    """Of an address of somebody who is no person of the directory; with nothing to change they are read."""

    email = email(required=True)
    preferences = nested(NewPreferences, required=True)


class StandingChoice(NewChoice):
    mandatory = Flag(required=True, metadata={"description": "What nobody can switch off."})


class Preferences(Shape):
    opposes = Flag(required=True)
    changed_at = moment(required=True, allow_none=True)
    choices = list_of(StandingChoice, 100, required=True)


class OwnPreferences(Preferences):
    category = text(40, required=True, metadata={"description": "What the mail with this link was about."})


class InboxItem(Shape):
    """What somebody was told, as it stands in their inbox; a link or a code that it brought is in the mail alone."""

    id = identifier(required=True)
    type = message_type(required=True)
    category = text(40, required=True)
    language = one_of("fr", "ar", required=True, allow_none=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    state = one_of(*INBOX_STATES, required=True)
    sent_at = moment(required=True)


class InboxPage(Shape):
    items = list_of(nested(InboxItem), 200, required=True)
    next = fields.String(required=True, allow_none=True)
    unread = number(0, required=True)


class InboxQuery(PageQuery):
    state = one_of(*INBOX_STATES, metadata={"description": "Only those; otherwise all that are not archived."})


class InboxNewsQuery(Shape):
    since = moment()
    after = matching(CURSOR, "field.not_a_cursor", 128)


class NewInboxState(Shape):
    state = one_of(*INBOX_STATES, required=True)


class TemplateWords(Shape):
    """A template: what stands in it is Jinja, of which it may have fields, conditions and one list within another."""

    subject = text(300, required=True)
    html = text(
        60_000,
        allow_none=True,
        metadata={"description": "The body between greeting and footer; without it, it is made of the text."},
    )
    text = text(20_000, required=True)


class TemplateVersion(TemplateWords):
    number = number(1, required=True)
    made_at = moment(required=True)
    made_by = fields.String(required=True)


class TemplateTrouble(Shape):
    """Why the version that stands could not be used for somebody, who got the house's words instead."""

    number = number(1, required=True)
    reason = fields.String(required=True)
    at = moment(required=True)


class Template(Shape):
    """The directorate's own words for a type, a channel and a language, newest version first."""

    type = message_type(required=True)
    channel = one_of(*CHANNELS, required=True)
    language = one_of("fr", "ar", required=True)
    standing = number(1, required=True, allow_none=True, metadata={"description": "None: the house's are used."})
    versions = list_of(nested(TemplateVersion), 50, required=True)
    trouble = nested(TemplateTrouble, required=True, allow_none=True)
    missing = list_of(
        one_of("fr", "ar"),
        2,
        required=True,
        metadata={"description": "Languages without words of their own while another has them: they get the house's."},
    )


class RestoredVersion(Shape):
    number = number(1, required=True)


class Previewed(Shape):
    """Words to look at before they are used; without any, those that are used now."""

    subject = text(300)
    html = text(60_000, allow_none=True)
    text = text(20_000)


class Preview(Shape):
    """With the sample of the type; `template` says whose words, `trouble` why not the directorate's own."""

    subject = fields.String(required=True)
    text = fields.String(required=True)
    html = fields.String(required=True)
    template = fields.String(required=True)
    trouble = fields.String(required=True, allow_none=True)
    names = list_of(fields.String(), 500, required=True, metadata={"description": "What a template may name."})


class LocalName(Shape):
    fr = text(120, required=True)
    ar = text(120, required=True)


class LocalSignature(Shape):
    fr = text(500, required=True)
    ar = text(500, required=True)


class Branding(Shape):
    """How the directorate's letters look; what is not given is the house's."""

    name = nested(LocalName, allow_none=True)
    signature = nested(LocalSignature, allow_none=True)
    colour = matching(COLOUR, "field.not_a_colour", 7, metadata={"description": "Of buttons, under white letters."})
    reply_to = email(allow_none=True, metadata={"description": "Where answers to letters go."})
