"""Jobs offered, accepted, declined and confirmed."""

from marshmallow import fields, validate

from multaqa.messages.base import Message

CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
HIRING_STATES = ("offered", "hired", "declined")
ENDS = ("withdrawn", "expired")


class HiringFacts(Message):
    """A hiring as external systems may know it: no personal data, the candidate under a pseudonym of the tenant.

    `institute_id` is the training institute of the candidate, None where it is not known.
    """

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
    answer_by = fields.AwareDateTime(allow_none=True)
    institute_id = fields.String(allow_none=True)


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


class HiringEnd(HiringFacts):
    """A hiring that came to nothing; `answered_at` tells whether the candidate had accepted it."""

    state = fields.String(required=True, validate=validate.OneOf(ENDS))
    ended_at = fields.AwareDateTime(required=True)


class HiringWithdrawn(HiringEnd):
    """The organisation has taken its job offer back, also where it had been accepted: nobody is hired by it."""

    type = "matching.hiring_withdrawn.v1"


class HiringExpired(HiringEnd):
    """The candidate did not answer the job offer by its deadline."""

    type = "matching.hiring_expired.v1"
