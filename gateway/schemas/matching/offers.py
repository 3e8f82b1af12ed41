"""Offers and who fits them, over HTTP."""

from gateway.schemas.matching.skills import (
    CLOCK,
    CONDITIONS,
    CONTRACTS,
    KINDS,
    TRAINING_LEVELS,
    SoughtSkill,
    language,
)
from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_of,
    page_size,
    ratio,
    text,
)

OF_A_JOB = {"description": "An interview's offer has one; a meeting that is about no job has none."}


class ClockHours(Shape):
    """Hours of Moroccan clocks, every day."""

    starts = matching(CLOCK, "field.not_an_hour", 5, required=True, metadata={"example": "09:00"})
    ends = matching(CLOCK, "field.not_an_hour", 5, required=True, metadata={"example": "12:30"})


class OfferTerms(Shape):
    """What may be left out: `recruiters` and `tables` are the most that interview at once, `hours` when they do.

    Without `closes_at` it closes some weeks after its edition.
    """

    wished = list_of(SoughtSkill, 30)
    training_level = one_of(*TRAINING_LEVELS, allow_none=True)
    languages = list_of(language(), 10)
    knock_outs = list_of(one_of(*CONDITIONS), 5, metadata={"description": "What the offer will not do without."})
    recruiters = number(1, 200, allow_none=True)
    recruiter_codes = list_of(identifier(), 50, metadata={"description": "Recruiters who are in one place at a time."})
    tables = number(1, 200, allow_none=True)
    hours = nested(ClockHours, allow_none=True)
    closes_at = moment(allow_none=True)


class OfferFacts(OfferTerms):
    organisation_id = identifier(required=True)
    edition_id = identifier(required=True)
    title = nested(LocalText, required=True)
    sector = identifier(required=True)
    kind = one_of(*KINDS, metadata={"description": "An interview unless stated."})
    required = list_of(SoughtSkill, 30, metadata={"description": "At least one for an interview."})
    headcount = number(1, 10_000, allow_none=True, metadata=OF_A_JOB)
    place = text(80, allow_none=True, metadata=OF_A_JOB)
    contract = one_of(*CONTRACTS, allow_none=True, metadata=OF_A_JOB)


class NewOffer(OfferFacts):
    skill_needs = list_of(
        identifier(),
        10,
        metadata={"description": "Stated needs that say what is sought, and for how many, where this does not."},
    )


class OfferChange(OfferTerms):
    """What is not named stays as it is."""

    title = nested(LocalText)
    sector = identifier()
    required = list_of(SoughtSkill, 30)
    headcount = number(1, 10_000)
    place = text(80)
    contract = one_of(*CONTRACTS)


class OfferReason(Shape):
    reason = text(400, required=True)


class Offer(OfferFacts):
    id = identifier(required=True)
    hired = number(0, required=True)
    kind = one_of(*KINDS, required=True)
    required = list_of(SoughtSkill, 30, required=True)
    headcount = number(1, 10_000, required=True, allow_none=True)
    place = text(80, required=True, allow_none=True)
    contract = one_of(*CONTRACTS, required=True, allow_none=True)
    state = one_of("published", "filled", "closed", required=True)
    closed_at = moment(required=True, allow_none=True)
    closed_by = one_of("employer", "deadline", "edition", required=True, allow_none=True)
    reason = text(400, required=True, allow_none=True)
    version = number(1, required=True)


class OfferQuery(PageQuery):
    edition_id = identifier(metadata={"description": "Only those for this edition."})
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})


class NewShortlist(Shape):
    candidates = list_of(identifier(), 200, required=True, metadata={"description": "The first before the others."})


class Shortlist(NewShortlist):
    offer_id = identifier(required=True)
    stated_at = moment(required=True, allow_none=True)


class MatchQuery(Shape):
    limit = page_size()


class ReasonText(Shape):
    """In the two languages of the screens; as long as the names of all that an offer asks for make it."""

    fr = text(15_000, required=True)
    ar = text(15_000, required=True)


class Reason(Shape):
    """Why a match has its score, in words for the person it concerns."""

    code = text(80, required=True)
    points = ratio(required=True)
    text = nested(ReasonText, required=True)


class Match(Shape):
    candidate_id = identifier(required=True)
    offer_id = identifier(required=True)
    score = ratio(required=True)
    knocked_out_by = list_of(
        one_of(*CONDITIONS, "declined"), 6, required=True, metadata={"description": "declined: by the candidate."}
    )
    reasons = list_of(Reason, 40, required=True)
    weights = text(80, required=True, metadata={"description": "Whose weights, and in which version: tenant/3."})
