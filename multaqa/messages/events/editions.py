"""Series and editions: what is planned, announced and held."""

from marshmallow import Schema, fields, validate

from multaqa.messages.base import LocalText, Message

EDITION_STATES = ("planned", "open", "closed")


class SeriesCreated(Message):
    """A yearly gathering has a name, and editions of it can be planned."""

    type = "events.series_created.v1"

    id = fields.String(required=True)
    name = fields.Nested(LocalText, required=True)


class Quota(Schema):
    """How many people of one category an edition has room for."""

    category = fields.String(required=True)
    capacity = fields.Integer(required=True, validate=validate.Range(min=1))


class EditionFacts(Message):
    """The public facts of an edition, with the name of its series."""

    id = fields.String(required=True)
    series_id = fields.String(required=True)
    series_name = fields.Nested(LocalText, required=True)
    number = fields.Integer(required=True, validate=validate.Range(min=1))
    theme = fields.Nested(LocalText, allow_none=True)
    sectors = fields.List(fields.String(), required=True)
    venue = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    quotas = fields.List(fields.Nested(Quota), required=True)
    state = fields.String(required=True, validate=validate.OneOf(EDITION_STATES))
    planned_at = fields.AwareDateTime(required=True)
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)


class EditionPlanned(EditionFacts):
    """An edition has its dates, venue and capacity; nobody can register yet."""

    type = "events.edition_planned.v1"


class EditionOpened(EditionFacts):
    """People can register for the edition."""

    type = "events.edition_opened.v1"


class EditionClosed(EditionFacts):
    """The edition is over: nobody registers or cancels any more."""

    type = "events.edition_closed.v1"
