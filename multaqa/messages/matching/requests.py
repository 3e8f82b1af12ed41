"""Requests for interviews, as the candidate concerned is told of them."""

from marshmallow import fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.matching.interviews import MEETING_KINDS

REQUEST_SIDES = ("candidate", "company")
REQUEST_STATES = ("open", "accepted", "declined", "cancelled")


class RequestFacts(Message):
    """Who would meet for which offer; table and time only where a slot was booked at once."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    offer_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    asked_by = fields.String(required=True, validate=validate.OneOf(REQUEST_SIDES))
    state = fields.String(required=True, validate=validate.OneOf(REQUEST_STATES))
    offer_title = fields.Nested(LocalText, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEETING_KINDS))
    organisation_name = fields.Nested(LocalText, required=True, allow_none=True)
    table = fields.String(required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)


class InterviewRequested(RequestFacts):
    """A company asks a candidate for an interview, and waits for an answer."""

    type = "matching.interview_requested.v1"


class InterviewRequestAnswered(RequestFacts):
    """A company has accepted, declined or cancelled, or an accepted request has its slot."""

    type = "matching.interview_request_answered.v1"
