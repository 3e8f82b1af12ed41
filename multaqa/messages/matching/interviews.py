"""What came of an interview."""

from marshmallow import fields

from multaqa.messages.base import Message


class InterviewHeld(Message):
    """A candidate and a company have met for an interview; hirings that follow name the candidate by the pseudonym."""

    type = "matching.interview_held.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    pseudonym = fields.String(allow_none=True)
    organisation_id = fields.String(required=True)
    offer_id = fields.String(required=True)
    sector = fields.String(required=True)
    held_at = fields.AwareDateTime(required=True)
