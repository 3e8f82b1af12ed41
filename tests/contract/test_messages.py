"""Every message on the wire has a frozen sample, and both sides still agree with it."""

import json

import pytest

from multaqa.bus.envelope import Envelope
from multaqa.messages import SAMPLES, catalogue

CATALOGUE = catalogue()
PERSONAL = {"candidate_id", "email", "interview_id", "name", "name_arabic", "name_latin", "person_id", "phone"}

every_type = pytest.mark.parametrize("name", sorted(CATALOGUE))


def sample(name):
    return (SAMPLES / f"{name}.json").read_bytes()


def test_there_is_one_sample_for_each_type():
    assert sorted(path.stem for path in SAMPLES.glob("*.json")) == sorted(CATALOGUE)


@every_type
def test_the_sample_is_an_envelope_of_its_type(name):
    envelope = Envelope.parse(sample(name))
    assert envelope.type == name
    assert json.loads(envelope.encode()) == json.loads(sample(name))


@every_type
def test_the_publisher_still_writes_the_sample(name):
    facts = Envelope.parse(sample(name)).facts
    assert CATALOGUE[name].encode(facts) == facts


@every_type
def test_the_consumer_still_reads_the_sample(name):
    facts = Envelope.parse(sample(name)).facts
    assert set(CATALOGUE[name].decode(facts)) == set(facts)


@every_type
def test_the_consumer_reads_a_newer_publisher(name):
    facts = Envelope.parse(sample(name)).facts
    newer = {**facts, "a_field_of_tomorrow": "unknown today"}
    assert CATALOGUE[name].decode(newer) == CATALOGUE[name].decode(facts)


@pytest.mark.parametrize("name", sorted(name for name, message in CATALOGUE.items() if message.public))
def test_a_public_message_has_no_field_that_leads_to_a_person(name):
    assert not PERSONAL & set(CATALOGUE[name]().fields)
