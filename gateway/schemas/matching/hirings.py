"""Hirings and the insertion rate over HTTP."""

from gateway.schemas.matching.skills import CONTRACTS
from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_number_of,
    one_of,
    ratio,
    text,
)

HIRING_STATES = ("offered", "hired", "declined", "withdrawn", "expired")


class NewHiring(Shape):
    """A job offer; not answered by `answer_by`, it runs out."""

    interview_id = identifier(required=True)
    contract = one_of(*CONTRACTS, required=True)
    starts_on = day(required=True)
    answer_by = moment(allow_none=True)


class HiringReason(Shape):
    reason = text(400, required=True)


class Hiring(NewHiring):
    id = identifier(required=True)
    candidate_id = identifier(required=True)
    pseudonym = text(80, required=True)
    organisation_id = identifier(required=True)
    offer_id = identifier(required=True)
    edition_id = identifier(required=True)
    sector = identifier(required=True)
    state = one_of(*HIRING_STATES, required=True)
    offered_at = moment(required=True)
    answered_at = moment(required=True, allow_none=True)
    confirmed_months = list_of(number(3, 6), 2, required=True)
    left_months = list_of(number(3, 6), 2, required=True, metadata={"description": "No longer there at these months."})
    ended_at = moment(required=True, allow_none=True)
    reason = text(400, required=True, allow_none=True)


class HiringQuery(PageQuery):
    state = one_of(*HIRING_STATES, metadata={"description": "Only those in this state."})


class NewConfirmation(Shape):
    months = one_number_of(3, 6, required=True)
    still = Flag(metadata={"description": "False: the person is no longer there."})


class JobAsked(Shape):
    """Whether one is still in a job; `still` is null as long as nobody has said."""

    organisation_name = nested(LocalText, required=True, allow_none=True)
    offer_title = nested(LocalText, required=True)
    starts_on = day(required=True)
    months = one_number_of(3, 6, required=True)
    still = Flag(required=True, allow_none=True)


class JobAnswer(Shape):
    still = Flag(required=True)


class InsertionQuery(Shape):
    edition_id = identifier(required=True, metadata={"description": "The edition whose hirings are counted."})


class InsertionTableQuery(Shape):
    edition_id = identifier(metadata={"description": "Only this edition; else every one with interviews."})
    format = one_of("csv", "xlsx", load_default="csv", metadata={"description": "Of the file."})


class Milestone(Shape):
    """Null where a count of fewer than five persons is hidden, or follows from one that is."""

    months = number(3, 6, required=True)
    asked = number(0, required=True, allow_none=True)
    responses = number(0, required=True, allow_none=True)
    confirmed = number(0, required=True, allow_none=True)
    left = number(0, required=True, allow_none=True, metadata={"description": "No longer there, then or before."})
    response_rate = ratio(required=True, allow_none=True)


class Share(Shape):
    """How many have a job, of how many; null where fewer than five persons are hidden."""

    hired = number(0, required=True, allow_none=True)
    numerator = number(0, required=True, allow_none=True, metadata={"description": "Confirmed in the job."})
    denominator = number(0, required=True, allow_none=True)
    rate = ratio(required=True, allow_none=True)
    milestones = list_of(Milestone, 2, required=True)


class SectorShare(Share):
    sector = identifier(required=True)


class InstituteShare(Share):
    institute_id = identifier(required=True, allow_none=True)


class OrganisationShare(Share):
    organisation_id = identifier(required=True)


class Insertion(Share):
    edition_id = identifier(required=True)
    number = number(1, required=True, allow_none=True)
    by_sector = list_of(SectorShare, 100, required=True)
    by_institute = list_of(InstituteShare, 1000, required=True)
    by_organisation = list_of(
        OrganisationShare, 10_000, required=True, metadata={"description": "For the directorate only."}
    )
