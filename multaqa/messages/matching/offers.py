"""Offers: published, changed, filled and closed."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.matching.hirings import CONTRACTS
from multaqa.messages.matching.interviews import MEETING_KINDS

OFFER_STATES = ("published", "filled", "closed")
CLOSED_BY = ("employer", "deadline", "edition")


class SoughtSkill(Schema):
    code = fields.String(required=True)
    level = fields.Integer(required=True, validate=validate.Range(min=1, max=4))


class ClockHours(Schema):
    """Hours of Moroccan clocks, every day: `09:00`."""

    starts = fields.String(required=True)
    ends = fields.String(required=True)


class OfferFacts(Message):
    """An offer as external systems may know it: what is sought, how many positions, and how many of them are taken.

    What is about no job has no headcount, place and contract. `recruiters` and `tables` are how many it is interviewed
    for at once, `hours` when; null: nothing was said.
    """

    public = True

    id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(MEETING_KINDS))
    title = fields.Nested(LocalText, required=True)
    sector = fields.String(required=True)
    required = fields.List(fields.Nested(SoughtSkill), required=True)
    wished = fields.List(fields.Nested(SoughtSkill), required=True)
    training_level = fields.String(required=True, allow_none=True)
    headcount = fields.Integer(required=True, allow_none=True, validate=validate.Range(min=1))
    hired = fields.Integer(required=True, validate=validate.Range(min=0))
    place = fields.String(required=True, allow_none=True)
    contract = fields.String(required=True, allow_none=True, validate=validate.OneOf(CONTRACTS))
    languages = fields.List(fields.String(), required=True)
    knock_outs = fields.List(fields.String(), required=True)
    recruiters = fields.Integer(required=True, allow_none=True)
    tables = fields.Integer(required=True, allow_none=True)
    hours = fields.Nested(ClockHours, required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(OFFER_STATES))
    closes_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_by = fields.String(required=True, allow_none=True, validate=validate.OneOf(CLOSED_BY))


class OfferPublished(OfferFacts):
    """An organisation seeks people for these positions, or to meet, at an edition."""

    type = "matching.offer_published.v1"


class OfferChanged(OfferFacts):
    """An offer has other terms, or a position that was taken is open again: these are its facts from now on."""

    type = "matching.offer_changed.v1"


class OfferFilled(OfferFacts):
    """The last position of an offer is taken."""

    type = "matching.offer_filled.v1"


class OfferClosed(OfferFacts):
    """An offer takes no more interviews: `closed_by` tells whether by its employer, its deadline or its edition."""

    type = "matching.offer_closed.v1"
