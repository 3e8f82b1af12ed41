"""Candidates, under the pseudonym by which hirings name them."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import Message

SOURCES = ("declared", "taught", "awarded")


class HeldSkill(Schema):
    code = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    source = fields.String(required=True, validate=validate.OneOf(SOURCES))


class PseudonymGiven(Message):
    """A person is told of by this pseudonym; told to the room that delivers to subscribers, and to no other.

    What a subscriber may know of the person is joined there, with their consent.
    """

    type = "matching.pseudonym_given.v1"

    pseudonym = fields.String(required=True)
    person_id = fields.String(required=True)


class CandidateProfiled(Message):
    """It is known, or known otherwise, what a candidate can do; nothing in it names them."""

    type = "matching.candidate_profiled.v1"

    pseudonym = fields.String(required=True)
    training_level = fields.String(required=True)
    sectors = fields.List(fields.String(), required=True)
    skills = fields.List(fields.Nested(HeldSkill), required=True)
    awarded = fields.List(fields.Nested(HeldSkill), required=True)
