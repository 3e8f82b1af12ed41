"""Every message on the wire has a frozen sample, and both sides still agree with it."""

import json
from datetime import date

import pytest
import yaml

from multaqa.bus.envelope import Envelope
from multaqa.messages import HISTORY, SAMPLES, catalogue, history

CATALOGUE = catalogue()
PERSONAL = {"candidate_id", "email", "interview_id", "name", "name_arabic", "name_latin", "person_id", "phone"}

PUBLIC = sorted(name for name, message in CATALOGUE.items() if message.public)

every_public_type = pytest.mark.parametrize("name", PUBLIC)
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


@every_public_type
def test_a_public_message_has_no_field_that_leads_to_a_person(name):
    assert not PERSONAL & set(CATALOGUE[name]().fields)


def test_the_history_is_of_the_public_types():
    assert list(yaml.safe_load(HISTORY.read_bytes())) == PUBLIC


@every_public_type
def test_the_history_has_every_field_once(name):
    told = [field for entry in yaml.safe_load(HISTORY.read_bytes())[name] for field in entry["added"]]
    assert sorted(told) == sorted(CATALOGUE[name]().fields)


@every_public_type
def test_what_was_added_since_may_be_absent(name):
    first, *later = yaml.safe_load(HISTORY.read_bytes())[name]
    fields = CATALOGUE[name]().fields
    assert not [field for entry in later for field in entry["added"] if fields[field].required]
    days = [entry["since"] for entry in (first, *later)]
    assert days == sorted(set(days))


def test_a_history_is_of_all_versions(monkeypatch):
    day = {"since": date(2026, 11, 23), "added": ["id"]}
    told = {"a.b.v2": [day], "a.b.v1": [day, day | {"added": ["sector"]}], "a.bc.v1": [day]}
    monkeypatch.setattr("multaqa.messages._histories", lambda: told)
    assert [(entry["version"], entry["added"]) for entry in history("a.b.v1")] == [
        (1, ["id"]),
        (1, ["sector"]),
        (2, ["id"]),
    ]
