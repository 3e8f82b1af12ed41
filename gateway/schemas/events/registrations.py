"""Registrations over HTTP, and how many there are."""

from marshmallow import INCLUDE

from gateway.schemas.shape import Flag, PageQuery, Shape, identifier, moment, number, one_of

REGISTRATION_STATES = ("confirmed", "waitlisted", "cancelled", "checked_in")


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
