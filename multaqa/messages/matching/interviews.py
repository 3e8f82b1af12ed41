"""Interviews: planned, moved, cancelled, and what came of them."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

MEETING_KINDS = ("interview", "creators_meeting")
OUTCOMES = ("held", "not_held")
REASONS = (
    "candidate_withdrew",
    "candidate_absent",
    "forbidden",
    "no_table",
    "replanned",
    "request_cancelled",
    "edition_postponed",
    "edition_cancelled",
)
"""`no_table`: no slot and table is left for it; `replanned`: a later timetable gives the places to others."""


class InterviewFacts(Message):
    """An interview as external systems may know it: no personal data, the candidate under a pseudonym of the tenant."""

    public = True

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    pseudonym = fields.String(required=True)
    organisation_id = fields.String(required=True)
    offer_id = fields.String(required=True)
    sector = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEETING_KINDS))
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    table = fields.String(required=True)


class InterviewScheduled(InterviewFacts):
    """A candidate and a company are to meet at this hour and table."""

    type = "matching.interview_scheduled.v1"


class InterviewMoved(InterviewFacts):
    """The interview has another hour or another table than it had."""

    type = "matching.interview_moved.v1"

    from_starts_at = fields.AwareDateTime(required=True)
    from_table = fields.String(required=True)


class InterviewCancelled(InterviewFacts):
    """The interview does not take place."""

    type = "matching.interview_cancelled.v1"

    reason = fields.String(required=True, validate=validate.OneOf(REASONS))


class InterviewRecorded(InterviewFacts):
    """What came of an interview has been recorded, or recorded otherwise: held or not held."""

    type = "matching.interview_recorded.v1"

    state = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    recorded_at = fields.AwareDateTime(required=True)


class OutcomeFacts(Message):
    """An interview and whether it was held; hirings that follow name the candidate by the pseudonym."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    pseudonym = fields.String(allow_none=True)
    organisation_id = fields.String(required=True)
    offer_id = fields.String(required=True)
    sector = fields.String(required=True)
    kind = fields.String(validate=validate.OneOf(MEETING_KINDS))


class InterviewHeld(OutcomeFacts):
    """A candidate and a company have met, for an interview unless `kind` says otherwise."""

    type = "matching.interview_held.v1"

    held_at = fields.AwareDateTime(required=True)


class InterviewNotHeld(OutcomeFacts):
    """A candidate and a company have not met, where it was told before that they had."""

    type = "matching.interview_not_held.v1"
