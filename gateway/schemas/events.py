"""Series, editions, registrations and stands over HTTP."""

from marshmallow import INCLUDE

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

EDITION_STATES = ("planned", "open", "closed")
REGISTRATION_STATES = ("confirmed", "waitlisted", "cancelled", "checked_in")


class NewSeries(Shape):
    name = nested(LocalText, required=True)


class Series(NewSeries):
    id = identifier(required=True)


class Quota(Shape):
    category = identifier(required=True)
    capacity = number(1, 1_000_000, required=True)


class NewEdition(Shape):
    series_id = identifier(required=True)
    number = number(1, 10_000, required=True)
    theme = nested(LocalText, allow_none=True)
    sectors = list_of(identifier(), 20)
    venue = text(160, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    quotas = list_of(Quota, 20, least=1, required=True)


class Edition(NewEdition):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    state = one_of(*EDITION_STATES, required=True)
    planned_at = moment(required=True)
    opened_at = moment(required=True, allow_none=True)
    closed_at = moment(required=True, allow_none=True)


class EditionQuery(PageQuery):
    series_id = identifier(metadata={"description": "Only those of this series."})


class Count(Shape):
    """One category of an edition."""

    capacity = number(0, required=True)
    confirmed = number(0, required=True)
    waitlisted = number(0, required=True)
    cancelled = number(0, required=True)
    checked_in = number(0, required=True)


class Counts(Shape):
    """By the name of each category, its seats and who has them."""

    class Meta:
        unknown = INCLUDE

    EACH = Count


class NewRegistration(Shape):
    person_id = identifier(required=True)
    category = identifier(required=True)


class Registration(NewRegistration):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    state = one_of(*REGISTRATION_STATES, required=True)
    place = number(1, required=True, allow_none=True, metadata={"description": "Place on the waitlist."})
    registered_at = moment(required=True)
    confirmed_at = moment(required=True, allow_none=True)
    promoted = Flag(required=True, metadata={"description": "Whether the seat was another's before."})
    cancelled_at = moment(required=True, allow_none=True)
    checked_in_at = moment(required=True, allow_none=True)


class RegistrationQuery(PageQuery):
    state = one_of(*REGISTRATION_STATES, metadata={"description": "Only those in this state."})


class NewStand(Shape):
    organisation_id = identifier(required=True)
    label = text(40, required=True)
    tables = number(1, 200, required=True)


class Stand(NewStand):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    assigned_at = moment(required=True)
