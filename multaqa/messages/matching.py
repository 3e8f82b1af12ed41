"""What the matching room tells: timetables and hirings."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.checkpoint import CheckpointFacts

CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
HIRING_STATES = ("offered", "hired", "declined")


class AgendaInterview(Schema):
    """One interview as its candidate needs to know it; an organisation without a told name has none here."""

    interview_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    organisation_name = fields.Nested(LocalText, allow_none=True)
    offer_id = fields.String(required=True)
    offer_title = fields.Nested(LocalText, required=True)
    table = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)


class TimetablePublished(Message):
    """A candidate's interviews at an edition are fixed, in order of time; they replace those told before."""

    type = "matching.timetable_published.v1"

    id = fields.String(required=True)
    run_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    interviews = fields.List(fields.Nested(AgendaInterview), required=True)


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


class HiringFacts(Message):
    """A hiring as external systems may know it: no personal data, the candidate under a pseudonym of the tenant."""

    public = True

    id = fields.String(required=True)
    pseudonym = fields.String(required=True)
    organisation_id = fields.String(required=True)
    offer_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    sector = fields.String(required=True)
    contract = fields.String(required=True, validate=validate.OneOf(CONTRACTS))
    starts_on = fields.Date(required=True)
    state = fields.String(required=True, validate=validate.OneOf(HIRING_STATES))
    offered_at = fields.AwareDateTime(required=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    confirmed_months = fields.List(fields.Integer(validate=validate.OneOf([3, 6])), required=True)


class HiringOffered(HiringFacts):
    """An organisation has offered a job after an interview and awaits the candidate's answer."""

    type = "matching.hiring_offered.v1"


class CandidateHired(HiringFacts):
    """The candidate has accepted the job."""

    type = "matching.candidate_hired.v1"


class HiringDeclined(HiringFacts):
    """The candidate has declined the job."""

    type = "matching.hiring_declined.v1"


class HiringConfirmed(HiringFacts):
    """The person is still in the job some months after its start; `confirmed_months` tells at which milestones."""

    type = "matching.hiring_confirmed.v1"


class MatchingCheckpointMade(CheckpointFacts):
    """The audit trail of the matching room has a new checkpoint."""

    type = "matching.checkpoint_made.v1"
