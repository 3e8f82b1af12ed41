"""What a template may name: the fields of the message that it tells, of its reader, and of the edition."""

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from multaqa.messages import catalogue, sample
from multaqa.messages.events import EditionAnnounced
from multaqa.messages.matching import AgendaInterview
from services.notifications.domain import REMINDER

Shape = Any
"""None for a single value, a list with the shape of its items, a dictionary of shapes by field, or ANYTHING."""
ANYTHING = object()
HIDDEN = frozenset({"addressees", "juror_ids", "person_ids", "contributor_ids", "speaker_ids", "named_ids",
                    "released_ids", "exhibitors", "institute_ids", "invitation_ids"})  # fmt: skip
"""Who else is told: no letter says so."""
EDITION = EditionAnnounced.type
TIMETABLE = "matching.timetable_published.v1"
READER = {"fr": "Salma El Idrissi", "ar": "سلمى الإدريسي"}


@cache
def shapes_of(type: str) -> dict[str, Shape]:
    """By the name under which a template has them; KeyError for a type that is not told to people."""
    told = _reminder_shape() if type == REMINDER else _shape(catalogue()[type]())
    told = {name: shape for name, shape in told.items() if name not in HIDDEN}
    whole: dict[str, Shape] = {"told": told, "person": {"name": None}, "site": None}
    return {**whole, "edition": _shape(EditionAnnounced())} if "edition_id" in told else whole


def sample_of(type: str) -> dict[str, Any]:
    """The facts of the frozen sample of a type, and those of an edition."""
    if type == REMINDER:
        facts = _sampled(TIMETABLE)
        told = {"edition_id": facts["edition_id"], "interviews": facts["interviews"]}
        told["expires_at"] = facts["interviews"][0]["starts_at"]
    else:
        told = {name: fact for name, fact in _sampled(type).items() if name not in HIDDEN}
    return {"told": told, "edition": _sampled(EDITION)}


def paths(shape: Shape, before: str = "") -> list[str]:
    """Every field that may be named, as a template names it; `[]` stands behind what is a list."""
    if isinstance(shape, list):
        return paths(shape[0], f"{before}[]")
    if isinstance(shape, dict):
        return [path for name, part in shape.items() for path in paths(part, f"{before}.{name}" if before else name)]
    return [before]


def _sampled(type: str) -> dict[str, Any]:
    return catalogue()[type].decode(sample(type)["data"])


def _reminder_shape() -> dict[str, Shape]:
    return {"edition_id": None, "interviews": [_shape(AgendaInterview())], "expires_at": None}


def _shape(schema: Schema) -> dict[str, Shape]:
    return {name: _field_shape(field) for name, field in schema.fields.items()}


def _field_shape(field: fields.Field[Any]) -> Shape:
    if isinstance(field, fields.Nested):
        shape = _shape(field.schema)
        return [shape] if field.many else shape
    if isinstance(field, fields.List):
        return [_field_shape(field.inner)]
    return ANYTHING if isinstance(field, fields.Dict) else None
