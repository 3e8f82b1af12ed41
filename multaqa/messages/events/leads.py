"""Leads: whom companies met at their stands."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

NEXT_STEPS = ("none", "call", "interview", "test", "internship", "offer")


class LeadRecorded(Message):
    """A company has met a person at its stand who agrees to be known to it, or has noted more about them.

    It carries no name and nothing that was noted; `rating` is 0 to 5.
    """

    type = "events.lead_recorded.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    stand_id = fields.String(required=True)
    person_id = fields.String(required=True)
    rating = fields.Integer(allow_none=True, validate=validate.Range(min=0, max=5))
    next_step = fields.String(allow_none=True, validate=validate.OneOf(NEXT_STEPS))
    recorded_at = fields.AwareDateTime(required=True)
