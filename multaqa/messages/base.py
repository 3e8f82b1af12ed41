"""What every message has in common: a type, a sentence that says when it is true, and two ways to be read.

Strict where it is written, so that a publisher cannot send what it did not declare; tolerant where it is read,
so that a newer publisher may add an optional field without breaking an older consumer.
"""

import re
from functools import cache
from typing import Any, ClassVar, Literal

from marshmallow import Schema, fields, validate

Unknown = Literal["raise", "exclude"]
MESSAGES: dict[str, type["Message"]] = {}
TYPE = re.compile(r"(?P<room>[a-z]+)\.[a-z]+(_[a-z]+)*\.v[1-9][0-9]*")


class Message(Schema):
    """A fact on the wire; a subclass that declares `type` is published and registered, one without is a base.

    `encode` and `decode` take and give the `data` of an envelope. They raise `marshmallow.ValidationError`,
    whose `messages` name each wrong field.
    """

    type: ClassVar[str] = ""
    public: ClassVar[bool] = False

    def __init_subclass__(cls, **declared: Any) -> None:
        super().__init_subclass__(**declared)
        if "type" in cls.__dict__:
            _register(cls)

    @classmethod
    def encode(cls, facts: dict[str, Any]) -> dict[str, Any]:
        """Turn an aggregate's JSON-able facts into the canonical data of this type; an unknown field is refused."""
        schema = _schema(cls, "raise")
        encoded: dict[str, Any] = schema.dump(schema.load(facts))
        return encoded

    @classmethod
    def decode(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Read data of this type into Python values (aware datetimes, dates); an unknown field is left out."""
        facts: dict[str, Any] = _schema(cls, "exclude").load(data)
        return facts


class LocalText(Schema):
    """A text in the two languages of the screens."""

    fr = fields.String(required=True, validate=validate.Length(min=1))
    ar = fields.String(required=True, validate=validate.Length(min=1))


def _register(message: type[Message]) -> None:
    named = TYPE.fullmatch(message.type)
    if named is None:
        raise TypeError(f"{message.__qualname__}: type {message.type!r} is not room.name.vN")
    room = message.__module__.rpartition("messages.")[2].partition(".")[0]
    if named["room"] != room:
        raise TypeError(
            f"{message.__qualname__}: {message.type} belongs in the module of {named['room']}, not in {room}"
        )
    if not (message.__dict__.get("__doc__") or "").strip().endswith("."):
        raise TypeError(f"{message.__qualname__} needs a docstring: one sentence that says when it is true")
    if message.type in MESSAGES:
        raise TypeError(f"{message.type} is already {MESSAGES[message.type].__qualname__}")
    MESSAGES[message.type] = message


@cache
def _schema(message: type[Message], unknown: Unknown) -> Message:
    schema = message(unknown=unknown)
    _treat_unknown(schema, unknown)
    return schema


def _treat_unknown(schema: Schema, unknown: Unknown) -> None:
    """Marshmallow keeps `unknown` to the outer schema; a message means it all the way down."""
    schema.unknown = unknown
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            _treat_unknown(inner.schema, unknown)
