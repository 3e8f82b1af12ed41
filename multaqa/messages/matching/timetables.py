"""Timetables and the interviews they plan."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message
from multaqa.messages.matching.interviews import MEETING_KINDS, REASONS


class AgendaInterview(Schema):
    """One interview as its candidate needs to know it; an organisation without a told name has none here."""

    interview_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    organisation_name = fields.Nested(LocalText, allow_none=True)
    offer_id = fields.String(required=True)
    offer_title = fields.Nested(LocalText, required=True)
    kind = fields.String(validate=validate.OneOf(MEETING_KINDS))
    table = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)


class TimetablePublished(Message):
    """A candidate's interviews at an edition, in order of time; they replace those told before.

    They are fixed, unless they are preliminary: then they are told again when they are.
    """

    type = "matching.timetable_published.v1"

    id = fields.String(required=True)
    run_id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    preliminary = fields.Boolean()
    interviews = fields.List(fields.Nested(AgendaInterview), required=True)


class AgendaChange(Schema):
    """One interview that is new, has moved or is cancelled; where it was before, and why it is cancelled."""

    change = fields.String(required=True, validate=validate.OneOf(["scheduled", "moved", "cancelled"]))
    interview = fields.Nested(AgendaInterview, required=True)
    from_starts_at = fields.AwareDateTime(required=True, allow_none=True)
    from_table = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True, validate=validate.OneOf(REASONS))


class AgendaChanged(Message):
    """Something in a candidate's interviews at an edition is not as it was told; `interviews` is all they now have."""

    type = "matching.agenda_changed.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    interviews = fields.List(fields.Nested(AgendaInterview), required=True)
    changes = fields.List(fields.Nested(AgendaChange), required=True)
