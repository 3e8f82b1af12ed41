"""The envelope: what is written is read, and what cannot be read is named."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from multaqa.bus.envelope import Envelope
from multaqa.errors import MalformedMessage

SIGNED = Envelope(
    id="0198c0de-0000-7000-8000-000000000001",
    type="partners.agreement_signed.v1",
    tenant="fes-meknes",
    subject="a-1",
    version=3,
    time=datetime(2026, 3, 12, 9, 30, 0, 125000, tzinfo=UTC),
    source="/partners",
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    causation_id="c-1",
    facts={"title": "Accord-cadre FNBTP", "titre": "اتفاقية إطار"},
)


def written(**changed):
    attributes = {**json.loads(SIGNED.encode()), **changed}
    return json.dumps({name: value for name, value in attributes.items() if value is not None}).encode()


@pytest.mark.parametrize("envelope", [SIGNED, replace(SIGNED, traceparent="", causation_id=None, version=0)])
def test_what_is_written_is_read(envelope):
    assert Envelope.parse(envelope.encode()) == envelope


def test_it_is_a_cloud_event_with_the_tenant_and_the_aggregates_version():
    attributes = json.loads(SIGNED.encode())
    assert attributes["specversion"] == "1.0"
    assert attributes["time"] == "2026-03-12T09:30:00.125000Z"
    assert (attributes["tenant"], attributes["aggregateversion"], attributes["causationid"]) == ("fes-meknes", 3, "c-1")
    assert attributes["data"]["titre"] == "اتفاقية إطار"


def test_the_routing_key_is_tenant_and_type():
    assert SIGNED.routing_key == "fes-meknes.partners.agreement_signed.v1"


def test_attributes_of_a_later_time_are_ignored():
    assert Envelope.parse(written(partitionkey="x")) == SIGNED


@pytest.mark.parametrize("missing", ["specversion", "id", "type", "tenant", "subject", "time", "source", "data"])
def test_a_missing_attribute_is_named(missing):
    with pytest.raises(MalformedMessage) as refusal:
        Envelope.parse(written(**{missing: None}))
    assert (refusal.value.code, refusal.value.facts["attribute"]) == ("message.missing_attribute", missing)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("specversion", "0.3"),
        ("id", 7),
        ("id", ""),
        ("time", "yesterday"),
        ("time", "2026-03-12T09:30:00"),
        ("aggregateversion", "3"),
        ("aggregateversion", True),
        ("aggregateversion", -1),
        ("data", []),
    ],
)
def test_a_bad_attribute_is_named(attribute, value):
    with pytest.raises(MalformedMessage) as refusal:
        Envelope.parse(written(**{attribute: value}))
    assert (refusal.value.code, refusal.value.facts["attribute"]) == ("message.bad_attribute", attribute)


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "message.malformed"),
        (b"{", "message.malformed"),
        (b"7", "message.malformed"),
        (b'{"data": NaN}', "message.malformed"),
        (b"[" * 100_000, "message.malformed"),
        (b'{"id": "\xe9"}', "message.bad_utf8"),
    ],
)
def test_octets_that_are_no_json_object_are_refused(octets, code):
    with pytest.raises(MalformedMessage) as refusal:
        Envelope.parse(octets)
    assert refusal.value.code == code
