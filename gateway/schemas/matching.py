"""Profiles, offers, matches, timetables, interviews and hirings over HTTP."""

import re
from typing import Any

from marshmallow import fields

from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    day,
    identifier,
    list_of,
    matching,
    moment,
    nested,
    number,
    one_number_of,
    one_of,
    page_size,
    ratio,
    text,
)

TRAINING_LEVELS = ("specialisation", "qualification", "technicien", "technicien_specialise")
STATED_SOURCES = ("declared", "taught")
CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
CONDITIONS = ("required_skills", "training", "languages", "mobility", "contract")
HIRING_STATES = ("offered", "hired", "declined")
CODE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}")


def code(**declared: Any) -> fields.String:
    return matching(CODE, "field.not_a_code", 80, **declared)


def language() -> fields.String:
    return matching(LANGUAGE, "field.not_a_language", 3)


class SoughtSkill(Shape):
    code = code(required=True)
    level = number(1, 4, required=True)


class HeldSkill(SoughtSkill):
    source = one_of(*STATED_SOURCES, load_default="declared")


class CredentialSkill(SoughtSkill):
    source = one_of("awarded", required=True)


class NewProfile(Shape):
    training_level = one_of(*TRAINING_LEVELS, required=True)
    skills = list_of(HeldSkill, 60)
    sectors = list_of(identifier(), 20)
    languages = list_of(language(), 10)
    mobility = list_of(text(80), 40)
    contracts = list_of(one_of(*CONTRACTS), 10)


class Profile(NewProfile):
    candidate_id = identifier(required=True)
    awarded = list_of(
        CredentialSkill, 1000, required=True, metadata={"description": "What credentials prove; nobody states it."}
    )


class NewOffer(Shape):
    organisation_id = identifier(required=True)
    edition_id = identifier(required=True)
    title = nested(LocalText, required=True)
    sector = identifier(required=True)
    required = list_of(SoughtSkill, 30, least=1, required=True)
    wished = list_of(SoughtSkill, 30)
    headcount = number(1, 10_000, required=True)
    place = text(80, required=True)
    contract = one_of(*CONTRACTS, required=True)
    training_level = one_of(*TRAINING_LEVELS, allow_none=True)
    languages = list_of(language(), 10)
    knock_outs = list_of(one_of(*CONDITIONS), 5, metadata={"description": "What the offer will not do without."})


class Offer(NewOffer):
    id = identifier(required=True)
    hired = number(0, required=True)
    state = one_of("published", "filled", required=True)


class OfferQuery(PageQuery):
    edition_id = identifier(metadata={"description": "Only those for this edition."})
    organisation_id = identifier(metadata={"description": "Only those of this organisation."})


class MatchQuery(Shape):
    limit = page_size()


class Reason(Shape):
    """Why a match has its score, in words for the person it concerns."""

    code = text(80, required=True)
    points = ratio(required=True)
    text = nested(LocalText, required=True)


class Match(Shape):
    candidate_id = identifier(required=True)
    offer_id = identifier(required=True)
    score = ratio(required=True)
    knocked_out_by = list_of(one_of(*CONDITIONS), 5, required=True)
    reasons = list_of(Reason, 40, required=True)


class NewTimetable(Shape):
    starts_at = moment(required=True)
    slot_minutes = number(1, 240, required=True)
    slots_per_day = number(1, 200, required=True)
    days = number(1, 14)
    most_per_candidate = number(1, 50)


class Figures(Shape):
    candidates = number(0, required=True)
    with_feasible_offer = number(0, required=True)
    with_interview = number(0, required=True)
    interviews = number(0, required=True)
    places = number(0, required=True)
    blocking_pairs = number(0, required=True)


class TimetableRun(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    number = number(1, required=True)
    state = one_of("requested", "published", "superseded", "abandoned", required=True)
    requested_at = moment(required=True)
    published_at = moment(required=True, allow_none=True)
    figures = nested(Figures, required=True, allow_none=True)


class NewOutcome(Shape):
    outcome = one_of("held", "not_held", required=True)
    rating = number(1, 5, allow_none=True)
    next_step = text(400, allow_none=True)


class Interview(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    run_id = identifier(required=True)
    candidate_id = identifier(required=True)
    offer_id = identifier(required=True)
    organisation_id = identifier(required=True)
    sector = identifier(required=True)
    table_id = text(120, required=True)
    table = text(80, required=True)
    slot = number(0, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    score = ratio(required=True)
    state = one_of("planned", "held", "not_held", required=True)
    rating = number(1, 5, required=True, allow_none=True)
    next_step = text(400, required=True, allow_none=True)
    recorded_at = moment(required=True, allow_none=True)


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
