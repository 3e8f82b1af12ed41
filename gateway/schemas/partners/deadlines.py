"""Deadlines, who is reminded of them, and calendar feeds over HTTP."""

from gateway.schemas.shape import (
    LocalText,
    PageQuery,
    Shape,
    day,
    email,
    identifier,
    list_of,
    moment,
    nested,
    one_of,
    text,
)
from multaqa.messages.partners.deadlines import DEADLINE_KINDS


class Deadline(Shape):
    id = identifier(required=True)
    kind = one_of(*DEADLINE_KINDS, required=True)
    agreement_id = identifier(required=True)
    commitment_id = identifier(required=True, allow_none=True)
    on = day(required=True)
    title = nested(LocalText, required=True, metadata={"description": "The agreement's."})
    organisations = list_of(identifier(), 20, required=True)


class DeadlineQuery(PageQuery):
    before = day(metadata={"description": "Only those that are due on this day or earlier."})
    organisation_id = identifier(metadata={"description": "Only those of agreements of this organisation."})
    kind = one_of(*DEADLINE_KINDS, metadata={"description": "Only those of this kind."})


class NewSteward(Shape):
    name = text(120, required=True)
    email = email(required=True)
    language = one_of("fr", "ar", required=True)


class Steward(NewSteward):
    id = identifier(required=True, metadata={"description": "The agreement's id, or `directorate`."})


class NewCalendar(Shape):
    organisation_id = identifier(allow_none=True, metadata={"description": "Only its deadlines; without it, all."})
    language = one_of("fr", "ar", required=True)


class Calendar(NewCalendar):
    id = identifier(required=True)
    made_at = moment(required=True)
    ended_at = moment(required=True, allow_none=True)


class OpenedCalendar(Calendar):
    path = text(
        200,
        required=True,
        allow_none=True,
        metadata={"description": "Where a calendar program reads it, without a key; null in the answer to a repeat."},
    )
