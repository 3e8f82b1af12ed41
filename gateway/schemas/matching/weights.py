"""Weights of criteria over HTTP, in percent of each other."""

from gateway.schemas.shape import Shape, list_of, moment, nested, number, text

MOST = 100


class NewWeights(Shape):
    required = number(0, MOST, required=True)
    wished = number(0, MOST, required=True)
    sector = number(0, MOST, required=True)
    training = number(0, MOST, required=True)
    languages = number(0, MOST, required=True)
    mobility = number(0, MOST, required=True)
    preference = number(
        0, MOST, metadata={"description": "What both sides have stated of each other; 0 where left out."}
    )
    least_score = number(
        0, MOST, required=True, metadata={"description": "Pairs that score less are not worth an interview."}
    )


class EarlierWeights(Shape):
    version = number(1, required=True)
    weights = nested(NewWeights, required=True)
    stated_at = moment(required=True)
    stated_by = text(200, required=True)


class Weights(Shape):
    """`stated` is whose they are and their version: house/0, tenant/3, offer/2; matches tell it, too."""

    stated = text(80, required=True)
    weights = nested(NewWeights, required=True)
    stated_at = moment(required=True, allow_none=True)
    stated_by = text(200, required=True, allow_none=True)
    earlier = list_of(EarlierWeights, 10_000, required=True)
