"""Leads over HTTP: what a representative sends from a stand, and what the company may know."""

from marshmallow import fields

from gateway.schemas.shape import (
    Flag,
    LocalText,
    PageQuery,
    Shape,
    identifier,
    list_of,
    moment,
    nested,
    number,
    one_of,
    text,
)

NEXT_STEPS = ("none", "call", "interview", "test", "internship", "offer")
FORMATS = ("csv", "xlsx")
OUTCOMES = ("named", "counted", "repeated", "refused")


class NewLead(Shape):
    """A scanned badge; `consent` is what the candidate answered when asked at the stand, absent when not asked."""

    badge = text(200, required=True, metadata={"description": "What the QR of the badge says, or the code below it."})
    consent = Flag(allow_none=True)
    note = text(1000, allow_none=True)
    rating = number(-1_000, 1_000, allow_none=True, metadata={"description": "0 to 5."})
    next_step = text(40, allow_none=True, metadata={"description": f"One of {', '.join(NEXT_STEPS)}."})
    tags = list_of(text(40), 20, allow_none=True)


class PushedLead(NewLead):
    """A lead from a phone that was offline; one with a known nonce is silent."""

    nonce = identifier(required=True)
    scanned_at = moment(required=True)


class LeadBatch(Shape):
    scans = list_of(PushedLead, 200, least=1, required=True)


class People(Shape):
    """How many people were met, and how many of them agreed to be known."""

    met = number(0, required=True)
    named = number(0, required=True)


class LeadNote(Shape):
    by = identifier(required=True)
    at = moment(required=True)
    text = text(1000, required=True)


class MetPerson(Shape):
    name_latin = text(200, required=True)
    name_arabic = text(200, required=True, allow_none=True)


class Lead(Shape):
    """Somebody a company met, who agreed to be known to it; `consent_at` tells when they did at the stand."""

    id = identifier(required=True)
    edition_id = identifier(required=True)
    organisation_id = identifier(required=True)
    stand_id = identifier(required=True)
    person_id = identifier(required=True)
    person = nested(MetPerson, required=True, allow_none=True)
    category = identifier(required=True)
    institute_id = identifier(required=True, allow_none=True)
    sector = identifier(required=True, allow_none=True)
    level = text(60, required=True, allow_none=True)
    rating = number(0, 5, required=True, allow_none=True)
    next_step = one_of(*NEXT_STEPS, required=True, allow_none=True)
    tags = list_of(text(40), 20, required=True)
    notes = list_of(LeadNote, 50, required=True)
    first_at = moment(required=True)
    recorded_at = moment(required=True)
    consent_at = moment(required=True, allow_none=True)
    purpose = text(40, required=True)


class LeadAnswer(Shape):
    id = identifier(required=True)
    named = Flag(required=True, metadata={"description": "False where the person did not agree: then it is a number."})
    lead = nested(Lead, required=True, allow_none=True)
    people = nested(People, required=True)


class LeadOutcome(Shape):
    nonce = identifier(required=True)
    outcome = one_of(*OUTCOMES, required=True)
    errors = list_of(fields.Dict(), 10)


class LeadOutcomes(Shape):
    items = list_of(LeadOutcome, 200, required=True)
    next = fields.String(required=True, allow_none=True)
    people = nested(People, required=True)


class LeadPage(Shape):
    """Those who agreed to be known; `people` counts the others, too."""

    items = list_of(Lead, 200, required=True)
    next = fields.String(required=True, allow_none=True)
    people = nested(People, required=True)


class LeadQuery(PageQuery):
    pass


class TableQuery(Shape):
    format = one_of(*FORMATS, load_default="csv", metadata={"description": "Of the file."})


class MetAt(Shape):
    organisation_id = identifier(required=True)
    met = number(0, required=True)


class StandEdition(Shape):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    number = number(1, required=True)
    starts_at = moment(required=True)
    venue = text(160, required=True)


class OwnStand(Shape):
    id = identifier(required=True)
    label = text(40, required=True)
    organisation_name = nested(LocalText, required=True, allow_none=True)


class OwnName(Shape):
    id = identifier(required=True)
    name = text(160, required=True, allow_none=True)


class StandByLink(Shape):
    """What a representative sees first: their stand, and whom it has met so far."""

    edition = nested(StandEdition, required=True)
    stand = nested(OwnStand, required=True)
    representative = nested(OwnName, required=True)
    people = nested(People, required=True)
