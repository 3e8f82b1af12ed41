"""Registrations over HTTP, and how many there are."""

from marshmallow import INCLUDE

from gateway.schemas.events.papers import answers, consents
from gateway.schemas.shape import Flag, PageQuery, Shape, identifier, list_of, moment, number, one_of, text

REGISTRATION_STATES = ("pending", "waitlisted", "offered", "confirmed", "checked_in", "cancelled")
REASONS = ("person", "staff", "declined", "expired", "refused", "edition_cancelled")


class Count(Shape):
    """One category of an edition."""

    capacity = number(0, required=True)
    pending = number(0, required=True)
    waitlisted = number(0, required=True)
    offered = number(0, required=True)
    confirmed = number(0, required=True)
    checked_in = number(0, required=True)
    cancelled = number(0, required=True)


class Counts(Shape):
    """By the name of each category, its seats and who has them."""

    class Meta:
        unknown = INCLUDE

    EACH = Count


class NewRegistration(Shape):
    person_id = identifier(required=True)
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20)
    hold_id = identifier(allow_none=True, metadata={"description": "A seat that is held already."})
    institute_id = identifier(allow_none=True)
    sector = identifier(allow_none=True)
    level = text(60, allow_none=True)
    answers = answers(metadata={"description": "Where given, all that is required; else they are asked for by link."})
    consents = consents()


class Choice(Shape):
    """The activities a person comes for."""

    activity_ids = list_of(identifier(), 20, required=True)


class Registration(Shape):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    person_id = identifier(required=True)
    category = identifier(required=True)
    activity_ids = list_of(identifier(), 20, required=True)
    institute_id = identifier(required=True, allow_none=True)
    sector = identifier(required=True, allow_none=True)
    level = text(60, required=True, allow_none=True)
    state = one_of(*REGISTRATION_STATES, required=True)
    place = number(1, required=True, allow_none=True, metadata={"description": "Place on the waitlist."})
    registered_at = moment(required=True)
    offered_until = moment(required=True, allow_none=True)
    confirmed_at = moment(required=True, allow_none=True)
    promoted = Flag(required=True, metadata={"description": "Whether the seat was another's before."})
    cancelled_at = moment(required=True, allow_none=True)
    reason = one_of(*REASONS, required=True, allow_none=True, metadata={"description": "Why it was cancelled."})
    checked_in_at = moment(required=True, allow_none=True)


class RegistrationRank(Registration):
    ahead = number(0, required=True, allow_none=True, metadata={"description": "How many wait before them now."})


class RegistrationQuery(PageQuery):
    state = one_of(*REGISTRATION_STATES, metadata={"description": "Only those in this state."})
