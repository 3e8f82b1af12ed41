"""A message is strict where it is written and tolerant where it is read."""

import pytest
from marshmallow import Schema, ValidationError, fields

from multaqa.messages.base import MESSAGES, Message


class Leg(Schema):
    length = fields.Integer(required=True)


class ChairFacts(Message):
    chair_id = fields.String(required=True)
    built_at = fields.AwareDateTime()
    legs = fields.List(fields.Nested(Leg))
    seat = fields.Nested(Leg)


@pytest.fixture
def declare():
    """Declare a message as if the room `furniture` published it, and forget it afterwards."""
    before = dict(MESSAGES)

    def declare(doc="A chair stands.", module="multaqa.messages.furniture", **body):
        return type("ChairBuilt", (ChairFacts,), {"__module__": module, "__doc__": doc, **body})

    yield declare
    MESSAGES.clear()
    MESSAGES.update(before)


@pytest.fixture
def built(declare):
    return declare(type="furniture.chair_built.v1")


def test_a_type_is_registered(built):
    assert MESSAGES["furniture.chair_built.v1"] is built


def test_a_base_without_type_is_not_registered():
    assert ChairFacts not in MESSAGES.values()


def test_is_not_public_unless_it_says_so(built):
    assert built.public is False


def test_what_is_encoded_is_what_was_given(built):
    facts = {"chair_id": "c1", "built_at": "2026-05-04T09:00:00+00:00", "legs": [{"length": 40}], "seat": {"length": 3}}
    assert built.encode(facts) == facts


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"chair_id": "c1", "colour": "red"}, "colour"),
        ({"chair_id": "c1", "legs": [{"length": 1, "wood": "oak"}]}, "legs"),
        ({"chair_id": "c1", "seat": {"length": 1, "wood": "oak"}}, "seat"),
        ({"chair_id": "c1", "built_at": "2026-05-04T09:00:00"}, "built_at"),
        ({}, "chair_id"),
    ],
)
def test_encoding_refuses(built, facts, where):
    with pytest.raises(ValidationError) as refused:
        built.encode(facts)
    assert list(refused.value.messages) == [where]


@pytest.mark.parametrize(
    "more",
    [{"colour": "red"}, {"legs": [{"length": 1, "wood": "oak"}]}, {"seat": {"length": 1, "wood": "oak"}}],
)
def test_decoding_leaves_out_what_it_does_not_know(built, more):
    decoded = str(built.decode({"chair_id": "c1", **more}))
    assert "red" not in decoded
    assert "oak" not in decoded


def test_decoding_gives_aware_times(built):
    assert built.decode({"chair_id": "c1", "built_at": "2026-05-04T10:00:00+01:00"})["built_at"].utcoffset()


def test_decoding_refuses_a_missing_field(built):
    with pytest.raises(ValidationError):
        built.decode({})


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"type": "furniture.chair_built"}, "is not room.name.vN"),
        ({"type": "Furniture.ChairBuilt.v1"}, "is not room.name.vN"),
        ({"type": "kitchen.chair_built.v1"}, "belongs in the module of kitchen"),
        ({"type": "furniture.chair_built.v1", "doc": None}, "needs a docstring"),
        ({"type": "furniture.chair_built.v1", "doc": "a chair"}, "needs a docstring"),
    ],
)
def test_a_wrong_declaration_is_refused(declare, declared, why):
    with pytest.raises(TypeError, match=why):
        declare(**declared)


def test_a_type_is_declared_once(declare, built):
    with pytest.raises(TypeError, match="is already ChairBuilt"):
        declare(type=built.type)
