"""Skills, contracts, trainings and hours, as profiles and offers name them."""

import re
from typing import Any

from marshmallow import fields

from gateway.schemas.shape import Shape, matching, number

TRAINING_LEVELS = ("specialisation", "qualification", "technicien", "technicien_specialise")
KINDS = ("interview", "creators_meeting")
CONTRACTS = ("permanent", "fixed_term", "apprenticeship", "internship")
CONDITIONS = ("required_skills", "training", "languages", "mobility", "contract")
CODE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
LANGUAGE = re.compile(r"[a-z]{2,3}")


def code(**declared: Any) -> fields.String:
    return matching(CODE, "field.not_a_code", 80, **declared)


def language() -> fields.String:
    return matching(LANGUAGE, "field.not_a_language", 3)


class SoughtSkill(Shape):
    code = code(required=True)
    level = number(1, 4, required=True)
