"""Series and editions over HTTP."""

from gateway.schemas.shape import LocalText, PageQuery, Shape, identifier, list_of, moment, nested, number, one_of, text

EDITION_STATES = ("planned", "open", "closed")


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
