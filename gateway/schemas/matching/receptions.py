"""A company's day at an edition over HTTP, for whoever holds its link."""

from gateway.schemas.directory import PersonName
from gateway.schemas.events.leads import NEXT_STEPS
from gateway.schemas.matching.hirings import HIRING_STATES
from gateway.schemas.shape import LocalText, Shape, day, identifier, list_of, moment, nested, number, one_of, text


class NewReception(Shape):
    organisation_id = identifier(required=True)


class LinkedReception(Shape):
    """The token is shown once."""

    edition_id = identifier(required=True)
    organisation_id = identifier(required=True)
    token = text(120, required=True, allow_none=True)


class EditionNamed(Shape):
    id = identifier(required=True)
    series_name = nested(LocalText, required=True)
    number = number(1, required=True)


class Received(Shape):
    """An interview at one of the company's tables."""

    id = identifier(required=True)
    table = text(80, required=True)
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    state = one_of("planned", "held", "not_held", required=True)
    rating = number(1, 5, required=True, allow_none=True)
    next_step = text(400, required=True, allow_none=True)
    offer_title = nested(LocalText, required=True)
    job = one_of(*HIRING_STATES, required=True, allow_none=True)


class ReceivedPerson(Received):
    """`name` is null where the person does not share with the company."""

    name = nested(PersonName, required=True, allow_none=True)


class ReceivedInterview(Received):
    """`candidate_id` is null where the person does not share with the company."""

    candidate_id = identifier(required=True, allow_none=True)


class Reception(Shape):
    edition = nested(EditionNamed, required=True)
    organisation_name = nested(LocalText, required=True)
    day = day(required=True, allow_none=True)
    interviews = list_of(ReceivedPerson, 1000, required=True)


class ReceptionOutcome(Shape):
    outcome = one_of("held", "not_held", required=True)
    rating = number(1, 5, allow_none=True)
    next_step = one_of(*NEXT_STEPS, allow_none=True)


class ReceptionJob(Shape):
    starts_on = day(required=True)
    answer_by = moment(allow_none=True)
