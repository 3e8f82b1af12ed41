"""Stands: who receives people at an edition, where, and whether they came."""

from marshmallow import fields, validate

from multaqa.messages.base import Message


class StandFacts(Message):
    """A stand with so many tables; its organisation is a partner's where `agreement_id` is given."""

    id = fields.String(required=True)
    edition_id = fields.String(required=True)
    organisation_id = fields.String(required=True)
    label = fields.String(required=True)
    tables = fields.Integer(required=True, validate=validate.Range(min=1))
    zone = fields.String(allow_none=True)
    agreement_id = fields.String(allow_none=True)
    assigned_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(allow_none=True)
    arrived_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class StandAssigned(StandFacts):
    """An organisation has a stand at an edition, with so many tables."""

    type = "events.stand_assigned.v1"


class StandChanged(StandFacts):
    """A stand has another label, place, agreement or number of tables: these are its facts from now on."""

    type = "events.stand_changed.v1"


class StandWithdrawn(StandFacts):
    """The organisation has no stand there any more, and did not come to it."""

    type = "events.stand_withdrawn.v1"


class StandAttended(StandFacts):
    """The organisation has come to its stand: `arrived_at` tells when."""

    type = "events.stand_attended.v1"
