"""Hirings and the insertion rate over HTTP."""

from gateway.schemas.matching.skills import CONTRACTS
from gateway.schemas.shape import (
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    moment,
    number,
    one_number_of,
    one_of,
    text,
)

HIRING_STATES = ("offered", "hired", "declined")


class NewHiring(Shape):
    interview_id = identifier(required=True)
    contract = one_of(*CONTRACTS, required=True)
    starts_on = day(required=True)


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


class HiringQuery(PageQuery):
    state = one_of(*HIRING_STATES, metadata={"description": "Only those in this state."})


class NewConfirmation(Shape):
    months = one_number_of(3, 6, required=True)


class InsertionQuery(Shape):
    edition_id = identifier(required=True, metadata={"description": "The edition whose hirings are counted."})


class Milestone(Shape):
    months = number(3, 6, required=True)
    asked = number(0, required=True)
    responses = number(0, required=True)


class Share(Shape):
    """How many have a job, of how many."""

    hired = number(0, required=True)
    numerator = number(0, required=True, metadata={"description": "Confirmed in the job."})
    denominator = number(0, required=True)


class SectorShare(Share):
    sector = identifier(required=True)


class OrganisationShare(Share):
    organisation_id = identifier(required=True)


class Insertion(Share):
    edition_id = identifier(required=True)
    milestones = list_of(Milestone, 2, required=True)
    by_sector = list_of(SectorShare, 100, required=True)
    by_organisation = list_of(OrganisationShare, 10_000, required=True)
