"""Whom a letter goes to: contacts of partners, who are no persons of the directory."""

from typing import Any

from marshmallow import Schema, fields, validate

LANGUAGES = ("fr", "ar")


class Addressee(Schema):
    """Somebody to write to. A message with `addressees` becomes one mail to each of them, from its own templates."""

    name = fields.String(required=True)
    email = fields.Email(required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))


def addressees(least: int = 1) -> "fields.List[Any]":
    return fields.List(fields.Nested(Addressee), required=True, validate=validate.Length(min=least))
