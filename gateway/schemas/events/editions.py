"""Series and editions over HTTP."""

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
from multaqa.messages.events.editions import EDITION_STATES, WAITLIST_ORDERS

LONGEST_OFFER_H = 24 * 14


class NewSeries(Shape):
    name = nested(LocalText, required=True)


class Series(NewSeries):
    id = identifier(required=True)


class Quota(Shape):
    category = identifier(required=True)
    capacity = number(1, 1_000_000, required=True)


class Hours(Shape):
    starts_at = moment(required=True)
    ends_at = moment(required=True)


class Room(Shape):
    code = identifier(required=True)
    name = nested(LocalText, required=True)
    capacity = number(1, 1_000_000, allow_none=True)


class EditionChange(Shape):
    """What is stated replaces what was; what is left out stays. Dates that were announced are postponed instead.

    Registration ends with the edition unless `registration_ends_at` says when.
    """

    theme = nested(LocalText, allow_none=True)
    sectors = list_of(identifier(), 20)
    venue = text(160)
    starts_at = moment()
    ends_at = moment()
    registration_ends_at = moment(allow_none=True)
    opening_hours = list_of(Hours, 100, metadata={"description": "In order, each within one day of the edition."})
    rooms = list_of(Room, 100, metadata={"description": "Of the venue: activities take place in them."})
    needs_approval = list_of(
        identifier(), 20, metadata={"description": "Categories whose registrations staff approve before they count."}
    )
    offer_hours = number(
        1,
        LONGEST_OFFER_H,
        metadata={"description": "How long a seat offered from the waitlist is kept; 24 unless given."},
    )
    waitlist_order = one_of(*WAITLIST_ORDERS, metadata={"description": "`arrival` unless given; `draw` is recorded."})
    reentry = Flag(metadata={"description": "Whether the door lets a person in again who has left."})


class NewEdition(EditionChange):
    series_id = identifier(required=True)
    number = number(1, 10_000, required=True)
    venue = text(160, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    quotas = list_of(Quota, 20, least=1, required=True)


class EditionPostponing(Shape):
    """The end of registration and opening hours move along at their hours, unless given."""

    starts_at = moment(required=True)
    ends_at = moment(required=True)
    reason = text(500, required=True)
    registration_ends_at = moment(allow_none=True)
    opening_hours = list_of(Hours, 100)


class EditionReason(Shape):
    reason = text(500, required=True, metadata={"description": "Told to everyone concerned."})


class Postponement(Hours):
    """The dates the edition had before."""

    reason = text(500, required=True)
    postponed_at = moment(required=True)


class Edition(NewEdition):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    state = one_of(*EDITION_STATES, required=True)
    planned_at = moment(required=True)
    announced_at = moment(required=True, allow_none=True)
    opened_at = moment(required=True, allow_none=True)
    closed_at = moment(required=True, allow_none=True)
    held_at = moment(required=True, allow_none=True)
    cancelled_at = moment(required=True, allow_none=True)
    reason = text(500, required=True, allow_none=True)
    postponements = list_of(Postponement, 100, required=True)
    version = number(1, required=True)


class NextEdition(Shape):
    """It lasts as long as the one before, at the same place, unless stated."""

    starts_at = moment(required=True)
    ends_at = moment()
    theme = nested(LocalText)
    venue = text(160)


class EditionFigures(Shape):
    """One column of the comparison: what was there, and how many came."""

    id = identifier(required=True)
    theme = nested(LocalText, required=True, allow_none=True)
    state = one_of(*EDITION_STATES, required=True)
    starts_at = moment(required=True)
    quotas = fields.Dict(required=True, metadata={"description": "By category, its seats and who has them."})
    registrations = fields.Dict(required=True, metadata={"description": "How many are in each state."})
    came = number(0, required=True)
    stands = number(0, required=True)
    activities = fields.Dict(required=True, metadata={"description": "How many of each kind take place."})
    number = number(1, required=True)


class Comparison(Shape):
    """The newest edition first."""

    items = list_of(EditionFigures, 20, required=True)


class EditionQuery(PageQuery):
    series_id = identifier(metadata={"description": "Only those of this series."})
