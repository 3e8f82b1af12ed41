"""Skills: what partners need."""

from marshmallow import fields, validate

from multaqa.messages.base import Message


class SkillNeedStated(Message):
    """An organisation has said which skill it needs, at which level, for how many people and until when."""

    type = "partners.skill_need_stated.v1"

    id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    agreement_id = fields.String(allow_none=True)
    skill = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))
    headcount = fields.Integer(required=True, validate=validate.Range(min=1))
    horizon = fields.Date(required=True)
    stated_at = fields.AwareDateTime(required=True)
