"""The funnel of an edition over HTTP."""

from marshmallow import fields

from gateway.schemas.shape import Shape, identifier, list_of, number, one_of, ratio, text

STEPS = ("invited", "registered", "came", "met", "interviewed", "hired")
DIMENSIONS = ("category", "sector", "institute", "level")
FORMATS = ("csv", "xlsx")


class FunnelQuery(Shape):
    by = one_of(*DIMENSIONS, load_default="category", metadata={"description": "What people are told apart by."})


class FunnelTableQuery(FunnelQuery):
    format = one_of(*FORMATS, load_default="csv", metadata={"description": "Of the file."})


class FunnelStep(Shape):
    """How many took a step, of how many who took the step before; null where a small group is hidden."""

    step = one_of(*STEPS, required=True)
    count = number(0, required=True, allow_none=True)
    of = one_of(*STEPS, required=True, allow_none=True)
    denominator = number(0, required=True, allow_none=True)
    share = ratio(required=True, allow_none=True)


class FunnelGroup(Shape):
    value = text(64, required=True, allow_none=True, metadata={"description": "Null for whom it is not known."})
    name = text(200, allow_none=True)
    steps = list_of(FunnelStep, 6, required=True)


class Funnel(Shape):
    edition_id = identifier(required=True)
    by = one_of(*DIMENSIONS, required=True)
    total = list_of(FunnelStep, 6, required=True)
    groups = list_of(FunnelGroup, 500, required=True)
    hidden_below = number(1, required=True, allow_none=True)
    number = number(1, required=True)


class ComparedStep(FunnelStep):
    difference = fields.Integer(required=True, allow_none=True)
    share_difference = ratio(required=True, allow_none=True)


class ComparedEdition(Shape):
    edition_id = identifier(required=True)
    number = number(1, required=True)
    steps = list_of(ComparedStep, 6, required=True)


class ComparedFunnels(Shape):
    """Every edition of a series with its differences from the one before."""

    series_id = identifier(required=True)
    items = list_of(ComparedEdition, 200, required=True)
    next = fields.String(required=True, allow_none=True)
