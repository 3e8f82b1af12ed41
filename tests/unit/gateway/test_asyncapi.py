"""The description of the messages is true: their samples pass it, and it says what the manifests say."""

import pytest
from jsonschema import Draft202012Validator, ValidationError

from gateway.asyncapi import describe_messages
from multaqa.bus.topology import house_manifests
from multaqa.messages import catalogue, sample

CATALOGUE = catalogue()
MANIFESTS = house_manifests()

every_type = pytest.mark.parametrize("kind", sorted(CATALOGUE))


@pytest.fixture(scope="module")
def document():
    return describe_messages(CATALOGUE, MANIFESTS)


@pytest.fixture(scope="module")
def validator_of(document):
    def build(kind):
        payload = {"$ref": f"#/components/messages/{kind}/payload"}
        return Draft202012Validator(
            {**payload, "components": document["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
        )

    return build


def test_each_registered_type_has_its_channel_and_its_message(document):
    assert set(document["channels"]) == set(document["components"]["messages"]) == set(CATALOGUE)


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_public_mark_is_that_of_the_manifests(document):
    marked = {kind for kind, message in document["components"]["messages"].items() if message["x-public"]}
    assert marked == {kind for manifest in MANIFESTS for kind in manifest.public}
    assert marked


@pytest.mark.parametrize(("action", "side"), [("send", "publishes"), ("receive", "subscribes")])
def test_each_side_of_each_manifest_is_an_operation(document, action, side):
    described = {name for name, operation in document["operations"].items() if operation["action"] == action}
    declared = {f"{manifest.room}.{action}s.{kind}" for manifest in MANIFESTS for kind in getattr(manifest, side)}
    assert described == declared


def test_a_message_is_routed_by_its_tenant_and_type(document):
    channel = document["channels"]["matching.candidate_hired.v1"]
    assert channel["address"] == "{tenant}.matching.candidate_hired.v1"
    assert channel["bindings"]["amqp"]["exchange"]["name"] == "multaqa"


@every_type
def test_the_frozen_sample_is_shown_and_passes_its_own_schema(document, validator_of, kind):
    [example] = document["components"]["messages"][kind]["examples"]
    assert example["payload"] == sample(kind)
    validator_of(kind).validate(example["payload"])


@every_type
def test_a_message_without_a_required_fact_is_refused(document, validator_of, kind):
    whole = sample(kind)
    for name in document["components"]["schemas"][CATALOGUE[kind].__name__]["required"]:
        facts = {key: value for key, value in whole["data"].items() if key != name}
        with pytest.raises(ValidationError, match=name):
            validator_of(kind).validate({**whole, "data": facts})


def test_a_message_of_another_type_is_refused(validator_of):
    with pytest.raises(ValidationError, match="hiring_declined"):
        validator_of("matching.hiring_declined.v1").validate(sample("matching.candidate_hired.v1"))


def test_a_field_of_tomorrow_passes_for_subscribers_that_validate(validator_of):
    whole = sample("matching.candidate_hired.v1")
    validator_of("matching.candidate_hired.v1").validate({**whole, "data": {**whole["data"], "of_tomorrow": 1}})


@pytest.mark.parametrize("slug", ["-fes", "fes-", "Fes", "fes.meknes", "x fes", "fes\nmeknes"])
def test_a_form_holds_for_the_whole_text(validator_of, slug):
    whole = sample("directory.tenant_opened.v1")
    with pytest.raises(ValidationError, match="does not match"):
        validator_of("directory.tenant_opened.v1").validate({**whole, "data": {**whole["data"], "slug": slug}})


def test_what_a_message_contains_is_described_by_its_own_sentence(document):
    shape = document["components"]["schemas"]["Promise"]
    assert shape["description"] == "What a party promised, how much of it, and until when."
