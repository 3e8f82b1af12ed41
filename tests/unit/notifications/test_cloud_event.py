"""What is posted is a CloudEvent, in either mode, as the SDK of CloudEvents reads it; Svix's library verifies it."""

import json
from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.exceptions import BaseCloudEventException, CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from standardwebhooks.webhooks import Webhook
from svix.webhooks import Webhook as OfSvix
from svix.webhooks import WebhookVerificationError

from gateway.catalogue import described
from multaqa.bus import Envelope, Received
from multaqa.messages import SAMPLES, catalogue
from services.notifications.cloud_event import cloud_event, in_mode
from services.notifications.pen import Pen

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUBLIC = sorted(kind for kind, message in catalogue().items() if message.public)
MODES = ("structured", "binary")


def event(kind, **changed):
    envelope = Envelope.parse((SAMPLES / f"{kind}.json").read_bytes())
    message = Received.of(envelope, envelope.facts, attempt=1, lane="test")
    return cloud_event(message, envelope.facts | changed, is_sample=True)


def read(content):
    return from_http(HTTPMessage(dict(content.headers), content.body.encode()), JSONFormat())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", PUBLIC)
def test_every_public_type_is_a_cloudevent(kind, mode):
    told = json.loads(event(kind))
    got = read(in_mode(event(kind), mode))
    attributes = got.get_attributes()
    assert (got.get_type(), got.get_source(), got.get_subject()) == (kind, f"/{kind.split('.')[0]}", told["subject"])
    assert got.get_time() == datetime.fromisoformat(told["time"])
    assert str(attributes["aggregateversion"]) == str(told["aggregateversion"])
    assert str(attributes["sample"]).lower() == "true"
    assert set(attributes) == set(told) - {"data"}
    assert got.get_data() == told["data"]


@pytest.mark.parametrize("mode", MODES)
def test_the_sdk_misses_what_is_left_out(mode):
    lame = {name: fact for name, fact in json.loads(event(PUBLIC[0])).items() if name != "type"}
    with pytest.raises((CloudEventValidationError, BaseCloudEventException)):
        read(in_mode(json.dumps(lame), mode))


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_whole_body_is_as_the_catalogue_describes_it(kind):
    judge = Draft202012Validator(described(kind)["schema"], format_checker=FormatChecker())
    told = json.loads(event(kind))
    judge.validate(told)
    for lost in ("specversion", "id", "source", "type", "data"):
        with pytest.raises(ValidationError):
            judge.validate({name: fact for name, fact in told.items() if name != lost})


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_order_of_the_facts_is_the_publishers_in_either_mode(kind):
    facts = Envelope.parse((SAMPLES / f"{kind}.json").read_bytes()).facts
    turned = dict(reversed(facts.items()))
    message = Received.of(Envelope.parse((SAMPLES / f"{kind}.json").read_bytes()), facts, attempt=1, lane="test")
    for given in (facts, turned):
        told = cloud_event(message, given)
        assert list(json.loads(told)["data"]) == list(given)
        assert list(json.loads(in_mode(told, "binary").body)) == list(given)


def test_a_header_is_plain_ascii_whatever_an_attribute_says():
    told = json.loads(event(PUBLIC[0])) | {"subject": 'a "b" 100% تكوين'}
    content = in_mode(json.dumps(told, ensure_ascii=False), "binary")
    assert content.headers["ce-subject"].isascii()
    assert " " not in content.headers["ce-subject"]
    assert read(content).get_subject() == told["subject"]


@pytest.mark.parametrize("mode", MODES)
def test_svix_verifies_it_and_notices_a_change(mode):
    content, at = in_mode(event("matching.candidate_hired.v1", sector="البناء"), mode), datetime.now(UTC)
    judge = OfSvix(SECRET)
    headers = Pen([(Webhook(SECRET), None)]).headers("m1", content.body, at)
    judge.verify(content.body, headers)
    shown = {name.title(): value for name, value in headers.items()}
    judge.verify(content.body, shown)
    for changed in (content.body.replace("hired", "fired"), content.body + " "):
        with pytest.raises(WebhookVerificationError):
            judge.verify(changed, headers)
