"""The training offer: what the institutes teach, and how many learn it."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

TRAINING_LEVELS = (
    "formation_qualifiante",
    "specialisation",
    "qualification",
    "bac_pro",
    "technicien",
    "technicien_specialise",
)
Level = validate.Range(min=1, max=4)


class TaughtSkill(Schema):
    """A skill at the level taught to those who begin in `since` or later and before `until`, school years."""

    skill = fields.String(required=True)
    level = fields.Integer(required=True, validate=Level)
    since = fields.Integer(required=True)
    until = fields.Integer(required=True, allow_none=True)


class Enrolment(Schema):
    """How many began in a school year, of how many places."""

    year = fields.Integer(required=True)
    enrolled = fields.Integer(required=True, validate=validate.Range(min=0))
    places = fields.Integer(required=True, validate=validate.Range(min=0))


class SkillSupplied(Schema):
    """A skill, and the level at which those who finish will have it."""

    skill = fields.String(required=True)
    level = fields.Integer(required=True, validate=Level)


class ProgrammeFacts(Message):
    """The public facts of a programme; a school year is named by the calendar year it begins in."""

    id = fields.String(required=True)
    institute_id = fields.String(required=True)
    code = fields.String(required=True)
    title = fields.Nested(LocalText, required=True)
    sector = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(TRAINING_LEVELS))
    places = fields.Integer(required=True, validate=validate.Range(min=1))
    since = fields.Integer(required=True)
    taught = fields.List(fields.Nested(TaughtSkill), required=True)
    enrolments = fields.List(fields.Nested(Enrolment), required=True)
    agreement_id = fields.String(required=True, allow_none=True)
    partner_id = fields.String(required=True, allow_none=True)


class ProgrammeChanged(ProgrammeFacts):
    """A programme is offered, described otherwise, or teaches otherwise after a committee's decision."""

    type = "partners.programme_changed.v1"


class EnrolmentStated(ProgrammeFacts):
    """It is known how many began a programme in a school year, and so how many will have its skills."""

    type = "partners.enrolment_stated.v1"

    year = fields.Integer(required=True)
    enrolled = fields.Integer(required=True, validate=validate.Range(min=0))
    offered = fields.Integer(required=True, validate=validate.Range(min=0))
    skills = fields.List(fields.Nested(SkillSupplied), required=True)
