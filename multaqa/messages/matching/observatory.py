"""What the observatory finds."""

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message


class DemandGapFound(Message):
    """More positions ask for a skill than anybody is there for or in training for, by a number worth telling.

    It is told once a month and skill, and counts positions only: who subscribes learns nothing of any person.
    """

    type = "matching.demand_gap_found.v1"
    public = True

    id = fields.String(required=True)
    period = fields.String(required=True, validate=validate.Regexp(r"[0-9]{4}-[0-9]{2}\Z"))
    skill = fields.String(required=True)
    label = fields.Nested(LocalText, required=True, allow_none=True)
    sector = fields.String(required=True, allow_none=True)
    gap = fields.Integer(required=True, validate=validate.Range(min=1))
