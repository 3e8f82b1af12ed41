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
    run_number = fields.Integer()
    run_version = fields.Integer()
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    preliminary = fields.Boolean()
    interviews = fields.List(fields.Nested(AgendaInterview), required=True)


class MatchesComputed(Message):
    """Who should meet whom at an edition has been computed: how many were looked at, and what came of it.

    A run that is computed too late, or while another is asked for, publishes no timetable and is told all the same.
    """

    type = "matching.matches_computed.v1"

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    candidates = fields.Integer(required=True)
    with_feasible_offer = fields.Integer(required=True)
    with_interview = fields.Integer(required=True)
    interviews = fields.Integer(required=True)
    weights = fields.String(required=True)
    algorithm = fields.String(required=True)
    inputs_digest = fields.String(required=True)
    outcome_digest = fields.String(required=True)
    computed_at = fields.AwareDateTime(required=True)


class AgendaChange(Schema):
    """One interview that is new, has moved or is cancelled; where it was before, and why it is cancelled."""

    change = fields.String(required=True, validate=validate.OneOf(["scheduled", "moved", "cancelled"]))
    interview = fields.Nested(AgendaInterview, required=True)
    from_starts_at = fields.AwareDateTime(required=True, allow_none=True)
    from_table = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True, validate=validate.OneOf(REASONS))


class AgendaChanged(Message):
    """Something in a candidate's interviews at an edition is not as it was told; `interviews` is all they now have.

    Of two words on one agenda, that of the higher `run_number` counts, then that of the higher `run_version`: their
    times are no order, since a change may begin before another and be decided after it.
    """

    type = "matching.agenda_changed.v1"

    id = fields.String(required=True)
    run_number = fields.Integer()
    run_version = fields.Integer()
    edition_id = fields.String(required=True)
    candidate_id = fields.String(required=True)
    interviews = fields.List(fields.Nested(AgendaInterview), required=True)
    changes = fields.List(fields.Nested(AgendaChange), required=True)
