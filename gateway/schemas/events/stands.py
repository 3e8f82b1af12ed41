"""Stands over HTTP."""

from gateway.schemas.shape import Shape, identifier, moment, number, text


class NewStand(Shape):
    organisation_id = identifier(required=True)
    label = text(40, required=True)
    tables = number(1, 200, required=True)


class Stand(NewStand):
    id = identifier(required=True)
    edition_id = identifier(required=True)
    assigned_at = moment(required=True)
