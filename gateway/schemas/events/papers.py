"""What a registration brings along, over HTTP: answers to questions, and consents."""

import re

from marshmallow import fields

from gateway.schemas.shape import Flag, Shape, between, identifier, list_of, matching, one_of

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_QUESTIONS = 60
PURPOSES = ("participation", "sharing", "photo")


def code(**declared: object) -> fields.String:
    return matching(CODE, "field.not_an_id", 40, **declared)


def answers(**declared: object) -> "fields.Dict[str, object]":
    """By the code of each question: a text, an option or a list of them, the id of a file, a yes or no."""
    return fields.Dict(keys=code(), values=fields.Raw(allow_none=True), validate=between(0, MOST_QUESTIONS), **declared)


class ConsentChoice(Shape):
    """`organisation_ids` name the companies with which the CV is shared; other purposes have none."""

    purpose = one_of(*PURPOSES, required=True)
    given = Flag(required=True)
    organisation_ids = list_of(identifier(), 100)


def consents(**declared: object) -> "fields.List[object]":
    return list_of(ConsentChoice, 10, **declared)
